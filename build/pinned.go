package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nofreelunch/pipeline/store"
)

// pinFile says which index of a shared store is believed. It is under version
// control beside figures.lock, so a bucket can swap no result.
const pinFile = "paper/store.lock"

const pinHeader = `# Which index of a shared store is believed, whatever the store says is its present
# one: LOCATION index:HEX. "cache pin" writes a line, and "cache push" renews it.
`

// A pinLine is the index of one location.
type pinLine struct {
	location string
	index    store.Digest
}

type pinLines []pinLine

// pinFile is where the pins are, "" outside a checkout.
func (s *session) pinFile() string {
	if s.checkout == "" {
		return ""
	}
	return filepath.Join(s.checkout, pinFile)
}

func readPins(path string) (pinLines, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return parsePins(string(text))
}

func parsePins(text string) (all pinLines, err error) {
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		location, hex, ok := strings.Cut(line, " index:")
		var d store.Digest
		if !ok || d.UnmarshalText([]byte(hex)) != nil || strings.ContainsAny(location, " \t") {
			return nil, fmt.Errorf("%s:%d: %q is not LOCATION index:HEX; "+
				"restore the file, or delete the line and run cache pin", pinFile, number, line)
		}
		if _, twice := all.of(location); twice {
			return nil, fmt.Errorf("%s:%d: a second line for %s; delete the wrong one", pinFile, number, location)
		}
		all = append(all, pinLine{location, d})
	}
	return all, nil
}

func (ps pinLines) of(location string) (store.Digest, bool) {
	i := slices.IndexFunc(ps, func(p pinLine) bool { return p.location == location })
	if i < 0 {
		return store.Digest{}, false
	}
	return ps[i].index, true
}

// pin writes the line of a location, and leaves all others as they are.
func (s *session) pin(location string, index store.Digest) error {
	if s.checkout == "" {
		return fmt.Errorf("%s is in a checkout of nofreelunch; call it there", pinFile)
	}
	if strings.ContainsAny(location, " \t") {
		return usagef("%s has a space in it, and cannot be pinned", location)
	}
	return amend(s.pinFile(), func(old []byte) ([]byte, error) {
		all, err := parsePins(string(old))
		if err != nil {
			return nil, err
		}
		all = slices.DeleteFunc(all, func(p pinLine) bool { return p.location == location })
		all = append(all, pinLine{location, index})
		slices.SortFunc(all, func(a, b pinLine) int { return strings.Compare(a.location, b.location) })
		var b strings.Builder
		b.WriteString(pinHeader)
		for _, p := range all {
			fmt.Fprintf(&b, "%s index:%s\n", p.location, p.index)
		}
		return []byte(b.String()), nil
	})
}
