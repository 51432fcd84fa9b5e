package remote

import (
	"context"
	"errors"
	"sync"

	"nofreelunch/pipeline/store"
)

// A Store is a cache with a shared store behind it. What the cache has not is
// looked for there, and kept here once it was read. It writes nothing there.
type Store struct {
	*store.Store
	far *far

	mu       sync.Mutex
	borrowed map[store.Digest][]*store.Action // by what they made: used, and not recorded here
	whole    []*store.Action                  // borrowed, and all of them is here by now
}

// Behind puts the shared store in a bucket behind a cache. Nothing is read from
// it before something is missed.
func Behind(ctx context.Context, local *store.Store, b Bucket, o Options) *Store {
	return &Store{Store: local, far: newFar(ctx, b, local, o), borrowed: map[store.Digest][]*store.Action{}}
}

// Open reads the shared store's index, which otherwise the first miss does, and
// says what keeps it from being used.
func (s *Store) Open() error { return s.far.open() }

// Index is the digest of the index in use.
func (s *Store) Index() (store.Digest, error) {
	if err := s.far.open(); err != nil {
		return store.Digest{}, err
	}
	return s.far.index.digest(), nil
}

// Lookup is the action recorded under k, here or there. A mark there that a
// result must not be used counts here too.
func (s *Store) Lookup(k store.Key) (*store.Action, error) {
	a, err := s.Store.Lookup(k)
	if err == nil {
		return a, s.marked(a)
	}
	var miss *store.Miss
	if !errors.As(err, &miss) || miss.Reason != store.Absent || s.far.open() != nil {
		return nil, err
	}
	a, farErr := s.far.cat.Lookup(k)
	if farErr != nil {
		if errors.As(farErr, &miss) && miss.Reason != store.Absent {
			miss.Detail += " (in " + s.far.bucket.String() + ")"
			return nil, miss
		}
		return nil, err
	}
	s.borrow(a)
	return a, nil
}

// marked is the miss of a result that others found to be wrong, if it was
// read already what they found.
func (s *Store) marked(a *store.Action) error {
	if !s.far.opened.Load() {
		return nil
	}
	if bad := s.far.cat.Bad(a.Key); bad != nil && bad.Content == a.Content {
		return &store.Miss{What: "action " + a.Key.String()[:12], Reason: store.Corrupt, Detail: bad.Bad}
	}
	return nil
}

// borrow remembers that an action is used that is not recorded here.
func (s *Store) borrow(a *store.Action) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range a.Outputs {
		known := false
		for _, b := range s.borrowed[o.Digest] {
			known = known || b.Key == a.Key
		}
		if !known {
			s.borrowed[o.Digest] = append(s.borrowed[o.Digest], a)
		}
	}
}

// Has reports that the blob seems to be here or there.
func (s *Store) Has(d store.Digest) bool { return s.Store.Has(d) || s.far.has(d) }

// Get is the blob, verified; one from there is kept here.
func (s *Store) Get(d store.Digest) ([]byte, error) {
	var err error
	if s.Store.Has(d) {
		var blob []byte
		if blob, err = s.Store.Get(d); err == nil {
			return blob, nil
		}
	}
	blob, farErr := s.far.get(d)
	if farErr != nil {
		if err == nil {
			err = farErr
		}
		return nil, err
	}
	if _, err := s.Store.Put(blob); err == nil { // a cache that cannot be written is said elsewhere
		s.completed(d)
	}
	return blob, nil
}

// completed notes the borrowed actions of which everything is here now.
func (s *Store) completed(d store.Digest) {
	s.mu.Lock()
	of := s.borrowed[d]
	delete(s.borrowed, d)
	s.mu.Unlock()
	for _, a := range of {
		if !s.hasAll(a) {
			continue
		}
		s.mu.Lock()
		s.whole = append(s.whole, a)
		s.mu.Unlock()
	}
}

func (s *Store) hasAll(a *store.Action) bool {
	for _, o := range a.Outputs {
		if !s.Store.Has(o.Digest) {
			return false
		}
	}
	return true
}

// Used remembers uses, and first records here what was borrowed, so that a
// collection keeps it and the next run asks nobody.
func (s *Store) Used(keys []store.Key) error {
	return errors.Join(s.settle(), s.Store.Used(keys))
}

// Close records what was borrowed and closes the cache.
func (s *Store) Close() error { return errors.Join(s.settle(), s.Store.Close()) }

// settle records the borrowed actions that are here whole, with the manifests
// and listings that they name.
func (s *Store) settle() error {
	s.mu.Lock()
	whole := s.whole
	s.whole = nil
	s.mu.Unlock()
	var keep []*store.Action
	for _, a := range whole {
		if _, err := s.Store.Lookup(a.Key); err != nil && s.explained(a) {
			keep = append(keep, a)
		}
	}
	return s.Store.RecordAll(keep)
}

// explained fetches what an action names beside its outputs.
func (s *Store) explained(a *store.Action) bool {
	for d := range store.Needs(a) {
		if s.Store.Has(d) {
			continue
		}
		if _, err := s.Get(d); err != nil {
			return false
		}
	}
	return true
}
