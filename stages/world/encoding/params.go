package encoding

import (
	"fmt"
	"strings"

	"nofreelunch/stages/world/placecell"
)

// Kind is the encoding's family.
type Kind string

const (
	CartesianKind        Kind = "cartesian"
	HighDimCartesianKind Kind = "high-dim cartesian"
	PolarKind            Kind = "polar"
	HighDimPolarKind     Kind = "high-dim polar"
	GaussianKind         Kind = "gaussian"
	DoSKind              Kind = "dos" // called DoG in [Sorscher2019] and in the original code
	TrueDoGKind          Kind = "true dog"
	GeneralDoGKind       Kind = "general dog"
	SoDKind              Kind = "sod"
)

// Kinds lists all kinds.
func Kinds() []Kind {
	return []Kind{CartesianKind, HighDimCartesianKind, PolarKind, HighDimPolarKind, GaussianKind, DoSKind, TrueDoGKind, GeneralDoGKind, SoDKind}
}

// Place reports whether the kind is a population of place cells.
func (k Kind) Place() bool {
	switch k {
	case GaussianKind, DoSKind, TrueDoGKind, GeneralDoGKind, SoDKind:
		return true
	case CartesianKind, HighDimCartesianKind, PolarKind, HighDimPolarKind:
	}
	return false
}

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
// place cells and are ignored by the other kinds; AlphaE and AlphaI are for the
// general DoG alone.
type Params struct {
	Kind               Kind
	Cells              int           // width of the target: 2 for the low-dimensional kinds, even for high-dim polar
	BoxWidthM          float64       // side of the square box, centred on 0, m
	Centres            Layout        // of the place fields
	Fields             FieldCount    // fields a cell
	SigmaM             Range         // width of each field, m
	Surround           Range         // s of each field: width of the surround in units of sigma; the Gaussian ignores its effect
	SurroundOnVariance bool          // s multiplies sigma squared, as in Sorscher's code
	Aspect             Range         // long axis over short axis of each field; 1 is round
	Normalization      Normalization // over the population
	AlphaE             float64       // amplitude of the center, 1
	AlphaI             float64       // amplitude of the surround, 1
	Periodic           bool          // the box is a torus
	Seed               uint64        // names the cells, slopes and intercepts
}

// place is what the constructors of place-cell codes share.
func place(k Kind, sigmaM, s float64) Params {
	return Params{
		Kind: k, BoxWidthM: 2.2, Centres: Uniform, Fields: placecell.Single(),
		SigmaM: placecell.Always(sigmaM), Surround: placecell.Always(s), Aspect: placecell.Always(1),
		Normalization: Global,
	}
}

// The constructors set the published values: a box of 2.2 m with walls, one
// round field a cell at a uniform place. Cells (512 as published) and Seed
// are the caller's; Centres, Fields and the ranges may be changed.

// Gaussian is the softmax of Gaussians of width sigmaM.
func Gaussian(sigmaM float64) Params { return place(GaussianKind, sigmaM, 2) }

// DoS is the difference of softmaxes with surround s times as wide.
func DoS(sigmaM, s float64) Params { return place(DoSKind, sigmaM, s) }

// TrueDoG is the difference of Gaussians of equal amplitude.
func TrueDoG(sigmaM, s float64) Params { return place(TrueDoGKind, sigmaM, s) }

// GeneralDoG is the difference of Gaussians with amplitudes alphaE and alphaI.
func GeneralDoG(sigmaM, s, alphaE, alphaI float64) Params {
	p := place(GeneralDoGKind, sigmaM, s)
	p.AlphaE, p.AlphaI = alphaE, alphaI
	return p
}

// SoD is the softmax of differences.
func SoD(sigmaM, s float64) Params { return place(SoDKind, sigmaM, s) }

// Cartesian is (x, y) itself.
func Cartesian() Params { return Params{Kind: CartesianKind, Cells: 2, BoxWidthM: 2.2} }

// HighDimCartesian is a random affine map of (x, y).
func HighDimCartesian() Params { return Params{Kind: HighDimCartesianKind, BoxWidthM: 2.2} }

// Polar is (r, theta).
func Polar() Params { return Params{Kind: PolarKind, Cells: 2, BoxWidthM: 2.2} }

// HighDimPolar is a random affine map of r beside von Mises cells of theta.
func HighDimPolar() Params { return Params{Kind: HighDimPolarKind, BoxWidthM: 2.2} }

// Validate names the first field that is out of bounds.
func (p Params) Validate() error {
	if !(p.BoxWidthM > 0 && p.BoxWidthM <= 1e6) {
		return fmt.Errorf("encoding: BoxWidthM = %v, want above 0 and at most 1e6", p.BoxWidthM)
	}
	switch p.Kind {
	case CartesianKind, PolarKind:
		if p.Cells != 2 {
			return fmt.Errorf("encoding: Cells = %d, want 2 for %s", p.Cells, p.Kind)
		}
		return nil
	case HighDimCartesianKind:
		if p.Cells < 2 || p.Cells > 1<<20 {
			return fmt.Errorf("encoding: Cells = %d, want 2 to %d", p.Cells, 1<<20)
		}
		return nil
	case HighDimPolarKind:
		if p.Cells < 2 || p.Cells > 1<<20 || p.Cells%2 != 0 {
			return fmt.Errorf("encoding: Cells = %d, want an even number from 2 to %d", p.Cells, 1<<20)
		}
		return nil
	case GaussianKind, DoSKind, TrueDoGKind, GeneralDoGKind, SoDKind:
		return p.validatePlace()
	}
	return fmt.Errorf("encoding: Kind = %q, want one of %q", p.Kind, Kinds())
}

func (p Params) validatePlace() error {
	if err := p.population().Validate(); err != nil {
		return fmt.Errorf("encoding: %w", err)
	}
	switch {
	case p.Normalization == Global:
	case p.Normalization == None && (p.Kind == GaussianKind || p.Kind == DoSKind):
	default:
		return fmt.Errorf("encoding: Normalization = %q, want %q, or %q for %s and %s", p.Normalization, Global, None, GaussianKind, DoSKind)
	}
	if p.Kind == GeneralDoGKind {
		if !(p.AlphaE > 0 && p.AlphaE <= 1e6) {
			return fmt.Errorf("encoding: AlphaE = %v, want above 0 and at most 1e6", p.AlphaE)
		}
		if !(p.AlphaI > 0 && p.AlphaI <= 1e6) {
			return fmt.Errorf("encoding: AlphaI = %v, want above 0 and at most 1e6", p.AlphaI)
		}
		return nil
	}
	if p.AlphaE != 0 || p.AlphaI != 0 {
		return fmt.Errorf("encoding: AlphaE = %v, AlphaI = %v, want 0 unless the kind is %s", p.AlphaE, p.AlphaI, GeneralDoGKind)
	}
	return nil
}

// population is the part that describes the place cells.
func (p Params) population() placecell.Params {
	return placecell.Params{
		Cells: p.Cells, BoxWidthM: p.BoxWidthM, Layout: p.Centres, Fields: p.Fields,
		SigmaM: p.SigmaM, Surround: p.Surround, SurroundOnVariance: p.SurroundOnVariance,
		Aspect: p.Aspect, Periodic: p.Periodic, Seed: p.Seed,
	}
}

// String is the published name, with what departs from it.
func (p Params) String() string {
	if !p.Kind.Place() {
		name := map[Kind]string{CartesianKind: "Cartesian", HighDimCartesianKind: "Cartesian, high-dim", PolarKind: "Polar", HighDimPolarKind: "Polar, high-dim"}[p.Kind]
		return name
	}
	var b strings.Builder
	b.WriteString(map[Kind]string{GaussianKind: "Gaussian", DoSKind: "DoS", TrueDoGKind: "True DoG", GeneralDoGKind: "General DoG", SoDKind: "SoD"}[p.Kind])
	fmt.Fprintf(&b, " sigma=%v", p.SigmaM)
	if p.Kind != GaussianKind {
		fmt.Fprintf(&b, " s=%v", p.Surround)
	}
	if p.SurroundOnVariance {
		b.WriteString(" (on variance)")
	}
	if p.Kind == GeneralDoGKind {
		fmt.Fprintf(&b, " alphaE=%g alphaI=%g", p.AlphaE, p.AlphaI)
	}
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
