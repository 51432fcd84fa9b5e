package null

import (
	"math"

	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/core/rng"
)

// spectrum is the power of a population's maps by ring of wave numbers: ring r
// holds the modes with r - 1/2 <= |mode| < r + 1/2 of a box twice as wide.
type spectrum struct {
	power []float64 // by ring; ring 0 is 0
	unit  float64   // wave number of ring 1, rad/m
}

// radialSpectrum averages the power of maps, each freed of its mean and
// embedded in zeros, so that wavelengths need not divide the box. Unvisited
// bins are taken at the mean.
func radialSpectrum(maps [][]float64, n int, boxWidthM float64) spectrum {
	side := 2 * n
	s := spectrum{make([]float64, n), math.Pi / boxWidthM}
	fft := linalg.NewFFT2(side, side)
	re, im := make([]float64, side*side), make([]float64, side*side)
	for _, m := range maps {
		mean, count := 0.0, 0
		for _, v := range m {
			if v-v == 0 {
				mean += v
				count++
			}
		}
		if count == 0 {
			continue
		}
		mean /= float64(count)
		clear(re)
		clear(im)
		for k, v := range m {
			if v-v == 0 {
				re[k/n*side+k%n] = v - mean
			}
		}
		fft.Forward(re, im)
		for i := range side {
			for j := range side {
				x, y := min(i, side-i), min(j, side-j)
				r := int(math.Sqrt(float64(x*x+y*y)) + 0.5)
				if r > 0 && r < n {
					at := i*side + j
					s.power[r] += float64(re[at]*re[at]) + float64(im[at]*im[at])
				}
			}
		}
	}
	return s
}

func (s spectrum) total() float64 {
	sum := 0.0
	for _, p := range s.power {
		sum += p
	}
	return sum
}

// wavelength is where the mean power of the modes of a ring is highest, between
// rings by the parabola through the highest and its neighbours: a band is not
// bound to the waves that fit the box.
func (s spectrum) wavelength() float64 {
	power := func(r int) float64 { return s.power[r] / float64(r) }
	best := 1
	for r := 2; r < len(s.power); r++ {
		if power(r) > power(best) {
			best = r
		}
	}
	at := float64(best)
	if best > 1 && best+1 < len(s.power) {
		a, b, c := power(best-1), power(best), power(best+1)
		if bend := a - float64(2*b) + c; bend < 0 {
			at += float64(0.5*(a-c)) / bend
		}
	}
	return 2 * math.Pi / float64(at*s.unit)
}

// draw returns a wave number with the probability of its power.
func (s spectrum) draw(stream *rng.Stream) float64 {
	left := float64(stream.Float64() * s.total())
	ring := 0
	for r, p := range s.power {
		if p > 0 {
			ring = r
		}
		if left < p {
			break
		}
		left -= p
	}
	return float64(s.unit * (float64(ring) + stream.Uniform(-0.5, 0.5)))
}
