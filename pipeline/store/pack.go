package store

import (
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
)

const packTag = "nofreelunch pack" // 16 bytes; then the magic, twice

// newPrologue starts a pack file with a magic of its own.
func newPrologue() (b []byte, magic [8]byte) {
	_, _ = rand.Read(magic[:])
	return prologueOf(magic), magic
}

func prologueOf(magic [8]byte) []byte { return slices.Concat([]byte(packTag), magic[:], magic[:]) }

func readPrologue(b []byte) (magic [8]byte, ok bool) {
	if len(b) < prologue || string(b[:16]) != packTag || string(b[16:24]) != string(b[24:32]) {
		return magic, false
	}
	return [8]byte(b[16:24]), true
}

// findMagic reads the prologue at the start of f or, if that is damaged, the
// magic of the first record.
func findMagic(f io.ReaderAt) (magic [8]byte, ok bool) {
	b := make([]byte, prologue+headerSize)
	n, _ := f.ReadAt(b, 0)
	if magic, ok = readPrologue(b[:n]); ok || n < len(b) {
		return magic, ok
	}
	magic = [8]byte(b[prologue:])
	_, ok = parseHeader(b[prologue:], magic)
	return magic, ok
}

// An appender appends records to one file that nobody else writes.
type appender struct {
	file  *os.File
	magic [8]byte
	end   int64
}

// newAppender starts the file at path, which must not exist.
func newAppender(path string) (*appender, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, err
	}
	head, magic := newPrologue()
	if _, err = f.WriteAt(head, 0); err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(path))
	}
	return &appender{f, magic, prologue}, nil
}

// append writes b at the end. After a failed write the torn bytes are cut off;
// if even that fails they stay, and readers step over them.
func (a *appender) append(b []byte) (offset int64, err error) {
	n, err := a.file.WriteAt(b, a.end)
	if err != nil {
		if a.file.Truncate(a.end) != nil {
			a.end += int64(n)
		}
		return 0, err
	}
	offset = a.end
	a.end += int64(len(b))
	return offset, nil
}

// there reports that the file is still the one of its name.
func (a *appender) there() bool {
	named, err := os.Stat(a.file.Name())
	if err != nil {
		return false
	}
	open, err := a.file.Stat()
	return err == nil && os.SameFile(named, open)
}

// A writer is the pack that this process appends to, and nobody else.
type writer struct {
	pack    *pack
	index   *appender
	data    *appender
	release func() error // nil where files cannot be locked
	locked  string

	unsynced bool // data was appended since the last sync
}

const maxPackSize = 256 << 20

// errTaken says that a new name is needed: somebody takes this one's lock for a
// dead process's.
var errTaken = errors.New("the lock of a new pack is taken")

// newWriter starts a pack. Its name is random and its files must be new, so two
// processes never share one, whatever locks do; the lock only says to a
// collection that the pack is in use.
func newWriter(dir, host string, lock locker) (*writer, error) {
	name := newPackName(host)
	w := &writer{pack: &pack{name: name}, locked: filepath.Join(dir, lockName(name))}
	release, ok, err := lock(w.locked)
	switch {
	case errors.Is(err, errNoLocks):
		if err := os.WriteFile(w.locked, nil, 0o666); err != nil { // still says that the pack is in use
			return nil, err
		}
	case err != nil:
		return nil, err
	case !ok:
		return nil, errTaken
	default:
		w.release = release
	}
	if w.index, err = newAppender(filepath.Join(dir, name+extIndex)); err != nil {
		return nil, errors.Join(err, w.unlock())
	}
	if w.data, err = newAppender(filepath.Join(dir, name+extData)); err != nil {
		return nil, errors.Join(err, w.index.file.Close(), os.Remove(w.index.file.Name()), w.unlock())
	}
	w.pack.magic, w.pack.read = w.index.magic, prologue
	return w, nil
}

// there reports that the pack has not been removed or collected.
func (w *writer) there() bool { return w.index.there() && w.data.there() }

func (w *writer) full() bool { return w.data.end >= maxPackSize || w.index.end >= maxPackSize }

// unlock says that nobody appends to the pack any more: it removes the lock.
func (w *writer) unlock() error {
	_ = os.Remove(w.locked)
	if w.release == nil {
		return nil
	}
	return w.release()
}

// close ends the pack. One that nothing was written to goes.
func (w *writer) close() error {
	var err error
	for _, a := range []*appender{w.data, w.index} {
		if a.end > prologue {
			err = errors.Join(err, a.file.Sync())
		} else if w.index.end == prologue && a.there() {
			err = errors.Join(err, os.Remove(a.file.Name()))
		}
		err = errors.Join(err, a.file.Close())
	}
	return errors.Join(err, w.unlock())
}
