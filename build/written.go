package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A note beside the files of a figure, or of the claims, says what they were when
// they were written. So status can tell which have been edited since, removed, or
// are of an earlier making, in whatever format they are.

// fileNote is one file as it was written.
type fileNote struct {
	Is  string `json:"sha256"`
	Key string `json:"key"` // of the action that made it
}

// put writes the files of a product, by path, and notes them.
func put(product, key string, files map[string][]byte) error {
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if err := replace(path, files[path]); err != nil {
			return err
		}
	}
	return amend(notePath(product), func(old []byte) ([]byte, error) {
		notes := map[string]fileNote{}
		if json.Unmarshal(old, &notes) != nil { // damaged: what it said is lost
			notes = map[string]fileNote{}
		}
		for name := range notes {
			if _, err := os.Stat(filepath.Join(filepath.Dir(product), filepath.FromSlash(name))); errors.Is(err, fs.ErrNotExist) {
				delete(notes, name)
			}
		}
		for path, data := range files {
			name, err := filepath.Rel(filepath.Dir(product), path)
			if err != nil {
				return nil, err
			}
			is := sha256.Sum256(data)
			notes[filepath.ToSlash(name)] = fileNote{hex.EncodeToString(is[:]), key}
		}
		text, err := json.MarshalIndent(notes, "", " ")
		return append(text, '\n'), err
	})
}

// onDisk is how the files of a product stand, each named by its path.
type onDisk struct {
	Edited  []string `json:"edited,omitempty"`  // they are not what was written
	Removed []string `json:"removed,omitempty"` // they were written and are gone
	Earlier []string `json:"earlier,omitempty"` // they are as written, by another action than the present one
}

// diskOf looks at the noted files of a product; key is the present action's,
// "" if it has not run.
func diskOf(product, key string) (s onDisk, err error) {
	text, err := os.ReadFile(notePath(product))
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	notes := map[string]fileNote{}
	if err == nil {
		err = json.Unmarshal(text, &notes)
	}
	if err != nil {
		return s, fmt.Errorf("%s: %w; build the figure again to renew it", notePath(product), err)
	}
	for _, name := range slices.Sorted(maps.Keys(notes)) {
		path := filepath.Join(filepath.Dir(product), filepath.FromSlash(name))
		switch is, err := digestOf(path); {
		case errors.Is(err, fs.ErrNotExist):
			s.Removed = append(s.Removed, path)
		case err != nil:
			return s, err
		case is != notes[name].Is:
			s.Edited = append(s.Edited, path)
		case notes[name].Key != key:
			s.Earlier = append(s.Earlier, path)
		}
	}
	return s, nil
}

// digestOf is the SHA-256 of a file.
func digestOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), err
}

// lines say what is remarkable, a line each.
func (s onDisk) lines() (out []string) {
	for _, c := range []struct {
		of   []string
		what string
	}{
		{s.Edited, "edited since they were written"},
		{s.Removed, "removed since they were written"},
		{s.Earlier, "of an earlier making"},
	} {
		if len(c.of) > 0 {
			out = append(out, fmt.Sprintf("%s: %s", c.what, someOf(c.of, 4)))
		}
	}
	return out
}

// someOf lists the first of many names.
func someOf(names []string, most int) string {
	text := strings.Join(names[:min(len(names), most)], ", ")
	if more := len(names) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
