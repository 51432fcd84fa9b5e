package store

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// A Finding is one thing wrong with a store.
type Finding struct {
	What   string // the action or file
	Wrong  string // what is wrong with it
	Remedy string // what repairing does
}

func (f Finding) String() string { return fmt.Sprintf("%s: %s; %s", f.What, f.Wrong, f.Remedy) }

// Examine reads everything and lists what is wrong. It changes nothing.
func (s *Store) Examine() ([]Finding, error) {
	if err := s.Refresh(); err != nil {
		return nil, err
	}
	var found []Finding
	if s.damaged > 0 {
		found = append(found, Finding{fmt.Sprintf("%d index records", s.damaged), "damaged", "their actions run again when needed"})
	}
	for _, name := range slices.Sorted(maps.Keys(s.unread)) {
		found = append(found, Finding{"pack " + name, "cannot be read: " + s.unread[name].Error(), "its actions run again when needed"})
	}
	if n := len(s.newer); n > 0 {
		found = append(found, Finding{fmt.Sprintf("%d actions", n), "recorded by a newer version of this program", "they are left alone"})
	}
	for _, a := range s.Actions() {
		for _, o := range a.Outputs {
			if err := s.check(o.Digest); err != nil {
				found = append(found, Finding{fmt.Sprintf("output %q of %q (%s)", o.Name, a.Name, a.Key.String()[:12]), err.Error(), "it is made again when needed"})
			}
		}
	}
	if bad := s.files(dirBad); len(bad) > 0 {
		found = append(found, Finding{s.path(dirBad), fmt.Sprintf("%d blobs were put aside because they were damaged", len(bad)), "they can be deleted"})
	}
	return found, nil
}

// check reads one blob without putting it aside.
func (s *Store) check(d Digest) error {
	s.mu.Lock()
	at, small := s.places[d]
	s.mu.Unlock()
	if small {
		_, err := s.readSmall(at, d)
		return err
	}
	_, err := s.readLargeOnce(d)
	return err
}

// Repair rewrites the packs without what is damaged, puts damaged large blobs
// aside, and removes what dead processes left. A folder that is no cache is
// left alone.
func (s *Store) Repair() error {
	if s.empty() {
		return nil
	}
	if err := errors.Join(s.mayRemove(), s.Refresh()); err != nil {
		return err
	}
	for d := range live(s.Actions()) {
		_, _ = s.Get(d) // puts a bad one aside
	}
	var whole []*Action
	for _, a := range s.Actions() {
		if s.hasAll(a) {
			whole = append(whole, a)
		}
	}
	if _, err := s.compact(whole); err != nil {
		return unwritable(s.root, err)
	}
	s.sweep()
	var err error
	for _, f := range s.files(dirBad) {
		err = errors.Join(err, s.remove(f))
	}
	return err
}

func (s *Store) hasAll(a *Action) bool {
	for _, o := range a.Outputs {
		if !s.Has(o.Digest) {
			return false
		}
	}
	return true
}
