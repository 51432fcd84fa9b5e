package main

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// scratch is a temporary folder. It is removed by who made it or, if that
// process was killed, by the next one that makes one.
type scratch struct {
	dir  string
	mark *flock.Flock // held while the maker lives
}

const (
	scratchName = "nofreelunch-commit-"
	scratchMark = ".made-by-nofreelunch"
	scratchText = "A temporary checkout of nofreelunch, which the next diff or reproduce removes.\n"
)

// newScratch makes a folder, and removes those whose makers are dead.
func newScratch() (*scratch, error) {
	sweepScratch(os.TempDir())
	return newScratchIn(os.TempDir())
}

func newScratchIn(in string) (*scratch, error) {
	dir, err := os.MkdirTemp(in, scratchName)
	if err != nil {
		return nil, err
	}
	// The mark is locked before it has its name, so nobody takes it for a dead one.
	mark := flock.New(filepath.Join(dir, ".new"), flock.SetPermissions(0o600))
	if err = mark.Lock(); err == nil {
		err = os.WriteFile(mark.Path(), []byte(scratchText), 0)
	}
	if err == nil {
		err = os.Rename(mark.Path(), filepath.Join(dir, scratchMark))
	}
	if err != nil {
		return nil, errors.Join(err, mark.Unlock(), os.RemoveAll(dir))
	}
	return &scratch{dir, mark}, nil
}

func (s *scratch) remove() {
	clearScratch(s.dir)
	_ = s.mark.Unlock()
}

// sweepScratch removes the folders of ours in a folder that no process holds.
func sweepScratch(in string) {
	found, _ := filepath.Glob(filepath.Join(in, scratchName+"*"))
	for _, dir := range found {
		if info, err := os.Lstat(dir); err != nil || !info.IsDir() || !marked(dir) {
			continue
		}
		mark := flock.New(filepath.Join(dir, scratchMark), flock.SetFlag(os.O_RDONLY))
		if free, err := mark.TryLock(); free && err == nil {
			clearScratch(dir)
			_ = mark.Unlock()
		}
	}
}

// marked reports that a folder has our mark, as we write it.
func marked(dir string) bool {
	path := filepath.Join(dir, scratchMark)
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(scratchText)) {
		return false
	}
	text, err := os.ReadFile(path)
	return err == nil && string(text) == scratchText
}

// clearScratch removes the mark last, so that what cannot be removed now stays
// known as ours.
func clearScratch(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if e.Name() == scratchMark {
			continue
		}
		if os.RemoveAll(filepath.Join(dir, e.Name())) != nil {
			return
		}
	}
	_ = os.RemoveAll(dir)
}
