package store

import (
	"encoding/binary"
	"errors"
	"os"
)

// Writable makes sure that results can be stored, so that a run that cannot
// keep anything fails before its first hour, not after.
func (s *Store) Writable() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.writer()
	return err
}

// writer is the process's slot, taken at the first write.
func (s *Store) writer() (*writer, error) {
	if s.w != nil && s.w.data.end < maxPackSize {
		return s.w, nil
	}
	if s.w != nil { // full
		if err := errors.Join(s.w.data.file.Sync(), s.w.close()); err != nil {
			return nil, unwritable(s.root, err)
		}
		s.w = nil
	}
	w, err := s.openWriter()
	if err != nil {
		return nil, unwritable(s.root, err)
	}
	s.w = w
	return w, nil
}

func (s *Store) openWriter() (*writer, error) {
	if err := os.MkdirAll(s.path(dirPacks), 0o777); err != nil {
		return nil, err
	}
	// Marking an older cache is all of its migration: records say their version,
	// and a collection rewrites them.
	if text, err := os.ReadFile(s.path(fileFormat)); err != nil || string(text) != formatText() {
		if err := s.checkFormat(); err != nil { // another program may have been here meanwhile
			return nil, err
		}
		if err := writeFile(s.path(fileFormat), []byte(formatText())); err != nil {
			return nil, err
		}
	}
	return openWriter(s.path(dirPacks))
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
	if _, ok := s.places[d]; ok {
		return d, nil
	}
	return d, s.putSmall(d, blob)
}

func (s *Store) putLarge(d Digest, blob []byte) error {
	if s.Has(d) {
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
	return s.appendIndex(kindPlace, d, payload[:], false)
}

// appendIndex writes one index record and takes in what was written.
func (s *Store) appendIndex(kind byte, name [32]byte, payload []byte, sync bool) error {
	w, err := s.writer()
	if err != nil {
		return err
	}
	_, err = w.index.append(appendRecord(nil, w.index.magic, kind, name, payload))
	if err == nil && sync {
		err = w.index.file.Sync()
	}
	if err != nil {
		return unwritable(s.root, err)
	}
	return s.refresh()
}

// Record keeps the record of a finished action whose blobs are all kept. It
// replaces an earlier one of that key, also if the clock was set back since.
func (s *Store) Record(a *Action) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, ok := s.actions[a.Key]; ok {
		if old, err := e.decode(a.Key); err == nil && !a.Time.After(old.Time) {
			later := *a
			later.Time = old.Time.Add(1)
			a = &later
		}
	}
	payload, err := encodeAction(a)
	if err != nil {
		return err
	}
	if s.w != nil && s.w.unsynced {
		if err := s.w.data.file.Sync(); err != nil {
			return unwritable(s.root, err)
		}
		s.w.unsynced = false
	}
	return s.appendIndex(kindAction, a.Key, payload, true)
}

// Used remembers that the actions were used now, to the day.
func (s *Store) Used(keys []Key) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	var batch []byte
	for _, k := range keys {
		if now.Unix()-s.lastUse(k) < int64(useGrain.Seconds()) {
			continue
		}
		w, err := s.writer()
		if err != nil {
			return err
		}
		var payload [8]byte
		binary.LittleEndian.PutUint64(payload[:], uint64(now.Unix()))
		batch = appendRecord(batch, w.index.magic, kindUse, k, payload[:])
	}
	if batch == nil {
		return nil
	}
	if _, err := s.w.index.append(batch); err != nil {
		return unwritable(s.root, err)
	}
	return s.refresh()
}

// lastUse is when k was last used or made, in Unix seconds.
func (s *Store) lastUse(k Key) int64 {
	use := s.uses[k]
	if a, err := s.lookup(k); err == nil {
		use = max(use, a.Time.Unix())
	}
	return use
}

// Close gives the process's slot back.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
	if s.w == nil {
		return nil
	}
	w := s.w
	s.w = nil
	return w.close()
}
