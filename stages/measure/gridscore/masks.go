package gridscore

import "math"

// MaskCount is the number of ring masks of the published scorer.
const MaskCount = 10

// innerRadius is the inner radius of every ring, in map widths.
const innerRadius = 0.2

// A Ring is one of the masks: the lags with InnerBins < |lag| <= OuterBins.
type Ring struct {
	Inner, Outer         float64 // mask parameters, in map widths
	InnerBins, OuterBins float64 // the same in bins
}

// Rings returns the ten published masks for maps of n bins a side: inner
// radius 0.2, outer radii ten even steps from 0.4 to 1.
func Rings(n int) [MaskCount]Ring {
	// The step is rounded before it is multiplied, as numpy's linspace does:
	// lags lying exactly on a radius are decided by that rounding.
	first, last := 0.4, 1.0
	step := (last - first) / (MaskCount - 1)
	var rings [MaskCount]Ring
	for k := range rings {
		outer := float64(float64(k)*step) + first
		if k == MaskCount-1 {
			outer = last
		}
		rings[k] = Ring{
			Inner: innerRadius, Outer: outer,
			InnerBins: innerRadius * float64(n), OuterBins: outer * float64(n),
		}
	}
	return rings
}

// Contains reports whether the lag (di, dj), in bins, lies on the ring.
func (r Ring) Contains(di, dj int) bool {
	d := math.Sqrt(float64(di*di + dj*dj))
	return d <= r.OuterBins && d > r.InnerBins
}
