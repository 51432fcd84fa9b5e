package stat

import "fmt"

// A Mode is a local maximum of a density.
type Mode struct {
	At         float64
	Density    float64
	Prominence float64 // height above the higher of the two valleys beside it, relative to the highest mode
}

// Modes returns the local maxima of a density by position, as far as their
// prominence reaches a fraction of the highest mode. The density is searched at
// points even steps and each maximum is placed by the parabola through its
// neighbours.
func Modes(d Density, points int, prominence float64) ([]Mode, error) {
	if points < 3 {
		return nil, fmt.Errorf("stat: %d points, must be at least 3", points)
	}
	if !(prominence >= 0 && prominence <= 1) {
		return nil, fmt.Errorf("stat: prominence is %v, must lie between 0 and 1", prominence)
	}
	x := d.Support(points)
	y := make([]float64, points)
	highest := 0.0
	for k := range x {
		y[k] = d.At(x[k])
		highest = max(highest, y[k])
	}
	var modes []Mode
	for k := 1; k+1 < points; k++ {
		if !(y[k] > y[k-1] && y[k] >= y[k+1]) {
			continue
		}
		if p := (y[k] - max(valley(y, k, -1), valley(y, k, 1))) / highest; p >= prominence {
			at := x[k]
			if curve := y[k-1] - float64(2*y[k]) + y[k+1]; curve < 0 {
				at += float64(0.5 * (y[k-1] - y[k+1]) / curve * (x[1] - x[0]))
			}
			modes = append(modes, Mode{at, d.At(at), p})
		}
	}
	return modes, nil
}

// valley is the lowest value between k and the next higher value in direction
// step, or the end.
func valley(y []float64, k, step int) float64 {
	low := y[k]
	for i := k + step; i >= 0 && i < len(y) && y[i] <= y[k]; i += step {
		low = min(low, y[i])
	}
	return low
}

// Ratios returns each mode's position divided by the one before: for grid
// modules about 1.4 in animals.
func Ratios(modes []Mode) []float64 {
	var out []float64
	for k := 1; k < len(modes); k++ {
		out = append(out, modes[k].At/modes[k-1].At)
	}
	return out
}

// Modules looks for modules in a distribution of periods: the modes of the
// density with Scott's bandwidth times adjust, with a prominence of at least a
// tenth. Scott's rule smooths several modes into one where they are few and
// far apart, so an adjust of about 0.5 is needed to see them.
func Modules(periods []float64, adjust float64) ([]Mode, error) {
	const points, prominence = 512, 0.1
	d, err := NewDensity(periods, float64(adjust*Scott(periods)))
	if err != nil {
		return nil, err
	}
	return Modes(d, points, prominence)
}
