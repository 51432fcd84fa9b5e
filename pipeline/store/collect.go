package store

import (
	"cmp"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
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
	Skipped       int   // packs in use by other processes, left alone
}

// graceful is how young an unnamed large blob may be the output of an action
// that is about to be recorded.
const graceful = time.Hour

// Collect drops the least recently used results until the rest fit, and
// packs what remains. Other processes may go on: what they miss, they make.
func (s *Store) Collect(limits Limits) (Collection, error) {
	var c Collection
	if err := s.Refresh(); err != nil {
		return c, err
	}
	c.Before = s.Size()
	keep := s.choose(limits)
	c.Kept, c.Dropped = len(keep), len(s.Actions())-len(keep)
	skipped, err := s.compact(keep)
	if err != nil {
		return c, unwritable(s.root, err)
	}
	c.Skipped = skipped
	s.dropLarge(live(s.Actions()))
	s.sweep()
	c.After = s.Size()
	return c, nil
}

// choose picks the actions to keep: the pinned, then the last used.
func (s *Store) choose(limits Limits) []*Action {
	byKey := map[Key]*Action{}
	all := s.Actions()
	for _, a := range all {
		byKey[a.Key] = a
	}
	pinned := map[Key]bool{}
	for todo := slices.Clone(limits.Pins); len(todo) > 0; {
		k := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if a := byKey[k]; a != nil && !pinned[k] {
			pinned[k] = true
			todo = append(todo, a.Inputs...)
		}
	}
	s.mu.Lock()
	last := map[Key]int64{}
	for k := range byKey {
		last[k] = s.lastUse(k)
		if pinned[k] {
			last[k] = 1<<63 - 1
		}
	}
	s.mu.Unlock()
	slices.SortStableFunc(all, func(a, b *Action) int { return cmp.Compare(last[b.Key], last[a.Key]) })
	var size int64
	counted := map[Digest]bool{}
	for i, a := range all {
		for _, o := range a.Outputs {
			if !counted[o.Digest] {
				counted[o.Digest] = true
				size += o.Size
			}
		}
		if size > limits.MaxBytes && !pinned[a.Key] {
			return all[:i]
		}
	}
	return all
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

// compact writes what is kept of every pack that nobody writes into new
// packs, and removes the old. Every blob is verified on the way.
func (s *Store) compact(keep []*Action) (skipped int, err error) {
	old, locks, skipped, err := s.takePacks()
	defer func() {
		for _, l := range locks {
			err = errors.Join(err, l.Unlock())
		}
	}()
	if err != nil || len(old) == 0 {
		return skipped, err
	}
	if err := s.copyOut(keep, old); err != nil {
		return skipped, err
	}
	for _, p := range old {
		err = errors.Join(err, os.RemoveAll(s.path(dirPacks, p.name+".index")), os.RemoveAll(s.path(dirPacks, p.name+".data")))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.w != nil {
		err = errors.Join(err, s.w.close())
		s.w = nil
	}
	s.forget()
	return skipped, errors.Join(err, s.refresh())
}

// takePacks locks the slots that no process writes and lists their packs.
func (s *Store) takePacks() (old []*pack, locks []*flock.Flock, skipped int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.w != nil {
		err = s.w.close()
		s.w = nil
	}
	slots := map[string]bool{}
	for _, name := range packNamesOf(s.packs) {
		slot, _, _ := strings.Cut(name, "-")
		mine, seen := slots[slot]
		if !seen {
			lock := flock.New(s.path(dirPacks, slot+".lock"))
			ok, lockErr := lock.TryLock()
			if lockErr != nil {
				return old, locks, skipped, errors.Join(err, lockErr)
			}
			if mine = ok; ok {
				locks = append(locks, lock)
			}
			slots[slot] = mine
		}
		if mine {
			old = append(old, s.packs[name])
		} else {
			skipped++
		}
	}
	return old, locks, skipped, err
}

func packNamesOf(packs map[string]*pack) []string {
	var names []string
	for name := range packs {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// copyOut appends to a new pack what is needed of the old ones.
func (s *Store) copyOut(keep []*Action, old []*pack) error {
	s.mu.Lock()
	from := map[Digest]bool{}
	for d, at := range s.places {
		if slices.Contains(old, at.pack) {
			from[d] = true
		}
	}
	newer, failures := s.newer, s.failures
	s.mu.Unlock()
	for d := range live(keep) {
		if !from[d] {
			continue
		}
		blob, err := s.Get(d)
		if err != nil {
			continue // it was lost before; its action will run again
		}
		s.mu.Lock()
		err = s.putSmall(d, blob)
		s.mu.Unlock()
		if err != nil {
			return err
		}
	}
	for _, a := range keep {
		if err := s.Record(a); err != nil {
			return err
		}
	}
	return s.carryOver(keep, newer, failures)
}

// carryOver keeps what this version cannot read, the last uses, and failures.
func (s *Store) carryOver(keep []*Action, newer map[Key][]byte, failures map[Digest]Failure) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, err := s.writer()
	if err != nil {
		return err
	}
	var batch []byte
	for k, payload := range newer {
		batch = append(batch, versioned(appendRecord(nil, w.index.magic, kindAction, k, payload), recordVersion+1)...)
	}
	for d, f := range failures {
		if payload, err := json.Marshal(f); err == nil && f.Error != "" {
			batch = appendRecord(batch, w.index.magic, kindFailure, d, payload)
		}
	}
	for _, a := range keep {
		if use := s.uses[a.Key]; use != 0 {
			batch = appendRecord(batch, w.index.magic, kindUse, a.Key, timestamp(use))
		}
	}
	_, err = w.index.append(batch)
	return errors.Join(err, w.data.file.Sync(), w.index.file.Sync())
}

// dropLarge removes the large blobs that nothing names, unless they are so
// young that their action may be about to be recorded.
func (s *Store) dropLarge(need map[Digest]bool) {
	now := s.now()
	_ = filepath.WalkDir(s.path(dirLarge), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil
		}
		var d Digest
		known := d.UnmarshalText([]byte(e.Name())) == nil
		if info, err := e.Info(); known && need[d] || err != nil || now.Sub(info.ModTime()) < graceful {
			return nil
		}
		_ = os.Remove(path)
		return nil
	})
}

// sweep removes what dead processes left: leases, temporary files, snapshots
// of what is finished.
func (s *Store) sweep() (removed int) {
	entries, _ := os.ReadDir(s.path(dirLeases))
	for _, e := range entries {
		lock := flock.New(s.path(dirLeases, e.Name()))
		if ok, err := lock.TryLock(); err == nil && ok {
			_ = os.Remove(lock.Path())
			_ = lock.Unlock()
			removed++
		}
	}
	saved, _ := os.ReadDir(s.path(dirSaved))
	for _, e := range saved {
		var k Key
		if k.UnmarshalText([]byte(e.Name())) != nil {
			continue
		}
		if _, err := s.Lookup(k); err == nil && os.Remove(s.path(dirSaved, e.Name())) == nil {
			removed++ // its action was finished, by another process or by adoption
		}
	}
	_ = filepath.WalkDir(s.root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasPrefix(e.Name(), ".tmp-") {
			return nil
		}
		if info, err := e.Info(); err == nil && s.now().Sub(info.ModTime()) > graceful && os.Remove(path) == nil {
			removed++
		}
		return nil
	})
	return removed
}

// Size is how many bytes the store takes on disk.
func (s *Store) Size() (size int64) {
	_ = filepath.WalkDir(s.root, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil
		}
		if info, err := e.Info(); err == nil {
			size += info.Size()
		}
		return nil
	})
	return size
}
