package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
	Figure string `json:"figure,omitempty"`
	Commit string `json:"commit,omitempty"`
	Same   bool   `json:"same"`
	Bytes  int    `json:"bytes"`            // compared: all of the file
	Differ string `json:"differ,omitempty"` // in what
	Error  string `json:"error,omitempty"`  // why it was not made again

	err error
}

// reproduce makes figures again from the commits that their files name and
// from an empty cache, and compares every byte of the files, provenance included.
func reproduce(ctx context.Context, s *session, paths []string) error {
	if len(paths) == 0 {
		return usagef("reproduce needs a file, such as out/figures/figure7.png")
	}
	again := remaking{s, map[order]remade{}}
	defer again.remove()
	var rows []reproduced
	for _, path := range paths {
		r := again.compare(ctx, path)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		rows = append(rows, r)
		if r.err == nil && !s.JSON && !s.DryRun {
			fmt.Fprintln(s.out, r)
		}
	}
	if s.JSON && !s.DryRun {
		if err := json.NewEncoder(s.out).Encode(rows); err != nil {
			return err
		}
	}
	return s.notReproduced(rows)
}

// notReproduced is the error of the files that are not what they say.
func (s *session) notReproduced(rows []reproduced) error {
	var differ []string
	var failed []error
	for _, r := range rows {
		switch {
		case r.err != nil:
			failed = append(failed, r.err)
		case !r.Same && !s.DryRun:
			differ = append(differ, printable(r.File))
		}
	}
	if len(differ) > 0 {
		failed = append(failed, differsError{"not reproduced: " + strings.Join(differ, ", ")})
	}
	return errors.Join(failed...)
}

func (r reproduced) String() string {
	if r.Same {
		return fmt.Sprintf("%s is, byte for byte, what commit %.10s makes as %s (all %d bytes compared)",
			printable(r.File), r.Commit, r.Figure, r.Bytes)
	}
	return fmt.Sprintf("%s differs from what commit %.10s makes as %s: %s", printable(r.File), r.Commit, r.Figure, r.Differ)
}

// remaking are the orders of one command, each made once.
type remaking struct {
	*session
	made map[order]remade
}

// remade is a checkout in which an order was made, or why it could not be.
type remade struct {
	at  *checkout
	err error
}

func (m remaking) remove() {
	for _, r := range m.made {
		if r.at != nil {
			r.at.remove()
		}
	}
}

// compare compares one file with what its order makes.
func (m remaking) compare(ctx context.Context, path string) reproduced {
	r := reproduced{File: path}
	if r.err = m.compareInto(ctx, path, &r); r.err != nil {
		r.err = fmt.Errorf("%s: %w", printable(path), r.err)
		r.Error = r.err.Error()
	}
	return r
}

func (m remaking) compareInto(ctx context.Context, path string, r *reproduced) error {
	data, err := readBounded(path, largestFigure)
	if err != nil {
		return err
	}
	o, err := m.ordered(ctx, data)
	if err != nil {
		return err
	}
	r.Figure, r.Commit = o.figure, o.commit
	if err := m.announce(path, o); err != nil || m.DryRun {
		return err
	}
	done, known := m.made[o]
	if !known {
		done.at, done.err = m.makeAgain(ctx, o)
		m.made[o] = done
	}
	if done.err != nil {
		return done.err
	}
	place := placeOf(path, o.figure, data)
	again, err := os.ReadFile(filepath.Join(done.at.out, outDir, place))
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("commit %.10s makes no %s of %s; a table is known by its name", o.commit, printable(place), o.figure)
	}
	if err != nil {
		return err
	}
	r.Same, r.Bytes = bytes.Equal(again, data), len(data)
	if !r.Same {
		r.Differ = difference(data, again)
	}
	return nil
}

// largestFigure is the largest file, in bytes, that is taken for a figure or table.
const largestFigure = 1 << 28

// makeAgain makes an order in a checkout of its commit.
func (s *session) makeAgain(ctx context.Context, o order) (*checkout, error) {
	c, err := s.checkOut(ctx, o.commit)
	if err != nil {
		return nil, err
	}
	if err = s.makeIn(ctx, c, o); err != nil {
		c.remove()
		return nil, err
	}
	return c, nil
}

func (s *session) makeIn(ctx context.Context, c *checkout, o order) error {
	has, err := c.figures(ctx, o.profile)
	if err != nil {
		return err
	}
	if !slices.Contains(has, o.figure) {
		return fmt.Errorf("commit %.10s makes no %s", o.commit, o.figure)
	}
	var env []string
	if !s.Reuse {
		env = append(env, "NOFREELUNCH_CACHE="+filepath.Join(c.scratch, "cache"), storeVariable+"="+noStore)
	}
	at := *s
	at.Profile, c.flags = o.profile, o.flags()
	return c.make(ctx, &at, []string{o.figure}, env...)
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

// placeOf is where a file of a figure, or of the claims, lies relative to the
// folder of figures. A table is known by its name, a drawing by its format.
func placeOf(path, figure string, data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("PAR1")) && figure == filepath.Base(claimsFile):
		return filepath.Join("..", filepath.Base(path))
	case bytes.HasPrefix(data, []byte("PAR1")):
		return filepath.Join(figure, filepath.Base(path))
	case bytes.HasPrefix(data, []byte("%PDF")):
		return figure + ".pdf"
	case bytes.HasPrefix(data, []byte("\x89PNG")):
		return figure + ".png"
	case bytes.HasPrefix(data, []byte("%!PS")):
		return figure + ".eps"
	case bytes.HasPrefix(data, []byte("II*\x00")):
		return figure + ".tiff"
	}
	return figure + ".svg"
}
