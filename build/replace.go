package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/gofrs/flock"
)

// replace writes a file by renaming a whole one into place, unless it is
// there already.
func replace(path string, data []byte) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, data) {
		return nil
	}
	return amend(path, func([]byte) ([]byte, error) { return data, nil })
}

// amend writes what change makes of a file, nil if there is none, in its place.
// No other process that amends or replaces it comes between reading and
// writing. Whoever is killed meanwhile leaves a file that the next one takes over.
func amend(path string, change func(old []byte) ([]byte, error)) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return unwritable(path, err)
	}
	if runtime.GOOS == "windows" {
		return amendBeside(path, change)
	}
	draft, err := claim(filepath.Join(filepath.Dir(path), ".new-"+filepath.Base(path)))
	if err != nil {
		return unwritable(path, err)
	}
	renamed, err := redraft(draft.Path(), path, change)
	if !renamed {
		_ = os.Remove(draft.Path())
	}
	return errors.Join(err, draft.Unlock())
}

// redraft writes the changed file into the draft, and renames it into place if it
// is another one.
func redraft(draft, path string, change func(old []byte) ([]byte, error)) (renamed bool, err error) {
	data, same, err := changed(path, change)
	if err != nil || same {
		return false, err
	}
	if err = os.WriteFile(draft, data, 0); err == nil {
		err = os.Rename(draft, path)
	}
	if err != nil {
		return false, unwritable(path, err)
	}
	return true, nil
}

// changed is what a change makes of a file, and whether that is there already.
func changed(path string, change func(old []byte) ([]byte, error)) (data []byte, same bool, err error) {
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, false, err
	}
	there := err == nil
	data, err = change(old)
	return data, there && bytes.Equal(data, old), err
}

// amendBeside is for Windows: the lock is a file beside the draft, which is
// neither written nor renamed.
func amendBeside(path string, change func(old []byte) ([]byte, error)) error {
	lock, err := claim(filepath.Join(filepath.Dir(path), ".lock-"+filepath.Base(path)))
	if err != nil {
		return unwritable(path, err)
	}
	defer func() {
		_ = lock.Unlock()
		_ = os.Remove(lock.Path()) // another process may hold it, and then it stays
	}()
	data, same, err := changed(path, change)
	if err != nil || same {
		return err
	}
	if err := replaceUnlocked(path, data); err != nil {
		return unwritable(path, err)
	}
	return nil
}

// replaceUnlocked is for Windows, where a locked file can be neither written
// through another handle nor renamed. Each writer has a file of its own name;
// what a killed one left is removed by the next, which cannot remove a file
// that another has open. One that is taken away in the moment between closing
// and renaming is written again.
func replaceUnlocked(path string, data []byte) error {
	dir, prefix := filepath.Dir(path), ".new-"+filepath.Base(path)+"-"
	for try := 0; ; try++ {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), prefix) {
				_ = os.Remove(filepath.Join(dir, e.Name()))
			}
		}
		draft, err := os.CreateTemp(dir, prefix+"*")
		if err != nil {
			return err
		}
		_, err = draft.Write(data)
		err = errors.Join(err, draft.Close())
		if err == nil {
			err = os.Rename(draft.Name(), path)
		}
		if err == nil || !errors.Is(err, fs.ErrNotExist) || try == maxTries {
			return err
		}
	}
}

// maxTries is how often a file that others keep taking away is written again.
const maxTries = 1000

// claim opens the file at path, made if need be, and waits until no other
// process has it.
func claim(path string) (*flock.Flock, error) {
	for {
		lock := flock.New(path, flock.SetPermissions(0o644))
		if err := lock.Lock(); err != nil {
			return nil, err
		}
		held, err := lock.Stat()
		if err != nil {
			return nil, errors.Join(err, lock.Unlock())
		}
		if there, err := os.Stat(path); err == nil && os.SameFile(there, held) {
			return lock, nil
		}
		_ = lock.Unlock() // whoever had it has renamed it
	}
}

// writable finds out, before hours are spent, whether figures can be written.
func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return unwritable(dir, err)
	}
	probe := filepath.Join(dir, ".probe")
	if err := os.WriteFile(probe, nil, 0o644); err != nil {
		return unwritable(dir, err)
	}
	if err := os.Remove(probe); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unwritable(dir, err) // if it is gone, another process tried the same
	}
	return nil
}

func unwritable(path string, err error) error {
	return fmt.Errorf("cannot write %s: %w; free space there or make the folder writable", path, err)
}
