package store

import (
	"errors"
	"io/fs"
	"os"
)

// Checkpoint is the snapshot of the unfinished action k. A snapshot that is
// not whole is none.
func (s *Store) Checkpoint(k Key) ([]byte, bool) {
	b, err := readFile(s.path(dirSaved, k.String()), maxBlob)
	if err != nil || len(b) < len(Digest{}) {
		return nil, false
	}
	snapshot := b[len(Digest{}):]
	return snapshot, checkpointSum(k, snapshot) == Digest(b[:len(Digest{})])
}

// SaveCheckpoint replaces the snapshot of k.
func (s *Store) SaveCheckpoint(k Key, snapshot []byte) error {
	sum := checkpointSum(k, snapshot)
	if err := writeFile(s.path(dirSaved, k.String()), append(sum[:], snapshot...)); err != nil {
		return unwritable(s.root, err)
	}
	return nil
}

// checkpointSum covers the key, so that a renamed snapshot is no snapshot.
func checkpointSum(k Key, snapshot []byte) Digest {
	return Sum(append(k[:len(k):len(k)], snapshot...))
}

// DropCheckpoint removes the snapshot of k, if there is one.
func (s *Store) DropCheckpoint(k Key) error {
	err := os.Remove(s.path(dirSaved, k.String()))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
