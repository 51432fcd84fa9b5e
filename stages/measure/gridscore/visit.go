package gridscore

import "math"

// A Look is all that the scorer makes of one map.
type Look struct {
	Result
	Autocorrelogram []float64 // (2n-1) x (2n-1) lags, lag 0 at (n-1, n-1)
	Raw             []float64 // sums of products at the same lags, of the published handling alone
}

// Mean60 is Score60 in the form of means instead of extremes, with the same
// rings [Banino2018] [Sorscher2019]: the largest over them of
// (c60 + c120)/2 - (c30 + c90 + c150)/3. Score90 has one form only.
func (r *Result) Mean60() float64 {
	var means [MaskCount]float64
	for k, c := range r.Correlations {
		means[k] = float64((c[2]+c[4])/2) - (c[0]+c[3]+c[6])/3
	}
	return canonical(means[best(means)])
}

// Visit shows maps to a visitor, one after another. What it shows is
// overwritten for the next map.
func (s *Scorer) Visit(maps []float64, visit func(i int, l Look)) {
	size, side := s.n*s.n, 2*s.n-1
	results := make([]Result, lanes)
	l := Look{Autocorrelogram: make([]float64, side*side)}
	if s.handling == Published() {
		l.Raw = make([]float64, side*side)
	}
	for first := 0; first < len(maps)/size; first += lanes {
		count := min(lanes, len(maps)/size-first)
		s.correlograms(maps[first*size:][:count*size], count)
		s.score(results[:count])
		for lane := range count {
			for k := range l.Autocorrelogram {
				l.Autocorrelogram[k] = s.sac[k*lanes+lane]
			}
			s.products(l.Raw, lane)
			l.Result = results[lane]
			visit(first+lane, l)
		}
	}
}

// Whole reports that a map has no bins to leave out and no lag at which nothing
// varies, so that both handlings differ in rounding alone: at every corner, two
// neighbours of the bin there are unlike it, and all windows that grow out of
// the corner hold one of them.
func Whole(rates []float64, n int) bool {
	if n < 2 {
		return false
	}
	least, most := math.Inf(1), math.Inf(-1)
	for _, v := range rates {
		if !finite(v) {
			return false
		}
		least, most = min(least, v), max(most, v)
	}
	// Of N rates two of which differ by d, the standard deviation is at least
	// d / sqrt(2 N).
	enough := float64(2 * flatTolerance * float64(n) * (most - least))
	last := n*n - 1
	for _, c := range [corners][3]int{{0, 1, n}, {n - 1, n - 2, 2*n - 1}, {last - n + 1, last - n + 2, last - 2*n + 1}, {last, last - 1, last - n}} {
		if !(math.Abs(rates[c[0]]-rates[c[1]]) > enough && math.Abs(rates[c[0]]-rates[c[2]]) > enough) {
			return false
		}
	}
	return true
}

// products unfolds one lane of the sums of products to all lags.
func (s *Scorer) products(out []float64, lane int) {
	if out == nil {
		return
	}
	width, side := lagStride(s.n), 2*s.n-1
	for a := range s.n {
		for k := range side {
			v := s.cross[(a*width+k)*lanes+lane]
			out[(s.n-1+a)*side+k] = v
			out[(s.n-1-a)*side+side-1-k] = v
		}
	}
}
