package vec

import (
	"math"

	"nofreelunch/stages/core/kernel"
)

// Fields holds one field for each of n place cells, in slices of length n. At
// a displacement (dx, dy) from (X, Y) a field's energy is
// XX dx^2 + XY dx dy + YY dy^2; for a round field of width sigma, XX = YY =
// 1/(2 sigma^2) and XY = 0. The surround's energy is Ratio times that: 1/s^2.
type Fields struct {
	X, Y       []float32 // centres, m
	XX, XY, YY []float32 // 1/m^2
	Ratio      []float32
	Period     float32 // m; the side of a periodic box, +Inf for walls
}

// displacement returns x - c along one axis, taken across the edge of a
// periodic box where that is shorter.
func displacement(x, c, period float32) float32 {
	d := x - c
	a := fromBits(bits(d) &^ 0x80000000)
	sign := bits(d) & 0x80000000
	if b := period - a; b < a {
		a, sign = b, sign^0x80000000
	}
	return fromBits(bits(a) ^ sign)
}

// energy returns cell i's center energy at (x, y).
func (f *Fields) energy(i int, x, y float32) float32 {
	dx, dy := displacement(x, f.X[i], f.Period), displacement(y, f.Y[i], f.Period)
	t := float32(f.YY[i] * dy)
	t = float32(t * dy)
	u := kernel.FMA(f.XX[i], dx, float32(f.XY[i]*dy))
	return kernel.FMA(u, dx, t)
}

func (f *Fields) check(center, surround []float32) {
	same4(f.X, f.Y, f.XX, f.XY)
	same4(f.X, f.YY, f.Ratio, center)
	same2(f.X, surround)
}

// Energy sets center[i] and surround[i] to the energies of cell i's field at
// the position (x, y).
func (f *Fields) Energy(center, surround []float32, x, y float32) {
	f.check(center, surround)
	c := scalars{x, y, f.Period}
	for i := f.energyBlocks(center, surround, &c); i < len(center); i++ {
		e := f.energy(i, x, y)
		center[i], surround[i] = e, float32(f.Ratio[i]*e)
	}
}

// Nearest replaces center[i] and surround[i] by those of this field where its
// own center energy is less: with one Fields for each field of a population
// (energy +Inf for cells that have fewer), cells answer with their nearest.
func (f *Fields) Nearest(center, surround []float32, x, y float32) {
	f.check(center, surround)
	c := scalars{x, y, f.Period}
	for i := f.nearestBlocks(center, surround, &c); i < len(center); i++ {
		if e := f.energy(i, x, y); e < center[i] {
			center[i], surround[i] = e, float32(f.Ratio[i]*e)
		}
	}
}

// energyBlocks and nearestBlocks unpack the fields for the assembly.
func (f *Fields) energyBlocks(center, surround []float32, c *scalars) int {
	return energyBlocks(len(center), head(center), head(surround), head(f.X), head(f.Y), head(f.XX), head(f.XY), head(f.YY), head(f.Ratio), c)
}

func (f *Fields) nearestBlocks(center, surround []float32, c *scalars) int {
	return nearestBlocks(len(center), head(center), head(surround), head(f.X), head(f.Y), head(f.XX), head(f.XY), head(f.YY), head(f.Ratio), c)
}

// SoftmaxNeg sets dst = softmax(-e) over the whole slice: Gaussian place cells
// of energies e, and with e = center - surround the softmax of differences.
func SoftmaxNeg(dst, e []float32) {
	same2(dst, e)
	s := expShiftNeg(dst, e, Min(e))
	Scale(dst, 1/s, dst)
}

// expShiftNeg sets dst[i] = exp(m - x[i]), m <= x[i], and returns the sum.
func expShiftNeg(dst, x []float32, m float32) float32 {
	var l lanes
	c := scalars{m}
	for i := expShiftNegBlocks(len(x), head(dst), head(x), &c, &l); i < len(x); i++ {
		e := expNeg(m - x[i])
		l[i%width] += e
		dst[i] = e
	}
	return l.sum()
}

// DoS sets dst to the difference of softmaxes softmax(-center) -
// softmax(-surround), shifted by |minimum| and divided by its sum. It
// overwrites surround. dst may be center.
func DoS(dst, center, surround []float32) {
	same3(dst, center, surround)
	se := expShiftNeg(dst, center, Min(center))
	si := expShiftNeg(surround, surround, Min(surround))
	difference(dst, dst, surround, 1/se, 1/si)
}

// DoG sets dst to alphaE exp(-center) - alphaI exp(-surround), shifted by
// |minimum| and divided by its sum. It overwrites surround. dst may be center.
func DoG(dst, center, surround []float32, alphaE, alphaI float32) {
	same3(dst, center, surround)
	expShiftNeg(dst, center, 0)
	expShiftNeg(surround, surround, 0)
	difference(dst, dst, surround, alphaE, alphaI)
}

// difference sets dst = a p - b q, shifts it by |minimum| and divides it by
// its sum.
func difference(dst, p, q []float32, a, b float32) {
	var l lanes
	l.fill(float32(math.Inf(1)))
	c := scalars{a, b}
	for i := differenceBlocks(len(p), head(dst), head(p), head(q), &c, &l); i < len(p); i++ {
		dst[i] = kernel.FMA(p[i], a, -float32(q[i]*b))
		l[i%width] = pickMin(dst[i], l[i%width])
	}
	shift := fromBits(bits(l.min()) &^ 0x80000000)
	Scale(dst, 1/shiftSum(dst, shift), dst)
}

// shiftSum adds a to every element and returns the sum.
func shiftSum(x []float32, a float32) float32 {
	var l lanes
	c := scalars{a}
	for i := shiftSumBlocks(len(x), head(x), &c, &l); i < len(x); i++ {
		x[i] += a
		l[i%width] += x[i]
	}
	return l.sum()
}
