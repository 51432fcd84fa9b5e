package vec

import "nofreelunch/stages/core/kernel"

// rank2 checks v (rows x 2) against w (2 x n) and x (rows x n), returns n.
func rank2(x, v, w []float32) int {
	if len(w)%2 != 0 || len(v)%2 != 0 {
		panic(badLength)
	}
	n := len(w) / 2
	if len(x) != len(v)/2*n {
		panic(badLength)
	}
	return n
}

// Rank2 sets dst = v w for v (rows x 2) and w (2 x n): the velocity's input.
func Rank2(dst, v, w []float32) {
	n := rank2(dst, v, w)
	for r := range len(v) / 2 {
		d, w0, w1 := dst[r*n:(r+1)*n], w[:n], w[n:]
		c := scalars{v[2*r], v[2*r+1]}
		for j := rank2Blocks(n, head(d), head(w0), head(w1), &c); j < n; j++ {
			d[j] = kernel.FMA(c[1], w1[j], float32(c[0]*w0[j]))
		}
	}
}

// Rank2Add sets dst += v w.
func Rank2Add(dst, v, w []float32) {
	n := rank2(dst, v, w)
	for r := range len(v) / 2 {
		d, w0, w1 := dst[r*n:(r+1)*n], w[:n], w[n:]
		c := scalars{v[2*r], v[2*r+1]}
		for j := rank2AddBlocks(n, head(d), head(w0), head(w1), &c); j < n; j++ {
			d[j] = kernel.FMA(c[1], w1[j], kernel.FMA(c[0], w0[j], d[j]))
		}
	}
}

// Rank2Grad sets g += v' dz, first row first, for v (rows x 2), dz (rows x n)
// and g (2 x n): the gradient of Rank2's w.
func Rank2Grad(g, v, dz []float32) {
	n := rank2(dz, v, g)
	for r := range len(v) / 2 {
		d, g0, g1 := dz[r*n:(r+1)*n], g[:n], g[n:]
		c := scalars{v[2*r], v[2*r+1]}
		for j := rank2GradBlocks(n, head(g0), head(g1), head(d), &c); j < n; j++ {
			g0[j] = kernel.FMA(c[0], d[j], g0[j])
			g1[j] = kernel.FMA(c[1], d[j], g1[j])
		}
	}
}
