package gridscore

import "math"

// masked is the scratch of the correlations that leave bins out: there the
// windows are no rectangles, and every sum is itself a correlation with the
// map of visited bins.
type masked struct {
	visited, squares           []float64
	qRates, qVisited, qSquares padded
	count, sum1, sum2          []float64
	square1, square2           []float64
}

func newMasked(n int) *masked {
	maps := func() []float64 { return make([]float64, n*n*lanes) }
	lags := func() []float64 { return make([]float64, n*lagStride(n)*lanes) }
	return &masked{
		visited: maps(), squares: maps(),
		qRates: newPadded(n), qVisited: newPadded(n), qSquares: newPadded(n),
		count: lags(), sum1: lags(), sum2: lags(), square1: lags(), square2: lags(),
	}
}

// correct fills s.sac for a group of maps under any handling.
func (s *Scorer) correct(maps []float64, count int) {
	size := s.n * s.n
	clear(s.maps)
	var gaps [lanes]bool
	for l := range count {
		gaps[l] = s.handling.load(s.maps, maps[l*size:][:size], l)
	}
	s.autocorrelate()
	if gaps == [lanes]bool{} {
		return
	}
	if s.masked == nil {
		s.masked = newMasked(s.n)
	}
	m := s.masked
	clear(m.visited)
	for l := range count {
		for k, v := range maps[l*size:][:size] {
			if finite(v) {
				m.visited[k*lanes+l] = 1
			}
		}
	}
	m.correlate(s.maps, s.cross)
	s.overwrite(m, gaps)
	s.mirror()
}

// correlate forms the five sums beside cross, in which products lie already.
func (m *masked) correlate(rates, cross []float64) {
	for k, v := range rates {
		m.squares[k] = v * v
	}
	m.qRates.set(rates)
	m.qVisited.set(m.visited)
	m.qSquares.set(m.squares)
	correlate(cross, rates, m.qRates)
	correlate(m.count, m.visited, m.qVisited)
	correlate(m.sum1, rates, m.qVisited)
	correlate(m.sum2, m.visited, m.qRates)
	correlate(m.square1, m.squares, m.qVisited)
	correlate(m.square2, m.visited, m.qSquares)
}

// overwrite replaces the autocorrelograms of the maps with gaps.
func (s *Scorer) overwrite(m *masked, gaps [lanes]bool) {
	n := s.n
	width, side := lagStride(n), 2*n-1
	for a := range n {
		for k := range side {
			out := s.sac[((n-1+a)*side+k)*lanes:][:lanes]
			for l, gap := range gaps {
				if !gap {
					continue
				}
				at := (a*width+k)*lanes + l
				bins, s1, s2 := m.count[at], m.sum1[at], m.sum2[at]
				spread1 := math.Sqrt(float64(bins*m.square1[at]) - float64(s1*s1))
				spread2 := math.Sqrt(float64(bins*m.square2[at]) - float64(s2*s2))
				covariance := float64(bins*s.cross[at]) - float64(s1*s2)
				out[l] = s.handling.divide(covariance, s1, spread1, s2, spread2)
			}
		}
	}
}
