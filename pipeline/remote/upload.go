package remote

import (
	"fmt"
	"sync"

	"nofreelunch/pipeline/store"
)

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
