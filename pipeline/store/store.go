package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	format     = 2              // of the folder; 1 had actions in JSON
	largeBlob  = 1 << 20        // blobs from here on are files of their own
	useGrain   = 24 * time.Hour // how exactly last uses are remembered
	dirPacks   = "packs"
	dirLarge   = "large"
	dirLeases  = "leases"
	dirSaved   = "checkpoints"
	dirLogs    = "logs"
	dirBad     = "bad"
	fileFormat = "FORMAT"
)

// A Store is one cache folder, open in one process. It is safe for use by
// many goroutines, and any number of processes may have the folder open.
type Store struct {
	root string

	mu       sync.Mutex
	w        *writer // nil until the first write
	packs    map[string]*pack
	actions  map[Key]entry
	places   map[Digest]place
	spares   map[Digest][]place // other copies, for when the first is bad
	uses     map[Key]int64
	failures map[Digest]Failure
	newer    map[Key]newerRecord
	order    []Key // of actions, oldest record first
	damaged  int
	now      func() time.Time
}

// A pack is what has been read of one pair of files.
type pack struct {
	name  string
	magic [8]byte
	read  int64    // settled bytes of the index
	data  *os.File // opened at the first blob
}

// An entry is an action's record, decoded when it is first asked for.
type entry struct {
	raw     []byte
	version byte
	action  *Action
}

// A newerRecord is an action's record that this program cannot read. It is
// left alone and carried over.
type newerRecord struct {
	version byte
	payload []byte
}

// A place is where a small blob is.
type place struct {
	pack         *pack
	offset, size int64
}

// Open opens the store in folder root, which need not exist. Nothing is
// written before the first result is.
func Open(root string) (*Store, error) {
	s := &Store{root: root, now: time.Now}
	if err := s.checkFormat(); err != nil {
		return nil, err
	}
	s.forget()
	return s, s.Refresh()
}

// Root is the folder of the store.
func (s *Store) Root() string { return s.root }

func (s *Store) path(elem ...string) string {
	return filepath.Join(append([]string{s.root}, elem...)...)
}

func (s *Store) checkFormat() error {
	text, err := os.ReadFile(s.path(fileFormat))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unwritable(s.root, err)
	}
	var have int
	if _, err := fmt.Sscanf(string(text), "nofreelunch cache %d\n", &have); err != nil || string(text) == "" {
		return fmt.Errorf("store: %s is not a cache of this program: FORMAT says %.40q; set NOFREELUNCH_CACHE to another folder", s.root, text)
	}
	if have < 1 || have > format {
		return fmt.Errorf("store: the cache in %s has format %d, this program knows 1 to %d; update the program or set NOFREELUNCH_CACHE to another folder", s.root, have, format)
	}
	return nil
}

func formatText() string { return fmt.Sprintf("nofreelunch cache %d\n", format) }

// forget empties what is remembered of the folder.
func (s *Store) forget() {
	for _, p := range s.packs {
		if p.data != nil {
			_ = p.data.Close()
		}
	}
	s.packs, s.actions = map[string]*pack{}, map[Key]entry{}
	s.places, s.spares = map[Digest]place{}, map[Digest][]place{}
	s.failures = map[Digest]Failure{}
	s.uses, s.newer, s.order, s.damaged = map[Key]int64{}, map[Key]newerRecord{}, nil, 0
}

// Refresh reads what other processes have added.
func (s *Store) Refresh() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refresh()
}

func (s *Store) refresh() error {
	names, err := packNames(s.path(dirPacks))
	if err != nil {
		return fmt.Errorf("store: cache in %s: %w", s.root, err)
	}
	for _, name := range names {
		p := s.packs[name]
		if p == nil {
			p = &pack{name: name}
			s.packs[name] = p
		}
		if err := s.readIndex(p); err != nil {
			return fmt.Errorf("store: cache in %s: %w", s.root, err)
		}
	}
	return nil
}

// readIndex reads the part of p's index that has not been read.
func (s *Store) readIndex(p *pack) error {
	f, err := os.Open(s.path(dirPacks, p.name+".index"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // collected meanwhile
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil || info.Size() <= prologue || info.Size() == p.read {
		return err
	}
	magic, ok := findMagic(f)
	if !ok {
		if p.read == 0 {
			s.damaged++
			p.read = math.MaxInt64 // nothing in it can be found
		}
		return nil
	}
	if p.read > 0 && magic != p.magic { // collected, and begun anew under the same name
		p = &pack{name: p.name}
		s.packs[p.name] = p
	}
	if p.read == 0 {
		p.magic, p.read = magic, prologue
	}
	if info.Size() <= p.read {
		return nil
	}
	b := make([]byte, info.Size()-p.read)
	if _, err := f.ReadAt(b, p.read); err != nil {
		return err
	}
	settled, damaged := walk(b, p.magic, func(_ int, h header, payload []byte) { s.index(p, h, payload) })
	p.read += int64(settled)
	s.damaged += damaged
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
			if _, ok := s.places[h.name]; ok {
				s.spares[h.name] = append(s.spares[h.name], at)
			} else {
				s.places[h.name] = at
			}
		}
	case kindFailure:
		s.rememberFailure(h.name, payload)
	case kindUse:
		if len(payload) == 8 {
			s.uses[h.name] = max(s.uses[h.name], int64(binary.LittleEndian.Uint64(payload)))
		}
	}
}

// remember takes a record in. Of two for one key, the later made counts: the
// order of files is not the order of time.
func (s *Store) remember(k Key, e entry) {
	old, ok := s.actions[k]
	if !ok {
		s.order = append(s.order, k)
		s.actions[k] = e
		return
	}
	was, err1 := old.decode(k)
	is, err2 := e.decode(k)
	if err1 != nil || err2 == nil && !is.Time.Before(was.Time) {
		s.actions[k] = e
	}
}

// decode is the action of an entry recorded under k.
func (e *entry) decode(k Key) (*Action, error) {
	if e.action != nil {
		return e.action, nil
	}
	a, err := decodeAction(e.version, e.raw)
	if err != nil {
		return nil, err
	}
	if a.Key != k {
		return nil, fmt.Errorf("recorded under the key of another action")
	}
	if a.Content != ContentOf(a.Outputs) {
		return nil, fmt.Errorf("its content is not that of its outputs")
	}
	e.action, e.raw = a, nil
	return a, nil
}

// Lookup is the action recorded under k. The error is a *Miss.
func (s *Store) Lookup(k Key) (*Action, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lookup(k)
}

func (s *Store) lookup(k Key) (*Action, error) {
	what := "action " + k.String()[:12]
	e, ok := s.actions[k]
	if !ok {
		if _, there := s.newer[k]; there {
			return nil, &Miss{What: what, Reason: Newer, Detail: "in " + s.root + "; left alone"}
		}
		return nil, &Miss{What: what, Reason: Absent}
	}
	fresh := e.action == nil
	a, err := e.decode(k)
	if err != nil {
		return nil, &Miss{What: what, Reason: Corrupt, Detail: err.Error()}
	}
	if fresh {
		s.actions[k] = e
	}
	if a.Bad != "" {
		return nil, &Miss{What: what, Reason: Corrupt, Detail: a.Bad}
	}
	return a, nil
}

// Actions are all readable records, oldest first.
func (s *Store) Actions() []*Action {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*Action, 0, len(s.order))
	for _, k := range s.order {
		if a, err := s.lookup(k); err == nil {
			all = append(all, a)
		}
	}
	return all
}

// Has reports that the blob seems to be there; only Get looks at its bytes.
func (s *Store) Has(d Digest) bool {
	s.mu.Lock()
	_, ok := s.places[d]
	s.mu.Unlock()
	if ok {
		return true
	}
	info, err := os.Stat(s.large(d))
	return err == nil && info.Mode().IsRegular()
}

func (s *Store) large(d Digest) string {
	hex := d.String()
	return s.path(dirLarge, hex[:2], hex)
}

// Get is the blob whose digest is d, verified. The error is a *Miss; a blob
// that is not what its name says is put aside, so that it can be made again.
func (s *Store) Get(d Digest) ([]byte, error) {
	for {
		s.mu.Lock()
		at, small := s.places[d]
		s.mu.Unlock()
		if !small {
			return s.readLarge(d)
		}
		blob, err := s.readSmall(at, d)
		if err == nil {
			return blob, nil
		}
		s.avoid(d, at)
		if !s.Has(d) {
			return nil, err
		}
	}
}

// avoid forgets the copy of d at a place that turned out bad.
func (s *Store) avoid(d Digest, at place) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.places[d] != at {
		return
	}
	delete(s.places, d)
	if spare := s.spares[d]; len(spare) > 0 {
		s.places[d], s.spares[d] = spare[0], spare[1:]
	}
}

func (s *Store) readSmall(at place, d Digest) ([]byte, error) {
	what := "blob " + d.String()[:12]
	f, err := s.dataFile(at.pack)
	if err != nil {
		return nil, &Miss{What: what, Reason: Absent, Detail: err.Error()}
	}
	info, err := f.Stat()
	if err != nil || at.offset < 0 || at.size < 0 || at.size > info.Size() || at.offset > info.Size()-at.size {
		return nil, &Miss{What: what, Reason: Truncated, Detail: "in " + f.Name()}
	}
	blob := make([]byte, at.size)
	if _, err := f.ReadAt(blob, at.offset); err != nil {
		return nil, &Miss{What: what, Reason: Truncated, Detail: err.Error()}
	}
	if Sum(blob) != d {
		return nil, &Miss{What: what, Reason: Corrupt, Detail: "in " + f.Name()}
	}
	return blob, nil
}

func (s *Store) dataFile(p *pack) (*os.File, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.data == nil {
		f, err := os.Open(s.path(dirPacks, p.name+".data"))
		if err != nil {
			return nil, err
		}
		p.data = f
	}
	return p.data, nil
}

func (s *Store) readLarge(d Digest) ([]byte, error) {
	what, path := "blob "+d.String()[:12], s.large(d)
	blob, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Miss{What: what, Reason: Absent}
	}
	if err != nil {
		return nil, &Miss{What: what, Reason: Absent, Detail: err.Error()}
	}
	if Sum(blob) == d {
		return blob, nil
	}
	s.putAside(path)
	reason := Corrupt
	if len(blob) < largeBlob {
		reason = Truncated // only larger blobs are files
	}
	return nil, &Miss{What: what, Reason: reason, Detail: path + " was put aside in " + s.path(dirBad)}
}

// putAside moves a bad file away. If it cannot, the next Put overwrites it.
func (s *Store) putAside(path string) {
	if os.MkdirAll(s.path(dirBad), 0o777) == nil {
		_ = os.Rename(path, s.path(dirBad, filepath.Base(path)))
	}
}

// Log keeps text under a name that starts with prefix and returns its path.
func (s *Store) Log(prefix string, text []byte) (string, error) {
	clean := strings.Map(func(r rune) rune {
		if r == '/' || r == os.PathSeparator || r == ' ' {
			return '-'
		}
		return r
	}, prefix)
	path := s.path(dirLogs, clean+".log")
	if err := writeFile(path, text); err != nil {
		return "", unwritable(s.root, err)
	}
	return path, nil
}
