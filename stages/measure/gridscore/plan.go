package gridscore

import "math"

// The seven angles of the published scorer are these three, a right angle, and
// these three and a right angle more. A right angle maps the lags onto
// themselves, so only three rotations are interpolated.
const (
	turn30 = iota
	turn45
	turn60
	turns
)

// A sample is one lag of a rotated autocorrelogram: where it reads the spline
// (the first of 4 x 4 coefficients, and the weights of their rows and
// columns), and the lags of the unrotated autocorrelogram that it meets. The
// kernels know the layout.
type sample struct {
	at     int // in the coefficients
	here   int // the same lag
	back   int // the lag a right angle before
	wx, wy [4]float64
}

// plan is what the scores of n x n maps need that depends on n alone: the lags
// of the largest ring, one of every opposite pair, ordered by the smallest
// ring that has them. Rotated lags that fall outside the autocorrelogram read
// 0 and are left out.
type plan struct {
	area    [MaskCount]float64 // lags on ring k, both of each pair
	here    [MaskCount][]int   // where the lags that ring k adds lie
	quarter [MaskCount][]int   // where they lie after a turn by 90 degrees
	samples [MaskCount][turns][]sample
}

func newPlan(n int) *plan {
	p := new(plan)
	rings := Rings(n)
	side := 2*n - 1
	at := func(di, dj int) int { return ((n-1+di)*side + n - 1 + dj) * lanes }
	half := math.Sqrt(0.5)
	third := math.Sqrt(3) / 2
	cos := [turns]float64{third, half, 0.5}
	sin := [turns]float64{0.5, half, third}
	pairs := 0
	for k, ring := range rings {
		for di := -(n - 1); di <= 0; di++ {
			for dj := -(n - 1); dj < n; dj++ {
				if di == 0 && dj >= 0 || !ring.Contains(di, dj) || k > 0 && rings[k-1].Contains(di, dj) {
					continue
				}
				pairs++
				p.here[k] = append(p.here[k], at(di, dj))
				p.quarter[k] = append(p.quarter[k], at(dj, -di))
				for t := range turns {
					s, inside := newSample(n, di, dj, cos[t], sin[t])
					if inside {
						s.here, s.back = at(di, dj), at(-dj, di)
						p.samples[k][t] = append(p.samples[k][t], s)
					}
				}
			}
		}
		p.area[k] = float64(2 * pairs)
	}
	return p
}

// newSample places the lag (di, dj) of the rotated autocorrelogram in the
// unrotated one, if it lies inside.
func newSample(n, di, dj int, cos, sin float64) (s sample, inside bool) {
	side := 2*n - 1
	fi, fj := float64(di), float64(dj)
	x := float64(cos*fi) + float64(sin*fj) + float64(n-1)
	y := float64(cos*fj) - float64(sin*fi) + float64(n-1)
	limit := float64(side - 1)
	if x < 0 || y < 0 || x > limit || y > limit {
		return sample{}, false
	}
	i, j := math.Floor(x), math.Floor(y)
	stride := side + low + high
	return sample{
		at: ((int(i)-1+low)*stride + int(j) - 1 + low) * lanes,
		wx: splineWeights(x - i),
		wy: splineWeights(y - j),
	}, true
}

// splineWeights are the cubic B-spline's values at distances 1+t, t, 1-t and
// 2-t.
func splineWeights(t float64) [4]float64 {
	u := 1 - t
	w0 := float64(u*u*u) / 6
	w1 := (float64(float64(t*t)*(t-2)*3) + 4) / 6
	w2 := (float64(float64(u*u)*(u-2)*3) + 4) / 6
	return [4]float64{w0, w1, w2, 1 - w0 - w1 - w2}
}
