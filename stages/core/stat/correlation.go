package stat

import (
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/core/dmath"
)

// Pearson is the correlation of pairs with Fisher's interval: atanh r +- z /
// sqrt(n - 3) [Fisher1921]. It is NaN where either does not vary; the interval
// is [-1, 1] of three pairs or fewer.
func Pearson(xs, ys []float64, level float64) (r float64, in Interval, err error) {
	if len(xs) != len(ys) {
		return 0, Interval{}, fmt.Errorf("stat: %d values against %d", len(xs), len(ys))
	}
	if err := checkLevel(level); err != nil {
		return 0, Interval{}, err
	}
	if err := checkFinite(slices.Concat(xs, ys)); err != nil {
		return 0, Interval{}, err
	}
	mx, my := Mean(xs), Mean(ys)
	xx, yy, xy := 0.0, 0.0, 0.0
	for i := range xs {
		dx, dy := xs[i]-mx, ys[i]-my
		xx += float64(dx * dx)
		yy += float64(dy * dy)
		xy += float64(dx * dy)
	}
	if len(xs) < 2 || xx == 0 || yy == 0 {
		return math.NaN(), Interval{math.NaN(), math.NaN()}, nil
	}
	r = min(max(xy/math.Sqrt(xx)/math.Sqrt(yy), -1), 1)
	return r, fisher(r, len(xs), level), nil
}

func fisher(r float64, n int, level float64) Interval {
	switch {
	case n <= 3:
		return Interval{-1, 1}
	case r <= -1 || r >= 1:
		return Interval{r, r}
	}
	at := float64((dmath.Log1p(r) - dmath.Log1p(-r)) / 2)
	half := dmath.NormalQuantile(0.5+float64(level/2)) / math.Sqrt(float64(n-3))
	return Interval{dmath.Tanh(at - half), dmath.Tanh(at + half)}
}

// Ranks are the values' ranks from 1; equal ones share their mean rank. Their
// Pearson correlation is Spearman's.
func Ranks(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case values[a] < values[b]:
			return -1
		case values[a] > values[b]:
			return 1
		}
		return 0
	})
	out := make([]float64, len(values))
	for first := 0; first < len(order); {
		end := first + 1
		for end < len(order) && values[order[end]] == values[order[first]] {
			end++
		}
		for _, i := range order[first:end] {
			out[i] = float64(first+end+1) / 2
		}
		first = end
	}
	return out
}
