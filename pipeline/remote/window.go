package remote

import (
	"sync"

	"nofreelunch/pipeline/store"
)

const (
	windowSize  = 2 << 20 // how much of a pack is read at once: neighbours are wanted together
	windowsKept = 64
	fetchers    = 8 // requests at once
)

// A window is an aligned part of a pack's data.
type window struct {
	pack string
	at   int64
}

// A view is what was read of a window; whoever asks second waits for the first.
type view struct {
	once sync.Once
	body []byte
	err  error
}

// small is a small blob out of the data of a pack, checked by its digest.
func (f *far) small(d store.Digest, at store.Place) ([]byte, error) {
	p, ok := f.data[at.Pack]
	what := f.bucket.String() + "/" + p.dataName()
	if !ok || at.Offset > p.data.size-at.Size {
		return nil, fault(Wrong, f.bucket.String()+"/packs/"+at.Pack+".data", "blob %s lies beyond its end", d.String()[:12])
	}
	var blob []byte
	for have := int64(0); ; {
		w := window{at.Pack, (at.Offset + have) / windowSize * windowSize}
		body, err := f.view(w, p)
		if err != nil {
			return nil, err
		}
		from := min(at.Offset+have-w.at, int64(len(body)))
		part := body[from:min(from+at.Size-have, int64(len(body)))]
		blob, have = append(blob, part...), have+int64(len(part))
		if have == at.Size {
			break
		}
		if len(part) == 0 || len(body) < windowSize {
			return nil, fault(Wrong, what, "it is cut short: blob %s is missing", d.String()[:12])
		}
	}
	if store.Sum(blob) != d {
		return nil, fault(Wrong, what, "the bytes of blob %s are not what its name says", d.String()[:12])
	}
	return blob, nil
}

// view reads a window, once while it is among the last used.
func (f *far) view(w window, p pack) ([]byte, error) {
	f.mu.Lock()
	v := f.windows[w]
	if v == nil {
		v = &view{}
		f.windows[w] = v
		if f.recent = append(f.recent, w); len(f.recent) > windowsKept {
			delete(f.windows, f.recent[0])
			f.recent = f.recent[1:]
		}
	}
	f.mu.Unlock()
	v.once.Do(func() {
		v.body, _, v.err = f.bucket.Get(f.ctx, p.dataName(), w.at, min(windowSize, p.data.size-w.at))
	})
	if v.err != nil {
		f.mu.Lock()
		if f.windows[w] == v {
			delete(f.windows, w) // the next one tries again
		}
		f.mu.Unlock()
	}
	return v.body, v.err
}
