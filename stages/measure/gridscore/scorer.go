package gridscore

import (
	"fmt"
	"math"
)

// Angles returns the rotations, in degrees, at which an autocorrelogram is
// compared with itself, in the order of Result's correlations.
func Angles() [7]float64 { return [...]float64{30, 45, 60, 90, 120, 135, 150} }

// Result holds the scores of one map.
type Result struct {
	Score60, Score90 float64 // the largest over the masks; NaN where any mask's is
	Mask60, Mask90   int     // the first mask with that score

	Score60PerMask, Score90PerMask [MaskCount]float64
	VariancePerMask                [MaskCount]float64    // of the autocorrelogram on the ring, plus 1e-5
	Correlations                   [MaskCount][7]float64 // by mask and angle
}

// A Scorer scores maps of one size. It keeps tables and scratch space, so make
// one and score many maps with it; it is not safe for concurrent use.
type Scorer struct {
	n        int
	handling Handling
	plan     *plan
	maps     []float64 // a group of maps
	q        padded
	cross    []float64 // sums of products, lags with row >= 0
	windows  [corners]windows
	sac      []float64 // autocorrelograms
	half     []float64 // spline coefficients, while they are filtered
	coef     []float64 // spline coefficients with margins
	masked   *masked   // scratch of the corrected handling, when first needed
}

// NewScorer returns a scorer for maps of n x n bins.
func NewScorer(n int, handling Handling) (*Scorer, error) {
	if n < 1 || n > MaxBins {
		return nil, fmt.Errorf("gridscore: %d bins: must be 1 to %d", n, MaxBins)
	}
	if err := handling.Validate(); err != nil {
		return nil, err
	}
	side := 2*n - 1
	s := &Scorer{
		n:        n,
		handling: handling,
		plan:     newPlan(n),
		maps:     make([]float64, n*n*lanes),
		q:        newPadded(n),
		cross:    make([]float64, n*lagStride(n)*lanes),
		sac:      make([]float64, side*side*lanes),
		half:     make([]float64, side*side*lanes),
		coef:     make([]float64, (side+low+high)*(side+low+high)*lanes),
	}
	for c := range s.windows {
		s.windows[c] = newWindows(n)
	}
	return s, nil
}

// Bins is the number of bins a side of the maps that s scores.
func (s *Scorer) Bins() int { return s.n }

// Scores scores len(out) maps, which lie one after another in maps, row-major.
// NaN marks an unvisited bin.
func (s *Scorer) Scores(maps []float64, out []Result) {
	size := s.n * s.n
	if len(maps) != len(out)*size {
		panic(fmt.Sprintf("gridscore: %d rates for %d maps of %d bins", len(maps), len(out), size))
	}
	for first := 0; first < len(out); first += lanes {
		count := min(lanes, len(out)-first)
		s.correlograms(maps[first*size:][:count*size], count)
		s.score(out[first:][:count])
	}
}

// Autocorrelogram returns the autocorrelogram of one map: (2n-1) x (2n-1)
// lags, lag 0 at (n-1, n-1).
func (s *Scorer) Autocorrelogram(rates []float64) []float64 {
	if len(rates) != s.n*s.n {
		panic(fmt.Sprintf("gridscore: a map of %d rates, want %d", len(rates), s.n*s.n))
	}
	s.correlograms(rates, 1)
	out := make([]float64, len(s.sac)/lanes)
	for k := range out {
		out[k] = s.sac[k*lanes]
	}
	return out
}

// correlograms fills s.sac for a group of up to four maps.
func (s *Scorer) correlograms(maps []float64, count int) {
	size := s.n * s.n
	if s.handling == Published() {
		for l := range lanes {
			for k := range size {
				v := 0.0
				if l < count {
					v = published(maps[l*size+k])
				}
				s.maps[k*lanes+l] = v
			}
		}
		s.autocorrelate()
		return
	}
	s.correct(maps, count)
}

// score compares the autocorrelograms in s.sac with their rotations.
func (s *Scorer) score(out []Result) {
	s.coefficients()
	p := s.plan
	// Sums over the rings, of the autocorrelogram r and of r^2, and of r
	// times itself turned by 90 degrees; and for each turn those of rotated.
	// A ring contains the rings before it, so the sums only grow.
	var r1, r2, quarter [lanes]float64
	var turned [turns]rotated
	for k := range MaskCount {
		s.sums(p.here[k], p.quarter[k], &r1, &r2, &quarter)
		for t := range turns {
			if samples := p.samples[k][t]; len(samples) > 0 {
				rotate(&turned[t], samples, s.coef, s.sac, (2*s.n-1+low+high)*lanes)
			}
		}
		for l := range out {
			mean := 2 * r1[l] / p.area[k]
			variance := (float64(2*r2[l])-float64(float64(mean*2)*r1[l]))/p.area[k] + 1e-5
			// The rotated ring is centred with the unrotated ring's mean
			// and shares its variance, so the products need no more than
			// these sums.
			c := func(product, turned float64) float64 {
				return canonical((float64(2*product) - float64(float64(mean*2)*turned)) / p.area[k] / variance)
			}
			out[l].VariancePerMask[k] = canonical(variance)
			out[l].Correlations[k][3] = c(quarter[l], r1[l])
			for t, a := range [turns]int{turn30: 0, turn45: 1, turn60: 2} {
				sum := turned[t].sum[l]
				out[l].Correlations[k][a] = c(turned[t].same[l], sum)
				out[l].Correlations[k][a+4] = c(turned[t].before[l], sum)
			}
		}
	}
	for l := range out {
		out[l].finish()
	}
}

// sums adds up r, r^2 and r times itself turned by 90 degrees.
func (s *Scorer) sums(here, quarter []int, r1, r2, turned *[lanes]float64) {
	for k := range here {
		r := s.sac[here[k]:][:lanes]
		q := s.sac[quarter[k]:][:lanes]
		for l := range lanes {
			r1[l] += r[l]
			r2[l] += float64(r[l] * r[l])
			turned[l] += float64(r[l] * q[l])
		}
	}
}

// finish forms the scores from the correlations.
func (r *Result) finish() {
	for k, c := range r.Correlations {
		r.Score60PerMask[k] = min(c[2], c[4]) - max(c[0], c[3], c[6])
		r.Score90PerMask[k] = c[3] - float64((c[1]+c[5])/2)
	}
	r.Mask60 = best(r.Score60PerMask)
	r.Mask90 = best(r.Score90PerMask)
	r.Score60 = canonical(r.Score60PerMask[r.Mask60])
	r.Score90 = canonical(r.Score90PerMask[r.Mask90])
}

// best is the index of the first NaN, else of the first maximum.
func best(v [MaskCount]float64) int {
	at := 0
	for k, x := range v {
		if x != x {
			return k
		}
		if x > v[at] {
			at = k
		}
	}
	return at
}

// canonical gives every NaN the same bits: which of two NaN a sum hands on
// depends on the processor.
func canonical(v float64) float64 {
	if v != v {
		return math.NaN()
	}
	return v
}
