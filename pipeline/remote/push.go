package remote

import (
	"cmp"
	"context"
	"fmt"
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
func Push(ctx context.Context, local *store.Store, b Bucket, actions []*store.Action, say func(string)) (Pushed, error) {
	p := &pusher{ctx: ctx, local: local, say: say}
	var err error
	if p.there, err = b.List(ctx); err != nil {
		return p.pushed, err
	}
	actions = slices.Clone(actions)
	slices.SortStableFunc(actions, func(a, b *store.Action) int { return cmp.Compare(a.Function, b.Function) }) // wanted together
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
	p.say(b.String() + ": its index cannot be read, and a new one is begun; what only others have is to be pushed by them again")
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
		p.say(p.far.bucket.String() + "/" + k.dataName() + ": a part of the pack is gone or cut short; what is here of it is pushed again")
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

// upload writes the large blobs of actions, and packs of the rest.
func (p *pusher) upload(actions []*store.Action) (packs []pack, err error) {
	var sealer *store.Sealer
	flush := func() error {
		if sealer == nil {
			return nil
		}
		k, err := p.putPack(sealer)
		packs, sealer = append(packs, k), nil
		return err
	}
	if actions, err = p.uploadLarge(actions); err != nil {
		return nil, err
	}
	for _, a := range actions {
		if sealer == nil {
			sealer = store.NewSealer(store.Sum([]byte("pack from " + a.Key.String())))
		}
		if err := p.seal(sealer, a); err != nil {
			return packs, err
		}
		if sealer.Size() >= packBytes {
			if err := flush(); err != nil {
				return packs, err
			}
		}
	}
	return packs, flush()
}

// uploadLarge writes large blobs, some at a time, and returns the actions of
// which everything is here or there.
func (p *pusher) uploadLarge(actions []*store.Action) (whole []*store.Action, err error) {
	var mu sync.Mutex
	var group sync.WaitGroup
	slots := make(chan struct{}, needsLarge)
	put := map[store.Digest]bool{}
	for _, a := range actions {
		if a.Bad == "" && !p.complete(a) {
			p.pushed.LeftOut++
			continue
		}
		whole = append(whole, a)
		for _, o := range a.Outputs {
			if a.Bad != "" || !store.Large(o.Size) || put[o.Digest] || p.exists(largeName(o.Digest), o.Size) {
				continue
			}
			put[o.Digest] = true
			slots <- struct{}{}
			group.Go(func() {
				defer func() { <-slots }()
				if one := p.putLarge(o); one != nil {
					mu.Lock()
					err = one
					mu.Unlock()
				}
			})
		}
	}
	group.Wait()
	return whole, err
}

// complete reports that what an action names is here, or is there already.
func (p *pusher) complete(a *store.Action) bool {
	there := map[store.Digest]bool{}
	for _, o := range a.Outputs {
		there[o.Digest] = store.Large(o.Size) && p.exists(largeName(o.Digest), o.Size)
	}
	for d := range store.Needs(a) {
		if !there[d] && !p.local.Has(d) && len(p.far.cat.Places(d)) == 0 {
			return false
		}
	}
	return true
}

func (p *pusher) putLarge(o store.Output) error {
	if o.Size > maxObject {
		return fmt.Errorf("%s: a blob of %d bytes; a request can write %d", p.far.bucket, o.Size, int64(maxObject))
	}
	blob, err := p.local.Get(o.Digest)
	if err != nil {
		return err
	}
	return p.put(largeName(o.Digest), blob)
}

// seal adds an action and the small blobs that no pack has.
func (p *pusher) seal(to *store.Sealer, a *store.Action) error {
	p.pushed.Actions++
	if a.Bad == "" {
		for _, d := range ordered(a) {
			if !p.local.Has(d) || len(p.far.cat.Places(d)) > 0 {
				continue
			}
			blob, err := p.local.Get(d)
			if err != nil {
				return err
			}
			if !store.Large(int64(len(blob))) {
				to.Blob(blob)
			}
		}
	}
	return to.Action(a)
}

// ordered are the blobs of an action: outputs, which are wanted together, first.
func ordered(a *store.Action) (all []store.Digest) {
	for _, o := range a.Outputs {
		all = append(all, o.Digest)
	}
	return append(append(all, store.Digest(a.Key)), a.Uses...)
}

// putPack writes a pack: its data, and then its index.
func (p *pusher) putPack(w *store.Sealer) (pack, error) {
	index, data := w.Sealed()
	k := pack{object{store.Sum(index), int64(len(index))}, object{store.Sum(data), int64(len(data))}}
	if err := p.put(k.dataName(), data); err != nil {
		return k, err
	}
	_ = p.local.Remember(k.index.digest, index) // else it is fetched when needed
	return k, p.put(k.indexName(), index)
}

// put writes an object that is named by its digest. One that is there in
// another size is replaced: somebody has damaged it.
func (p *pusher) put(name string, body []byte) error {
	_, exists := p.there[name]
	err := p.far.bucket.Put(p.ctx, name, body, Condition{Absent: !exists})
	if is(err, Taken) {
		return nil // somebody pushes the same
	}
	if err == nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.pushed.Blobs, p.pushed.Bytes = p.pushed.Blobs+1, p.pushed.Bytes+int64(len(body))
	}
	return err
}

// publish makes x the present index, with what others have added meanwhile.
func (p *pusher) publish(x index, version string) error {
	dropped := p.dropped(x)
	for range pushTries {
		text := x.encode()
		if len(text) > maxIndex {
			return fmt.Errorf("%s has %d packs, more than an index takes; start another store", p.far.bucket, len(x.packs))
		}
		o := object{store.Sum(text), int64(len(text))}
		if err := p.far.bucket.Put(p.ctx, indexName(o.digest), text, Condition{}); err != nil {
			return err
		}
		err := p.far.bucket.Put(p.ctx, nameHead, encodeHead(o), Condition{Absent: version == "", Version: version})
		if err != nil && !is(err, Taken) {
			return err
		}
		now, seen, err := p.far.head()
		if err != nil {
			return err
		}
		if now == o { // also where the service knows no conditions
			p.pushed.Index = o.digest
			p.far.index = x
			p.far.recordLast(o)
			return nil
		}
		if x, err = p.merge(x, now, dropped); err != nil {
			return err
		}
		version = seen
	}
	return fmt.Errorf("%s: others write its index all the time; nothing is lost, push again", p.far.bucket)
}

// dropped are the packs of the old index that x leaves out on purpose.
func (p *pusher) dropped(x index) map[store.Digest]bool {
	gone := map[store.Digest]bool{}
	for _, k := range p.far.index.packs {
		if !slices.Contains(x.packs, k) {
			gone[k.index.digest] = true
		}
	}
	return gone
}

// merge is x with the packs of the index that somebody else has published.
func (p *pusher) merge(x index, now object, dropped map[store.Digest]bool) (index, error) {
	text, err := p.far.fetch(indexName(now.digest), now)
	if err != nil {
		return x, err
	}
	theirs, err := decodeIndex(text)
	if err != nil {
		return x, err
	}
	for _, k := range theirs.packs {
		if !slices.Contains(x.packs, k) && !dropped[k.index.digest] {
			x.packs = append(x.packs, k)
		}
	}
	return x, nil
}
