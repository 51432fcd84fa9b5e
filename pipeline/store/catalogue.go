package store

import (
	"errors"
	"fmt"
	"time"
)

// A Catalogue is what the indexes of sealed packs say, wherever the packs are.
// Its records are no more to be trusted than where the indexes came from.
type Catalogue struct{ s *Store }

// A Place is where a small blob is in the data of a sealed pack.
type Place struct {
	Pack         string
	Offset, Size int64
}

// NewCatalogue is a catalogue of no packs.
func NewCatalogue() *Catalogue {
	s := newStore("")
	s.forget()
	return &Catalogue{s}
}

// Add takes in the index of the pack of that name.
func (c *Catalogue) Add(pack string, index []byte) error {
	magic, ok := readPrologue(index)
	if !ok {
		return errors.New("store: it is not the index of a pack")
	}
	p, records := newPack(pack), index[prologue:]
	settled, damaged := walk(records, magic, func(_ int, h header, payload []byte) { c.s.index(p, h, payload) })
	if damaged > 0 || settled != len(records) {
		return fmt.Errorf("store: %d records of the index of a pack are damaged, or its end is missing", damaged)
	}
	return nil
}

func newPack(name string) *pack { return &pack{name: name} }

// Lookup is the action recorded under k, if it says nothing that only a forger
// would say. The error is a *Miss.
func (c *Catalogue) Lookup(k Key) (*Action, error) {
	a, err := c.s.Lookup(k)
	if err != nil {
		return nil, err
	}
	if err := a.importable(time.Now()); err != nil {
		return nil, &Miss{What: "action " + k.String()[:12], Reason: Corrupt, Detail: err.Error()}
	}
	return a, nil
}

// Bad is the record that says that the action k must not be used, nil if none does.
func (c *Catalogue) Bad(k Key) *Action {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	e, ok := c.s.actions[k]
	if !ok {
		return nil
	}
	if a, err := e.decode(k); err == nil && a.Bad != "" {
		return a
	}
	return nil
}

// Actions are all records that Lookup gives, oldest first.
func (c *Catalogue) Actions() (all []*Action) {
	for _, a := range c.s.Actions() {
		if a.importable(time.Now()) == nil {
			all = append(all, a)
		}
	}
	return all
}

// Newer is how many records only a later version of this program can read.
func (c *Catalogue) Newer() int { return len(c.s.newer) }

// Places are where a small blob is, the first to be tried first.
func (c *Catalogue) Places(d Digest) (all []Place) {
	at, ok := c.s.places[d]
	if !ok {
		return nil
	}
	for _, p := range append([]place{at}, c.s.spares[d]...) {
		if p.size >= 0 && p.size < largeBlob && p.offset >= 0 {
			all = append(all, Place{p.pack.name, p.offset, p.size})
		}
	}
	return all
}

// Marked are the records that say that their action must not be used.
func (s *Store) Marked() (bad []*Action) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.order {
		e := s.actions[k]
		if a, err := e.decode(k); err == nil && a.Bad != "" {
			bad = append(bad, a)
		}
	}
	return bad
}

// Needs are the blobs that actions name: manifests, what those name, and outputs.
func Needs(actions ...*Action) map[Digest]bool { return live(actions) }

// Large reports that a blob of that size is a file of its own.
func Large(size int64) bool { return size >= largeBlob }
