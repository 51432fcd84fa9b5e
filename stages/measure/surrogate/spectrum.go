package surrogate

import (
	"math"

	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/core/rng"
)

// A plane measures power by ring of wave numbers: ring r holds the modes of a
// box twice as wide with r - 1/2 <= |mode| < r + 1/2.
type plane struct {
	n, count int
	ring     []int // of every mode
	modes    []int // in every ring
	fft      *linalg.FFT2
	re, im   []float64
}

func newPlane(n int) *plane {
	side := 2 * n
	p := &plane{n: n, fft: linalg.NewFFT2(side, side), re: make([]float64, side*side), im: make([]float64, side*side)}
	p.ring = make([]int, side*side)
	for i := range side {
		for j := range side {
			p.ring[i*side+j] = int(distance(i, j, side) + 0.5)
			p.count = max(p.count, p.ring[i*side+j]+1)
		}
	}
	p.modes = make([]int, p.count)
	for _, r := range p.ring {
		p.modes[r]++
	}
	return p
}

// distance is that of mode (i, j) from the constant one.
func distance(i, j, side int) float64 {
	x, y := min(i, side-i), min(j, side-j)
	return math.Sqrt(float64(x*x + y*y))
}

// add adds the power of one or two maps of mean 0. Two are transformed as the
// parts of a complex one: over a ring, which holds every mode with its opposite,
// their powers add up.
func (p *plane) add(power, first, second []float64) {
	p.transform(first, second)
	for k, r := range p.ring {
		power[r] += float64(p.re[k]*p.re[k]) + float64(p.im[k]*p.im[k])
	}
}

// transform transforms two maps, padded with 0.
func (p *plane) transform(first, second []float64) {
	clear(p.re)
	clear(p.im)
	for i := range p.n {
		copy(p.re[i*2*p.n:][:p.n], first[i*p.n:])
		if second != nil {
			copy(p.im[i*2*p.n:][:p.n], second[i*p.n:])
		}
	}
	p.fft.Forward(p.re, p.im)
}

// filter multiplies amplitudes by ring. What it returns, in rows of 2 n, lasts
// until the next call.
func (p *plane) filter(first, second, gain []float64) (a, b []float64) {
	p.transform(first, second)
	for k, r := range p.ring {
		p.re[k], p.im[k] = float64(gain[r]*p.re[k]), float64(gain[r]*p.im[k])
	}
	p.fft.Inverse(p.re, p.im)
	return p.re, p.im
}

// A torus is where noise lives.
type torus struct {
	side     int
	at       []float64 // of every mode, in rings of the plane
	fft      *linalg.FFT2
	re, im   []float64
	radially []float64
}

func newTorus(n int) *torus {
	side := torusBoxes * n
	t := &torus{side: side, at: make([]float64, side*side), fft: linalg.NewFFT2(side, side)}
	t.re, t.im, t.radially = make([]float64, side*side), make([]float64, side*side), make([]float64, side*side)
	for i := range side {
		for j := range side {
			t.at[i*side+j] = distance(i, j, side) * 2 / torusBoxes
		}
	}
	return t
}

// A field is complex white noise by wave number: its parts are two independent
// real fields over the torus.
type field struct{ re, im []float64 }

func (t *torus) noise(s rng.Stream) field {
	z := field{make([]float64, len(t.at)), make([]float64, len(t.at))}
	for k := range z.re {
		z.re[k], z.im[k] = s.Normal(), s.Normal()
	}
	return z
}

// filter gives noise a radial spectrum. What it returns lasts until the next call.
func (t *torus) filter(z field, gain []float64) (first, second []float64) {
	for k, at := range t.at {
		r := min(int(at), len(gain)-2)
		f := at - float64(r)
		a := math.Sqrt(max(float64((1-f)*gain[r])+float64(f*gain[r+1]), 0))
		t.re[k], t.im[k] = float64(a*z.re[k]), float64(a*z.im[k])
	}
	t.fft.Inverse(t.re, t.im)
	return t.re, t.im
}
