package surrogate

import "math"

// A Match says how like the maps the surrogates are.
type Match struct {
	maker     *Maker
	now       []float64
	marginals []float64
}

// NewMatch starts to compare surrogates with the maps they are of.
func (m *Maker) NewMatch() *Match { return &Match{maker: m, now: make([]float64, m.plane.count)} }

// Add compares a surrogate of a unit.
func (c *Match) Add(unit int, surrogate []float64) {
	m := c.maker
	c.marginals = append(c.marginals, variation(m.units[unit], marginalOf(surrogate)))
	c.maker.plane.add(c.now, m.standard(unit, surrogate), nil)
}

// Marginal is the largest total variation of a surrogate's distribution of
// rates from its unit's.
func (c *Match) Marginal() float64 {
	most := 0.0
	for _, v := range c.marginals {
		most = max(most, v)
	}
	return most
}

// variation is the total variation of two distributions over twenty equal
// intervals of rates.
func variation(a, b marginal) float64 {
	const intervals = 20
	lo, hi := min(a.sorted[0], b.sorted[0]), max(a.sorted[len(a.sorted)-1], b.sorted[len(b.sorted)-1])
	var p [intervals]float64
	tally := func(of []float64, by float64) {
		for _, v := range of {
			p[min(int(float64((v-lo)/(hi-lo))*intervals), intervals-1)] += by
		}
	}
	tally(a.sorted, 1/float64(len(a.sorted)))
	tally(b.sorted, -1/float64(len(b.sorted)))
	sum := 0.0
	for _, v := range p {
		sum += math.Abs(v)
	}
	return sum / 2
}

// Spectrum is the total variation of the surrogates' radial spectrum from the
// population's.
func (c *Match) Spectrum() float64 {
	now := append([]float64(nil), c.now...)
	normalise(now)
	sum := 0.0
	for r, p := range c.maker.target {
		sum += math.Abs(p - now[r])
	}
	return sum / 2
}

// Band is the mean wave number of the population's and of the surrogates'
// spectrum and their standard deviations, rad/m, for a box of a width.
func (c *Match) Band(boxWidthM float64) (maps, surrogates Band) {
	now := append([]float64(nil), c.now...)
	normalise(now)
	unit := math.Pi / boxWidthM
	return bandOf(c.maker.target, unit), bandOf(now, unit)
}

// A Band is where a spectrum lies.
type Band struct{ MeanRadPerM, SDRadPerM float64 }

func bandOf(power []float64, unit float64) Band {
	mean, square := 0.0, 0.0
	for r, p := range power {
		k := float64(unit * float64(r))
		mean += float64(p * k)
		square += float64(p * float64(k*k))
	}
	return Band{mean, math.Sqrt(max(square-float64(mean*mean), 0))}
}
