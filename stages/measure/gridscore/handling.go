package gridscore

import (
	"fmt"
	"math"
)

// Unvisited says what a bin without samples is.
type Unvisited string

// FlatLags says what the correlation is at a lag where one of the overlapping
// windows does not vary.
type FlatLags string

const (
	// UnvisitedZero counts an unvisited bin as a bin with rate 0, as the
	// published code does (it builds its mask of valid bins after replacing
	// NaN by 0).
	UnvisitedZero Unvisited = "zero"
	// UnvisitedMasked leaves unvisited bins, and infinite rates, out of
	// every sum.
	UnvisitedMasked Unvisited = "masked"

	// FlatPublished divides anyway: 0/0 becomes 0, x/0 the largest number,
	// which makes every score of the map NaN, and rounding errors divided by
	// rounding errors pass for correlations.
	FlatPublished FlatLags = "published"
	// FlatZero subtracts the map's smallest rate first, which changes no
	// correlation, and takes the correlation as 0 where a window's standard
	// deviation is below a millionth of its mean.
	FlatZero FlatLags = "zero"
)

// Handling selects between the published treatment of special cases and the
// corrected one.
type Handling struct {
	Unvisited Unvisited
	FlatLags  FlatLags
}

// Published is the handling of the published scorer.
func Published() Handling { return Handling{UnvisitedZero, FlatPublished} }

// Corrected leaves unvisited bins out and gives windows without variance a
// correlation of 0.
func Corrected() Handling { return Handling{UnvisitedMasked, FlatZero} }

// Validate reports the first field out of bounds.
func (h Handling) Validate() error {
	if h.Unvisited != UnvisitedZero && h.Unvisited != UnvisitedMasked {
		return fmt.Errorf("gridscore: Unvisited is %q: must be %q or %q", h.Unvisited, UnvisitedZero, UnvisitedMasked)
	}
	if h.FlatLags != FlatPublished && h.FlatLags != FlatZero {
		return fmt.Errorf("gridscore: FlatLags is %q: must be %q or %q", h.FlatLags, FlatPublished, FlatZero)
	}
	return nil
}

// String is "published", "corrected" or the two choices.
func (h Handling) String() string {
	switch h {
	case Published():
		return "published"
	case Corrected():
		return "corrected"
	}
	return fmt.Sprintf("unvisited=%s flat=%s", h.Unvisited, h.FlatLags)
}

// flatTolerance is the least standard deviation, in means, of a window that
// varies.
const flatTolerance = 1e-6

// divide forms a correlation from sums and spreads over two windows.
func (h Handling) divide(covariance, sum1, spread1, sum2, spread2 float64) float64 {
	if h.FlatLags == FlatZero &&
		!(spread1 > flatTolerance*math.Abs(sum1) && spread2 > flatTolerance*math.Abs(sum2)) {
		return 0
	}
	return published(covariance / float64(spread1*spread2))
}

// load copies one map into a lane, with unvisited bins as 0 and, for FlatZero,
// the smallest visited rate subtracted. It reports whether the map has bins to
// leave out.
func (h Handling) load(dst, rates []float64, lane int) (masked bool) {
	least := 0.0
	if h.FlatLags == FlatZero {
		least = math.Inf(1)
		for _, v := range rates {
			least = min(least, h.rate(v, least))
		}
		if !finite(least) {
			least = 0
		}
	}
	for k, v := range rates {
		v = h.rate(v, math.NaN())
		if v != v {
			masked = true
			v = least
		}
		dst[k*lanes+lane] = published(v - least)
	}
	return masked
}

// rate is v, or unvisited where the bin is to be left out.
func (h Handling) rate(v, unvisited float64) float64 {
	if h.Unvisited == UnvisitedZero {
		return published(v)
	}
	if finite(v) {
		return v
	}
	return unvisited
}

func finite(v float64) bool { return v-v == 0 }
