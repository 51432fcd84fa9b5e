package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"nofreelunch/pipeline/store"
)

// folder is a store in a folder that hosts share.
type folder struct{ root string }

func (b *folder) String() string { return "file://" + filepath.ToSlash(b.root) }

func (b *folder) path(name string) string { return filepath.Join(b.root, filepath.FromSlash(name)) }

// wrong words an error of the file system.
func (b *folder) wrong(name string, err error) error {
	what := b.String() + "/" + name
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, there := os.Stat(b.root); there != nil {
			return fault(Missing, what, "there is no folder %s; is it mounted?", b.root)
		}
		return fault(Missing, what, "it is not there")
	case errors.Is(err, fs.ErrPermission):
		return fault(Denied, what, "%v", plainPath(err))
	case errors.Is(err, syscall.EROFS):
		return fault(Readonly, what, "%v", plainPath(err))
	}
	return fault(Away, what, "%v", plainPath(err))
}

func plainPath(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

func (b *folder) Get(_ context.Context, name string, from, size int64) ([]byte, string, error) {
	info, err := os.Stat(b.path(name))
	if err != nil {
		return nil, "", b.wrong(name, err)
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait for ever
		return nil, "", fault(Wrong, b.String()+"/"+name, "it is not a file")
	}
	f, err := os.Open(b.path(name))
	if err != nil {
		return nil, "", b.wrong(name, err)
	}
	defer func() { _ = f.Close() }()
	body := make([]byte, max(0, min(size, info.Size()-from)))
	n, err := f.ReadAt(body, from)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, "", b.wrong(name, err)
	}
	return body[:n], hexSum(body[:n]), nil
}

func (b *folder) Put(ctx context.Context, name string, body []byte, when Condition) error {
	if err := os.Mkdir(b.root, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return b.wrong("", err) // what it is in must be there: a mount that is missing is not replaced
	}
	dir := filepath.Dir(b.path(name))
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return b.wrong(name, err)
	}
	temp, err := writeTemp(dir, body)
	if err != nil {
		return b.wrong(name, err)
	}
	defer func() { _ = os.Remove(temp) }()
	if when.Absent {
		err = os.Link(temp, b.path(name)) // fails if it is there
		if errors.Is(err, fs.ErrExist) {
			return fault(Taken, b.String()+"/"+name, "it is there already")
		}
		if err == nil {
			return nil
		}
	}
	return b.replace(ctx, name, temp, when)
}

// replace puts a written file in place, if the object is still the one that
// the condition names. Where locks do nothing, the last writer wins.
func (b *folder) replace(ctx context.Context, name, temp string, when Condition) error {
	if when.Version != "" {
		release, ok, err := store.TryLock(b.path(name + ".lock"))
		if err == nil && !ok {
			return fault(Taken, b.String()+"/"+name, "somebody else is writing it")
		}
		if err == nil {
			defer func() { _ = release() }()
		}
		if _, version, err := b.Get(ctx, name, 0, maxHead); err != nil || version != when.Version {
			return fault(Taken, b.String()+"/"+name, "somebody else has just written it")
		}
	}
	if err := os.Rename(temp, b.path(name)); err != nil {
		return b.wrong(name, err)
	}
	return nil
}

// writeTemp writes a file beside the one that it will be.
func writeTemp(dir string, body []byte) (path string, err error) {
	f, err := os.OpenFile(filepath.Join(dir, ".tmp-"+store.Sum(fmt.Appendf(nil, "%d %s", os.Getpid(),
		body)).String()[:16]), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o666)
	if err != nil {
		return "", err
	}
	_, err = f.Write(body)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		_ = os.Remove(f.Name())
	}
	return f.Name(), err
}

func (b *folder) Remove(_ context.Context, name string) error {
	if err := os.Remove(b.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return b.wrong(name, err)
	}
	return nil
}

func (b *folder) List(context.Context) (map[string]int64, error) {
	found := map[string]int64{}
	err := filepath.WalkDir(b.root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return nil // removed meanwhile
		}
		name, err := filepath.Rel(b.root, path)
		found[filepath.ToSlash(name)] = info.Size()
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return found, nil
	}
	if err != nil {
		return nil, b.wrong("", err)
	}
	return found, nil
}
