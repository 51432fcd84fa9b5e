package gridscore

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
		means[k] = (c[2]+c[4])/2 - (c[0]+c[3]+c[6])/3
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
