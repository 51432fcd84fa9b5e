package store

import (
	"errors"
	"io/fs"
	"os"
)

// A Lease is the right to run one action. The system frees it when the
// process dies, however it dies.
type Lease struct {
	path    string
	release func() error // nil where files cannot be locked
}

// leaseTries bounds how often the folder of leases is made again under a
// process that keeps removing it.
const leaseTries = 10

// Lease tries to take the lease of k; ok is false while another has it. Where
// files cannot be locked everybody gets it: two runs of one action give the
// same bytes, and work done twice is better than a run that ends.
func (s *Store) Lease(k Key) (l *Lease, ok bool, err error) {
	path := s.path(dirLeases, k.String())
	for range leaseTries {
		if err = os.MkdirAll(s.path(dirLeases), 0o777); err != nil {
			break
		}
		var release func() error
		release, ok, err = s.lock(path)
		switch {
		case errors.Is(err, errNoLocks):
			return &Lease{}, true, nil
		case errors.Is(err, fs.ErrNotExist):
			continue // the folder was removed meanwhile
		case err != nil:
			return nil, false, unwritable(s.root, err)
		case !ok:
			return nil, false, nil
		}
		return &Lease{path, release}, true, nil
	}
	return nil, false, unwritable(s.root, err)
}

// Release gives the lease back.
func (l *Lease) Release() error {
	if l.release == nil {
		return nil
	}
	_ = os.Remove(l.path) // before unlocking, so that nobody locks a file about to go
	return l.release()
}
