// Package placecell is a population of simulated place cells: where their
// fields lie, how wide they are, how they answer to a position, and the
// position that a pattern of answers stands for.
//
// A field with centre c and width sigma has at x the center and surround
// energies
//
//	E = |x - c|^2 / (2 sigma^2),   I = E / s^2
//
// (or E / s where s multiplies the variance); an elliptic field replaces the
// square by a quadratic form of the same determinant. A cell answers with
// the field of least E. Decoding takes the three most active cells and, of all
// choices of one field for each, the one with the least spread [Schaeffer2022].
// Gamma-Poisson field counts are those of [Rich2014].
//
// The package does not know which function of E and I a network is trained on:
// stages/world/encoding does.
package placecell

import (
	"math"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/rng"
)

// A Population holds the fields of all cells in slices with Fields entries a
// cell; entries that a cell does not have are not Present and lie infinitely
// far away.
type Population struct {
	Cells, Fields int     // Fields is the largest number of fields of any cell
	PeriodM       float64 // side of a periodic box, +Inf for walls
	X, Y          []float64
	XX, XY, YY    []float64 // the quadratic form of E, 1/m^2
	Ratio         []float64 // I / E
	SigmaM        []float64
	SurroundScale []float64
	Present       []bool
}

// New draws the population that p describes. It panics where p is invalid.
func New(p Params) *Population {
	if err := p.Validate(); err != nil {
		panic(err.Error())
	}
	d := newDrawer(p)
	counts := make([]int, p.Cells)
	most := 0
	for i := range counts {
		counts[i] = d.count(i)
		most = max(most, counts[i])
	}
	pop := Empty(p.Cells, most)
	if p.Periodic {
		pop.PeriodM = p.BoxWidthM
	}
	for i, n := range counts {
		d.fields(pop, i, n)
	}
	return pop
}

// Empty returns a population whose fields are all absent, in a box with walls.
func Empty(cells, fields int) *Population {
	n := cells * fields
	p := &Population{
		Cells: cells, Fields: fields, PeriodM: math.Inf(1),
		X: make([]float64, n), Y: make([]float64, n),
		XX: make([]float64, n), XY: make([]float64, n), YY: make([]float64, n),
		Ratio: make([]float64, n), SigmaM: make([]float64, n), SurroundScale: make([]float64, n),
		Present: make([]bool, n),
	}
	return p
}

// A Field is one field: a round one has Aspect 1.
type Field struct {
	XM, YM             float64 // centre, m
	SigmaM             float64 // width, m: the geometric mean of the axes
	SurroundScale      float64 // s
	SurroundOnVariance bool
	Aspect             float64 // long axis over short axis
	OrientationRad     float64 // of the long axis
}

// Put gives a cell its field number f.
func (p *Population) Put(cell, f int, v Field) {
	k := cell*p.Fields + f
	p.X[k], p.Y[k] = v.XM, v.YM
	p.SigmaM[k], p.SurroundScale[k] = v.SigmaM, v.SurroundScale
	p.Present[k] = true
	p.Ratio[k] = 1 / v.SurroundScale
	if !v.SurroundOnVariance {
		p.Ratio[k] = 1 / (v.SurroundScale * v.SurroundScale)
	}
	round := 1 / (2 * v.SigmaM * v.SigmaM)
	if v.Aspect == 1 {
		p.XX[k], p.YY[k] = round, round
		return
	}
	sin, cos := dmath.Sincos(v.OrientationRad)
	along, across := round/v.Aspect, float64(round*v.Aspect)
	p.XX[k] = float64(along*cos*cos) + float64(across*sin*sin)
	p.YY[k] = float64(along*sin*sin) + float64(across*cos*cos)
	p.XY[k] = float64(2*(along-across)*sin) * cos
}

// drawer draws populations; every property has its own stream for each cell,
// so that changing one leaves the others alone.
type drawer struct {
	p                     Params
	counts, places, sizes rng.Stream
	shiftX, shiftY        float64
	haltonNext            int
}

func newDrawer(p Params) *drawer {
	d := &drawer{
		p:          p,
		counts:     rng.New(p.Seed, "place field counts", 0),
		places:     rng.New(p.Seed, "place field centres", 0),
		sizes:      rng.New(p.Seed, "place field shapes", 0),
		haltonNext: p.Cells,
	}
	shift := rng.New(p.Seed, "place field shift", 0)
	d.shiftX, d.shiftY = shift.Float64(), shift.Float64()
	return d
}

// count draws a cell's number of fields.
func (d *drawer) count(cell int) int {
	s := d.counts.At(uint64(cell))
	f := d.p.Fields
	switch f.Law {
	case OnePlus:
		return min(1+s.Poisson(f.Mean), maxFields)
	case GammaPoisson:
		// A cell without a field in the box is not among the targets.
		for range 10000 {
			if n := s.Poisson(s.Gamma(f.Shape) * f.Mean / f.Shape); n > 0 {
				return min(n, maxFields)
			}
		}
		return 1
	case Fixed:
	}
	return int(f.Mean)
}

// fields draws n fields of a cell.
func (d *drawer) fields(pop *Population, cell, n int) {
	place, size := d.places.At(uint64(cell)), d.sizes.At(uint64(cell))
	for f := range n {
		u, v := place.Float64(), place.Float64()
		switch d.p.Layout {
		case Grid:
			if f == 0 {
				side := int(math.Sqrt(float64(d.p.Cells)) + 0.5)
				u = (float64(cell/side) + 0.5) / float64(side)
				v = (float64(cell%side) + 0.5) / float64(side)
			}
		case Halton:
			u, v = d.halton(cell, f)
		case Uniform:
		}
		pop.Put(cell, f, Field{
			XM:                 float64((u - 0.5) * d.p.BoxWidthM),
			YM:                 float64((v - 0.5) * d.p.BoxWidthM),
			SigmaM:             size.Uniform(d.p.SigmaM.Lo, d.p.SigmaM.Hi),
			SurroundScale:      size.Uniform(d.p.SurroundScale.Lo, d.p.SurroundScale.Hi),
			SurroundOnVariance: d.p.SurroundOnVariance,
			Aspect:             size.Uniform(d.p.Aspect.Lo, d.p.Aspect.Hi),
			OrientationRad:     size.Uniform(0, math.Pi),
		})
	}
}

// halton returns the next point of the shifted sequence: the cells' first
// fields take its first points in order.
func (d *drawer) halton(cell, f int) (u, v float64) {
	n := cell + 1
	if f > 0 {
		d.haltonNext++
		n = d.haltonNext
	}
	return fraction(radicalInverse(n, 2) + d.shiftX), fraction(radicalInverse(n, 3) + d.shiftY)
}

// radicalInverse mirrors the digits of n at the point.
func radicalInverse(n, base int) float64 {
	num, den := 0, 1
	for ; n > 0; n /= base {
		num = num*base + n%base
		den *= base
	}
	return float64(num) / float64(den)
}

func fraction(v float64) float64 { return v - math.Floor(v) }
