package gridscore

import (
	"math"
	"testing"
)

// The stored rotations, at every lag that the largest ring has: those by less
// than a right angle where a sample lies, and those by a right angle more where
// its lag lies after the turn.
func TestGoldenRotations(t *testing.T) {
	set, cases, maps := goldenCases(t)
	rotations := set.Arrays(t, "rotated")
	compared := 0
	for _, c := range cases {
		want, ok := rotations[c.Name]
		if !ok || !c.WellConditioned {
			continue
		}
		s := scorer(t, c.NBins, Published())
		s.Autocorrelogram(maps.Get(t, c.Name).Values)
		s.coefficients()
		side := 2*c.NBins - 1
		stride := (side + low + high) * lanes
		at := func(angle, lag int) float64 { return want.Values[angle*side*side+lag/lanes] }
		for k := range MaskCount {
			for turn := range turns {
				for _, p := range s.plan.samples[k][turn] {
					var r rotated
					rotatePortable(&r, []sample{p}, s.coef, s.sac, stride)
					// Angles in order: 30, 45, 60, 90 and these plus 90.
					for angle, lag := range map[int]int{turn: p.here, turn + 4: p.back} {
						if d := math.Abs(r.sum[0] - at(angle, lag)); d > goldenTolerance {
							t.Fatalf("%s: %g degrees, lag %d differs by %g", c.Name, Angles()[angle], lag/lanes, d)
						}
						compared++
					}
				}
			}
		}
	}
	if compared == 0 {
		t.Fatal("no rotation was compared")
	}
	t.Logf("%d rotated lags compared", compared)
}
