package placecell

import (
	"fmt"
	"math"
)

// Layout is how the cells' fields are placed in the box.
type Layout string

const (
	Uniform Layout = "uniform" // independent and uniform in the box
	Grid    Layout = "grid"    // at the midpoints of a square grid; Cells must be a square
	Halton  Layout = "halton"  // the Halton sequence in bases 2 and 3, shifted at random
)

// Count is the law of a cell's number of fields.
type Count string

const (
	Fixed        Count = "fixed"         // exactly Mean fields, a whole number
	OnePlus      Count = "1+poisson"     // 1 + Poisson(Mean), as published for heterogeneous populations
	GammaPoisson Count = "gamma-poisson" // Poisson with a rate drawn per cell from a gamma distribution, given at least one field
)

// FieldCount is the law of a cell's number of fields and its parameters.
type FieldCount struct {
	Law   Count
	Mean  float64 // Fixed: the number; OnePlus: the Poisson rate; GammaPoisson: the mean rate, silent cells included. 1
	Shape float64 // GammaPoisson: shape of the gamma distribution of rates; 0 otherwise. 1
}

// Single is one field a cell.
func Single() FieldCount { return FieldCount{Law: Fixed, Mean: 1} }

// Range is an interval from which a number is drawn uniformly for each field;
// Lo = Hi makes it a constant.
type Range struct{ Lo, Hi float64 }

// Always is the range with one value.
func Always(v float64) Range { return Range{v, v} }

// String is the value, or "U(lo,hi)" as published.
func (r Range) String() string {
	if r.Lo == r.Hi {
		return fmt.Sprintf("%g", r.Lo)
	}
	return fmt.Sprintf("U(%g,%g)", r.Lo, r.Hi)
}

// Params describes a population. Every field but SurroundOnVariance, Periodic
// and Seed must be set.
type Params struct {
	Cells              int
	BoxWidthM          float64    // side of the square box, centred on 0, m
	Layout             Layout     // of the first field of each cell; further fields are uniform (Halton: go on with the sequence)
	Fields             FieldCount // fields a cell
	SigmaM             Range      // width of the center of a field, m
	SurroundScale      Range      // s: width of the surround in units of sigma, above 0
	SurroundOnVariance bool       // s multiplies sigma squared instead, as in Sorscher's code
	Aspect             Range      // long axis over short axis of each field, of random orientation and the round field's area; 1 is round
	Periodic           bool       // the box is a torus
	Seed               uint64     // names the population
}

// maxFields bounds the fields a cell, and with it the decoder's search.
const maxFields = 64

// Validate names the first field that is out of bounds.
func (p Params) Validate() error {
	if p.Cells < 3 || p.Cells > 1<<20 {
		return fmt.Errorf("placecell: Cells = %d, want 3 to %d", p.Cells, 1<<20)
	}
	if !(p.BoxWidthM > 0 && p.BoxWidthM <= 1e6) {
		return fmt.Errorf("placecell: BoxWidthM = %v, want above 0 and at most 1e6", p.BoxWidthM)
	}
	switch p.Layout {
	case Uniform, Halton:
	case Grid:
		if side := int(math.Sqrt(float64(p.Cells)) + 0.5); side*side != p.Cells {
			return fmt.Errorf("placecell: Cells = %d, want a square number for the grid layout", p.Cells)
		}
	default:
		return fmt.Errorf("placecell: Layout = %q, want %q, %q or %q", p.Layout, Uniform, Grid, Halton)
	}
	if err := p.Fields.Validate(); err != nil {
		return err
	}
	if err := p.SigmaM.check("SigmaM", 1e6); err != nil {
		return err
	}
	if err := p.SurroundScale.check("SurroundScale", 1e6); err != nil {
		return err
	}
	if !(p.Aspect.Lo >= 1 && p.Aspect.Lo <= p.Aspect.Hi && p.Aspect.Hi <= 100) {
		return fmt.Errorf("placecell: Aspect = [%v, %v], want 1 <= Lo <= Hi <= 100", p.Aspect.Lo, p.Aspect.Hi)
	}
	return nil
}

func (r Range) check(name string, most float64) error {
	if !(r.Lo > 0 && r.Lo <= r.Hi && r.Hi <= most) {
		return fmt.Errorf("placecell: %s = [%v, %v], want 0 < Lo <= Hi <= %v", name, r.Lo, r.Hi, most)
	}
	return nil
}

// Validate names the first field that is out of bounds.
func (c FieldCount) Validate() error {
	switch c.Law {
	case Fixed:
		if c.Mean != math.Floor(c.Mean) || !(c.Mean >= 1 && c.Mean <= maxFields) {
			return fmt.Errorf("placecell: Fields.Mean = %v, want a whole number from 1 to %d", c.Mean, maxFields)
		}
	case OnePlus:
		if !(c.Mean > 0 && c.Mean <= maxFields/4) {
			return fmt.Errorf("placecell: Fields.Mean = %v, want above 0 and at most %d", c.Mean, maxFields/4)
		}
	case GammaPoisson:
		if !(c.Mean >= 0.01 && c.Mean <= maxFields/4) {
			return fmt.Errorf("placecell: Fields.Mean = %v, want 0.01 to %d", c.Mean, maxFields/4)
		}
		if !(c.Shape >= 0.01 && c.Shape <= 1e6) {
			return fmt.Errorf("placecell: Fields.Shape = %v, want 0.01 to 1e6", c.Shape)
		}
		return nil
	default:
		return fmt.Errorf("placecell: Fields.Law = %q, want %q, %q or %q", c.Law, Fixed, OnePlus, GammaPoisson)
	}
	if c.Shape != 0 {
		return fmt.Errorf("placecell: Fields.Shape = %v, want 0 unless the law is %q", c.Shape, GammaPoisson)
	}
	return nil
}

// String is how figures name the law.
func (c FieldCount) String() string {
	switch c.Law {
	case OnePlus:
		return fmt.Sprintf("1+Poisson(%g)", c.Mean)
	case GammaPoisson:
		return fmt.Sprintf("gamma(%g)-Poisson(%g)", c.Shape, c.Mean)
	case Fixed:
	}
	return fmt.Sprintf("%g", c.Mean)
}
