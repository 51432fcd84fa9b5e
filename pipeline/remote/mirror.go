package remote

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"nofreelunch/pipeline/store"
)

// A Mirrored says what a mirror copied.
type Mirrored struct {
	Objects int
	Bytes   int64
	Present int // were there already
	Gone    int // large blobs that a collection has removed
	Index   store.Digest
}

// Mirror copies everything that the index in use names to another bucket, and
// then makes it part of that bucket's index. Every object is verified on the way; if
// one cannot be had, the other bucket's index stays as it was.
func (s *Store) Mirror(ctx context.Context, to Bucket, progress func(done, total int)) (Mirrored, error) {
	var m Mirrored
	if err := s.far.open(); err != nil {
		return m, err
	}
	p := &pusher{ctx: ctx, local: s.Store, say: s.far.complain}
	var err error
	if p.there, err = to.List(ctx); err != nil {
		return m, err
	}
	version, err := p.open(to)
	if err != nil {
		return m, err
	}
	objects := s.far.objects()
	var faults []error
	for i, o := range objects {
		if err := ctx.Err(); err != nil {
			return m, err
		}
		if p.exists(o.name, o.size) {
			m.Present++
		} else if err := m.copied(s.far.copyTo(p, o), o); err != nil {
			faults = append(faults, err)
		}
		progress(i+1, len(objects))
	}
	if len(faults) > 0 {
		return m, fmt.Errorf("%d objects cannot be copied, and the copy's index is left as it was: %w", len(faults),
			errors.Join(faults[:min(3, len(faults))]...))
	}
	x := p.far.index
	for _, k := range s.far.index.packs {
		if !contains(x, k) {
			x.packs = append(x.packs, k)
		}
	}
	if err := p.publish(x, version); err != nil {
		return m, err
	}
	m.Index = p.pushed.Index
	return m, nil
}

// copied counts an object. A large blob may be gone: a collection keeps the pack
// of a record that it drops.
func (m *Mirrored) copied(err error, o named) error {
	switch {
	case err == nil:
		m.Objects, m.Bytes = m.Objects+1, m.Bytes+o.size
	case is(err, Missing) && strings.HasPrefix(o.name, "large/"):
		m.Gone++
	default:
		return err
	}
	return nil
}

func contains(x index, k pack) bool {
	for _, have := range x.packs {
		if have == k {
			return true
		}
	}
	return false
}

// Check reads every object that the index in use names, also the parts of packs
// that nobody asks for, and says what is wrong with each.
func (s *Store) Check(ctx context.Context, progress func(done, total int)) (faults []error, err error) {
	if err := s.far.open(); err != nil {
		return nil, err
	}
	return s.far.check(ctx, progress)
}

func (f *far) check(ctx context.Context, progress func(done, total int)) (faults []error, err error) {
	objects := f.objects()
	for i, o := range objects {
		if err := ctx.Err(); err != nil {
			return faults, err
		}
		if _, err := f.whole(o); err != nil {
			faults = append(faults, err)
		}
		progress(i+1, len(objects))
	}
	return faults, nil
}

// whole is all of an object, verified.
func (f *far) whole(o named) ([]byte, error) {
	body, _, err := f.bucket.Get(f.ctx, o.name, 0, o.size+1)
	if err == nil {
		err = verify(f.bucket.String()+"/"+o.name, body, o.object)
	}
	return body, err
}

// A named object is one that an index names, in packs or in records.
type named struct {
	object
	name string
}

// objects are all objects that the index names, data first.
func (f *far) objects() (all []named) {
	for d, size := range f.large() {
		all = append(all, named{object{d, size}, largeName(d)})
	}
	for _, k := range f.index.packs {
		all = append(all, named{k.data, k.dataName()}, named{k.index, k.indexName()})
	}
	return all
}

// copyTo copies one verified object.
func (f *far) copyTo(p *pusher, o named) error {
	body, err := f.whole(o)
	if err != nil {
		return err
	}
	return p.put(o.name, body)
}
