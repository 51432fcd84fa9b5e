package recordings

import (
	"fmt"
	"math"
)

// Params says how maps are made of a recording.
type Params struct {
	BinM          float64 // side of a bin, m
	SmoothM       float64 // standard deviation of the smoothing, m; 0 for none
	MinSpeedMPerS float64 // slower, the animal rests, and neither time nor spikes count; 0 for all
	MaxGapS       float64 // longer between two positions, the animal was not seen
	MinTimeS      float64 // a bin visited for less is not visited
}

// Usual are settings in use: bins of 5 cm, smoothed by one, moving animals.
func Usual() Params {
	return Params{BinM: 0.05, SmoothM: 0.05, MinSpeedMPerS: 0.025, MaxGapS: 0.5, MinTimeS: 0.05}
}

// Validate names the first field that is out of bounds.
func (p Params) Validate() error {
	for _, f := range []struct {
		name      string
		v, lo, hi float64
	}{
		{"BinM", p.BinM, 1e-3, 10},
		{"SmoothM", p.SmoothM, 0, 1},
		{"MinSpeedMPerS", p.MinSpeedMPerS, 0, 10},
		{"MaxGapS", p.MaxGapS, 1e-3, 3600},
		{"MinTimeS", p.MinTimeS, 0, 3600},
	} {
		if !(f.v >= f.lo && f.v <= f.hi) {
			return fmt.Errorf("recordings: %s is %v, must be %v to %v", f.name, f.v, f.lo, f.hi)
		}
	}
	return nil
}

// maxBins is the largest number of bins a side.
const maxBins = 256

// bins is how many bins cover the arena along each axis, as many on either side
// of its centre.
func (p Params) bins(s Session) (nx, ny int, err error) {
	const slack = 1e-9 // of a width that is a whole number of bins but for rounding
	count := func(m float64) int { return max(1, int(math.Ceil(m/p.BinM-slack))) }
	nx, ny = count(s.WidthM), count(s.HeightM)
	if nx > maxBins || ny > maxBins {
		return 0, 0, fmt.Errorf("recordings: session %q: %d x %d bins of %v m, at most %d a side; take larger bins", s.Session, nx, ny, p.BinM, maxBins)
	}
	return nx, ny, nil
}
