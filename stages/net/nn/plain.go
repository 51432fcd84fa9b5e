package nn

import (
	"math"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/vec"
)

// plain is the float64 arithmetic, in loops a reader can check.
type plain struct{}

func (plain) setThreads(int)        {}
func (plain) alloc(n int) []float64 { return make([]float64, n) }
func (plain) pack(*matrix[float64]) {}

func (plain) forward(rows int, x []float64, ldx int, w *matrix[float64], beta float64, y []float64, ldy int) {
	for r := range rows {
		row := y[r*ldy : r*ldy+w.out]
		if beta == 0 {
			clear(row)
		}
		for i, a := range x[r*ldx : r*ldx+w.in] {
			for j, b := range w.value[i*w.ld : i*w.ld+w.out] {
				row[j] += float64(a * b)
			}
		}
	}
}

func (plain) backward(rows int, dy []float64, lddy int, w *matrix[float64], beta float64, dx []float64, lddx int) {
	for r := range rows {
		d := dy[r*lddy : r*lddy+w.out]
		for i := range w.in {
			s := 0.0
			for j, b := range w.value[i*w.ld : i*w.ld+w.out] {
				s += float64(d[j] * b)
			}
			if beta != 0 {
				s += dx[r*lddx+i]
			}
			dx[r*lddx+i] = s
		}
	}
}

func (plain) outer(rows int, x []float64, ldx int, dy []float64, lddy int, w *matrix[float64]) {
	for i := range w.in {
		row := w.grad[i*w.ld : i*w.ld+w.out]
		clear(row)
		for r := range rows {
			a := x[r*ldx+i]
			for j, b := range dy[r*lddy : r*lddy+w.out] {
				row[j] += float64(a * b)
			}
		}
	}
}

func (plain) drive(v, w, b, z []float64) {
	n := len(w) / 2
	for r := range len(v) / 2 {
		row := z[r*n : (r+1)*n]
		for j := range row {
			row[j] = float64(v[2*r]*w[j]) + float64(v[2*r+1]*w[n+j])
			if b != nil {
				row[j] += b[j]
			}
		}
	}
}

func (k plain) driveGrad(v, dz, dw, db []float64) {
	n := len(dw) / 2
	clear(dw)
	for r := range len(v) / 2 {
		for j, d := range dz[r*n : (r+1)*n] {
			dw[j] += float64(v[2*r] * d)
			dw[n+j] += float64(v[2*r+1] * d)
		}
	}
	if db != nil {
		k.columns(db, dz)
	}
}

func (plain) columns(dst, x []float64) {
	clear(dst)
	for ; len(x) > 0; x = x[len(dst):] {
		for j := range dst {
			dst[j] += x[j]
		}
	}
}

func (plain) activate(a Activation, dst, x []float64) {
	for i, v := range x {
		switch a {
		case Relu:
			dst[i] = max(v, 0)
		case Tanh:
			dst[i] = dmath.Tanh(v)
		case Sigmoid:
			dst[i] = dmath.Sigmoid(v)
		case Linear:
			dst[i] = v
		}
	}
}

func (plain) slope(a Activation, dst, dy, y []float64) {
	for i, v := range y {
		switch a {
		case Relu:
			if v > 0 {
				dst[i] = dy[i]
			} else {
				dst[i] = 0
			}
		case Tanh:
			dst[i] = dy[i] * (1 - float64(v*v))
		case Sigmoid:
			dst[i] = dy[i] * (v - float64(v*v))
		case Linear:
			dst[i] = dy[i]
		}
	}
}

func (plain) add(dst, x, y []float64) {
	for i := range dst {
		dst[i] = x[i] + y[i]
	}
}

func (plain) mul(dst, x, y []float64) {
	for i := range dst {
		dst[i] = x[i] * y[i]
	}
}

func (plain) mulAdd(dst, x, y []float64) {
	for i := range dst {
		dst[i] += float64(x[i] * y[i])
	}
}

func (plain) mulMulAdd(dst, a, b, c, d []float64) {
	for i := range dst {
		dst[i] = float64(a[i]*b[i]) + float64(c[i]*d[i])
	}
}

func (plain) lerp(dst, z, a, b []float64) {
	for i := range dst {
		dst[i] = float64(z[i]*a[i]) + float64((1-z[i])*b[i])
	}
}

func (plain) lerpGrad(dz, da, db, dy, z, a, b []float64) {
	for i := range dz {
		d, g, diff := dy[i], z[i], a[i]-b[i]
		dz[i], da[i], db[i] = d*diff, d*g, d*(1-g)
	}
}

func (plain) axpy(dst []float64, a float64, x []float64) {
	for i := range dst {
		dst[i] += float64(a * x[i])
	}
}

func (plain) sumSquares(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += float64(v * v)
	}
	return s
}

func (plain) update(rule Optimiser, w, g, first, second []float64, s vec.Step) {
	for i := range w {
		d := s.Clip * (g[i] + float64(s.Decay*w[i]))
		switch rule {
		case Adam:
			first[i] = float64(s.Beta1*first[i]) + float64((1-s.Beta1)*d)
			second[i] = float64(s.Beta2*second[i]) + float64((1-s.Beta2)*float64(d*d))
			w[i] -= s.Rate * first[i] / (math.Sqrt(second[i]) + s.Epsilon)
		case RMSprop:
			first[i] = float64(s.Beta2*first[i]) + float64((1-s.Beta2)*float64(d*d))
			w[i] -= s.Rate * d / (math.Sqrt(first[i]) + s.Epsilon)
		case Adagrad:
			first[i] += float64(d * d)
			w[i] -= s.Rate * d / (math.Sqrt(first[i]) + s.Epsilon)
		case SGD:
			w[i] -= float64(s.Rate * d)
		}
	}
}
