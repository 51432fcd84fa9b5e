package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nofreelunch/pipeline/provenance"
)

// reproduced is what reproduce found of one file.
type reproduced struct {
	File   string `json:"file"`
	Figure string `json:"figure"`
	Commit string `json:"commit"`
	Same   bool   `json:"same"`
	Bytes  int    `json:"bytes"`            // compared: all of the file
	Differ string `json:"differ,omitempty"` // in what
}

// reproduce makes figures again from the commits that their files name and
// from an empty cache, and compares every byte of the files, provenance included.
func reproduce(ctx context.Context, s *session, paths []string) error {
	if len(paths) == 0 {
		return usagef("reproduce needs a file, such as out/figures/figure7.png")
	}
	var rows []reproduced
	for _, path := range paths {
		r, err := s.reproduce(ctx, path)
		if err != nil {
			return fmt.Errorf("%s: %w", visible(path), err)
		}
		rows = append(rows, r)
		if !s.JSON && !s.DryRun {
			fmt.Fprintln(s.out, r)
		}
	}
	if s.JSON && !s.DryRun {
		if err := json.NewEncoder(s.out).Encode(rows); err != nil {
			return err
		}
	}
	for _, r := range rows {
		if !r.Same && !s.DryRun {
			return differsError{"not reproduced: " + visible(r.File)}
		}
	}
	return nil
}

func (r reproduced) String() string {
	if r.Same {
		return fmt.Sprintf("%s is, byte for byte, what commit %.10s makes as %s (all %d bytes compared)",
			visible(r.File), r.Commit, r.Figure, r.Bytes)
	}
	return fmt.Sprintf("%s differs from what commit %.10s makes as %s: %s", visible(r.File), r.Commit, r.Figure, r.Differ)
}

func (s *session) reproduce(ctx context.Context, path string) (reproduced, error) {
	r := reproduced{File: path}
	data, err := readWhole(path)
	if err != nil {
		return r, err
	}
	o, err := s.ordered(ctx, data)
	if err != nil {
		return r, err
	}
	r.Figure, r.Commit = o.figure, o.commit
	if err := s.announce(path, o); err != nil || s.DryRun {
		return r, err
	}
	again, err := s.makeAgain(ctx, o, placeOf(path, o.figure, data))
	if err != nil {
		return r, err
	}
	r.Same, r.Bytes = bytes.Equal(again, data), len(data)
	if !r.Same {
		r.Differ = difference(data, again)
	}
	return r, nil
}

// largestFigure is the largest file, in bytes, that is taken for a figure or table.
const largestFigure = 1 << 28

// readWhole reads a regular file of bounded size.
func readWhole(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("is no regular file")
	case info.Size() > largestFigure:
		return nil, fmt.Errorf("has %d bytes, more than any figure (%d)", info.Size(), largestFigure)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, largestFigure))
}

// makeAgain makes what a file's provenance orders, and returns the file that
// then lies at a place in the folder of figures.
func (s *session) makeAgain(ctx context.Context, o order, place string) ([]byte, error) {
	c, err := s.checkOut(ctx, o.commit)
	if err != nil {
		return nil, err
	}
	defer c.remove()
	has, err := c.figures(ctx, o.profile)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(has, o.figure) {
		return nil, fmt.Errorf("commit %.10s makes no %s", o.commit, o.figure)
	}
	var env []string
	if !s.Reuse {
		env = append(env, "NOFREELUNCH_CACHE="+filepath.Join(c.scratch, "cache"))
	}
	at := *s
	at.Profile = o.profile
	if err := c.make(ctx, &at, []string{o.figure}, env...); err != nil {
		return nil, err
	}
	again, err := os.ReadFile(filepath.Join(c.out, outDir, place))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("commit %.10s makes no %s of %s; a table is known by its name", o.commit, visible(place), o.figure)
	}
	return again, err
}

// difference says in what a file is not the one made again.
func difference(data, again []byte) string {
	at := 0
	for at < min(len(data), len(again)) && data[at] == again[at] {
		at++
	}
	where := fmt.Sprintf("from byte %d on, %d bytes here and %d there", at, len(data), len(again))
	here, err1 := provenance.Read(data)
	there, err2 := provenance.Read(again)
	if err1 != nil || err2 != nil {
		return where
	}
	var entries []string
	for k := range maps.Keys(union(here, there)) {
		if here[k] != there[k] {
			entries = append(entries, k)
		}
	}
	if len(entries) == 0 {
		return where + "; the provenance agrees, the rest does not"
	}
	slices.Sort(entries)
	return where + "; its provenance differs in " + strings.Join(entries, ", ")
}

func union(a, b map[string]string) map[string]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// placeOf is where a file of a figure lies in the folder of figures. A table
// is known by its name, a drawing by its format.
func placeOf(path, figure string, data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("PAR1")):
		return filepath.Join(figure, filepath.Base(path))
	case bytes.HasPrefix(data, []byte("%PDF")):
		return figure + ".pdf"
	case bytes.HasPrefix(data, []byte("\x89PNG")):
		return figure + ".png"
	}
	return figure + ".svg"
}
