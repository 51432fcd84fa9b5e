package store

import (
	"os"
	"time"
)

// What is fetched of a shared store beside blobs is remembered under a digest, for
// the next time and for when the store cannot be reached.

const (
	forgotten    = 90 * 24 * time.Hour // after so long without use it is removed
	maxRemember  = 1 << 30
	rememberUses = 24 * time.Hour // how exactly its uses are remembered
)

// Remember keeps data under a name. Nothing but a later Recall depends on it.
func (s *Store) Remember(name Digest, data []byte) error {
	if err := s.Writable(); err != nil {
		return err
	}
	return writeFile(s.path(dirRemote, name.String()), data)
}

// Recall is what was remembered under a name, as the disk gives it.
func (s *Store) Recall(name Digest) ([]byte, bool) {
	path := s.path(dirRemote, name.String())
	data, err := readFile(path, maxRemember)
	if err != nil {
		return nil, false
	}
	if info, err := os.Stat(path); err == nil && s.now().Sub(info.ModTime()) > rememberUses {
		_ = os.Chtimes(path, s.now(), s.now()) // else it is fetched again some day
	}
	return data, true
}
