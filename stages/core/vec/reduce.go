package vec

import (
	"math"

	"nofreelunch/stages/core/kernel"
)

// lanes are the accumulators of a reduction: element i goes to lane i mod 16.
type lanes [width]float32

// scalars are the operands that are the same for all elements.
type scalars [8]float32

// sum joins the lanes by halves: i and i+8, i and i+4, and so on.
func (l *lanes) sum() float32 {
	a, b, c, d := l[0]+l[8], l[1]+l[9], l[2]+l[10], l[3]+l[11]
	e, f, g, h := l[4]+l[12], l[5]+l[13], l[6]+l[14], l[7]+l[15]
	a, b, c, d = a+e, b+f, c+g, d+h
	return (a + c) + (b + d)
}

func (l *lanes) fill(x float32) {
	for i := range l {
		l[i] = x
	}
}

// max joins the lanes, which are never NaN.
func (l *lanes) max() float32 {
	a, b := max(l[0], l[1], l[2], l[3]), max(l[4], l[5], l[6], l[7])
	c, d := max(l[8], l[9], l[10], l[11]), max(l[12], l[13], l[14], l[15])
	return max(a, b, c, d)
}

func (l *lanes) min() float32 {
	a, b := min(l[0], l[1], l[2], l[3]), min(l[4], l[5], l[6], l[7])
	c, d := min(l[8], l[9], l[10], l[11]), min(l[12], l[13], l[14], l[15])
	return min(a, b, c, d)
}

// chunk is how many elements are added in float32 before the sum moves on in
// float64: it bounds the rounding error of long sums.
const chunk = 4096

// SumSquares returns the sum of x[i]^2, in Dot's order.
func SumSquares(x []float32) float64 { return Dot(x, x) }

// Dot returns the sum of x[i] y[i]: float32 in lanes within every 4096 elements,
// float64 over those.
func Dot(x, y []float32) float64 {
	same2(x, y)
	total := 0.0
	for len(x) > 0 {
		n := min(chunk, len(x))
		a, b := x[:n], y[:n]
		var l lanes
		for i := dotBlocks(n, head(a), head(b), &l); i < n; i++ {
			l[i%width] = kernel.FMA(a[i], b[i], l[i%width])
		}
		total += float64(l.sum())
		x, y = x[n:], y[n:]
	}
	return total
}

// Max returns the largest element; NaNs are passed over, and no elements give
// -Inf.
func Max(x []float32) float32 {
	var l lanes
	l.fill(float32(math.Inf(-1)))
	for i := maxBlocks(len(x), head(x), &l); i < len(x); i++ {
		l[i%width] = pickMax(x[i], l[i%width])
	}
	return l.max()
}

// Min returns the smallest element; NaNs are passed over, and no elements give
// +Inf.
func Min(x []float32) float32 {
	var l lanes
	l.fill(float32(math.Inf(1)))
	for i := minBlocks(len(x), head(x), &l); i < len(x); i++ {
		l[i%width] = pickMin(x[i], l[i%width])
	}
	return l.min()
}
