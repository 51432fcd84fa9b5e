package null

import (
	"fmt"
	"math"

	"nofreelunch/stages/measure/gridscore"
)

// Kind says what a null map is made of.
type Kind string

const (
	// LowPass is Gaussian noise with a Gaussian spectrum of correlation
	// length WavelengthM / 2 pi.
	LowPass Kind = "low-pass"
	// RingBand is Gaussian noise of wavelengths around WavelengthM.
	RingBand Kind = "ring-band"
	// Matched is Gaussian noise with the radial spectrum of a network's maps.
	Matched Kind = "matched"
	// MatchedRingBand is RingBand at the wavelength where that spectrum is
	// highest.
	MatchedRingBand Kind = "matched ring-band"
	// ShuffledBins permutes the bins of a network's maps.
	ShuffledBins Kind = "shuffled bins"
	// ShiftedRows shifts every row of a network's maps cyclically by its own
	// random amount: rows keep their structure.
	ShiftedRows Kind = "shifted rows"
)

// fromMaps reports whether the kind needs a network's maps.
func (k Kind) fromMaps() bool { return k != LowPass && k != RingBand }

// synthetic reports whether the kind is a sum of waves.
func (k Kind) synthetic() bool { return k != ShuffledBins && k != ShiftedRows }

// Params describes a null distribution.
type Params struct {
	Kind      Kind
	Bins      int     // bins a side
	BoxWidthM float64 // side of the box
	Maps      int     // null maps to score
	Handling  gridscore.Handling
	Chance    Chance
	Seed      uint64

	// WavelengthM is the wavelength of low-pass and ring-band noise (of a
	// hexagonal lattice: sqrt(3)/2 of its period); 0 for the other kinds.
	WavelengthM float64
	// BandFraction is the half width of a ring band, in its wave number.
	BandFraction float64
	// Waves is the number of plane waves in a map of noise.
	Waves int
	// Rectified noise is 0 below ThresholdSD standard deviations and its
	// excess above.
	Rectified   bool
	ThresholdSD float64
}

// Chance says which chance rates to tabulate.
type Chance struct {
	Thresholds []float64 // scores that count as passing when exceeded
	UnitCounts []int     // sizes of networks
	Level      float64   // of the confidence intervals
}

// Defaults is a null of 1000 maps of 256 waves, tabulated at the thresholds of
// the published analysis.
func Defaults(kind Kind, bins int, boxWidthM float64) Params {
	return Params{
		Kind: kind, Bins: bins, BoxWidthM: boxWidthM, Maps: 1000, Handling: gridscore.Published(),
		Chance: PublishedChance(), BandFraction: 0.1, Waves: 256,
	}
}

// PublishedChance tabulates the published thresholds.
func PublishedChance() Chance {
	return Chance{
		Thresholds: []float64{0.3, 0.75, 0.8, 0.85, 1, 1.15},
		UnitCounts: []int{1, 128, 256, 1024, 4096},
		Level:      0.95,
	}
}

// String is the kind and what distinguishes it.
func (p Params) String() string {
	s := string(p.Kind)
	if p.Rectified {
		s = fmt.Sprintf("rectified %s above %g sd", s, p.ThresholdSD)
	}
	if p.WavelengthM > 0 {
		s += fmt.Sprintf(" at %g m", p.WavelengthM)
	}
	return s
}

// Validate names the first field that is out of bounds.
func (p Params) Validate() error {
	switch p.Kind {
	case LowPass, RingBand, Matched, MatchedRingBand, ShuffledBins, ShiftedRows:
	default:
		return fmt.Errorf("null: Kind is %q, must be a known kind", p.Kind)
	}
	positive := func(v float64) bool { return v > 0 && !math.IsInf(v, 0) }
	switch {
	case p.Bins < 2 || p.Bins > gridscore.MaxBins:
		return fmt.Errorf("null: Bins is %d, must be 2 to %d", p.Bins, gridscore.MaxBins)
	case !positive(p.BoxWidthM):
		return fmt.Errorf("null: BoxWidthM is %v, must be positive", p.BoxWidthM)
	case p.Maps < 1:
		return fmt.Errorf("null: Maps is %d, must be at least 1", p.Maps)
	case p.Kind.fromMaps() && p.WavelengthM != 0:
		return fmt.Errorf("null: WavelengthM is %v, must be 0: %s takes it from the maps", p.WavelengthM, p.Kind)
	case !p.Kind.fromMaps() && !positive(p.WavelengthM):
		return fmt.Errorf("null: WavelengthM is %v, must be positive", p.WavelengthM)
	case p.Kind.synthetic() && p.Waves < 1:
		return fmt.Errorf("null: Waves is %d, must be at least 1", p.Waves)
	case !(p.BandFraction >= 0 && p.BandFraction < 1):
		return fmt.Errorf("null: BandFraction is %v, must be at least 0 and below 1", p.BandFraction)
	case p.Rectified && !p.Kind.synthetic():
		return fmt.Errorf("null: Rectified is set, must not be for %s", p.Kind)
	case !(math.Abs(p.ThresholdSD) <= 10):
		return fmt.Errorf("null: ThresholdSD is %v, must be within 10", p.ThresholdSD)
	case !p.Rectified && p.ThresholdSD != 0:
		return fmt.Errorf("null: ThresholdSD is %v, must be 0 where nothing is rectified", p.ThresholdSD)
	}
	if err := p.Handling.Validate(); err != nil {
		return fmt.Errorf("null: %w", err)
	}
	return p.Chance.Validate()
}

// String names the table.
func (c Chance) String() string {
	return fmt.Sprintf("chance rates at %v for %v units", c.Thresholds, c.UnitCounts)
}

// Validate names the first field that is out of bounds.
func (c Chance) Validate() error {
	if !(c.Level > 0 && c.Level < 1) {
		return fmt.Errorf("null: Level is %v, must lie between 0 and 1", c.Level)
	}
	for _, t := range c.Thresholds {
		if t-t != 0 {
			return fmt.Errorf("null: Thresholds has %v, must be finite", t)
		}
	}
	for _, n := range c.UnitCounts {
		if n < 1 {
			return fmt.Errorf("null: UnitCounts has %d, must be at least 1", n)
		}
	}
	return nil
}
