package remote

import (
	"fmt"
	"slices"

	"nofreelunch/pipeline/store"
)

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
