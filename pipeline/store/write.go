package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// writeTries bounds how often the folder is made again under a process that
// keeps removing it.
const writeTries = 10

// ErrGone is the error of recording an action whose blobs have gone meanwhile,
// because the folder or the pack was removed. Putting them again helps.
var ErrGone = errors.New("removed while it was being written")

// Writable makes sure that results can be stored, so that a run that cannot
// keep anything fails before its first hour, not after.
func (s *Store) Writable() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.w != nil && !s.w.there() {
		s.lose()
	}
	_, err := s.writer()
	return err
}

// lose notices that this process's pack is gone, with what it had.
func (s *Store) lose() {
	s.abandon()
	s.forget()
	_ = s.refresh() // if it fails, less is remembered
}

// writer is the process's pack, started at the first write.
func (s *Store) writer() (*writer, error) {
	if s.w != nil && !s.w.full() {
		return s.w, nil
	}
	if s.w != nil {
		if err := s.w.close(); err != nil {
			return nil, unwritable(s.root, err)
		}
		s.w = nil
	}
	var err error
	for range writeTries {
		if err = s.claim(); err == nil {
			s.reap()
			s.w, err = newWriter(s.path(dirPacks), s.host, s.lock)
		}
		if err == nil {
			s.packs[s.w.pack.name] = s.w.pack
			return s.w, nil
		}
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errTaken) { // else the folder was removed meanwhile
			break
		}
	}
	s.w = nil
	return nil, unwritable(s.root, err)
}

// manyLocks is how many locks of killed processes are left lying.
const manyLocks = 64

// reap removes the locks of packs whose processes were killed: a pack without
// a lock is not looked at again and again.
func (s *Store) reap() {
	var left []string
	for name, l := range s.listing.packs {
		if l.locked && !slotted(name) && !madeElsewhere(name, s.host) {
			left = append(left, name)
		}
	}
	if len(left) < manyLocks {
		return
	}
	for _, name := range left {
		if release, ok, err := s.lock(s.path(dirPacks, lockName(name))); err == nil && ok {
			_ = s.remove(file{dir: dirPacks, name: lockName(name)})
			_ = release()
		}
	}
}

// Put keeps blob. A small one is durable once an action is recorded after it:
// one sync serves all the outputs of an action.
func (s *Store) Put(blob []byte) (Digest, error) {
	d := Sum(blob)
	if len(blob) >= largeBlob {
		return d, s.putLarge(d, blob)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.places[d]; ok && !at.pack.closing {
		return d, nil
	}
	return d, s.putSmall(d, blob)
}

func (s *Store) putLarge(d Digest, blob []byte) error {
	if s.hasLarge(d) {
		if _, err := s.Get(d); err == nil { // an existing file is trusted only after a look
			return nil
		}
	}
	if err := s.Writable(); err != nil {
		return err
	}
	if err := writeFile(s.large(d), blob); err != nil {
		return unwritable(s.root, err)
	}
	return nil
}

func (s *Store) putSmall(d Digest, blob []byte) error {
	w, err := s.writer()
	if err != nil {
		return err
	}
	offset, err := w.data.append(appendRecord(nil, w.data.magic, kindBlob, d, blob))
	if err != nil {
		return unwritable(s.root, err)
	}
	w.unsynced = true
	var payload [16]byte
	binary.LittleEndian.PutUint64(payload[:], uint64(offset+headerSize))
	binary.LittleEndian.PutUint64(payload[8:], uint64(len(blob)))
	return s.appendIndex(kindPlace, d, payload[:])
}

// appendIndex writes one index record and takes it in, without reading it back.
func (s *Store) appendIndex(kind byte, name [32]byte, payload []byte) error {
	w, err := s.writer()
	if err != nil {
		return err
	}
	if err := s.appendRecords(w, appendRecord(nil, w.index.magic, kind, name, payload)); err != nil {
		return unwritable(s.root, err)
	}
	return nil
}

// appendRecords writes whole index records and takes them in.
func (s *Store) appendRecords(w *writer, records []byte) error {
	behind := w.pack.read < w.index.end // an earlier record was torn, or all was forgotten
	if _, err := w.index.append(records); err != nil {
		return err
	}
	if behind {
		return s.readIndex(w.pack, extIndex)
	}
	walk(records, w.index.magic, func(_ int, h header, payload []byte) { s.index(w.pack, h, payload) })
	w.pack.read = w.index.end
	return nil
}

// Record keeps the record of a finished action whose blobs are all kept. It
// replaces an earlier one of that key, also if the clock was set back since. If
// the folder was removed meanwhile, the error is ErrGone.
func (s *Store) Record(a *Action) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.appendAction(a)
	if err != nil {
		return err
	}
	return s.settle(a)
}

// RecordAll keeps the records of many actions, which are all made durable at
// once: for thousands that is seconds instead of minutes.
func (s *Store) RecordAll(actions []*Action) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var last *Action
	for _, a := range actions {
		appended, err := s.appendAction(a)
		if err != nil {
			return err
		}
		last = appended
	}
	if last == nil {
		return nil
	}
	return s.settle(last)
}

// appendAction writes a record once everything that it names is on disk.
func (s *Store) appendAction(a *Action) (*Action, error) {
	if a.Bad == "" && !s.holds(a) {
		return nil, fmt.Errorf("store: outputs of %s in %s: %w", a.Name, s.root, ErrGone)
	}
	if e, ok := s.actions[a.Key]; ok {
		a = s.after(a, &e)
	}
	if err := a.plausible(); err != nil {
		return nil, fmt.Errorf("store: %s: %w", a.Name, err)
	}
	payload, err := encodeAction(a)
	if err != nil {
		return nil, err
	}
	if s.w != nil && s.w.unsynced {
		if err := s.w.data.file.Sync(); err != nil {
			return nil, unwritable(s.root, err)
		}
		s.w.unsynced = false
	}
	return a, s.appendIndex(kindAction, a.Key, payload)
}

// settle makes what was appended durable, and only then sees to it that it and
// its blobs are where others look: a collection first takes a pack out of sight
// and then reads what all others have recorded, so one of the two notices.
func (s *Store) settle(a *Action) error {
	if err := s.w.index.file.Sync(); err != nil {
		return unwritable(s.root, err)
	}
	switch {
	case !s.w.there():
		s.lose()
	case a.Bad != "" || s.holds(a):
		return nil
	default:
		s.listing.full = time.Time{}
		_ = s.refresh() // if it fails, less is remembered
	}
	return fmt.Errorf("store: the record of %s in %s: %w", a.Name, s.root, ErrGone)
}

// holds reports that the outputs of an action are there, as far as can be seen
// without reading them, and that nobody is about to remove them.
func (s *Store) holds(a *Action) bool {
	checked := map[*pack]bool{}
	for _, o := range a.Outputs {
		at, small := s.places[o.Digest]
		if !small {
			if !s.hasLarge(o.Digest) {
				return false
			}
			continue
		}
		if s.w != nil && at.pack == s.w.pack || checked[at.pack] {
			continue
		}
		if _, err := os.Lstat(s.path(dirPacks, at.pack.name+extIndex)); err != nil {
			return false
		}
		checked[at.pack] = true
	}
	return true
}

// after is the action with a time after that of the earlier record of its key.
func (s *Store) after(a *Action, e *entry) *Action {
	old, err := e.decode(a.Key)
	if err != nil || a.Time.After(s.credible(old.Time)) {
		return a
	}
	later := *a
	later.Time = old.Time.Add(1)
	return &later
}

// Used remembers that the actions were used now, to the day.
func (s *Store) Used(keys []Key) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	var batch []byte
	for _, k := range keys {
		if now.Sub(time.Unix(s.lastUse(k), 0)) < useGrain {
			continue
		}
		w, err := s.writer()
		if err != nil {
			return err
		}
		batch = appendRecord(batch, w.index.magic, kindUse, k, timestamp(now.Unix()))
	}
	if batch == nil {
		return nil
	}
	if err := s.appendRecords(s.w, batch); err != nil {
		return unwritable(s.root, err)
	}
	return nil
}

// lastUse is when k was last used or made, in Unix seconds.
func (s *Store) lastUse(k Key) int64 {
	use := min(s.uses[k], lastTime().Unix())
	if a, err := s.lookup(k); err == nil {
		use = max(use, a.Time.Unix())
	}
	return use
}

// Close gives the process's pack up.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.w
	s.w = nil
	s.forget()
	if w == nil {
		return nil
	}
	return w.close()
}
