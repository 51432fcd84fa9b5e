package store

import (
	"cmp"
	"math"
	"slices"
)

// choose picks the actions to keep: the pinned with all they were made from,
// and then, from the last used to the least, whatever still fits.
func (s *Store) choose(limits Limits) (keep []*Action, pinned int64) {
	all := s.Actions()
	pins := pinnedOf(all, limits.Pins)
	last := map[Key]int64{}
	s.mu.Lock()
	for _, a := range all {
		last[a.Key] = s.lastUse(a.Key)
		if pins[a.Key] {
			last[a.Key] = math.MaxInt64
		}
	}
	s.mu.Unlock()
	slices.SortStableFunc(all, func(a, b *Action) int { return cmp.Compare(last[b.Key], last[a.Key]) })
	counted := map[Digest]bool{}
	var size int64
	for _, a := range all {
		more := s.weight(a, counted)
		if pins[a.Key] {
			pinned += more
		} else if size+more > limits.MaxBytes {
			continue
		}
		size += more
		for d := range live([]*Action{a}) {
			counted[d] = true
		}
		keep = append(keep, a)
	}
	return keep, pinned
}

// pinnedOf are the pins with everything they were made from.
func pinnedOf(all []*Action, pins []Key) map[Key]bool {
	byKey := make(map[Key]*Action, len(all))
	for _, a := range all {
		byKey[a.Key] = a
	}
	pinned := map[Key]bool{}
	for todo := slices.Clone(pins); len(todo) > 0; {
		k := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if a := byKey[k]; a != nil && !pinned[k] {
			pinned[k] = true
			todo = append(todo, a.Inputs...)
		}
	}
	return pinned
}

// weight is what keeping a takes on disk beside what is counted already.
func (s *Store) weight(a *Action, counted map[Digest]bool) (size int64) {
	if payload, err := encodeAction(a); err == nil {
		size = 2*headerSize + 8 + int64(len(payload)) // itself and its last use
	}
	sizes := map[Digest]int64{}
	for _, o := range a.Outputs {
		sizes[o.Digest] = o.Size
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for d := range live([]*Action{a}) {
		if counted[d] {
			continue
		}
		if at, ok := s.places[d]; ok {
			size += 2*headerSize + 16 + at.size // the blob and its place
		} else {
			size += sizes[d]
		}
	}
	return size
}

// live are the blobs that actions need.
func live(actions []*Action) map[Digest]bool {
	need := map[Digest]bool{}
	for _, a := range actions {
		need[Digest(a.Key)] = true
		for _, d := range a.Uses {
			need[d] = true
		}
		for _, o := range a.Outputs {
			need[o.Digest] = true
		}
	}
	return need
}
