package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"time"
)

const (
	indexChunk = 32 << 20        // how much of an index is read at once
	maxIndex   = 2 * maxPackSize // a longer one is nobody's
	settleTime = 2 * time.Second // how coarse the times of folders may be
	fullEvery  = 30 * time.Second
)

// A listing is what the folder of packs held when it was last read.
type listing struct {
	packs map[string]listed
	time  time.Time // the folder's own, as of the last look
	since time.Time // when it was first seen so
	read  time.Time
	full  time.Time // when every pack was last looked at
}

// listed is one pack in a listing.
type listed struct {
	ext    string // of its index
	locked bool   // its maker may append to it
}

// Refresh reads what other processes have added. It opens the folder only if
// something was added or removed, and of the packs only those that grew.
func (s *Store) Refresh() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refresh()
}

func (s *Store) refresh() error {
	if err := s.list(); err != nil {
		return fmt.Errorf("store: cache in %s: %w", s.root, err)
	}
	if s.unlisted() { // the listing may be older than this process's own pack
		s.listing.packs = nil
		if err := s.list(); err != nil {
			return fmt.Errorf("store: cache in %s: %w", s.root, err)
		}
	}
	if s.vanished() {
		was := s.listing
		s.forget()
		s.listing = was
	}
	full := s.now().Sub(s.listing.full) >= fullEvery
	if full {
		s.listing.full = s.now()
	}
	for _, name := range slices.Sorted(maps.Keys(s.listing.packs)) {
		l, p := s.listing.packs[name], s.packs[name]
		if p == nil {
			p = &pack{name: name}
			s.packs[name] = p
		}
		p.closing = l.ext == extClosing
		if p.sealed && !full || s.w != nil && p == s.w.pack && p.read == s.w.index.end {
			continue
		}
		if err := s.readIndex(p, l.ext); err != nil {
			s.unread[name] = err // its results are misses; doctor names it
		} else {
			delete(s.unread, name)
		}
		p.sealed = !l.locked
	}
	return nil
}

// list brings the listing up to date.
func (s *Store) list() error {
	info, err := os.Stat(s.path(dirPacks))
	if errors.Is(err, fs.ErrNotExist) {
		s.listing = listing{}
		return nil
	}
	if err != nil {
		return err
	}
	now, l := s.now(), &s.listing
	if !info.ModTime().Equal(l.time) {
		l.time, l.since = info.ModTime(), now
	} else if l.packs != nil && l.read.Sub(l.since) > settleTime && now.Sub(l.full) < fullEvery {
		return nil
	}
	s.opens.Add(1)
	entries, err := os.ReadDir(s.path(dirPacks))
	if errors.Is(err, fs.ErrNotExist) {
		s.listing = listing{}
		return nil
	}
	if err != nil {
		return err
	}
	l.packs, l.read = s.listed(entries), now
	return nil
}

// listed sorts the entries of the folder by pack.
func (s *Store) listed(entries []fs.DirEntry) map[string]listed {
	packs, locks := map[string]listed{}, map[string]bool{}
	for _, e := range entries {
		name, ext := e.Name(), ""
		if i := strings.LastIndexByte(name, '.'); i >= 0 {
			name, ext = name[:i], name[i:]
		}
		switch {
		case ext == extLock:
			locks[e.Name()] = true
		case (ext == extIndex || ext == extClosing) && s.names.pack.MatchString(name):
			packs[name] = listed{ext: ext}
		}
	}
	for name, l := range packs {
		l.locked = slotted(name) || locks[lockName(name)]
		packs[name] = l
	}
	return packs
}

// vanished reports that a pack that was read has been removed or collected. If
// it is this process's own, the next write starts another.
func (s *Store) vanished() (gone bool) {
	gone = s.unlisted()
	if s.w != nil && gone && !s.w.there() {
		s.abandon()
	}
	return gone
}

// unlisted reports that a known pack is not in the listing.
func (s *Store) unlisted() bool {
	for name := range s.packs {
		if _, ok := s.listing.packs[name]; !ok {
			return true
		}
	}
	return false
}

// abandon lets go of a pack that is no longer in the folder.
func (s *Store) abandon() {
	_ = s.w.close() // what it held is lost already
	s.w = nil
}

// readIndex reads the part of p's index that has not been read.
func (s *Store) readIndex(p *pack, ext string) error {
	path := s.path(dirPacks, p.name+ext)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // collected meanwhile
	}
	if err != nil || info.Size() <= prologue || info.Size() == p.seen || info.Size() <= p.read {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file", path)
	}
	s.opens.Add(1)
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	p.seen, p.grown = info.Size(), s.now()
	if p.read > 0 {
		return s.readRecords(p, f, min(p.seen, maxIndex))
	}
	if info.ModTime().Before(p.grown) {
		p.grown = info.ModTime()
	}
	if !s.startIndex(p, f) {
		return nil
	}
	return s.readRecords(p, f, min(p.seen, maxIndex))
}

// startIndex finds the magic of p's index.
func (s *Store) startIndex(p *pack, f *os.File) bool {
	magic, ok := findMagic(f)
	if !ok {
		s.damaged++
		p.read = maxIndex // nothing in it can be found
		return false
	}
	p.magic, p.read = magic, prologue
	return true
}

// readRecords takes in the records from p.read to size, a chunk at a time.
func (s *Store) readRecords(p *pack, f *os.File, size int64) error {
	for p.read < size {
		b := make([]byte, min(size-p.read, indexChunk))
		if _, err := f.ReadAt(b, p.read); err != nil {
			return err
		}
		settled, damaged := walk(b, p.magic, func(_ int, h header, payload []byte) { s.index(p, h, payload) })
		s.damaged += damaged
		if settled == 0 && len(b) < indexChunk {
			return nil // a record that is being written
		}
		if settled == 0 { // no record in all of it, and none is as long
			s.damaged++
			settled = len(b) - headerSize
		}
		p.read += int64(settled)
	}
	return nil
}

// index takes one record into memory.
func (s *Store) index(p *pack, h header, payload []byte) {
	if h.version > recordVersion {
		if h.kind == kindAction {
			s.newer[h.name] = newerRecord{h.version, payload}
		}
		return
	}
	switch h.kind {
	case kindAction:
		s.remember(h.name, entry{raw: payload, version: h.version})
	case kindPlace:
		if len(payload) == 16 {
			at := place{p, int64(binary.LittleEndian.Uint64(payload)), int64(binary.LittleEndian.Uint64(payload[8:]))}
			s.place(h.name, at)
		}
	case kindFailure:
		s.rememberFailure(h.name, payload)
	case kindUse:
		if len(payload) == 8 {
			s.uses[h.name] = max(s.uses[h.name], int64(binary.LittleEndian.Uint64(payload)))
		}
	}
}

// place takes in where a blob is: the first place counts that is not about to
// be removed.
func (s *Store) place(d Digest, at place) {
	old, ok := s.places[d]
	switch {
	case !ok:
		s.places[d] = at
	case old.pack.closing:
		s.places[d] = at
		s.spares[d] = append(s.spares[d], old)
	default:
		s.spares[d] = append(s.spares[d], at)
	}
}

// remember takes a record in. Of two for one key, the later made counts: the
// order of files is not the order of time. One from a future that no clock is
// wrong enough for counts as the earliest: whoever forged it blocks no key.
func (s *Store) remember(k Key, e entry) {
	old, ok := s.actions[k]
	if !ok {
		s.order = append(s.order, k)
		s.actions[k] = e
		return
	}
	was, err1 := old.decode(k)
	is, err2 := e.decode(k)
	if err1 != nil || err2 == nil && !s.credible(is.Time).Before(s.credible(was.Time)) {
		s.actions[k] = e
	}
}

// credible is a record's time, or the zero time if it lies further ahead than
// clocks are wrong.
func (s *Store) credible(t time.Time) time.Time {
	if t.After(s.now().Add(clockError)) {
		return time.Time{}
	}
	return t
}
