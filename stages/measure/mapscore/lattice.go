package mapscore

import (
	"math"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/measure/gridscore"
)

// A Lattice is a map's hexagonal lattice.
type Lattice struct {
	Bins           float64 // side of its triangles; NaN without a lattice
	SDBins         float64 // spread of the distances of its nearest peaks
	OrientationRad float64 // modulo 60 degrees, from the first axis
	Peaks          []Point // the autocorrelogram's that it was found by
}

// A Point is a lag, in bins.
type Point struct{ X, Y float64 }

// FitLattice finds the lattice of an n x n map. The peaks of the mean-removed
// autocorrelogram say where to look; then the sum of three plane waves at 60
// degrees
//
//	rate(x) = a + sum over i of b_i cos(k_i . x) + c_i sin(k_i . x)
//
// is fitted to the map by least squares, |k| = 4 pi / (sqrt(3) period). Bins
// near a wall, or near others that were not visited, count less: smoothing
// has only one side there, which stretches the lattice that the peaks show, by
// 2 to 5 % at usual settings. A map whose fit does not settle near its peaks
// keeps their period.
func FitLattice(rates, sac []float64, n int) Lattice {
	l := peaksOf(sac, n)
	if len(l.Peaks) < 2 {
		return l
	}
	w := newWaves(rates, n, l)
	for range waveSteps {
		if !w.step() {
			return l
		}
	}
	if math.Abs(w.bins/l.Bins-1) > waveReach || math.Abs(w.angle-l.OrientationRad) > waveTurn {
		return l
	}
	l.Bins, l.OrientationRad = w.bins, w.angle
	if l.OrientationRad < 0 {
		l.OrientationRad += math.Pi / 3
	}
	if l.OrientationRad >= math.Pi/3 {
		l.OrientationRad -= math.Pi / 3
	}
	return l
}

// Correlogram is a map's autocorrelogram without its unvisited bins, of
// (2n-1) x (2n-1) lags with n the longer side, and the lattice in it.
func Correlogram(m Map) ([]float64, Lattice, error) {
	s, err := gridscore.NewScorer(m.side(), gridscore.Corrected())
	if err != nil {
		return nil, Lattice{}, err
	}
	rates := m.Square()
	sac := s.Autocorrelogram(rates)
	return sac, FitLattice(rates, sac, m.side()), nil
}

// peaksOf takes the period and the spread from the nearest peaks.
func peaksOf(sac []float64, n int) Lattice {
	peaks := gridscore.LatticePeaks(sac, n)
	g := gridscore.LatticeOf(peaks)
	l := Lattice{Bins: g.Bins, SDBins: math.NaN(), OrientationRad: g.OrientationRad}
	squares := 0.0
	for _, p := range peaks {
		l.Peaks = append(l.Peaks, Point{p.X, p.Y})
		d := math.Sqrt(float64(p.X*p.X)+float64(p.Y*p.Y)) - g.Bins
		squares += float64(d * d)
	}
	if len(l.Peaks) > 0 {
		l.SDBins = math.Sqrt(squares / float64(len(l.Peaks)))
	}
	return l
}

const (
	waveSteps = 4
	waveReach = 0.15         // how far from the peaks' period the fit may end
	waveTurn  = math.Pi / 18 // and from their direction
	linear    = 7            // of the fit's terms: the mean and two for each wave
	terms     = linear + 2   // and the period and the direction
	coarse    = 24           // bins a side are enough where a period has wavesBins of them
	wavesBins = 5
)

// waves is a fit under way, to the means of blocks of bins.
type waves struct {
	bins, angle float64
	coefs       [linear]float64
	at          []float64 // where blocks lie along either axis, from the map's centre
	samples     []sample
}

// A sample is a block with rates: its place along the axes, the rates' weighted
// mean, and how much it counts.
type sample struct {
	i, j         int
	rate, weight float64
}

func newWaves(rates []float64, n int, l Lattice) *waves {
	width := max(1, min(n/coarse, int(l.Bins/wavesBins)))
	w := &waves{bins: l.Bins, angle: l.OrientationRad, samples: make([]sample, 0, n*n/width/width)}
	weight := inland(rates, n)
	for i := 0; i < n; i += width {
		w.at = append(w.at, float64(i+min(n, i+width)-n)/2)
		for j := 0; j < n; j += width {
			s := sample{i: i / width, j: j / width}
			for x := i; x < min(n, i+width); x++ {
				for y := j; y < min(n, j+width); y++ {
					if v := weight[x*n+y]; v > 0 {
						s.weight += v
						s.rate += float64(v * rates[x*n+y])
					}
				}
			}
			if s.weight > 0 {
				s.rate /= s.weight
				w.samples = append(w.samples, s)
			}
		}
	}
	return w
}

// inland weighs the bins with a rate by how far the bins around them have one:
// 0 where half of them or fewer do, as at a straight wall, 1 where all do.
func inland(rates []float64, n int) []float64 {
	reach := max(1, (n+5)/10)
	sums := make([]int, (n+1)*(n+1))
	for i := range n {
		for j := range n {
			in := 0
			if v := rates[i*n+j]; v == v {
				in = 1
			}
			sums[(i+1)*(n+1)+j+1] = in + sums[i*(n+1)+j+1] + sums[(i+1)*(n+1)+j] - sums[i*(n+1)+j]
		}
	}
	weight := make([]float64, n*n)
	area := float64((2*reach + 1) * (2*reach + 1))
	for i := range n {
		for j := range n {
			if v := rates[i*n+j]; v != v {
				continue
			}
			x0, x1, y0, y1 := max(0, i-reach), min(n, i+reach+1), max(0, j-reach), min(n, j+reach+1)
			around := sums[x1*(n+1)+y1] - sums[x0*(n+1)+y1] - sums[x1*(n+1)+y0] + sums[x0*(n+1)+y0]
			f := max(0, float64(2*float64(around)/area)-1)
			weight[i*n+j] = float64(f * f)
		}
	}
	return weight
}

// step solves for the waves' amplitudes and moves their period and direction
// (Gauss and Newton); the first one finds the amplitudes alone. It reports
// whether there is a solution.
func (w *waves) step() bool {
	size := terms
	if w.coefs == [linear]float64{} {
		size = linear
	}
	var left [terms * terms]float64
	var right [terms]float64
	wave := w.tabulate()
	for _, s := range w.samples {
		var row [terms]float64
		row[0] = 1
		for i := range wave {
			a, b := &wave[i].rows[s.i], &wave[i].columns[s.j]
			cp, sp := float64(a.cos*b.cos)-float64(a.sin*b.sin), float64(a.sin*b.cos)+float64(a.cos*b.sin)
			row[1+2*i], row[2+2*i] = cp, sp
			slope := float64(w.coefs[2+2*i]*cp) - float64(w.coefs[1+2*i]*sp)
			row[linear] -= float64(slope*(a.phase+b.phase)) / w.bins
			row[linear+1] += float64(slope * (b.across - a.across))
		}
		rest := s.rate
		if size == terms {
			for t := range linear {
				rest -= float64(w.coefs[t] * row[t])
			}
		}
		for a := range size {
			v := float64(s.weight * row[a])
			right[a] += float64(v * rest)
			for b := range a + 1 {
				left[a*size+b] += float64(v * row[b])
			}
		}
	}
	return w.move(left[:size*size], right[:size], size)
}

// A phase is what one coordinate adds to a wave's, and to how that changes as
// the wave turns.
type phase struct{ phase, across, sin, cos float64 }

// tabulate makes the waves' phases along either axis.
func (w *waves) tabulate() (table [3]struct{ rows, columns []phase }) {
	k := 4 * math.Pi / math.Sqrt(3) / w.bins
	for i := range table {
		sin, cos := dmath.Sincos(w.angle + float64(float64(2*i+1)*math.Pi/6))
		along := func(this, other float64) []phase {
			out := make([]phase, len(w.at))
			for j, x := range w.at {
				p := phase{phase: float64(k * this * x), across: float64(k * other * x)}
				p.sin, p.cos = dmath.Sincos(p.phase)
				out[j] = p
			}
			return out
		}
		table[i].rows, table[i].columns = along(cos, sin), along(sin, cos)
	}
	return table
}

// move solves the normal equations and takes the step.
func (w *waves) move(left, right []float64, size int) bool {
	for a := range size {
		for b := range a {
			left[b*size+a] = left[a*size+b]
		}
		left[a*size+a] *= 1 + 1e-9
	}
	f, err := linalg.NewCholesky(linalg.Of(size, size, left))
	if err != nil {
		return false
	}
	d := f.Solve(linalg.Of(size, 1, right)).Data
	for t := range linear {
		w.coefs[t] += d[t]
	}
	if size == terms {
		w.bins += max(-0.1*w.bins, min(d[linear], 0.1*w.bins))
		w.angle += max(-0.1, min(d[linear+1], 0.1))
	}
	return w.bins > 1 && w.bins-w.bins == 0
}
