package gridscore

import "math"

// autocorrelate fills s.sac with the Pearson correlations of the loaded maps
// over the overlap at each lag, as published: unvisited bins are rates of 0.
//
//	r = (N X - S1 S2) / (sqrt(N Q1 - S1^2) sqrt(N Q2 - S2^2))
//
// where N counts the bins of the overlap and S, Q and X sum rates, squares and
// products over it.
func (s *Scorer) autocorrelate() {
	n := s.n
	s.q.set(s.maps)
	correlate(s.cross, s.maps, s.q)
	for c := range s.windows {
		s.windows[c].fill(s.maps, n, c)
	}
	width, side := lagStride(n), 2*n-1
	for a := range n {
		for k := range side {
			b := k - (n - 1)
			// The unshifted map's window touches the top, the shifted
			// one's the bottom.
			one, two := &s.windows[topLeft], &s.windows[bottomRight]
			w := n - b
			if b < 0 {
				one, two = &s.windows[topRight], &s.windows[bottomLeft]
				w = n + b
			}
			at := ((n-a-1)*n + w - 1) * lanes
			bins := float64((n - a) * w)
			x := s.cross[(a*width+k)*lanes:][:lanes]
			out := s.sac[((n-1+a)*side+k)*lanes:][:lanes]
			for l := range lanes {
				covariance := float64(bins*x[l]) - float64(one.sum[at+l]*two.sum[at+l])
				out[l] = s.handling.divide(covariance, one.sum[at+l], one.spread[at+l], two.sum[at+l], two.spread[at+l])
			}
		}
	}
	s.mirror()
}

// published replaces what numpy's nan_to_num replaces: NaN by 0 and infinities
// by the largest number.
func published(r float64) float64 {
	if r-r == 0 {
		return r
	}
	switch {
	case r != r:
		return 0
	case r > 0:
		return math.MaxFloat64
	default:
		return -math.MaxFloat64
	}
}

// mirror copies the half of the autocorrelogram with row lag > 0, and the half
// row of lag 0, to the opposite lags.
func (s *Scorer) mirror() {
	side := 2*s.n - 1
	count := side * side
	for k := range count / 2 {
		copy(s.sac[k*lanes:][:lanes], s.sac[(count-1-k)*lanes:][:lanes])
	}
}
