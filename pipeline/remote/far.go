package remote

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"nofreelunch/pipeline/store"
)

// memory is where objects are kept between processes; *store.Store has it.
type memory interface {
	Remember(store.Digest, []byte) error
	Recall(store.Digest) ([]byte, bool)
}

// Options say how a shared store is used.
type Options struct {
	Pin     *store.Digest // the only index to be believed; nil: the present one
	Offline bool          // make no request; use what is here
	Say     func(string)  // says what is wrong with the store, once each

	Unpinned string // what to say where the present index is believed, "" for nothing
}

// far is a shared store as it is read: its index, and what its packs hold.
type far struct {
	ctx    context.Context
	bucket *guard
	memory memory
	Options

	once   sync.Once
	opened atomic.Bool
	failed error // why nothing of it can be used
	index  index
	cat    *store.Catalogue
	data   map[string]pack // by name

	sizing sync.Once
	sizes  map[store.Digest]int64 // see large

	mu      sync.Mutex
	lost    map[store.Digest]bool // could not be had
	told    map[string]bool
	windows map[window]*view
	recent  []window
}

func newFar(ctx context.Context, b Bucket, m memory, o Options) *far {
	f := &far{ctx: ctx, memory: m, Options: o, lost: map[store.Digest]bool{}, told: map[string]bool{},
		windows: map[window]*view{}}
	f.bucket = &guard{Bucket: b, now: time.Now, say: f.complain}
	return f
}

// complain says something once. After an interrupt there is nothing to say.
func (f *far) complain(text string) {
	if f.ctx.Err() != nil {
		return
	}
	f.mu.Lock()
	first := !f.told[text]
	f.told[text] = true
	f.mu.Unlock()
	if first && f.Say != nil {
		f.Say(text)
	}
}

// open reads the index at the first use. A store that cannot be opened has
// nothing in it.
func (f *far) open() error {
	f.once.Do(func() {
		f.clear()
		if f.failed = f.read(); f.failed != nil {
			f.clear()
			f.complain(f.failed.Error() + "; nothing of it is used")
		}
		f.opened.Store(true)
	})
	return f.failed
}

// clear is a store with nothing in it.
func (f *far) clear() {
	f.index, f.cat, f.data = index{}, store.NewCatalogue(), map[string]pack{}
}

// empty makes it one without looking.
func (f *far) empty() {
	f.once = sync.Once{}
	f.once.Do(f.clear)
	f.failed = nil
}

// read reads the index and the indexes of its packs.
func (f *far) read() error {
	at, err := f.present()
	if err != nil {
		return err
	}
	text, err := f.fetch(indexName(at.digest), at)
	if is(err, Missing) && f.Pin != nil {
		return fault(Missing, f.bucket.String(),
			"the pinned index %s is not there; is it the right store? `cache pin` pins its present one", at.digest.String()[:12])
	}
	if err != nil {
		return err
	}
	if f.index, err = decodeIndex(text); err != nil {
		return fault(kindOf(err), f.bucket.String()+"/"+indexName(at.digest), "%v", err)
	}
	for _, p := range f.index.packs {
		f.take(p)
	}
	if n := f.cat.Newer(); n > 0 {
		f.complain(fmt.Sprintf("%s: %d results are of a later version than this program knows, and are not used",
			f.bucket, n))
	}
	f.recordLast(at)
	if f.Pin == nil && f.Unpinned != "" {
		f.complain(f.Unpinned)
	}
	return nil
}

// take takes in the index of a pack. One that cannot be had is left out.
func (f *far) take(p pack) {
	text, err := f.fetch(p.indexName(), p.index)
	if err == nil {
		name := p.data.digest.String()
		if err = f.cat.Add(name, text); err != nil {
			err = fault(Wrong, f.bucket.String()+"/"+p.indexName(), "%v", err)
		}
		f.data[name] = p
	}
	if err != nil {
		f.complain(err.Error() + "; its results are not used")
	}
}

// present is the index to use: the pinned one, or the one that HEAD names, or
// offline the last one that was seen.
func (f *far) present() (object, error) {
	if f.Pin != nil {
		return object{*f.Pin, -1}, nil
	}
	if f.Offline {
		o, ok := f.last()
		if !ok {
			return o, fmt.Errorf("%s was never read from here, and -offline makes no request", f.bucket)
		}
		return o, nil
	}
	o, _, err := f.head()
	if err != nil {
		if last, ok := f.last(); ok {
			f.complain(err.Error() + "; what was seen of it before is used")
			return last, nil
		}
	}
	return o, err
}

// head reads HEAD, and which version of it that is.
func (f *far) head() (o object, version string, err error) {
	text, version, err := f.bucket.Get(f.ctx, nameHead, 0, maxHead)
	if err != nil {
		if is(err, Missing) && strings.HasSuffix(err.Error(), "it is not there") {
			err = fault(Missing, f.bucket.String(), "there is no store there yet; `cache push` makes one")
		}
		return o, "", err
	}
	if o, err = decodeHead(text); err != nil {
		return o, version, fault(kindOf(err), f.bucket.String()+"/"+nameHead, "%v", err)
	}
	return o, version, nil
}

// kindOf is the kind of fault of what cannot be read.
func kindOf(err error) Kind {
	if errors.Is(err, errNewer) {
		return Later
	}
	return Wrong
}

// fetch is an object that is named by its digest, from here or from the bucket.
// A size of -1 is not known before, and bounded all the same.
func (f *far) fetch(name string, o object) ([]byte, error) {
	if text, ok := f.memory.Recall(o.digest); ok && store.Sum(text) == o.digest {
		return text, nil
	}
	what := f.bucket.String() + "/" + name
	if f.Offline {
		return nil, fault(Away, what, "it is not here, and -offline makes no request")
	}
	limit := o.size
	if limit < 0 {
		limit = maxIndex
	}
	text, _, err := f.bucket.Get(f.ctx, name, 0, limit+1)
	if err != nil {
		return nil, err
	}
	if err := verify(what, text, o); err != nil {
		return nil, err
	}
	_ = f.memory.Remember(o.digest, text) // else it is fetched again
	return text, nil
}

// verify says why bytes are not the object that they should be.
func verify(what string, text []byte, o object) error {
	switch {
	case o.size >= 0 && int64(len(text)) < o.size:
		return fault(Wrong, what, "it is cut short: %d bytes of %d", len(text), o.size)
	case o.size >= 0 && int64(len(text)) > o.size:
		return fault(Wrong, what, "it has more than its %d bytes", o.size)
	case store.Sum(text) != o.digest:
		return fault(Wrong, what, "its bytes are not what its name says")
	}
	return nil
}

// lastName is under what the last index of a location is remembered.
func lastName(location string) store.Digest { return store.Sum([]byte("last index of " + location)) }

// recordLast remembers which index was used.
func (f *far) recordLast(o object) {
	if o.size < 0 {
		o.size = int64(len(f.index.encode()))
	}
	text := encodeHead(o)
	if old, ok := f.memory.Recall(lastName(f.bucket.String())); ok && string(old) == string(text) {
		return
	}
	_ = f.memory.Remember(lastName(f.bucket.String()), text)
}

func (f *far) last() (o object, ok bool) {
	text, ok := f.memory.Recall(lastName(f.bucket.String()))
	if !ok {
		return o, false
	}
	o, err := decodeHead(text)
	return o, err == nil
}
