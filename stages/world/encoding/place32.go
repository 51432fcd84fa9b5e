package encoding

import (
	"math"

	"nofreelunch/stages/core/vec"
	"nofreelunch/stages/world/placecell"
)

// energies32 is the scratch space of one call of Encode32.
type energies32 struct{ center, surround []float32 }

// fieldsOf rounds field number f of every cell to float32. A cell that lacks
// it gets one of infinite energy, never the nearest.
func fieldsOf(pop *placecell.Population, f int) vec.Fields {
	n := pop.Cells
	v := vec.Fields{
		X: vec.Make(n), Y: vec.Make(n), XX: vec.Make(n), XY: vec.Make(n), YY: vec.Make(n),
		Ratio: vec.Make(n), Period: float32(pop.PeriodM),
	}
	far := float32(math.Inf(1))
	for i := range n {
		k := i*pop.Fields + f
		if !pop.Present[k] {
			v.XX[i], v.YY[i], v.Ratio[i] = far, far, 1
			continue
		}
		v.X[i], v.Y[i] = float32(pop.X[k]), float32(pop.Y[k])
		v.XX[i], v.XY[i], v.YY[i] = float32(pop.XX[k]), float32(pop.XY[k]), float32(pop.YY[k])
		v.Ratio[i] = float32(pop.Ratio[k])
	}
	return v
}

// Encode32 sets out to the activities of the cells at pos. In a periodic box
// positions must lie inside it.
func (e *Place) Encode32(pos, out []float32) {
	w := e.Width()
	s := e.scratch.Get().(*energies32)
	defer e.scratch.Put(s)
	for r := range rows(w, len(pos), len(out)) {
		x, y := pos[2*r], pos[2*r+1]
		e.fields[0].Energy(s.center, s.surround, x, y)
		for f := range e.fields[1:] {
			e.fields[f+1].Nearest(s.center, s.surround, x, y)
		}
		e.tuning.tune32(out[r*w:(r+1)*w], s)
	}
}
