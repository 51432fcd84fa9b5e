package encoding

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"nofreelunch/stages/world/placecell"
)

// Layout, FieldCount and Range are those of the place cells.
type (
	Layout     = placecell.Layout
	FieldCount = placecell.FieldCount
	Range      = placecell.Range
)

const (
	Uniform = placecell.Uniform
	Grid    = placecell.Grid
	Halton  = placecell.Halton
)

// Normalization is whether cells are normalised over the population.
type Normalization string

const (
	Global Normalization = "global" // softmax over cells
	None   Normalization = "none"   // exponentials; Gaussian and DoS only
)

// Params describes an encoding. The fields from Centres to Aspect describe
// place cells and may not be set for the other kinds; AlphaE and AlphaI are for the
// general DoG alone.
type Params struct {
	Kind               Kind
	Cells              int           // width of the target: 2 for the low-dimensional kinds, even for high-dim polar
	BoxWidthM          float64       // side of the square box, centred on 0, m
	Centres            Layout        // of the place fields
	Fields             FieldCount    // fields a cell
	SigmaM             Range         // width of each field, m
	SurroundScale      Range         // surround scale s of each field: width of the surround in units of sigma; kinds without one ignore it
	SurroundOnVariance bool          // s multiplies sigma squared, as in Sorscher's code
	Aspect             Range         // long axis over short axis of each field; 1 is round
	Normalization      Normalization // over the population
	AlphaE             float64       // amplitude of the center, 1
	AlphaI             float64       // amplitude of the surround, 1
	Periodic           bool          // the box is a torus
	Seed               uint64        // names the cells, slopes and intercepts
}

// place is what the constructors of place-cell codes share: the published
// values. The box has walls and is 2.2 m wide, and a cell has one round field at
// a uniform place. Cells (512 as published) and Seed are the caller's; Centres,
// Fields and the ranges may be changed.
func place(k placeKind, sigmaM, s float64) Params {
	return Params{
		Kind: k, BoxWidthM: 2.2, Centres: Uniform, Fields: placecell.Single(),
		SigmaM: placecell.Always(sigmaM), SurroundScale: placecell.Always(s), Aspect: placecell.Always(1),
		Normalization: Global,
	}
}

// Validate names the first field that is out of bounds.
func (p Params) Validate() error {
	if !(p.BoxWidthM > 0 && p.BoxWidthM <= 1e6) {
		return fmt.Errorf("encoding: BoxWidthM = %v, want above 0 and at most 1e6", p.BoxWidthM)
	}
	if p.Kind == nil {
		return errors.New("encoding: Kind is nil, want an encoding")
	}
	return p.Kind.validate(p)
}

// validateWidth checks the number of values of a code without place cells, and
// that none of the fields is set that describe place cells.
func (p Params) validateWidth(lo, hi, multiple int) error {
	if p != (Params{Kind: p.Kind, Cells: p.Cells, BoxWidthM: p.BoxWidthM, Periodic: p.Periodic, Seed: p.Seed}) {
		return fmt.Errorf("encoding: %s has no place cells: Centres, Fields, SigmaM, SurroundScale, Aspect, Normalization and amplitudes must not be set", p.Kind)
	}
	if p.Cells < lo || p.Cells > hi || p.Cells%multiple != 0 {
		return fmt.Errorf("encoding: Cells = %d, want a multiple of %d from %d to %d for %s", p.Cells, multiple, lo, hi, p.Kind)
	}
	return nil
}

// validatePlace checks what all place cells have, and that the normalisation is
// one of those that the kind knows.
func (p Params) validatePlace(known ...Normalization) error {
	if err := p.population().Validate(); err != nil {
		return fmt.Errorf("encoding: %w", err)
	}
	if !slices.Contains(known, p.Normalization) {
		return fmt.Errorf("encoding: Normalization = %q, want one of %q for %s", p.Normalization, known, p.Kind)
	}
	return nil
}

// withoutAmplitudes checks that a kind that has none is given none.
func (p Params) withoutAmplitudes() error {
	if p.AlphaE != 0 || p.AlphaI != 0 {
		return fmt.Errorf("encoding: AlphaE = %v, AlphaI = %v, want 0 for %s", p.AlphaE, p.AlphaI, p.Kind)
	}
	return nil
}

// Homogeneous reports place cells with one round field each, all of one width
// and one surround.
func (p Params) Homogeneous() bool {
	return p.Kind.Place() && p.Fields == placecell.Single() && p.SigmaM.Lo == p.SigmaM.Hi &&
		p.SurroundScale.Lo == p.SurroundScale.Hi && p.Aspect == placecell.Always(1)
}

// population is the part that describes the place cells.
func (p Params) population() placecell.Params {
	return placecell.Params{
		Cells: p.Cells, BoxWidthM: p.BoxWidthM, Layout: p.Centres, Fields: p.Fields,
		SigmaM: p.SigmaM, SurroundScale: p.SurroundScale, SurroundOnVariance: p.SurroundOnVariance,
		Aspect: p.Aspect, Periodic: p.Periodic, Seed: p.Seed,
	}
}

// String is the published name, with what departs from it.
func (p Params) String() string {
	if !p.Kind.Place() {
		return p.Kind.Title() + p.Kind.details(p)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s sigma=%v%s", p.Kind.Title(), p.SigmaM, p.Kind.details(p))
	if p.Fields != placecell.Single() {
		fmt.Fprintf(&b, " fields=%v", p.Fields)
	}
	if p.Aspect != placecell.Always(1) {
		fmt.Fprintf(&b, " aspect=%v", p.Aspect)
	}
	if p.Normalization == None {
		b.WriteString(" unnormalised")
	}
	if p.Periodic {
		b.WriteString(" periodic")
	}
	return b.String()
}

// surroundName is the surround scale in an encoding's name.
func (p Params) surroundName() string {
	return fmt.Sprintf(" s=%v", p.SurroundScale) + p.onVarianceName()
}

func (p Params) onVarianceName() string {
	if p.SurroundOnVariance {
		return " (on variance)"
	}
	return ""
}
