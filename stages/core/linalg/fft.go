package linalg

import (
	"math"

	"nofreelunch/stages/core/dmath"
)

// largestButterfly is the largest prime factor that is transformed by its
// definition; a length with a larger one goes through Bluestein's convolution.
const largestButterfly = 31

// FFT transforms complex vectors of one length, given as separate real and
// imaginary parts (Go's complex multiplication may be fused, ours may not):
//
//	X[k] = sum over j of x[j] exp(-2 pi i j k / n)
//
// It holds scratch space: one goroutine at a time.
type FFT struct {
	n        int
	factors  []int
	cos, sin []float64 // of 2 pi t / n
	re, im   []float64 // scratch for a batch
	chirp    *bluestein
}

// NewFFT plans transforms of length n >= 1.
func NewFFT(n int) *FFT {
	if n < 1 {
		panic("linalg: transform of no elements")
	}
	f := &FFT{n: n, factors: factors(n)}
	if k := len(f.factors); k > 0 && f.factors[k-1] > largestButterfly {
		f.chirp = newBluestein(n)
		return f
	}
	f.cos, f.sin = roots(n)
	return f
}

// Len is the length of the vectors.
func (f *FFT) Len() int { return f.n }

// Forward transforms re + i im in place.
func (f *FFT) Forward(re, im []float64) { f.batch(re, im, 1) }

// Inverse undoes Forward, in place; it includes the factor 1/n.
func (f *FFT) Inverse(re, im []float64) {
	f.batch(im, re, 1)
	Scale(1/float64(f.n), re)
	Scale(1/float64(f.n), im)
}

// batch transforms count interleaved vectors: element j of vector r is at
// j*count + r.
func (f *FFT) batch(re, im []float64, count int) {
	if len(re) != f.n*count || len(im) != f.n*count {
		panic("linalg: length differs from the plan")
	}
	if f.chirp != nil {
		f.chirp.batch(re, im, count)
		return
	}
	if len(f.re) < len(re) {
		f.re, f.im = make([]float64, len(re)), make([]float64, len(re))
	}
	x, y := vector{re, im}, vector{f.re[:len(re)], f.im[:len(re)]}
	stride := 1
	for _, p := range f.factors {
		f.pass(x, y, p, stride, count)
		x, y = y, x
		stride *= p
	}
	if len(f.factors)%2 == 1 {
		copy(re, x.re)
		copy(im, x.im)
	}
}

type vector struct{ re, im []float64 }

// pass is one step of Stockham's self-sorting transform: of the n/stride
// elements left, it splits off the factor p. With s = stride*count,
//
//	y[r + s(p q + j)] = w^(q j) sum over k of x[r + s(q + m k)] exp(-2 pi i j k / p)
func (f *FFT) pass(x, y vector, p, stride, count int) {
	m := f.n / stride / p
	s := stride * count
	for q := range m {
		for j := range p {
			f.output(x, y, p, j, s*q, s*m, s*(p*q+j), q*j*stride, s)
		}
	}
}

// output computes s neighbouring outputs at to: the sum over k of the inputs at
// from + k*step, turned by exp(-2 pi i j k / p), all turned by root number w.
func (f *FFT) output(x, y vector, p, j, from, step, to, w, s int) {
	yr, yi := y.re[to:to+s], y.im[to:to+s]
	copy(yr, x.re[from:from+s])
	copy(yi, x.im[from:from+s])
	for k := 1; k < p; k++ {
		root := (j * k % p) * (f.n / p)
		c, d := f.cos[root], f.sin[root]
		xr, xi := x.re[from+k*step:][:s], x.im[from+k*step:][:s]
		switch {
		case d == 0 && c == 1:
			for r := range yr {
				yr[r] += xr[r]
				yi[r] += xi[r]
			}
		case d == 0 && c == -1:
			for r := range yr {
				yr[r] -= xr[r]
				yi[r] -= xi[r]
			}
		default:
			for r := range yr {
				yr[r] += float64(c*xr[r]) + float64(d*xi[r])
				yi[r] += float64(c*xi[r]) - float64(d*xr[r])
			}
		}
	}
	if w != 0 {
		turn(yr, yi, f.cos[w], f.sin[w])
	}
}

// turn multiplies by c - i s.
func turn(re, im []float64, c, s float64) {
	im = im[:len(re)]
	for r, a := range re {
		b := im[r]
		re[r] = float64(c*a) + float64(s*b)
		im[r] = float64(c*b) - float64(s*a)
	}
}

// factors returns the prime factors of n in ascending order.
func factors(n int) []int {
	var out []int
	for p := 2; n > 1; p++ {
		if p*p > n {
			p = n
		}
		for n%p == 0 {
			out = append(out, p)
			n /= p
		}
	}
	return out
}

// roots returns the cosines and sines of 2 pi t / n for t < n.
func roots(n int) (cos, sin []float64) {
	cos, sin = make([]float64, n), make([]float64, n)
	for t := range n {
		cos[t], sin[t] = root(t, n)
	}
	return cos, sin
}

// root returns the cosine and sine of 2 pi t / n, 0 <= t < n. The angle is
// folded into the first octant in integers, so the values at multiples of an
// eighth turn are exact or exactly symmetric.
func root(t, n int) (c, s float64) {
	u := 8 * t // in units of 1/(8n) turn
	negSin := u > 4*n
	if negSin {
		u = 8*n - u
	}
	negCos := u > 2*n
	if negCos {
		u = 4*n - u
	}
	if u > n {
		c, s = dmath.Sincos(math.Pi * float64(2*n-u) / float64(4*n))
	} else {
		s, c = dmath.Sincos(math.Pi * float64(u) / float64(4*n))
	}
	if negCos {
		c = -c
	}
	if negSin {
		s = -s
	}
	return c, s
}
