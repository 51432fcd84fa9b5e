package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"time"
)

// compact writes what is kept of every pack that nobody writes into new
// packs, and removes the old. Every blob is verified on the way.
func (s *Store) compact(keep []*Action) (skipped int, err error) {
	old, release, skipped, err := s.takePacks()
	defer func() {
		for _, r := range release {
			err = errors.Join(err, r())
		}
	}()
	if err != nil || len(old) == 0 {
		return skipped, err
	}
	settled := map[Key]bool{} // that it is kept or dropped
	for _, a := range slices.Concat(keep, gone(s.Actions(), keep)) {
		settled[a.Key] = true
	}
	if err := s.closePacks(old); err != nil {
		return skipped, err
	}
	if err := s.refreshAll(); err != nil { // others may count on what is in the packs
		return skipped, err
	}
	for _, a := range s.Actions() { // also what was recorded until the packs were closed
		if !settled[a.Key] {
			keep = append(keep, a)
		}
	}
	if err := s.copyOut(keep, old); err != nil {
		return skipped, err
	}
	for _, name := range old {
		err = errors.Join(err, s.removePack(name))
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

// takePacks locks the packs that no process writes.
func (s *Store) takePacks() (old []string, release []func() error, skipped int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.w != nil {
		err = s.w.close()
		s.w = nil
	}
	mine := map[string]bool{} // by the name of the lock
	for _, name := range slices.Sorted(maps.Keys(s.packs)) {
		lock := lockName(name)
		if _, seen := mine[lock]; !seen {
			free, r, lockErr := s.free(name)
			err = errors.Join(err, lockErr)
			if mine[lock] = free; r != nil {
				release = append(release, r)
			}
		}
		if mine[lock] {
			old = append(old, name)
		} else {
			skipped++
		}
	}
	return old, release, skipped, err
}

// free reports that nobody appends to a pack, and takes its lock. A lock of
// another host that was taken easily may be one that does not reach so far: a
// young pack is then left alone.
func (s *Store) free(name string) (free bool, release func() error, err error) {
	path := s.path(dirPacks, lockName(name))
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) && !slotted(name) {
		return true, nil, nil // closed by its maker
	}
	if err == nil && madeElsewhere(name, s.host) && s.now().Sub(s.lastWrite(name, info)) < graceful {
		return false, nil, nil
	}
	release, ok, err := s.lock(path)
	if errors.Is(err, errNoLocks) {
		return false, nil, nil
	}
	return ok, release, err
}

// closePacks gives the indexes of packs another name. What was appended until
// then is still read; whoever still appends to one finds its name gone and writes it again.
func (s *Store) closePacks(old []string) error {
	for _, name := range old {
		err := os.Rename(s.path(dirPacks, name+extIndex), s.path(dirPacks, name+extClosing))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// refreshAll reads what is new in every pack.
func (s *Store) refreshAll() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listing.full = time.Time{}
	return s.refresh()
}

func (s *Store) removePack(name string) (err error) {
	exts := []string{extClosing, extData}
	if !slotted(name) {
		exts = append(exts, extLock)
	}
	for _, ext := range exts {
		if e := os.Remove(s.path(dirPacks, name+ext)); !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// copyOut appends to a new pack what is needed of the old ones.
func (s *Store) copyOut(keep []*Action, old []string) error {
	of := map[string]bool{}
	for _, name := range old {
		of[name] = true
	}
	s.mu.Lock()
	from := map[Digest]bool{}
	for d, at := range s.places {
		if of[at.pack.name] {
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
		if err := s.copyBlob(d); err != nil {
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

// copyBlob writes a small blob into this process's pack.
func (s *Store) copyBlob(d Digest) error {
	blob, err := s.Get(d)
	if err != nil {
		return nil // it was lost before; its action will run again
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.putSmall(d, blob)
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
	return s.appendIndex(kindAction, a.Key, payload)
}

// carryOver keeps what this version cannot read, the last uses, failures, and
// the marks on results that must not be used: another process may hold a pack
// with the unmarked record. It ends with what was copied on disk.
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
	if err := s.appendRecords(w, batch); err != nil {
		return err
	}
	if err := errors.Join(w.data.file.Sync(), w.index.file.Sync()); err != nil {
		return err
	}
	if !w.there() {
		return fmt.Errorf("the pack with what is kept: %w", ErrGone)
	}
	w.unsynced = false
	return nil
}

// lastWrite is when a pack was last appended to, or begun.
func (s *Store) lastWrite(name string, lock fs.FileInfo) time.Time {
	last := lock.ModTime()
	for _, ext := range []string{extIndex, extData} {
		if info, err := os.Lstat(s.path(dirPacks, name+ext)); err == nil && info.ModTime().After(last) {
			last = info.ModTime()
		}
	}
	return last
}
