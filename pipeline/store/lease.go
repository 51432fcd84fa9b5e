package store

import (
	"errors"
	"io/fs"
	"os"

	"github.com/gofrs/flock"
)

// A Lease is the right to run one action. The system frees it when the
// process dies, however it dies.
type Lease struct{ lock *flock.Flock }

// Lease tries to take the lease of k; ok is false while another has it.
func (s *Store) Lease(k Key) (l *Lease, ok bool, err error) {
	path := s.path(dirLeases, k.String())
	if err := os.MkdirAll(s.path(dirLeases), 0o777); err != nil {
		return nil, false, unwritable(s.root, err)
	}
	for {
		lock := flock.New(path)
		ok, err := lock.TryLock()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, false, unwritable(s.root, err)
		}
		if !ok {
			return nil, false, lock.Close()
		}
		if sameFile(lock, path) {
			return &Lease{lock}, true, nil
		}
		_ = lock.Unlock() // its last holder removed the file between our open and our lock
	}
}

func sameFile(lock *flock.Flock, path string) bool {
	there, err := os.Stat(path)
	if err != nil {
		return false
	}
	held, err := lock.Stat()
	return err == nil && os.SameFile(there, held)
}

// Release gives the lease back.
func (l *Lease) Release() error {
	_ = os.Remove(l.lock.Path()) // before unlocking, so that nobody locks a file about to go
	return l.lock.Unlock()
}
