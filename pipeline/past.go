package pipeline

import (
	"math"

	"nofreelunch/pipeline/store"
)

// A past is the earlier runs of a function.
type past struct {
	count    int
	seconds  float64
	bytes    int64
	measured []measured
}

// A measured run is what one took; gflop is what its declaration said, 0 if
// nothing.
type measured struct{ gflop, bytes, seconds float64 }

func (p *past) add(a *store.Action) {
	p.count++
	p.seconds += a.Seconds
	p.bytes += size(a)
	p.measured = append(p.measured, measured{a.GFLOP, float64(size(a)), a.Seconds})
}

// Runs are of like size if neither their operations nor their outputs differ by
// more than these factors. A small call does not reach the rate of a large one, and
// neither do the many small products of a small network that is trained for long.
const (
	likeGFLOP = 4
	likeBytes = 8
)

// guess predicts a call of which the operations are known, from runs of like
// size, else from the nearest: more operations are added at the best rate known,
// because what a small call takes beside them does not grow.
func (p *past) guess(gflop, bytes, rate float64) Guess {
	if seconds, ok := p.alike(gflop, bytes); ok {
		return about(seconds, offRated, Rated)
	}
	near := p.nearest(gflop)
	if near.gflop > 0 && gflop < near.gflop {
		return about(near.seconds*gflop/near.gflop, offScaled, Scaled)
	}
	for _, m := range p.measured {
		if m.seconds > 0 {
			rate = max(rate, m.gflop/m.seconds)
		}
	}
	if rate == 0 {
		return about(near.seconds, offAveraged, Averaged)
	}
	return about(near.seconds+(gflop-near.gflop)/rate, offScaled, Scaled)
}

// alike is the time at the rate of the runs of like size, those with outputs
// of like size if there are any; for no operations it is their mean.
func (p *past) alike(gflop, bytes float64) (seconds float64, ok bool) {
	for _, byBytes := range []bool{true, false} {
		var sum measured
		n := 0.0
		for _, m := range p.measured {
			if within(gflop, m.gflop, likeGFLOP) && (!byBytes || within(bytes, m.bytes, likeBytes)) {
				sum.gflop, sum.seconds = sum.gflop+m.gflop, sum.seconds+m.seconds
				n++
			}
		}
		if n > 0 && gflop == 0 {
			return sum.seconds / n, true
		}
		if n > 0 {
			return gflop * sum.seconds / sum.gflop, true
		}
	}
	return 0, false
}

func within(a, b, factor float64) bool {
	return a == b || a > 0 && b > 0 && a <= b*factor && b <= a*factor
}

// nearest is the run whose operations differ by the smallest factor.
func (p *past) nearest(gflop float64) (near measured) {
	best := math.Inf(1)
	for _, m := range p.measured {
		if d := math.Abs(math.Log((gflop + tinyGFLOP) / (m.gflop + tinyGFLOP))); d < best {
			best, near = d, m
		}
	}
	return near
}

// tinyGFLOP stands for none, so that there is a factor.
const tinyGFLOP = 1e-6
