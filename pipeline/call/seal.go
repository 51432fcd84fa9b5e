package call

import (
	"nofreelunch/pipeline/job"
	"nofreelunch/pipeline/store"
)

// sealed keeps snapshots under a digest over the call's key and their bytes, so
// that a stage resumes from what it saved itself or from nothing.
type sealed struct {
	job.Runner
	key store.Key
}

// Save puts the seal before the snapshot.
func (s sealed) Save(snapshot []byte) error {
	seal := s.seal(snapshot)
	return s.Runner.Save(append(seal[:], snapshot...))
}

// Load opens the seal; a snapshot with a broken one does not exist.
func (s sealed) Load() ([]byte, bool) {
	kept, ok := s.Runner.Load()
	if !ok || len(kept) < len(store.Digest{}) {
		return nil, false
	}
	snapshot := kept[len(store.Digest{}):]
	if seal := s.seal(snapshot); string(seal[:]) != string(kept[:len(seal)]) {
		return nil, false
	}
	return snapshot, true
}

func (s sealed) seal(snapshot []byte) store.Digest {
	body := store.Sum(snapshot)
	return store.Sum(append(s.key[:], body[:]...))
}
