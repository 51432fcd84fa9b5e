package remote

import (
	"context"
	"errors"

	"nofreelunch/pipeline/store"
)

// has reports that a blob seems to be there and can be asked for.
func (f *far) has(d store.Digest) bool {
	if f.Offline || f.open() != nil || f.bucket.resting() != nil {
		return false
	}
	f.mu.Lock()
	lost := f.lost[d]
	f.mu.Unlock()
	if lost {
		return false
	}
	if len(f.cat.Places(d)) > 0 {
		return true
	}
	_, large := f.large()[d]
	return large
}

// large are the sizes of the large blobs that records name. All records are read
// for them, when the first is asked for.
func (f *far) large() map[store.Digest]int64 {
	f.sizing.Do(func() {
		f.sizes = map[store.Digest]int64{}
		for _, a := range f.cat.Actions() {
			for _, o := range a.Outputs {
				if store.Large(o.Size) {
					f.sizes[o.Digest] = o.Size
				}
			}
		}
	})
	return f.sizes
}

// get is a verified blob. What is wrong with an object is said.
func (f *far) get(d store.Digest) ([]byte, error) {
	miss := &store.Miss{What: "blob " + d.String()[:12], Reason: store.Absent}
	if !f.has(d) {
		return nil, miss
	}
	var err error
	places := f.cat.Places(d)
	for _, at := range places {
		var blob []byte
		if blob, err = f.small(d, at); err == nil {
			return blob, nil
		}
		f.complain(err.Error())
	}
	if len(places) == 0 {
		var blob []byte
		if blob, err = f.whole(named{object{d, f.large()[d]}, largeName(d)}); err == nil {
			return blob, nil
		}
		f.complain(err.Error())
	}
	if !is(err, Away) && !errors.Is(err, context.Canceled) {
		f.mu.Lock()
		f.lost[d] = true
		f.mu.Unlock()
	}
	miss.Detail = err.Error()
	return nil, miss
}
