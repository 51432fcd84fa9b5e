package stat

import (
	"math"
	"slices"

	"nofreelunch/stages/core/rng"
)

// Dip is Hartigan's dip: the largest distance between the distribution function
// of the values and the unimodal one that is closest to it [Hartigan1985]. It is
// 1/(2n) of n values at least, and at most 1/4.
//
// The modal interval shrinks from all values to where the greatest convex
// minorant of the distribution function and its least concave majorant are
// farthest apart, as long as they are farther apart there than the function is from
// the minorant below and the majorant above the interval.
func Dip(values []float64) float64 {
	if len(values) == 0 || checkFinite(values) != nil {
		return math.NaN()
	}
	s := stepsOf(values)
	dip := 1 / float64(len(values))
	for a, b := 0, len(s.at)-1; a < b; {
		under := s.hull(a, b, s.below, 1)
		over := s.hull(a, b, s.upTo, -1)
		gap, left, right := s.farthest(a, b, under, over)
		if gap <= dip {
			break
		}
		for i := a; i <= left; i++ {
			dip = max(dip, s.upTo[i]-s.on(under, s.below, i))
		}
		for i := right; i <= b; i++ {
			dip = max(dip, s.on(over, s.upTo, i)-s.below[i])
		}
		if left == a && right == b {
			break
		}
		a, b = left, right
	}
	return dip / 2
}

// steps are the places of a distribution function's jumps, and what it is below
// and up to each.
type steps struct{ at, below, upTo []float64 }

func stepsOf(values []float64) steps {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	var s steps
	n := float64(len(sorted))
	for i, v := range sorted {
		if i > 0 && v == sorted[i-1] {
			s.upTo[len(s.upTo)-1] = float64(i+1) / n
			continue
		}
		s.at, s.below, s.upTo = append(s.at, v), append(s.below, float64(i)/n), append(s.upTo, float64(i+1)/n)
	}
	return s
}

// hull are the corners of the greatest convex minorant of points a to b, or with
// side -1 of the least concave majorant.
func (s steps) hull(a, b int, of []float64, side float64) []int {
	var corners []int
	for i := a; i <= b; i++ {
		for len(corners) > 1 {
			p, q := corners[len(corners)-2], corners[len(corners)-1]
			turn := float64((s.at[q]-s.at[p])*(of[i]-of[p])) - float64((of[q]-of[p])*(s.at[i]-s.at[p]))
			if side*turn > 0 {
				break
			}
			corners = corners[:len(corners)-1]
		}
		corners = append(corners, i)
	}
	return corners
}

// on is a hull at point i.
func (s steps) on(corners []int, of []float64, i int) float64 {
	k, exact := slices.BinarySearch(corners, i)
	if exact {
		return of[i]
	}
	p, q := corners[k-1], corners[k]
	return of[p] + float64((of[q]-of[p])*((s.at[i]-s.at[p])/(s.at[q]-s.at[p])))
}

// farthest is the largest distance of two hulls at a corner of either, and the
// modal interval that it gives.
func (s steps) farthest(a, b int, under, over []int) (gap float64, left, right int) {
	left, right = a, b
	for _, i := range under {
		if d := s.on(over, s.upTo, i) - s.below[i]; d > gap {
			k, _ := slices.BinarySearch(over, i)
			gap, left, right = d, i, over[k]
		}
	}
	for _, i := range over {
		if d := s.upTo[i] - s.on(under, s.below, i); d > gap {
			k, exact := slices.BinarySearch(under, i)
			if !exact {
				k--
			}
			gap, left, right = d, under[k], i
		}
	}
	return gap, left, right
}

// UniformDips are the dips of samples of n values from the uniform distribution,
// the least favourable of the unimodal ones, in rising order.
func UniformDips(n, samples int, stream rng.Stream) []float64 {
	dips, drawn := make([]float64, samples), make([]float64, n)
	for i := range dips {
		for k := range drawn {
			drawn[k] = stream.Float64()
		}
		dips[i] = Dip(drawn)
	}
	slices.Sort(dips)
	return dips
}

// PartReaching is the part of sorted values that reach one, the value itself among
// them: a test's p is never 0 [Phipson2010].
func PartReaching(sorted []float64, value float64) float64 {
	if value != value {
		return math.NaN()
	}
	below, _ := slices.BinarySearch(sorted, value)
	return float64(len(sorted)-below+1) / float64(len(sorted)+1)
}
