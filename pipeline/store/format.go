package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

const format = 2 // of the folder; 1 had actions in JSON

func formatText() string { return fmt.Sprintf("nofreelunch cache %d\n", format) }

// checkFormat refuses folders that are another program's, or a newer version's.
// A folder without FORMAT may become a cache.
func (s *Store) checkFormat() error {
	err := s.owned()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// owned says why the folder is not a cache that this program may change, nil
// if it is.
func (s *Store) owned() error {
	text, err := readFile(s.path(fileFormat), 64)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("store: %s is no cache of this program: it has no FORMAT file (%w); nothing is removed from it", s.root, fs.ErrNotExist)
	}
	if err != nil {
		return unwritable(s.root, err)
	}
	var have int
	if _, err := fmt.Sscanf(string(text), "nofreelunch cache %d\n", &have); err != nil || len(text) == 0 {
		return fmt.Errorf("store: %s is not a cache of this program: FORMAT says %.40q; set NOFREELUNCH_CACHE to another folder", s.root, text)
	}
	if have < 1 || have > format {
		return fmt.Errorf("store: the cache in %s has format %d, this program knows 1 to %d; update the program or set NOFREELUNCH_CACHE to another folder", s.root, have, format)
	}
	return nil
}

// claim makes the folder a cache of this version. Marking an older cache is all
// of its migration: records say their version, and a collection rewrites them.
func (s *Store) claim() error {
	if err := os.MkdirAll(s.path(dirPacks), 0o777); err != nil {
		return err
	}
	if text, err := readFile(s.path(fileFormat), 64); err == nil && string(text) == formatText() {
		return nil
	}
	if err := s.checkFormat(); err != nil { // another program may have been here meanwhile
		return err
	}
	if err := s.foreign(); err != nil {
		return err
	}
	return writeFile(s.path(fileFormat), []byte(formatText()))
}

// foreign says why a folder without FORMAT must not become a cache: it holds
// something else. A cache that lost only its FORMAT gets it back.
func (s *Store) foreign() error {
	if s.owned() == nil {
		return nil
	}
	entries, err := os.ReadDir(s.root)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == fileFormat {
			return s.checkFormat() // another process has just made it
		}
		if name := e.Name(); !slices.Contains(folders(), name) && name != "lost+found" && !strings.HasPrefix(name, ".") {
			return fmt.Errorf("store: %s has no FORMAT file and holds %q, so it is no cache and is left alone; set NOFREELUNCH_CACHE to an empty folder", s.root, name)
		}
	}
	return nil
}

// empty reports that there is nothing that a cache could have.
func (s *Store) empty() bool {
	entries, err := os.ReadDir(s.root)
	return errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0
}
