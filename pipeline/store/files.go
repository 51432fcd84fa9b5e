package store

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// createTemp makes a file beside the one it will replace. Its mode follows the
// umask, as that of every file here: a shared cache is read by others.
func createTemp(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	var b [8]byte
	_, _ = rand.Read(b[:])
	return os.OpenFile(filepath.Join(dir, tempPrefix+hex.EncodeToString(b[:])), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
}

// writeFile puts data at path so that a kill or a crash leaves the old file or
// the whole new one. A folder that is removed meanwhile is made again.
func writeFile(path string, data []byte) (err error) {
	for range writeTries {
		if err = writeOnce(path, data); !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	return err
}

func writeOnce(path string, data []byte) error {
	f, err := createTemp(filepath.Dir(path))
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return finish(f, path, err)
}

// finish moves a written file into place, or removes it.
func finish(f *os.File, path string, err error) error {
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o777)
	}
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

// readFile reads a regular file of at most limit bytes. Whatever else stands at
// path is an error, and is not opened: a pipe would block.
func readFile(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", path)
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("%s has %d bytes, more than %d", path, info.Size(), limit)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	b := make([]byte, info.Size())
	n, err := io.ReadFull(f, b)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = nil // cut meanwhile: what is there is judged by its sum
	}
	return b[:n], err
}

// unwritable explains why the store at root cannot be written and what to do.
func unwritable(root string, err error) error {
	remedy := "or set NOFREELUNCH_CACHE to another folder"
	switch {
	case errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("store: no space left for the cache in %s: %w; free some there, run `cache gc`, %s", root, err, remedy)
	case errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS):
		return fmt.Errorf("store: the cache in %s cannot be written: %w; make it writable, %s", root, err, remedy)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("store: cache in %s: %w; see that nobody removes its files, %s", root, err, remedy)
	}
	return fmt.Errorf("store: cache in %s: %w; %s", root, err, remedy)
}
