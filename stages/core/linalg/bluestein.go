package linalg

// bluestein transforms any length as a convolution with a chirp:
// jk = (j^2 + k^2 - (k-j)^2)/2 ([Bluestein1970]).
type bluestein struct {
	n        int
	cos, sin []float64 // of pi j^2 / n
	inner    *FFT      // power of two, at least 2n-1
	hr, hi   []float64 // transform of the chirp
	xr, xi   []float64
}

func newBluestein(n int) *bluestein {
	size := 1
	for size < 2*n-1 {
		size *= 2
	}
	b := &bluestein{
		n: n, inner: NewFFT(size),
		cos: make([]float64, n), sin: make([]float64, n),
		hr: make([]float64, size), hi: make([]float64, size),
		xr: make([]float64, size), xi: make([]float64, size),
	}
	for j := range n {
		// pi j^2 / n has period 2n in j^2.
		b.cos[j], b.sin[j] = root(j*j%(2*n), 2*n)
		b.hr[j], b.hi[j] = b.cos[j], b.sin[j]
		if j > 0 {
			b.hr[size-j], b.hi[size-j] = b.cos[j], b.sin[j]
		}
	}
	b.inner.Forward(b.hr, b.hi)
	return b
}

// batch transforms count interleaved vectors.
func (b *bluestein) batch(re, im []float64, count int) {
	for r := range count {
		clear(b.xr)
		clear(b.xi)
		for j := range b.n {
			b.xr[j], b.xi[j] = times(re[j*count+r], im[j*count+r], b.cos[j], -b.sin[j])
		}
		b.inner.Forward(b.xr, b.xi)
		for k := range b.xr {
			b.xr[k], b.xi[k] = times(b.xr[k], b.xi[k], b.hr[k], b.hi[k])
		}
		b.inner.Inverse(b.xr, b.xi)
		for j := range b.n {
			re[j*count+r], im[j*count+r] = times(b.xr[j], b.xi[j], b.cos[j], -b.sin[j])
		}
	}
}

// times is the complex product (a + ib)(c + id), each product rounded.
func times(a, b, c, d float64) (re, im float64) {
	return float64(a*c) - float64(b*d), float64(a*d) + float64(b*c)
}
