package train

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"math"
)

// A checkpoint is, little-endian: the magic, the fingerprint of the parameters, the
// steps taken, the loss sum and its count, the history, the kept weights, the
// weights, the optimiser's arrays, and the digest of all that. Random streams
// need no state: they are functions of the step.

const magic = "nofreelunch train 1\n"

func (t *training) snapshot() []byte {
	w := &writer{}
	w.buf.WriteString(magic)
	f := t.p.Fingerprint()
	w.buf.Write(f[:])
	w.int(t.step)
	w.float(t.lossSum)
	w.int(t.lossN)
	w.int(len(t.history))
	for _, p := range t.history {
		w.int(int(p.Step))
		for _, x := range []float64{p.LearningRate, p.BatchLoss, p.Loss, p.Explained, p.Error20M} {
			w.float(x)
		}
	}
	w.int(len(t.kept))
	for _, s := range t.kept {
		w.int(int(s.Step))
		w.array(s.Values)
	}
	for _, a := range t.arrays() {
		w.array(a)
	}
	sum := sha256.Sum256(w.buf.Bytes())
	w.buf.Write(sum[:])
	return w.buf.Bytes()
}

// arrays are the trained values and the optimiser's.
func (t *training) arrays() [][]float32 {
	var all [][]float32
	for _, p := range t.net.Parameters() {
		all = append(all, p.Value)
	}
	return append(all, t.descent.Slots()...)
}

// restore continues from a snapshot. One that is not this training's, or is
// damaged, is refused, and t left as it was.
func (t *training) restore(snapshot []byte) bool {
	body, ok := t.verify(snapshot)
	if !ok {
		return false
	}
	r := &reader{rest: body}
	next := training{step: r.int(), lossSum: r.float(), lossN: r.int()}
	next.history = r.history()
	params := t.net.Parameters()
	kept := r.int()
	for i := 0; i < kept && !r.bad; i++ {
		p := params[i%len(params)]
		s := Snapshot{Step: int64(r.int()), Name: p.Name, Values: make([]float32, len(p.Value))}
		for _, d := range p.Shape {
			s.Shape = append(s.Shape, int32(d))
		}
		r.array(s.Values)
		next.kept = append(next.kept, s)
	}
	arrays := t.arrays()
	read := make([][]float32, len(arrays))
	for i, a := range arrays {
		read[i] = make([]float32, len(a))
		r.array(read[i])
	}
	if r.bad || len(r.rest) != 0 || next.step < 0 || next.step > t.p.GradientSteps {
		return false
	}
	for i, a := range arrays {
		copy(a, read[i])
	}
	t.step, t.lossSum, t.lossN, t.history, t.kept = next.step, next.lossSum, next.lossN, next.history, next.kept
	t.descent.SetTaken(t.step)
	return true
}

// verify returns what lies between the head and the digest.
func (t *training) verify(snapshot []byte) ([]byte, bool) {
	f := t.p.Fingerprint()
	head := append([]byte(magic), f[:]...)
	if len(snapshot) < len(head)+sha256.Size || !bytes.HasPrefix(snapshot, head) {
		return nil, false
	}
	end := len(snapshot) - sha256.Size
	if sum := sha256.Sum256(snapshot[:end]); !bytes.Equal(sum[:], snapshot[end:]) {
		return nil, false
	}
	return snapshot[len(head):end], true
}

type writer struct{ buf bytes.Buffer }

func (w *writer) int(x int) {
	w.buf.Write(binary.LittleEndian.AppendUint64(nil, uint64(x)))
}

func (w *writer) float(x float64) {
	w.buf.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(x)))
}

func (w *writer) array(x []float32) {
	out := make([]byte, 0, 4*len(x))
	for _, v := range x {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
	}
	w.buf.Write(out)
}

// reader takes values off the front; past the end it turns bad and gives 0.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) int() int { return int(r.word()) }

func (r *reader) float() float64 { return math.Float64frombits(r.word()) }

func (r *reader) word() uint64 {
	if len(r.rest) < 8 {
		r.bad = true
		return 0
	}
	x := binary.LittleEndian.Uint64(r.rest)
	r.rest = r.rest[8:]
	return x
}

func (r *reader) array(x []float32) {
	if len(r.rest) < 4*len(x) {
		r.bad = true
		return
	}
	for i := range x {
		x[i] = math.Float32frombits(binary.LittleEndian.Uint32(r.rest[4*i:]))
	}
	r.rest = r.rest[4*len(x):]
}

func (r *reader) history() []Point {
	var all []Point
	n := r.int()
	for i := 0; i < n && !r.bad; i++ {
		all = append(all, Point{
			Step: int64(r.int()), LearningRate: r.float(), BatchLoss: r.float(),
			Loss: r.float(), Explained: r.float(), Error20M: r.float(),
		})
	}
	return all
}
