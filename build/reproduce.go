package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"nofreelunch/pipeline/provenance"
)

// reproduced is what reproduce found of one file.
type reproduced struct {
	File   string `json:"file"`
	Figure string `json:"figure"`
	Commit string `json:"commit"`
	Same   bool   `json:"same"`
	Bytes  int    `json:"bytes"` // compared, without provenance
}

// reproduce makes figures again from the commits that their files name, in
// worktrees and from an empty cache, and compares every byte but the
// provenance.
func reproduce(ctx context.Context, s *session, paths []string) error {
	if len(paths) == 0 {
		return usagef("reproduce needs a file, such as out/figures/figure7.png")
	}
	var rows []reproduced
	for _, path := range paths {
		r, err := s.reproduce(ctx, path)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		rows = append(rows, r)
		if !s.JSON {
			word := "differs from"
			if r.Same {
				word = "is, byte for byte,"
			}
			fmt.Fprintf(s.out, "%s %s what commit %s makes as %s (%d bytes compared)\n", path, word, r.Commit[:min(10, len(r.Commit))], r.Figure, r.Bytes)
		}
	}
	if s.JSON {
		if err := json.NewEncoder(s.out).Encode(rows); err != nil {
			return err
		}
	}
	for _, r := range rows {
		if !r.Same {
			return differsError{"not reproduced: " + r.File}
		}
	}
	return nil
}

func (s *session) reproduce(ctx context.Context, path string) (reproduced, error) {
	r := reproduced{File: path}
	data, err := os.ReadFile(path)
	if err != nil {
		return r, err
	}
	meta, err := provenance.Read(data)
	if err != nil {
		return r, err
	}
	r.Figure, r.Commit = meta["figure"], meta["commit"]
	switch {
	case r.Figure == "" || meta["profile"] == "":
		return r, fmt.Errorf("its provenance names no figure or no profile")
	case r.Commit == "" || r.Commit == "unknown":
		return r, fmt.Errorf("it was made outside a repository, its provenance names no commit; inspect shows what it names")
	case strings.HasSuffix(r.Commit, "-dirty"):
		return r, fmt.Errorf("it was made from uncommitted changes on top of %s, which are not on record", strings.TrimSuffix(r.Commit, "-dirty"))
	}
	c, err := checkOut(ctx, r.Commit)
	if err != nil {
		return r, err
	}
	defer c.remove()
	var env []string
	if !s.Reuse {
		env = append(env, "NOFREELUNCH_CACHE="+filepath.Join(filepath.Dir(c.out), "cache"))
	}
	s.Profile = meta["profile"]
	if err := c.make(ctx, s, []string{r.Figure}, env...); err != nil {
		return r, err
	}
	again, err := os.ReadFile(filepath.Join(c.out, outDir, placeOf(path, r.Figure, data)))
	if err != nil {
		return r, fmt.Errorf("the figure made again has no such file: %w", err)
	}
	want, err := provenance.Strip(data)
	if err != nil {
		return r, err
	}
	got, err := provenance.Strip(again)
	if err != nil {
		return r, err
	}
	r.Same, r.Bytes = bytes.Equal(got, want), len(want)
	return r, nil
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
