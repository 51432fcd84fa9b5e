package remote

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"nofreelunch/pipeline/store"
)

const (
	packBytes  = 64 << 20 // how large a pushed pack gets
	pushTries  = 8        // how often the index is merged with what others push meanwhile
	maxObject  = 5 << 30  // bytes that a single request may write
	needsLarge = 4        // uploads at once
)

// Pushed says what a push wrote.
type Pushed struct {
	Actions, Blobs int
	Bytes          int64
	LeftOut        int          // actions whose results are not all here
	Healed         int          // packs that were named and had gone; pushed again as far as they are here
	Index          store.Digest // of the present index
	Before         store.Digest // of the index that it was added to; zero for none
}

// A pusher writes results of a cache to a bucket: first blobs, then packs, then
// the index, so that what is named is there.
type pusher struct {
	ctx   context.Context
	local *store.Store
	far   *far // as HEAD says
	there map[string]int64
	say   func(string)

	mu     sync.Mutex
	pushed Pushed
}

// Push adds actions of a cache, with all they name, to the shared store in a
// bucket, which it begins if there is none. Objects are never changed, and what
// others push at the same time is kept.
func Push(ctx context.Context, local *store.Store, b Bucket, actions []*store.Action, say func(string)) (Pushed,
	error) {
	p := &pusher{ctx: ctx, local: local, say: say}
	var err error
	if p.there, err = b.List(ctx); err != nil {
		return p.pushed, err
	}
	actions = slices.Clone(actions)
	slices.SortStableFunc(actions, func(a, b *store.Action) int {
		return cmp.Compare(a.Function,
			b.Function)
	}) // wanted together
	head, err := p.open(b)
	if err != nil {
		return p.pushed, err
	}
	kept := p.sound()
	added, err := p.upload(p.lacking(kept, actions))
	if err != nil {
		return p.pushed, err
	}
	if len(added) == 0 && p.pushed.Healed == 0 && p.published() {
		p.pushed.Index = p.pushed.Before
		return p.pushed, nil
	}
	return p.pushed, p.publish(index{append(kept, added...)}, head)
}

// open reads the present index. The version of HEAD is "" where there is none.
// Where HEAD or the index is gone or damaged, the last one that was seen from here
// is taken, or a new one begun: packs stay where they are.
func (p *pusher) open(b Bucket) (version string, err error) {
	p.far = newFar(p.ctx, b, p.local, Options{Say: p.say})
	o, version, err := p.far.head()
	if is(err, Missing) && len(p.there) == 0 {
		p.far.empty()
		return "", nil
	}
	if err == nil && p.begin(o) {
		return version, nil
	}
	if err != nil && !is(err, Missing) && !is(err, Wrong) {
		return "", err
	}
	if err != nil {
		p.say(err.Error())
	}
	if is(p.far.failed, Later) || is(p.far.failed, Away) || is(p.far.failed, Denied) {
		return "", p.far.failed // said already, and somebody else's to keep
	}
	if o, ok := p.far.last(); ok {
		p.far = newFar(p.ctx, b, p.local, Options{Say: p.say})
		if p.begin(o) {
			return version, nil
		}
	}
	p.say(b.String() + ": its index cannot be read, and a new one is begun; " +
		"what only others have is to be pushed by them again")
	p.far.empty()
	return version, nil
}

// published reports that HEAD and the index that was read are there.
func (p *pusher) published() bool {
	_, head := p.there[nameHead]
	_, index := p.there[indexName(p.pushed.Before)]
	return head && index || len(p.far.index.packs) == 0
}

// begin takes an index to add to.
func (p *pusher) begin(o object) bool {
	p.far.Pin = &o.digest
	if p.far.open() != nil {
		return false
	}
	p.pushed.Before = o.digest
	return true
}

// sound are the packs of the present index that are there whole.
func (p *pusher) sound() (kept []pack) {
	for _, k := range p.far.index.packs {
		if p.exists(k.indexName(), k.index.size) && p.exists(k.dataName(), k.data.size) {
			kept = append(kept, k)
			continue
		}
		p.pushed.Healed++
		p.say(p.far.bucket.String() + "/" + k.dataName() + ": a part of the pack is gone or cut short; " +
			"what is here of it is pushed again")
	}
	return kept
}

func (p *pusher) exists(name string, size int64) bool {
	have, ok := p.there[name]
	return ok && have == size
}

// lacking are the actions that the packs do not have as they are here, or of
// which a large blob is gone.
func (p *pusher) lacking(kept []pack, actions []*store.Action) (lack []*store.Action) {
	have := store.NewCatalogue()
	for _, k := range kept {
		if text, ok := p.local.Recall(k.index.digest); ok && store.Sum(text) == k.index.digest {
			_ = have.Add(k.data.digest.String(), text) // what is damaged is pushed again
		}
	}
	p.far.cat = have
	for _, a := range actions {
		if !p.known(a) {
			lack = append(lack, a)
		}
	}
	return lack
}

func (p *pusher) known(a *store.Action) bool {
	if a.Bad != "" {
		bad := p.far.cat.Bad(a.Key)
		return bad != nil && bad.Content == a.Content
	}
	old, err := p.far.cat.Lookup(a.Key)
	if err != nil || old.Content != a.Content {
		return false
	}
	for _, o := range a.Outputs {
		if store.Large(o.Size) && !p.exists(largeName(o.Digest), o.Size) {
			return false
		}
	}
	return true
}
