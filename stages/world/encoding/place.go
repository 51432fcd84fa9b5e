package encoding

import (
	"math"
	"sync"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/vec"
	"nofreelunch/stages/world/placecell"
)

// Place is the encoder of a population of place cells.
type Place struct {
	tuning  tuning
	dips    bool // decoded from the least active cells
	pop     *placecell.Population
	fields  []vec.Fields // the population by field number, float32
	scratch sync.Pool    // of *energies32
}

// NewPlace encodes with the kind, normalisation and amplitudes of p and with
// cells of your own.
func NewPlace(p Params, pop *placecell.Population) *Place {
	kind, ok := p.Kind.(placeKind)
	if !ok {
		panic("encoding: NewPlace with a kind that has no place cells")
	}
	e := &Place{tuning: kind.tuning(p), dips: kind.dips(), pop: pop}
	for f := range pop.Fields {
		e.fields = append(e.fields, fieldsOf(pop, f))
	}
	e.scratch.New = func() any {
		return &energies32{vec.Make(pop.Cells), vec.Make(pop.Cells)}
	}
	return e
}

// Population is the cells.
func (e *Place) Population() *placecell.Population { return e.pop }

// Width is the number of cells.
func (e *Place) Width() int { return e.pop.Cells }

// Loss is cross-entropy.
func (e *Place) Loss() Loss { return CrossEntropy }

// Encode sets out to the activities of the cells at pos.
func (e *Place) Encode(pos, out []float64) {
	w := e.Width()
	surround := make([]float64, w)
	for r := range rows(w, len(pos), len(out)) {
		row := out[r*w : (r+1)*w]
		e.pop.Energies(pos[2*r], pos[2*r+1], row, surround)
		e.tuning.tune(row, surround)
	}
}

// softmaxNeg replaces x by softmax(-x).
func softmaxNeg(x []float64) {
	least := math.Inf(1)
	for _, v := range x {
		least = min(least, v)
	}
	sum := 0.0
	for i, v := range x {
		x[i] = dmath.Exp(least - v)
		sum += x[i]
	}
	for i := range x {
		x[i] /= sum
	}
}

// expNeg replaces x by amplitude exp(-x).
func expNeg(x []float64, amplitude float64) {
	for i, v := range x {
		x[i] = float64(amplitude * dmath.Exp(-v))
	}
}

// shiftAndScale subtracts the surround, adds |minimum| and divides by the sum.
func shiftAndScale(x, surround []float64) {
	least := math.Inf(1)
	for i := range x {
		x[i] -= surround[i]
		least = min(least, x[i])
	}
	shift, sum := math.Abs(least), 0.0
	for i := range x {
		x[i] += shift
		sum += x[i]
	}
	for i := range x {
		x[i] /= sum
	}
}

// Decode is placecell.Decode of each row; where cells are dips, the three least
// active ones count.
func (e *Place) Decode(out, pos []float64) { decodeRows(e, out, pos) }

// Decode32 is Decode of float32 outputs.
func (e *Place) Decode32(out []float32, pos []float64) { decodeRows(e, out, pos) }

func decodeRows[F float32 | float64](e *Place, out []F, pos []float64) {
	w := e.Width()
	for r := range rows(w, len(pos), len(out)) {
		pos[2*r], pos[2*r+1] = placecell.Decode(e.pop, out[r*w:(r+1)*w], e.dips)
	}
}
