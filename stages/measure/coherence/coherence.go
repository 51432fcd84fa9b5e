// Package coherence asks whether units share a lattice, as the grid cells of a
// module do: its orientation and its period, not its phase.
//
// Of units with orientations t (modulo 60 degrees) and periods l,
//
//	alignment  mean over pairs of units of cos(6 (t1 - t2))
//	spread     standard deviation of log l
//
// Units that are independent and know no direction have an alignment of 0 on
// average, whatever their number; units of one module have 1, and a spread near
// 0. How far chance reaches is not assumed but drawn: in place of each unit one of
// its surrogates, again and again. The joint statistic is the alignment less the spread,
// each in standard deviations of the surrogates.
//
// A test is one-sided: p is the part of the populations of surrogates, the units
// themselves among them, that are as coherent [Phipson2010].
//
// What passes is no module yet: units that weigh the same few waves by chance share
// some of an orientation too. The alignment says how much is shared, of 1.
//
// The package does not know what makes a unit or its surrogates.
package coherence

import (
	"math"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
)

// A Lattice is what was measured of a map. One whose score is too low, or
// that has no peaks, has no lattice and does not count.
type Lattice struct {
	Score60        float64
	PeriodM        float64
	OrientationRad float64
}

// lattice reports that the map's lattice was measured and counts.
func (l Lattice) counts(leastScore60 float64) bool {
	return l.Score60 > leastScore60 && l.PeriodM > 0 && !math.IsInf(l.PeriodM, 0) && l.OrientationRad-l.OrientationRad == 0
}

// Fewest and FewestSurrogates are the numbers of lattices, of units and of
// surrogates, below which nothing is said.
const Fewest, FewestSurrogates = 4, 8

// A Statistic is how coherent some lattices are.
type Statistic struct {
	Lattices  int
	Alignment float64 // NaN of fewer than Fewest
	Spread    float64 // of log period; NaN of fewer than Fewest
}

// Of is the statistic of the lattices whose score is above a threshold.
func Of(lattices []Lattice, leastScore60 float64) Statistic {
	s := Statistic{Alignment: math.NaN(), Spread: math.NaN()}
	var cos, sin float64
	var logs []float64
	for _, l := range lattices {
		if l.counts(leastScore60) {
			y, x := dmath.Sincos(6 * l.OrientationRad)
			cos, sin = cos+x, sin+y
			logs = append(logs, dmath.Log(l.PeriodM))
		}
	}
	s.Lattices = len(logs)
	if s.Lattices >= Fewest {
		n := float64(s.Lattices)
		s.Alignment = (float64(cos*cos) + float64(sin*sin) - n) / (n * (n - 1))
		s.Spread = math.Sqrt(stat.Variance(logs))
	}
	return s
}

// A Test compares units with populations of their surrogates.
type Test struct {
	Units      Statistic
	Surrogates Statistic // of all together

	Alignment float64 // p of the alignment; NaN where nothing can be said
	Spread    float64 // p of the spread
	Joint     float64 // p of both
}

// Compare draws populations: each has as many lattices as count among the units,
// drawn from those that count among all surrogates, so that how many units have a
// lattice at all decides nothing. Of too few nothing is said.
func Compare(units, surrogates []Lattice, leastScore60 float64, populations int, stream rng.Stream) Test {
	t := Test{Units: Of(units, leastScore60), Surrogates: Of(surrogates, leastScore60), Alignment: math.NaN(), Spread: math.NaN(), Joint: math.NaN()}
	if t.Units.Lattices < Fewest || t.Surrogates.Lattices < FewestSurrogates {
		return t
	}
	var pool []Lattice
	for _, l := range surrogates {
		if l.counts(leastScore60) {
			pool = append(pool, l)
		}
	}
	alignments, spreads := make([]float64, populations), make([]float64, populations)
	drawn := make([]Lattice, t.Units.Lattices)
	for i := range populations {
		for k := range drawn {
			drawn[k] = pool[stream.IntN(len(pool))]
		}
		s := Of(drawn, leastScore60)
		alignments[i], spreads[i] = s.Alignment, s.Spread
	}
	a, s := standard(alignments), standard(spreads)
	joint := make([]float64, len(alignments))
	for i := range joint {
		joint[i] = a(alignments[i]) - s(spreads[i])
	}
	t.Alignment = exceed(alignments, t.Units.Alignment)
	t.Spread = exceed(negative(spreads), -t.Units.Spread)
	t.Joint = exceed(joint, a(t.Units.Alignment)-s(t.Units.Spread))
	return t
}

// standard measures in standard deviations from the mean of a sample.
func standard(of []float64) func(float64) float64 {
	mean, sd := stat.Mean(of), math.Sqrt(stat.Variance(of))
	return func(v float64) float64 {
		if !(sd > 0) {
			return 0
		}
		return (v - mean) / sd
	}
}

func negative(of []float64) []float64 {
	out := make([]float64, len(of))
	for i, v := range of {
		out[i] = -v
	}
	return out
}

// exceed is the part of a sample and of the value itself that reaches the value.
func exceed(of []float64, value float64) float64 {
	k := 1
	for _, v := range of {
		if v >= value {
			k++
		}
	}
	return float64(k) / float64(len(of)+1)
}
