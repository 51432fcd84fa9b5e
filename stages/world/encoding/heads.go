package encoding

import (
	"fmt"
	"math"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/world/placecell"
)

// HeadParams describes a population of head-direction cells [Banino2018]:
// activity softmax(concentration cos(theta - preferred)) over cells, the von
// Mises densities normalised over the population.
type HeadParams struct {
	Cells         int
	Concentration float64 // of the von Mises tuning curve, 1; 20 as published
	Layout        Layout  // Uniform: preferred directions drawn at random, as published; Grid: at equal distances
	Seed          uint64  // names the population; unused by Grid
}

// PublishedHeads is the published population: 12 cells of concentration 20.
func PublishedHeads() HeadParams {
	return HeadParams{Cells: 12, Concentration: 20, Layout: Uniform}
}

// Validate names the first field that is out of bounds.
func (p HeadParams) Validate() error {
	if p.Cells < 1 || p.Cells > 1<<20 {
		return fmt.Errorf("encoding: head-direction Cells = %d, want 1 to %d", p.Cells, 1<<20)
	}
	if !(p.Concentration > 0 && p.Concentration <= 1e4) {
		return fmt.Errorf("encoding: head-direction Concentration = %v, want above 0 and at most 1e4", p.Concentration)
	}
	if p.Layout != placecell.Uniform && p.Layout != placecell.Grid {
		return fmt.Errorf("encoding: head-direction Layout = %q, want %q or %q", p.Layout, placecell.Uniform, placecell.Grid)
	}
	return nil
}

// String is how figures name the population.
func (p HeadParams) String() string {
	return fmt.Sprintf("%d head-direction cells, concentration %g", p.Cells, p.Concentration)
}

// Heads is a population of head-direction cells.
type Heads struct {
	concentration float64
	PreferredRad  []float64 // in [-pi, pi)
	cos, sin      []float64
}

// NewHeads returns the population of p.
func NewHeads(p HeadParams) (*Heads, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	h := &Heads{p.Concentration, make([]float64, p.Cells), make([]float64, p.Cells), make([]float64, p.Cells)}
	s := rng.New(p.Seed, "head directions", 0)
	for i := range h.PreferredRad {
		h.PreferredRad[i] = s.Uniform(-math.Pi, math.Pi)
		if p.Layout == placecell.Grid {
			h.PreferredRad[i] = float64(2*math.Pi*float64(i)/float64(p.Cells)) - math.Pi
		}
		h.sin[i], h.cos[i] = dmath.Sincos(h.PreferredRad[i])
	}
	return h, nil
}

// Width is the number of cells.
func (h *Heads) Width() int { return len(h.PreferredRad) }

// Encode sets out (n x Width) to the activities at n headings in radians.
func (h *Heads) Encode(heading, out []float64) {
	w := h.Width()
	if len(out) != len(heading)*w {
		panic("encoding: slices of the wrong length")
	}
	for r, theta := range heading {
		sin, cos := dmath.Sincos(theta)
		row := out[r*w : (r+1)*w]
		for i := range row {
			row[i] = float64(-h.concentration * (float64(cos*h.cos[i]) + float64(sin*h.sin[i])))
		}
		softmaxNeg(row)
	}
}

// Decode sets heading to the direction of the population vector of each row of
// out, in [-pi, pi].
func (h *Heads) Decode(out, heading []float64) {
	w := h.Width()
	if len(out) != len(heading)*w {
		panic("encoding: slices of the wrong length")
	}
	for r := range heading {
		x, y := 0.0, 0.0
		for i, a := range out[r*w : (r+1)*w] {
			x += float64(a * h.cos[i])
			y += float64(a * h.sin[i])
		}
		heading[r] = dmath.Atan2(y, x)
	}
}
