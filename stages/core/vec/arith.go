package vec

import "nofreelunch/stages/core/kernel"

// Add sets dst[i] = x[i] + y[i].
func Add(dst, x, y []float32) {
	same3(dst, x, y)
	for i := addBlocks(len(x), head(dst), head(x), head(y)); i < len(x); i++ {
		dst[i] = x[i] + y[i]
	}
}

// Sub sets dst[i] = x[i] - y[i].
func Sub(dst, x, y []float32) {
	same3(dst, x, y)
	for i := subBlocks(len(x), head(dst), head(x), head(y)); i < len(x); i++ {
		dst[i] = x[i] - y[i]
	}
}

// Mul sets dst[i] = x[i] y[i].
func Mul(dst, x, y []float32) {
	same3(dst, x, y)
	for i := mulBlocks(len(x), head(dst), head(x), head(y)); i < len(x); i++ {
		dst[i] = x[i] * y[i]
	}
}

// MulAdd sets dst[i] += x[i] y[i].
func MulAdd(dst, x, y []float32) {
	same3(dst, x, y)
	for i := mulAddBlocks(len(x), head(dst), head(x), head(y)); i < len(x); i++ {
		dst[i] = kernel.FMA(x[i], y[i], dst[i])
	}
}

// MulMulAdd sets dst[i] = a[i] b[i] + c[i] d[i], the second product rounded.
// It is the LSTM's state: forget * previous + input * candidate.
func MulMulAdd(dst, a, b, c, d []float32) {
	same4(a, b, c, d)
	same2(dst, a)
	for i := mulMulAddBlocks(len(a), head(dst), head(a), head(b), head(c), head(d)); i < len(a); i++ {
		dst[i] = kernel.FMA(a[i], b[i], float32(c[i]*d[i]))
	}
}

// Scale sets dst[i] = a x[i].
func Scale(dst []float32, a float32, x []float32) {
	same2(dst, x)
	c := scalars{a}
	for i := scaleBlocks(len(x), head(dst), head(x), &c); i < len(x); i++ {
		dst[i] = a * x[i]
	}
}

// Axpy sets dst[i] += a x[i].
func Axpy(dst []float32, a float32, x []float32) {
	same2(dst, x)
	c := scalars{a}
	for i := axpyBlocks(len(x), head(dst), head(x), &c); i < len(x); i++ {
		dst[i] = kernel.FMA(a, x[i], dst[i])
	}
}

func lerp(z, a, b float32) float32 { return kernel.FMA(z, a-b, b) }

// Lerp sets dst[i] = z[i] a[i] + (1 - z[i]) b[i], computed as b + z (a - b):
// the state of GRU and UGRNN, with gate z, previous state a, candidate b.
func Lerp(dst, z, a, b []float32) {
	same4(dst, z, a, b)
	for i := lerpBlocks(len(z), head(dst), head(z), head(a), head(b)); i < len(z); i++ {
		dst[i] = lerp(z[i], a[i], b[i])
	}
}

// LerpGrad is the gradient of Lerp for the output gradient dy:
// dz[i] = dy[i] (a[i] - b[i]), da[i] = dy[i] z[i], db[i] = dy[i] (1 - z[i]).
// dz, da and db may each be the same slice as dy, z, a or b.
func LerpGrad(dz, da, db, dy, z, a, b []float32) {
	same4(dz, da, db, dy)
	same4(dy, z, a, b)
	for i := lerpGradBlocks(len(z), head(dz), head(da), head(db), head(dy), head(z), head(a), head(b)); i < len(z); i++ {
		d, g := dy[i], z[i]
		diff := a[i] - b[i]
		dz[i], da[i], db[i] = d*diff, d*g, kernel.FMA(-d, g, d)
	}
}

// AddRow adds row to every row of dst: a bias.
func AddRow(dst, row []float32) {
	n := len(row)
	for r := range rows(dst, n) {
		d := dst[r*n : (r+1)*n]
		Add(d, d, row)
	}
}

// AddRows adds every row of x to dst, first row first: a bias's gradient.
func AddRows(dst, x []float32) {
	n := len(dst)
	for r := range rows(x, n) {
		Add(dst, dst, x[r*n:(r+1)*n])
	}
}
