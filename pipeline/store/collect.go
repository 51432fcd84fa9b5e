package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// Limits says what a collection keeps.
type Limits struct {
	MaxBytes int64 // of results; pinned ones are kept beyond it
	Pins     []Key // kept with everything they were made from
}

// A Collection is what a collection did.
type Collection struct {
	Kept, Dropped int   // actions
	Before, After int64 // bytes on disk
	Pinned        int64 // bytes that are kept whatever the limit
	Skipped       int   // packs in use by other processes, left alone
}

// graceful is how young an unnamed large blob may be the output of an action
// that is about to be recorded.
const graceful = time.Hour

// Collect drops the least recently used results, no more than it must for the
// rest to fit, and packs what remains. A result too large to fit goes before older
// ones that do. Other processes may go on: what they miss, they make. A folder
// that is no cache is left alone.
func (s *Store) Collect(limits Limits) (Collection, error) {
	var c Collection
	if s.empty() {
		return c, nil
	}
	if err := errors.Join(s.mayRemove(), s.Refresh()); err != nil {
		return c, err
	}
	c.Before = s.Size()
	before := s.Actions()
	keep, pinned := s.choose(limits)
	c.Pinned = pinned
	skipped, err := s.compact(keep)
	if err != nil {
		return c, unwritable(s.root, err)
	}
	c.Skipped = skipped
	after := s.Actions()
	if err := s.dropLarge(live(after), live(before)); err != nil {
		return c, unwritable(s.root, err)
	}
	after = s.Actions()
	s.sweep()
	c.Kept, c.Dropped = len(after), len(gone(before, after))
	c.After = s.Size()
	return c, nil
}

// gone are the actions of before that are not in after.
func gone(before, after []*Action) (lost []*Action) {
	there := map[Key]bool{}
	for _, a := range after {
		there[a.Key] = true
	}
	for _, a := range before {
		if !there[a.Key] {
			lost = append(lost, a)
		}
	}
	return lost
}

// mayRemove says why nothing may be removed from the folder. A link to a folder
// elsewhere is not followed: what is there is not the cache's to remove.
func (s *Store) mayRemove() error {
	if err := s.owned(); err != nil {
		return err
	}
	for _, dir := range folders() {
		info, err := os.Lstat(s.path(dir))
		if err == nil && !info.IsDir() {
			return fmt.Errorf("store: %s is no folder, so nothing is removed; move it away, or put the folder itself there", s.path(dir))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return unwritable(s.root, err)
		}
	}
	return nil
}

// dropLarge removes the large blobs that nothing names any more, and those that
// nothing ever named unless they are so young that their action may be about to be
// recorded. Like packs they are first taken out of sight: what somebody has come to
// count on meanwhile goes back.
func (s *Store) dropLarge(need, named map[Digest]bool) error {
	aside := map[Digest]string{}
	for _, f := range s.files(dirLarge) {
		var d Digest
		if d.UnmarshalText([]byte(f.name)) != nil || need[d] || !named[d] && s.now().Sub(f.info.ModTime()) < graceful {
			continue
		}
		away := s.path(f.dir, tempPrefix+f.name[:16])
		if os.Rename(s.path(f.dir, f.name), away) == nil {
			aside[d] = away
		}
	}
	if len(aside) == 0 {
		return nil
	}
	err := s.refreshAll()
	need = live(s.Actions())
	for d, away := range aside {
		if err != nil || need[d] {
			err = errors.Join(err, os.Rename(away, s.large(d)))
			continue
		}
		_ = os.Remove(away)
	}
	return err
}

// sweep removes what dead processes left: leases, temporary files, snapshots
// of what is finished.
func (s *Store) sweep() (removed int) {
	for _, dir := range folders() {
		for _, f := range s.files(dir) {
			if s.leftover(f) && s.remove(f) == nil {
				removed++
			}
		}
	}
	return removed
}

// leftover reports that nobody needs a file any more.
func (s *Store) leftover(f file) bool {
	if s.names.temp.MatchString(f.name) {
		return s.now().Sub(f.info.ModTime()) > graceful
	}
	switch f.dir {
	case dirLeases:
		release, ok, err := s.lock(s.path(f.dir, f.name))
		if err == nil && ok {
			defer func() { _ = release() }()
		}
		return err == nil && ok
	case dirSaved:
		var k Key
		if k.UnmarshalText([]byte(f.name)) != nil {
			return false
		}
		_, err := s.Lookup(k)
		return err == nil // its action was finished, by another process or by adoption
	case dirRemote:
		return s.now().Sub(f.info.ModTime()) > forgotten
	}
	return false
}
