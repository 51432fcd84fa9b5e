package recordings

import "math"

// Reliability says how far a map repeats itself.
type Reliability struct {
	HalvesR  float64 // Pearson correlation of the maps of even and odd minutes, over bins visited in both
	Bins     int     // such bins
	WholeR   float64 // what two recordings as long as this one would give
	CeilingR float64 // what a model that knows the true map would reach
}

// Reliable compares the two halves of a recording.
func Reliable(even, odd []float64) Reliability {
	var x, y []float64
	for k := range even {
		if even[k]-even[k] == 0 && odd[k]-odd[k] == 0 {
			x, y = append(x, even[k]), append(y, odd[k])
		}
	}
	r := pearson(x, y)
	whole := SpearmanBrown(r)
	return Reliability{r, len(x), whole, math.Sqrt(max(0, whole))}
}

// SpearmanBrown is the correlation of two wholes of which two halves
// correlate at r.
func SpearmanBrown(r float64) float64 { return 2 * r / (1 + r) }

// pearson is NaN of fewer than three values, or of ones that do not vary.
func pearson(x, y []float64) float64 {
	n := float64(len(x))
	if len(x) < 3 {
		return math.NaN()
	}
	var mx, my float64
	for k := range x {
		mx, my = mx+x[k]/n, my+y[k]/n
	}
	var xx, yy, xy float64
	for k := range x {
		dx, dy := x[k]-mx, y[k]-my
		xx, yy, xy = xx+float64(dx*dx), yy+float64(dy*dy), xy+float64(dx*dy)
	}
	if xx == 0 || yy == 0 {
		return math.NaN()
	}
	return xy / math.Sqrt(float64(xx*yy))
}
