package store

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

const (
	largeBlob = 1 << 20        // blobs from here on are files of their own
	useGrain  = 24 * time.Hour // how exactly last uses are remembered
)

// A Store is one cache folder, open in one process. It is safe for use by
// many goroutines, and any number of processes may have the folder open.
type Store struct {
	root  string
	host  string
	names namer
	lock  locker
	stale time.Duration // how long what another host wrote may be seen late
	now   func() time.Time
	sleep func(time.Duration)
	opens atomic.Int64 // files and folders opened in packs

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
	unread   map[string]error // packs that cannot be read
	listing  listing
}

// A pack is what has been read of one pair of files.
type pack struct {
	name    string
	magic   [8]byte
	read    int64     // settled bytes of the index
	seen    int64     // its size when it was last read
	sealed  bool      // nobody appends to it any more, and all of it was read
	closing bool      // a collection is about to remove it
	grown   time.Time // when something new was last seen in it
	data    *os.File  // opened at the first blob
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
	s := newStore(root)
	if err := s.checkFormat(); err != nil {
		return nil, err
	}
	s.forget()
	return s, s.Refresh()
}

// newStore is the store in root before anything is read.
func newStore(root string) *Store {
	if real, err := filepath.EvalSymlinks(root); err == nil {
		root = real // a link is as good as the folder, also for who walks it
	}
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return &Store{
		root: root, host: host, names: names(), lock: TryLock,
		stale: 90 * time.Second, now: time.Now, sleep: time.Sleep,
	}
}

// Root is the folder of the store.
func (s *Store) Root() string { return s.root }

// forget empties what is remembered of the folder.
func (s *Store) forget() {
	for _, p := range s.packs {
		if p.data != nil {
			_ = p.data.Close()
		}
	}
	s.packs, s.actions = map[string]*pack{}, map[Key]entry{}
	s.places, s.spares = map[Digest]place{}, map[Digest][]place{}
	s.failures, s.unread = map[Digest]Failure{}, map[string]error{}
	s.uses, s.newer, s.order, s.damaged = map[Key]int64{}, map[Key]newerRecord{}, nil, 0
	s.listing = listing{}
	if s.w != nil {
		s.w.pack = &pack{name: s.w.pack.name}
		s.packs[s.w.pack.name] = s.w.pack
	}
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
	if err := a.plausible(); err != nil {
		return nil, err
	}
	e.action, e.raw = a, nil
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
