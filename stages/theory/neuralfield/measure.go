package neuralfield

import (
	"math"

	"nofreelunch/stages/core/dmath"
)

// Shape names a pattern.
type Shape string

// The shapes.
const (
	NoPattern Shape = "none"
	Stripes   Shape = "stripes"
	Squares   Shape = "squares"
	Hexagons  Shape = "hexagons"
	Mixed     Shape = "mixed" // a pattern of one wavelength without a common orientation
)

// leastContrast is the standard deviation below which a sheet counts as
// uniform; patterns that form reach tenths.
const leastContrast = 1e-3

// Summary is the measurement in one row.
type Summary struct {
	Name             string  `doc:"nonlinearity, coupling, gain and drive: fields of one name differ in their start alone" unit:"1"`
	Nonlinearity     string  `doc:"tanh or rectified tanh" unit:"1"`
	Gain             float64 `doc:"largest value of the coupling's transform" unit:"1"`
	Drive            float64 `doc:"what every unit is driven by" unit:"1"`
	SigmaM           float64 `doc:"width of the coupling's centre" unit:"m"`
	Seed             int64   `doc:"seed of the initial rates" unit:"1"`
	Pattern          bool    `column:"formed" doc:"a pattern formed" unit:"1"`
	Predicted        bool    `doc:"theory says that one grows" unit:"1"`
	Contrast         float64 `doc:"standard deviation of the rates at the end" unit:"1"`
	KRadPerM         float64 `doc:"mean wave number of the pattern, weighted by power; NaN without a pattern" unit:"rad/m"`
	WavelengthM      float64 `doc:"2 pi over it" unit:"m"`
	PredictedRadPerM float64 `doc:"two-dimensional k*; NaN where no pattern is predicted" unit:"rad/m"`
	PredictedM       float64 `doc:"2 pi/k*" unit:"m"`
	Order2           float64 `doc:"two-fold angular order of the power at that wave number, 0 to 1: stripes" unit:"1"`
	Order4           float64 `doc:"four-fold order: squares" unit:"1"`
	Order6           float64 `doc:"six-fold order: hexagons" unit:"1"`
	Shape            string  `doc:"none, stripes, squares, hexagons or mixed" unit:"1"`
	Negative         float64 `doc:"fraction of units with a negative rate" unit:"1"`
}

func measure(p Params, s *sheet) Summary {
	out := Summary{
		Name: p.String(), Nonlinearity: string(p.Nonlinearity), Gain: p.Gain, Drive: p.Drive, SigmaM: p.Coupling.SigmaEM, Seed: int64(p.Seed),
		Contrast: deviation(s.rates), KRadPerM: math.NaN(), WavelengthM: math.NaN(),
		PredictedRadPerM: math.NaN(), PredictedM: math.NaN(), Shape: string(NoPattern),
	}
	peak := p.Coupling.KStar(2)
	if out.Predicted = peak.Pattern() && peak.Value > 0 && p.Gain > 1; out.Predicted {
		out.PredictedRadPerM, out.PredictedM = peak.K, 2*math.Pi/peak.K
	}
	for _, r := range s.rates {
		if r < 0 {
			out.Negative++
		}
	}
	out.Negative /= float64(len(s.rates))
	copy(s.re, s.rates)
	clear(s.im)
	s.fft.Forward(s.re, s.im)
	power := make([]float64, len(s.rates))
	for i, a := range s.re {
		power[i] = float64(a*a) + float64(s.im[i]*s.im[i])
	}
	power[0] = 0
	if out.Pattern = out.Contrast > leastContrast; !out.Pattern {
		return out
	}
	out.KRadPerM = centroid(p, power)
	out.WavelengthM = 2 * math.Pi / out.KRadPerM
	orders := angularOrders(p, power, out.KRadPerM)
	out.Order2, out.Order4, out.Order6 = orders[0], orders[1], orders[2]
	out.Shape = string(shapeOf(orders))
	return out
}

// centroid is the mean wave number, weighted by power, of the modes within
// 30 % of the strongest ring: harmonics of the pattern lie beyond.
func centroid(p Params, power []float64) float64 {
	rings := make([]float64, p.Points)
	unit := 2 * math.Pi / p.SheetWidthM
	for i, v := range power {
		if r := int(p.wave(i)/unit + 0.5); r < len(rings) {
			rings[r] += v
		}
	}
	best := 1
	for r := range rings {
		if r > 0 && rings[r] > rings[best] {
			best = r
		}
	}
	k := unit * float64(best)
	var sum, weight float64
	for i, v := range power {
		if w := p.wave(i); w > 0.7*k && w < 1.3*k {
			sum += float64(v * w)
			weight += v
		}
	}
	return sum / weight
}

// angularOrders are |sum P exp(i m angle)| / sum P for m = 2, 4, 6 over the
// modes within 30 % of wave number k.
func angularOrders(p Params, power []float64, k float64) [3]float64 {
	var out [3]float64
	for n := range out {
		var re, im, weight float64
		for i, v := range power {
			if w := p.wave(i); w < 0.7*k || w > 1.3*k {
				continue
			}
			x, y := signed(i/p.Points, p.Points), signed(i%p.Points, p.Points)
			s, c := dmath.Sincos(float64(2*n+2) * dmath.Atan2(float64(y), float64(x)))
			re += float64(v * c)
			im += float64(v * s)
			weight += v
		}
		out[n] = math.Sqrt(float64(re*re)+float64(im*im)) / weight
	}
	return out
}

// shapeOf names the order that stands out. Stripes have all three orders;
// squares have no two-fold order, hexagons neither two- nor four-fold.
func shapeOf(orders [3]float64) Shape {
	const clear = 0.5
	switch {
	case orders[0] > clear:
		return Stripes
	case orders[1] > clear && orders[1] > orders[2]:
		return Squares
	case orders[2] > clear:
		return Hexagons
	}
	return Mixed
}
