package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofrs/flock"
)

const packTag = "nofreelunch pack" // 16 bytes; then the magic, twice

// newPrologue starts a pack file with a magic of its own.
func newPrologue() (b []byte, magic [8]byte) {
	_, _ = rand.Read(magic[:])
	return slices.Concat([]byte(packTag), magic[:], magic[:]), magic
}

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

// An appender appends records to one file that no other process writes.
type appender struct {
	file  *os.File
	magic [8]byte
	end   int64
}

// openAppender opens or starts the file at path.
func openAppender(path string) (*appender, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	a := &appender{file: f}
	head := make([]byte, prologue)
	_, err = io.ReadFull(f, head)
	switch {
	case err == nil:
		var ok bool
		if a.magic, ok = readPrologue(head); !ok {
			return nil, errors.Join(errForeign, f.Close())
		}
		a.end, err = f.Seek(0, io.SeekEnd)
	case errors.Is(err, io.EOF):
		head, a.magic = newPrologue()
		_, err = f.WriteAt(head, 0)
		a.end = prologue
	default: // a prologue cut short: somebody died here before any record
		err = errForeign
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return a, nil
}

var errForeign = errors.New("not a pack file")

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

// A writer owns one slot of the packs folder: the pair of files it appends to.
type writer struct {
	lock  *flock.Flock
	index *appender
	data  *appender
	pack  string // name without extension

	unsynced bool // data was appended since the last sync
}

const (
	maxSlots    = 4096
	maxPackSize = 256 << 20
)

// openWriter takes the first slot that no live process holds.
func openWriter(dir string) (*writer, error) {
	for slot := range maxSlots {
		lock := flock.New(filepath.Join(dir, fmt.Sprintf("%02d.lock", slot)))
		ok, err := lock.TryLock()
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		w := &writer{lock: lock}
		if err := w.openPack(dir, slot); err != nil {
			return nil, errors.Join(err, lock.Unlock())
		}
		return w, nil
	}
	return nil, fmt.Errorf("%d processes already write here", maxSlots)
}

// openPack opens the slot's first pack with room and sound files.
func (w *writer) openPack(dir string, slot int) error {
	for n := 1; ; n++ {
		pack := fmt.Sprintf("%02d-%04d", slot, n)
		base := filepath.Join(dir, pack)
		if tooBig(base+".data") || tooBig(base+".index") {
			continue
		}
		index, err := openAppender(base + ".index")
		if errors.Is(err, errForeign) {
			continue
		}
		if err != nil {
			return err
		}
		data, err := openAppender(base + ".data")
		if errors.Is(err, errForeign) {
			_ = index.file.Close()
			continue
		}
		if err != nil {
			return errors.Join(err, index.file.Close())
		}
		w.index, w.data, w.pack = index, data, pack
		return nil
	}
}

func tooBig(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() > maxPackSize
}

func (w *writer) close() error {
	return errors.Join(w.index.file.Close(), w.data.file.Close(), w.lock.Unlock())
}

// packNames lists the packs in dir in order.
func packNames(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".index"); ok {
			names = append(names, name)
		}
	}
	return names, err
}
