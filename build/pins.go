package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"nofreelunch"
	"nofreelunch/pipeline"
	"nofreelunch/pipeline/store"
	"nofreelunch/pipeline/table"
)

// lockFile says which figures the paper has, and what they were.
const lockFile = "paper/figures.lock"

// pins are the keys of the figures that the lock names, as the present code
// makes them, and the figures' names. What is not in the cache pins nothing.
func (s *session) pins() (keys []store.Key, figures []string, err error) {
	text, err := os.ReadFile(lockFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	for _, profile := range nofreelunch.Profiles() {
		if !strings.Contains(string(text), profile) {
			continue
		}
		g, err := nofreelunch.Graph(profile)
		if err != nil {
			return nil, nil, err
		}
		e := &pipeline.Engine{Graph: g, Store: s.store, Code: s.opened.Code, Codec: table.Codec{}, Version: s.opened.Version}
		for _, t := range g.Targets() {
			if !locked(string(text), t.Name, profile) {
				continue
			}
			if a, err := e.Recorded(t.Node); err == nil {
				keys = append(keys, a.Key)
				figures = append(figures, fmt.Sprintf("%s (%s)", t.Name, profile))
			}
		}
	}
	return keys, figures, nil
}

// locked reports that a line of the lock has the figure and the profile among
// its words.
func locked(text, figure, profile string) bool {
	for line := range strings.Lines(text) {
		words := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t\r\n\",:=/@", r) })
		if slices.Contains(words, figure) && slices.Contains(words, profile) {
			return true
		}
	}
	return false
}
