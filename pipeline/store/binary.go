package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"
)

// Records of actions are binary since version 2: reading a cache of a hundred
// thousand is reading JSON no longer. Version 1 is still read.

// decodeAction reads the payload of an action's record.
func decodeAction(version byte, payload []byte) (*Action, error) {
	if version == 1 {
		a := new(Action)
		return a, json.Unmarshal(payload, a)
	}
	r := reader{b: payload}
	a := &Action{
		Key: Key(r.digest()), Declared: r.digest(), Content: r.digest(),
		Function: r.text(), Name: r.text(), Host: r.text(), Version: r.text(), Bad: r.text(),
		Seconds: r.float(), GFLOP: r.float(), Time: r.time(),
	}
	for range r.count(32) {
		a.Inputs = append(a.Inputs, Key(r.digest()))
	}
	for range r.count(32) {
		a.Uses = append(a.Uses, r.digest())
	}
	for range r.count(41) {
		a.Outputs = append(a.Outputs, Output{r.text(), r.digest(), int64(r.word())})
	}
	if r.count(1) == 1 {
		a.Adopted = &Adoption{From: Key(r.digest()), By: r.text(), Time: r.time()}
		for range r.count(1) {
			a.Adopted.Sample = append(a.Adopted.Sample, r.text())
		}
	}
	if r.bad || len(r.b) > 0 {
		return nil, errors.New("the record is not an action's")
	}
	return a, nil
}

// encodeAction writes what decodeAction reads.
func encodeAction(a *Action) ([]byte, error) {
	w := make([]byte, 0, 512)
	for _, d := range []Digest{Digest(a.Key), a.Declared, a.Content} {
		w = append(w, d[:]...)
	}
	for _, s := range []string{a.Function, a.Name, a.Host, a.Version, a.Bad} {
		w = appendText(w, s)
	}
	w = binary.LittleEndian.AppendUint64(w, math.Float64bits(a.Seconds))
	w = binary.LittleEndian.AppendUint64(w, math.Float64bits(a.GFLOP))
	w, err := appendTime(w, a.Time)
	w = binary.AppendUvarint(w, uint64(len(a.Inputs)))
	for _, k := range a.Inputs {
		w = append(w, k[:]...)
	}
	w = binary.AppendUvarint(w, uint64(len(a.Uses)))
	for _, d := range a.Uses {
		w = append(w, d[:]...)
	}
	w = binary.AppendUvarint(w, uint64(len(a.Outputs)))
	for _, o := range a.Outputs {
		w = append(appendText(w, o.Name), o.Digest[:]...)
		w = binary.LittleEndian.AppendUint64(w, uint64(o.Size))
	}
	if a.Adopted == nil {
		return append(w, 0), err
	}
	w = append(append(w, 1), a.Adopted.From[:]...)
	w = appendText(w, a.Adopted.By)
	w, err2 := appendTime(w, a.Adopted.Time)
	w = binary.AppendUvarint(w, uint64(len(a.Adopted.Sample)))
	for _, s := range a.Adopted.Sample {
		w = appendText(w, s)
	}
	return w, errors.Join(err, err2)
}

func appendText(w []byte, s string) []byte {
	return append(binary.AppendUvarint(w, uint64(len(s))), s...)
}

// appendTime keeps seconds and nanoseconds: the zero time has no Unix nanoseconds.
func appendTime(w []byte, t time.Time) ([]byte, error) {
	if y := t.UTC().Year(); y < 0 || y > 9999 {
		return w, fmt.Errorf("store: %v is no time to record", t)
	}
	w = binary.LittleEndian.AppendUint64(w, uint64(t.Unix()))
	return binary.LittleEndian.AppendUint32(w, uint32(t.Nanosecond())), nil
}

// A reader takes a payload apart. After the first thing that is not there
// everything is zero and bad is set.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n uint64) []byte {
	if r.bad || n > uint64(len(r.b)) {
		r.bad, r.b = true, nil
		return nil
	}
	head := r.b[:n]
	r.b = r.b[n:]
	return head
}

func (r *reader) digest() (d Digest) {
	copy(d[:], r.take(uint64(len(d))))
	return d
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) text() string { return string(r.take(r.uvarint())) }

func (r *reader) word() uint64 {
	b := r.take(8)
	if b == nil {
		return 0
	}
	return binary.LittleEndian.Uint64(b)
}

func (r *reader) float() float64 { return math.Float64frombits(r.word()) }

func (r *reader) time() time.Time {
	seconds := int64(r.word())
	b := r.take(4)
	if b == nil {
		return time.Time{}
	}
	return time.Unix(seconds, int64(binary.LittleEndian.Uint32(b))).UTC()
}

// count is a number of things that take at least size bytes each, so that a
// damaged one cannot ask for more than there is.
func (r *reader) count(size uint64) uint64 {
	n := r.uvarint()
	if n > uint64(len(r.b))/size && n > 0 {
		r.bad, r.b = true, nil
		return 0
	}
	return n
}
