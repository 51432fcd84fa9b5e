package train

import (
	"context"
	"os"
	"testing"
	"time"

	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

func evalPaths(t testing.TB, n, steps int) []trajectory.Path {
	t.Helper()
	w := trajectory.Published()
	w.Paths, w.Steps, w.Seed = n, steps, 1
	paths, err := trajectory.Simulate(context.Background(), w)
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// Profile S reaches the decoding errors of the feasibility study: about 6 cm
// over 20 steps for DoS, about 8 cm for true DoG.
func TestProfileS(t *testing.T) {
	if os.Getenv("NOFREELUNCH_LONG") == "" {
		t.Skip("long: set NOFREELUNCH_LONG=1")
	}
	paths := evalPaths(t, 200, 50)
	for seed := range uint64(2) {
		for _, c := range []struct {
			e      encoding.Params
			lo, hi float64
		}{{encoding.DoS(0.12, 2), 0.05, 0.075}, {encoding.TrueDoG(0.12, 2), 0.07, 0.2}} {
			began := time.Now()
			n, err := Train(context.Background(), S(c.e, seed), paths)
			if err != nil {
				t.Fatal(err)
			}
			s := n.Summary
			took := time.Since(began).Seconds()
			t.Logf("%s: %s, error %.1f cm to step 20, %.1f at 20, %.1f to 50; explained %.3f; %.0f s, %.0f GFLOP/s",
				s.Network, s.Outcome, 100*s.Error20M, 100*s.ErrorAt20M, 100*s.ErrorAllM, s.Explained, took, s.GFLOP/took)
			if !(s.Error20M > c.lo && s.Error20M < c.hi) {
				t.Errorf("%s: error %v m, want %v to %v", s.Network, s.Error20M, c.lo, c.hi)
			}
		}
	}
}

// With a few more steps the smoke profile's networks learn, true DoG and
// Cartesian codes sooner than DoS.
func TestSmallNetworksLearn(t *testing.T) {
	paths := evalPaths(t, 50, 20)
	for _, c := range []struct {
		e                 encoding.Params
		steps             int
		explained, errorM float64
	}{
		{encoding.Cartesian(), 300, 0.95, 0.15},
		{encoding.TrueDoG(0.12, 2), 300, 0.2, 0.5},
	} {
		p := Smoke(c.e, 0)
		p.GradientSteps, p.LearningRate = c.steps, 1e-2
		n, err := Train(context.Background(), p, paths)
		if err != nil {
			t.Fatal(err)
		}
		if s := n.Summary; !(s.Explained > c.explained && s.Error20M < c.errorM) {
			t.Errorf("%s: explained %v, error %v m", s.Network, s.Explained, s.Error20M)
		}
	}
}
