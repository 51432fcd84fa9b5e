package mapscore

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"

	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/measure/gridscore"
)

// chances scores maps of noise in place of a map. Each is Gaussian noise with
// the map's own radial spectrum, so of its scales but without its directions,
// whose values are then replaced, rank by rank, with the map's own rates; its
// unvisited bins are the map's. What it draws depends on the seed and on the
// map's rates alone.
func (b *bench) chances(p Params, rates []float64, r *Row) {
	n := b.corrected.Bins()
	g := newNoise(rates, n)
	above60, above90 := 1, 1 // the map itself, so that no chance is 0
	const batch = 16
	maps := make([]float64, batch*n*n)
	results := make([]gridscore.Result, batch)
	for first := 0; first < p.Surrogates; first += batch {
		count := min(batch, p.Surrogates-first)
		for i := range count {
			stream := rng.New(p.Seed^g.print, "map score surrogate", uint64(first+i))
			g.fill(maps[i*n*n:][:n*n], &stream)
		}
		b.corrected.Scores(maps[:count*n*n], results[:count])
		for _, s := range results[:count] {
			if s.Score60 >= r.Score60MinmaxCorrected {
				above60++
			}
			if s.Score90 >= r.Score90Corrected {
				above90++
			}
		}
	}
	r.Surrogates = int32(p.Surrogates)
	r.Chance60 = float64(above60) / float64(p.Surrogates+1)
	r.Chance90 = float64(above90) / float64(p.Surrogates+1)
}

// noise makes maps of noise like one map.
type noise struct {
	n         int
	visited   []int     // bins with a rate
	sorted    []float64 // their rates, rising
	amplitude []float64 // by mode of a box twice as wide
	print     uint64    // of the rates
	fft       *linalg.FFT2
	re, im    []float64
}

func newNoise(rates []float64, n int) *noise {
	side := 2 * n
	g := &noise{n: n, fft: linalg.NewFFT2(side, side), re: make([]float64, side*side), im: make([]float64, side*side)}
	hash, mean := fnv.New64a(), 0.0
	for k, v := range rates {
		if v != v {
			v = math.NaN() // of all that there are, this one
		}
		_, _ = hash.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)))
		if v == v {
			g.visited, g.sorted, mean = append(g.visited, k), append(g.sorted, v), mean+v
		}
	}
	mean /= float64(len(g.visited))
	slices.Sort(g.sorted)
	for _, k := range g.visited {
		g.re[k/n*side+k%n] = rates[k] - mean
	}
	g.print = hash.Sum64()
	g.fft.Forward(g.re, g.im)
	g.amplitude = radial(g.re, g.im, side)
	return g
}

// radial is the root of the mean power over the ring of wave numbers that each
// mode lies on.
func radial(re, im []float64, side int) []float64 {
	ring := func(k int) int {
		x, y := min(k/side, side-k/side), min(k%side, side-k%side)
		return int(math.Sqrt(float64(x*x+y*y)) + 0.5)
	}
	power, count := make([]float64, side), make([]float64, side)
	for k := range re {
		r := ring(k)
		power[r] += float64(re[k]*re[k]) + float64(im[k]*im[k])
		count[r]++
	}
	out := make([]float64, len(re))
	for k := range out {
		r := ring(k)
		out[k] = math.Sqrt(power[r] / count[r])
	}
	return out
}

// fill makes one map.
func (g *noise) fill(dst []float64, s *rng.Stream) {
	for k, a := range g.amplitude {
		g.re[k], g.im[k] = float64(a*s.Normal()), float64(a*s.Normal())
	}
	g.fft.Inverse(g.re, g.im) // its real part is Gaussian with that spectrum
	side := 2 * g.n
	order := slices.Clone(g.visited)
	at := func(k int) float64 { return g.re[k/g.n*side+k%g.n] }
	slices.SortFunc(order, func(a, b int) int {
		switch x, y := at(a), at(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return a - b
	})
	for k := range dst {
		dst[k] = math.NaN()
	}
	for rank, k := range order {
		dst[k] = g.sorted[rank]
	}
}
