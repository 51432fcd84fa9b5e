package store

import (
	"cmp"
	"encoding/json"
	"errors"
	"io/fs"
	"math"
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
	Pinned        int64 // bytes that are kept whatever the limit
	Skipped       int   // packs in use by other processes, left alone
}

// graceful is how young an unnamed large blob may be the output of an action
// that is about to be recorded.
const graceful = time.Hour

// Collect drops the least recently used results, no more than it must for the
// rest to fit, and packs what remains. A result too large to fit goes before older
// ones that do. Other processes may go on: what they miss, they make.
func (s *Store) Collect(limits Limits) (Collection, error) {
	var c Collection
	if err := s.Refresh(); err != nil {
		return c, err
	}
	c.Before = s.Size()
	before := s.Actions()
	keep, pinned := s.choose(limits)
	c.Kept, c.Dropped, c.Pinned = len(keep), len(before)-len(keep), pinned
	skipped, err := s.compact(keep)
	if err != nil {
		return c, unwritable(s.root, err)
	}
	c.Skipped = skipped
	s.dropLarge(live(s.Actions()), live(before))
	s.sweep()
	c.After = s.Size()
	return c, nil
}

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
	var bad []*Action
	for _, k := range s.order {
		e := s.actions[k]
		if a, err := e.decode(k); err == nil && a.Bad != "" {
			bad = append(bad, a)
		}
	}
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
		if err := s.copyRecord(a); err != nil {
			return err
		}
	}
	return s.carryOver(keep, newer, failures, bad)
}

// copyRecord writes a record as it is: unlike Record it replaces nothing, so
// its time stays.
func (s *Store) copyRecord(a *Action) error {
	payload, err := encodeAction(a)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.appendIndex(kindAction, a.Key, payload, false)
}

// carryOver keeps what this version cannot read, the last uses, failures, and
// the marks on results that must not be used: another process may hold a pack
// with the unmarked record.
func (s *Store) carryOver(keep []*Action, newer map[Key]newerRecord, failures map[Digest]Failure, bad []*Action) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, err := s.writer()
	if err != nil {
		return err
	}
	var batch []byte
	for k, r := range newer {
		batch = append(batch, versioned(appendRecord(nil, w.index.magic, kindAction, k, r.payload), r.version)...)
	}
	for _, a := range bad {
		payload, err := encodeAction(a)
		if err != nil {
			return err
		}
		batch = appendRecord(batch, w.index.magic, kindAction, a.Key, payload)
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

// dropLarge removes the large blobs that nothing names any more, and those that
// nothing ever named unless they are so young that their action may be about to be
// recorded.
func (s *Store) dropLarge(need, named map[Digest]bool) {
	now := s.now()
	_ = filepath.WalkDir(s.path(dirLarge), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil
		}
		var d Digest
		known := d.UnmarshalText([]byte(e.Name())) == nil
		if info, err := e.Info(); known && need[d] || err != nil || !(known && named[d]) && now.Sub(info.ModTime()) < graceful {
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
