// Package lattice evaluates losses that depend on a code's lattice alone, to
// compute the two relations between an objective and the brain that the
// conclusion of [Schaeffer2022] draws by hand: many losses that share a
// minimum, and one loss that has many.
//
// A code repeats on a lattice of the plane with cells of area A. Up to turning
// it, the lattice is A and a shape x + iy: it is spanned by
//
//	v1 = sqrt(A/y) (1, 0),  v2 = sqrt(A/y) (x, y)
//
// and every shape lies in 0 <= x <= 1/2, x^2 + y^2 >= 1 (mirror images are
// one). There (0, 1) is the square lattice, (1/2, sqrt(3)/2) the hexagonal one,
// x = 0 are the rectangular ones and the other two edges the rhombic ones. With
// v the lattice's vectors but 0, and k those of its reciprocal, the losses are
//
//	confusion  sum over v of exp(-|v|^2/2u^2)
//	distance   sum over v of |v|^2/2u^2 exp(-|v|^2/2u^2)
//	readout    1 - sum over k of b(k) S(k) / sum over k of b(k)
//
// Confusion: positions v apart have one code; u is how far apart two positions
// may be and both be believed. Distance: the same confusions, each at the cost
// of its squared error. Readout: a pattern of Gaussian bumps of width w on the
// lattice has power b(k) = exp(-w^2 |k|^2) at k; S(k) is the power of a place
// code's tuning curve relative to its largest, so the loss is the part of the
// pattern's variance that lies where the place code has none. For a difference
// of matched Gaussians
//
//	S(k) ~ (exp(-sigma^2 k^2/2) - exp(-s^2 sigma^2 k^2/2))^2
//
// and for a Gaussian S(k) = exp(-sigma^2 k^2).
//
// Because a turn by 60 degrees maps the hexagonal lattice to itself and no
// deformation of it, every smooth loss of this kind is stationary there, and
// curves alike in all directions: it is a minimum or a maximum of each, whatever
// the loss stands for [Betermin2017]. Confusion has its least value there for
// every u [Montgomery1988].
//
// The package knows nothing of networks, and does not say that a brain has any
// of these losses.
package lattice

import (
	"fmt"
	"math"

	"nofreelunch/stages/core/dmath"
)

// Shape is a lattice up to its size and direction.
type Shape struct{ X, Y float64 }

// Hexagonal and Square are the shapes of highest symmetry.
func Hexagonal() Shape { return Shape{0.5, math.Sqrt(3) / 2} }

// Square is the lattice of squares.
func Square() Shape { return Shape{0, 1} }

// Name is the class of the shape, which must be as near to it as the tolerance.
func (s Shape) Name(tolerance float64) string {
	near := func(a, b float64) bool { return math.Abs(a-b) <= tolerance }
	round := near(math.Sqrt(float64(s.X*s.X)+float64(s.Y*s.Y)), 1)
	switch h := Hexagonal(); {
	case near(s.X, h.X) && near(s.Y, h.Y):
		return "hexagonal"
	case near(s.X, 0) && near(s.Y, 1):
		return "square"
	case near(s.X, 0):
		return "rectangular"
	case round || near(s.X, 0.5):
		return "rhombic"
	}
	return "oblique"
}

// Reduced is the same lattice in the region that holds every shape once.
func (s Shape) Reduced() Shape {
	for range 64 {
		s.X = math.Abs(s.X - math.Floor(s.X+0.5))
		r := float64(s.X*s.X) + float64(s.Y*s.Y)
		if r >= 1-1e-14 {
			break
		}
		s.X, s.Y = s.X/r, s.Y/r
	}
	return s
}

// Kind names a loss.
type Kind string

// The losses.
const (
	Confusion Kind = "confusion"
	Distance  Kind = "distance"
	Readout   Kind = "readout"
)

// Loss is a function of the shape. Fields that its kind does not use are 0.
type Loss struct {
	Kind          Kind
	AreaM2        float64 // of the lattice's cell, m^2
	BeliefM       float64 // u of confusion and distance, m
	BumpM         float64 // w of readout, m
	SigmaM        float64 // width of the place code's centre, for readout, m
	SurroundScale float64 // s, its surround over its centre; 0 for a Gaussian code
}

// String names the loss and what distinguishes it.
func (l Loss) String() string {
	if l.Kind == Readout {
		return fmt.Sprintf("readout, sigma=%g s=%g, bumps of %g m, %.3g m2", l.SigmaM, l.SurroundScale, l.BumpM, l.AreaM2)
	}
	return fmt.Sprintf("%s, u=%g m, %.3g m2", l.Kind, l.BeliefM, l.AreaM2)
}

// Validate reports the first field out of range. Widths are bounded by the
// lattice's own, so that the sums converge within the vectors that are taken.
func (l Loss) Validate() error {
	if !(l.AreaM2 > 0 && l.AreaM2 <= 1e6) {
		return fmt.Errorf("lattice: AreaM2 is %v, must be above 0 and at most 1e6", l.AreaM2)
	}
	side := math.Sqrt(l.AreaM2)
	type field struct {
		name      string
		v, lo, hi float64
		used      bool
	}
	readout := l.Kind == Readout
	if !readout && l.Kind != Confusion && l.Kind != Distance {
		return fmt.Errorf("lattice: Kind is %q, must be %q, %q or %q", l.Kind, Confusion, Distance, Readout)
	}
	for _, f := range []field{
		{"BeliefM", l.BeliefM, 0.05 * side, side, !readout},
		{"BumpM", l.BumpM, 0.1 * side, side, readout},
		{"SigmaM", l.SigmaM, 0.01 * side, side, readout},
	} {
		if !f.used && f.v != 0 {
			return fmt.Errorf("lattice: %s is %v, must be 0 for %s", f.name, f.v, l.Kind)
		}
		if f.used && !(f.v >= f.lo && f.v <= f.hi) {
			return fmt.Errorf("lattice: %s is %v m, must be %.3g to %.3g for cells of %v m2", f.name, f.v, f.lo, f.hi, l.AreaM2)
		}
	}
	if l.SurroundScale != 0 && !(readout && l.SurroundScale > 1 && l.SurroundScale <= 100) {
		return fmt.Errorf("lattice: SurroundScale is %v, must be 0, or above 1 and at most 100 for %s", l.SurroundScale, Readout)
	}
	return nil
}

// reach is how many of each spanning vector are taken either way; tallest is
// the largest y. The nearest vectors left out are then 3 sides away in the
// narrow direction and lost in rounding in the others.
const (
	reach   = 14
	tallest = 4
)

// At evaluates the loss.
func (l Loss) At(s Shape) float64 {
	area := l.AreaM2
	if l.Kind == Readout {
		area = float64(4*math.Pi*math.Pi) / l.AreaM2 // the reciprocal has the lattice's shape
	}
	sum, weights := 0.0, 0.0
	for m := -reach; m <= reach; m++ {
		for n := -reach; n <= reach; n++ {
			if m == 0 && n == 0 {
				continue
			}
			x, y := float64(m)+float64(float64(n)*s.X), float64(float64(n)*s.Y)
			value, weight := l.term(area / s.Y * (float64(x*x) + float64(y*y)))
			sum += value
			weights += weight
		}
	}
	if l.Kind == Readout {
		return 1 - sum/weights
	}
	return sum
}

// term is what a vector of that squared length adds to the two sums.
func (l Loss) term(squared float64) (value, weight float64) {
	switch l.Kind {
	case Confusion:
		return dmath.Exp(-squared / (2 * l.BeliefM * l.BeliefM)), 0
	case Distance:
		q := squared / (2 * l.BeliefM * l.BeliefM)
		return float64(q * dmath.Exp(-q)), 0
	case Readout:
		weight = dmath.Exp(-l.BumpM * l.BumpM * squared)
		return float64(weight * l.power(squared)), weight
	}
	panic("lattice: no such loss")
}

// power is S at a squared wave number.
func (l Loss) power(squared float64) float64 {
	q := l.SigmaM * l.SigmaM * squared / 2
	if l.SurroundScale == 0 {
		return dmath.Exp(-2 * q)
	}
	ss := float64(l.SurroundScale * l.SurroundScale)
	top := 2 * dmath.Log(l.SurroundScale) / (ss - 1) // q of the largest
	f, most := dmath.Exp(-q)-dmath.Exp(-ss*q), dmath.Exp(-top)-dmath.Exp(-ss*top)
	return float64(f/most) * (f / most)
}
