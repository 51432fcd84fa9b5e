package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// writeFile puts data at path so that a kill or a crash leaves the old file or
// the whole new one.
func writeFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes a rename durable where the system can.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer func() { _ = d.Close() }()
	_ = d.Sync() // not every file system supports it, and a lost name is only a miss
	return nil
}

// unwritable explains why the store at root cannot be written and what to do.
func unwritable(root string, err error) error {
	remedy := "or set NOFREELUNCH_CACHE to another folder"
	switch {
	case errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("store: no space left for the cache in %s: %w; free some there, run `cache gc`, %s", root, err, remedy)
	case errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS):
		return fmt.Errorf("store: the cache in %s cannot be written: %w; make it writable, %s", root, err, remedy)
	}
	return fmt.Errorf("store: cache in %s: %w; %s", root, err, remedy)
}
