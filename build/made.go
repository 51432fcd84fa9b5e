package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"nofreelunch/build/compare"
	"nofreelunch/pipeline"
)

// A program notes in the cache which actions made its figures, under the digest
// of its sources and what else decides its keys. So another one can compare
// figures of a commit without building the commit's program, while the cache has
// the results. The note is a shortcut: without one the program is built.

// madeDir is where the notes are, in the cache's folder.
const madeDir = "made"

// figuresMade is what the programs of some sources made at a profile.
type figuresMade struct {
	Figures []string          `json:"figures"` // all that they can make, in order
	Keys    map[string]string `json:"keys"`    // of the action, by figure
}

// madePath is the note on the sources of a digest, as this program's toolchain
// and settings would build them.
func (s *session) madePath(digest string) (string, error) {
	root, err := cacheRoot()
	if err != nil {
		return "", err
	}
	of := sha256.Sum256(fmt.Appendf(nil, "nofreelunch made 1\n%q\n%q\n%q\n%s", digest, s.Profile, runtime.Version(), s.building))
	return filepath.Join(root, madeDir, fmt.Sprintf("%x.json", of[:16])), nil
}

// noteMade adds what a run delivered. A cache that cannot be written has other
// ways of saying so.
func (d *delivery) noteMade() {
	if len(d.keys) == 0 || d.asked() {
		return
	}
	path, err := d.madePath(d.from.Digest)
	if err != nil {
		return
	}
	_ = amend(path, func(old []byte) ([]byte, error) {
		m := figuresMade{}
		if json.Unmarshal(old, &m) != nil || m.Keys == nil {
			m.Keys = map[string]string{}
		}
		m.Figures = figuresOf(d.graph)
		for figure, key := range d.keys {
			m.Keys[figure] = key
		}
		text, err := json.Marshal(m)
		return append(text, '\n'), err
	})
}

// figuresOf are the figures of a graph.
func figuresOf(g *pipeline.Graph) (names []string) {
	for _, t := range g.Targets() {
		if !t.Table {
			names = append(names, t.Name)
		}
	}
	return names
}

// made reads what programs of these sources made; nil if nobody noted it.
func (s *session) made(digest string) *figuresMade {
	path, err := s.madePath(digest)
	if err != nil {
		return nil
	}
	text, err := os.ReadFile(path)
	m := &figuresMade{}
	if err != nil || json.Unmarshal(text, m) != nil || len(m.Figures) == 0 {
		return nil
	}
	return m
}

// has reports that the actions of all the named figures are noted.
func (m *figuresMade) has(figures []string) bool {
	return !slices.ContainsFunc(figures, func(f string) bool { return m.Keys[f] == "" })
}

// figure reads a figure out of the cache.
func (s *session) figure(name, key string) (*compare.Figure, error) {
	a, err := s.recorded(key)
	if err != nil {
		return nil, err
	}
	blobs, err := s.opened.Blobs(a)
	if err != nil {
		return nil, err
	}
	f := &compare.Figure{Name: name, Key: key, Files: map[string][]byte{}, Tables: map[string][]byte{}}
	for output, data := range blobs {
		if strings.HasSuffix(output, ".parquet") {
			f.Tables[output] = data
		} else {
			f.Files[output] = data
		}
	}
	return f, nil
}
