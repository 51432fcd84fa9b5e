package theory

import (
	"fmt"
	"math"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/core/rng"
)

// Kind names a place-cell tuning curve.
type Kind string

// The tuning curves; d is the distance to the cell's centre, E = d^2/(2 sigma^2),
// I = d^2/(2 (s sigma)^2), and softmax is over cells.
const (
	Gaussian   Kind = "gaussian"    // softmax(-E)
	DoS        Kind = "dos"         // softmax(-E) - softmax(-I), shifted and scaled
	TrueDoG    Kind = "true dog"    // exp(-E) - exp(-I), shifted and scaled
	GeneralDoG Kind = "general dog" // alpha_E exp(-E) - alpha_I exp(-I), shifted and scaled
	SoD        Kind = "sod"         // softmax(-E + I)
)

// Layout names how place-cell centres fill the box.
type Layout string

// The layouts.
const (
	Uniform Layout = "uniform" // independent and uniform
	Grid    Layout = "grid"    // midpoints of a square grid; the number of cells is a square
)

// Code is a population of place cells with one field each, of one width.
type Code struct {
	Kind               Kind
	Cells              int     // number of cells
	BoxWidthM          float64 // side of the box, centred on 0, metres
	Layout             Layout
	SigmaM             float64 // width of the centre, metres
	SurroundScale      float64 // s, 1
	SurroundOnVariance bool    // s multiplies sigma^2, as in [Sorscher2019], instead of sigma
	AlphaE, AlphaI     float64 // heights for the general DoG, 1; 0 for the others
	Seed               uint64  // of the centres; unused by the grid
}

// String is the published name.
func (c Code) String() string {
	switch c.Kind {
	case Gaussian:
		return fmt.Sprintf("Gaussian sigma=%g", c.SigmaM)
	case DoS:
		return fmt.Sprintf("DoS sigma=%g s=%g", c.SigmaM, c.SurroundScale)
	case TrueDoG:
		return fmt.Sprintf("DoG sigma=%g s=%g", c.SigmaM, c.SurroundScale)
	case GeneralDoG:
		return fmt.Sprintf("general DoG sigma=%g s=%g alpha_E=%g alpha_I=%g", c.SigmaM, c.SurroundScale, c.AlphaE, c.AlphaI)
	case SoD:
		return fmt.Sprintf("SoD sigma=%g s=%g", c.SigmaM, c.SurroundScale)
	}
	return fmt.Sprintf("%q sigma=%g s=%g", string(c.Kind), c.SigmaM, c.SurroundScale)
}

// Validate reports the first field out of range.
func (c Code) Validate() error {
	switch c.Kind {
	case Gaussian, DoS, TrueDoG, GeneralDoG, SoD:
	default:
		return fmt.Errorf("theory: Code.Kind is %q, not a tuning curve", c.Kind)
	}
	if c.Cells < 4 || c.Cells > 1<<20 {
		return fmt.Errorf("theory: Code.Cells is %d, must be 4 to %d", c.Cells, 1<<20)
	}
	if err := positive("Code.BoxWidthM", c.BoxWidthM); err != nil {
		return err
	}
	if err := positive("Code.SigmaM", c.SigmaM); err != nil {
		return err
	}
	if c.Kind != Gaussian && !(c.SurroundScale > 1 && c.SurroundScale < 1e6) {
		return fmt.Errorf("theory: Code.SurroundScale is %g, must be above 1 and below 1e6", c.SurroundScale)
	}
	if c.Kind == GeneralDoG && !(c.AlphaE > 0 && c.AlphaI > 0) {
		return fmt.Errorf("theory: Code.AlphaE and AlphaI are %g and %g, must be positive", c.AlphaE, c.AlphaI)
	}
	switch side := c.side(); {
	case c.Layout == Uniform:
	case c.Layout != Grid:
		return fmt.Errorf("theory: Code.Layout is %q, must be %q or %q", c.Layout, Uniform, Grid)
	case side*side != c.Cells:
		return fmt.Errorf("theory: Code.Cells is %d, must be a square for layout %q", c.Cells, Grid)
	}
	return nil
}

func (c Code) side() int { return int(math.Sqrt(float64(c.Cells)) + 0.5) }

// surroundM is the width of the surround in metres.
func (c Code) surroundM() float64 {
	if c.SurroundOnVariance {
		return math.Sqrt(c.SurroundScale) * c.SigmaM
	}
	return c.SurroundScale * c.SigmaM
}

// Continuum is the difference of Gaussians that the code becomes with infinitely
// many cells and no walls. A code without a negative part has none.
func (c Code) Continuum() (d DoG, ok bool) {
	s := c.surroundM() / c.SigmaM
	switch c.Kind {
	case DoS:
		return Matched(c.SigmaM, s), true
	case TrueDoG:
		return Equal(c.SigmaM, s), true
	case GeneralDoG:
		d = Equal(c.SigmaM, s)
		d.AlphaE, d.AlphaI = c.AlphaE, c.AlphaI
		return d, true
	case Gaussian, SoD:
	}
	return DoG{}, false
}

// Centres returns x, y of every cell's centre in metres.
func (c Code) Centres() [][2]float64 {
	out := make([][2]float64, c.Cells)
	if c.Layout == Grid {
		n := c.side()
		step := c.BoxWidthM / float64(n)
		for i := range out {
			out[i] = [2]float64{
				float64(step*(float64(i/n)+0.5)) - float64(c.BoxWidthM/2),
				float64(step*(float64(i%n)+0.5)) - float64(c.BoxWidthM/2),
			}
		}
		return out
	}
	draw := rng.New(c.Seed, "theory centres", 0)
	for i := range out {
		for axis := range 2 {
			out[i][axis] = draw.Uniform(-float64(c.BoxWidthM/2), float64(c.BoxWidthM/2))
		}
	}
	return out
}

// Respond returns the responses of cells at the given centres: a row per
// cell, a column per position.
func (c Code) Respond(centres, positions [][2]float64) linalg.Matrix {
	out := linalg.New(len(centres), len(positions))
	centre, surround := make([]float64, len(centres)), make([]float64, len(centres))
	e, i := 2*float64(c.SigmaM*c.SigmaM), 2*float64(c.surroundM()*c.surroundM())
	for p, at := range positions {
		for k, x := range centres {
			dx, dy := at[0]-x[0], at[1]-x[1]
			d2 := float64(dx*dx) + float64(dy*dy)
			centre[k], surround[k] = -d2/e, -d2/i
		}
		c.combine(centre, surround)
		for k, v := range centre {
			out.Set(k, p, v)
		}
	}
	return out
}

// combine turns the two exponents of every cell into responses, in centre.
func (c Code) combine(centre, surround []float64) {
	switch c.Kind {
	case Gaussian:
		softmax(centre)
		return
	case SoD:
		linalg.Axpy(-1, surround, centre)
		softmax(centre)
		return
	case DoS:
		softmax(centre)
		softmax(surround)
		linalg.Axpy(-1, surround, centre)
	case TrueDoG, GeneralDoG:
		e, i := 1.0, 1.0
		if c.Kind == GeneralDoG {
			e, i = c.AlphaE, c.AlphaI
		}
		for k, v := range centre {
			centre[k] = float64(e*dmath.Exp(v)) - float64(i*dmath.Exp(surround[k]))
		}
	}
	shiftAndScale(centre)
}

// shiftAndScale adds the modulus of the minimum and divides by the sum.
func shiftAndScale(x []float64) {
	least, sum := x[0], 0.0
	for _, v := range x {
		least = min(least, v)
	}
	for k := range x {
		x[k] += math.Abs(least)
		sum += x[k]
	}
	for k := range x {
		x[k] /= sum
	}
}

func softmax(x []float64) {
	most, sum := x[0], 0.0
	for _, v := range x {
		most = max(most, v)
	}
	for k, v := range x {
		x[k] = dmath.Exp(v - most)
		sum += x[k]
	}
	for k := range x {
		x[k] /= sum
	}
}
