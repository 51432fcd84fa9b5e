package store

import "encoding/binary"

// A Sealer makes a pack that nobody appends to. Its bytes depend on nothing but
// what it is given, in that order.
type Sealer struct {
	magic       [8]byte
	index, data []byte
	placed      map[Digest]bool
}

// NewSealer starts a pack; what is named after something else has another magic.
func NewSealer(after Digest) *Sealer {
	magic := [8]byte(after[:8])
	head := prologueOf(magic)
	return &Sealer{magic: magic, index: head, data: append([]byte(nil), head...), placed: map[Digest]bool{}}
}

// Blob adds a small blob.
func (w *Sealer) Blob(blob []byte) {
	d := Sum(blob)
	if w.placed[d] {
		return
	}
	w.placed[d] = true
	w.data = appendRecord(w.data, w.magic, kindBlob, d, blob)
	var at [16]byte
	binary.LittleEndian.PutUint64(at[:], uint64(len(w.data)-len(blob)))
	binary.LittleEndian.PutUint64(at[8:], uint64(len(blob)))
	w.index = appendRecord(w.index, w.magic, kindPlace, d, at[:])
}

// Action adds the record of an action.
func (w *Sealer) Action(a *Action) error {
	payload, err := encodeAction(a)
	if err != nil {
		return err
	}
	w.index = appendRecord(w.index, w.magic, kindAction, a.Key, payload)
	return nil
}

// Size is how many bytes the pack has.
func (w *Sealer) Size() int { return len(w.index) + len(w.data) }

// Sealed is the pack.
func (w *Sealer) Sealed() (index, data []byte) { return w.index, w.data }
