package remote

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"nofreelunch/pipeline/store"
)

// A Fetched says what a bulk fetch brought.
type Fetched struct {
	Actions int   // recorded here now, that were not
	Blobs   int   // brought
	Bytes   int64 // of them
	Missed  int   // blobs that could not be had
}

// Fetch brings everything that actions name and records them here, and brings more
// blobs. Neighbours in
// a pack are read together, some requests at a time.
func (s *Store) Fetch(ctx context.Context, actions []*store.Action, more []store.Digest,
	progress func(done, total int)) (Fetched, error) {
	var got Fetched
	if err := s.far.open(); err != nil {
		return got, err
	}
	wanted := s.wanted(actions, more)
	var mu sync.Mutex
	work := make(chan []store.Digest)
	var workers sync.WaitGroup
	done := 0
	for range fetchers {
		workers.Go(func() {
			for batch := range work {
				for _, d := range batch {
					size, err := s.bring(ctx, d)
					mu.Lock()
					if done++; err == nil {
						got.Blobs, got.Bytes = got.Blobs+1, got.Bytes+size
					} else {
						got.Missed++
					}
					progress(done, len(wanted))
					mu.Unlock()
				}
			}
		})
	}
	for _, batch := range s.batches(wanted) {
		work <- batch
	}
	close(work)
	workers.Wait()
	if err := ctx.Err(); err != nil {
		return got, err
	}
	var keep []*store.Action
	for _, a := range actions {
		if _, err := s.Store.Lookup(a.Key); err != nil && s.complete(a) {
			keep = append(keep, a)
		}
	}
	got.Actions = len(keep)
	return got, s.Store.RecordAll(keep)
}

// bring fetches one blob.
func (s *Store) bring(ctx context.Context, d store.Digest) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	blob, err := s.far.get(d)
	if err == nil {
		_, err = s.Store.Put(blob)
	}
	return int64(len(blob)), err
}

// wanted are the blobs of actions that are not here, each once.
func (s *Store) wanted(actions []*store.Action, more []store.Digest) (all []store.Digest) {
	need := store.Needs(actions...)
	for _, d := range more {
		need[d] = true
	}
	for d := range need {
		if !s.Store.Has(d) {
			all = append(all, d)
		}
	}
	return all
}

// batches sorts blobs by where they lie, and puts those of a window together; a
// large one is alone.
func (s *Store) batches(wanted []store.Digest) (all [][]store.Digest) {
	type located struct {
		digest store.Digest
		at     store.Place
	}
	var small []located
	for _, d := range wanted {
		if places := s.far.cat.Places(d); len(places) > 0 {
			small = append(small, located{d, places[0]})
		} else {
			all = append(all, []store.Digest{d})
		}
	}
	slices.SortFunc(small, func(a, b located) int {
		return cmp.Or(cmp.Compare(a.at.Pack, b.at.Pack), cmp.Compare(a.at.Offset, b.at.Offset))
	})
	var last window
	for i, l := range small {
		w := window{l.at.Pack, l.at.Offset / windowSize}
		if i == 0 || w != last {
			all, last = append(all, nil), w
		}
		all[len(all)-1] = append(all[len(all)-1], l.digest)
	}
	return all
}

// complete reports that everything that an action names is here.
func (s *Store) complete(a *store.Action) bool {
	for d := range store.Needs(a) {
		if !s.Store.Has(d) {
			return false
		}
	}
	return true
}
