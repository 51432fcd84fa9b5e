package coherence

import (
	"math"
	"testing"

	"nofreelunch/stages/core/rng"
)

// lattices are n with orientations around one, within a spread, and log-normal periods.
func lattices(n int, orientation, width, spread float64, s *rng.Stream) (of []Lattice) {
	for range n {
		of = append(of, Lattice{Score60: 1, PeriodM: math.Exp(spread * s.Normal()), OrientationRad: orientation + s.Uniform(-width, width)})
	}
	return of
}

func TestStatistic(t *testing.T) {
	s := rng.New(1, "made", 0)
	one := Of(lattices(30, 0.4, 0, 0, &s), 0.3)
	if math.Abs(one.Alignment-1) > 1e-12 || one.Spread != 0 || one.Lattices != 30 {
		t.Errorf("one lattice: %+v", one)
	}
	sum, spread := 0.0, 0.0
	for range 400 {
		q := Of(lattices(7, 0, math.Pi/6, 0.1, &s), 0.3)
		sum, spread = sum+q.Alignment/400, spread+q.Spread/400
	}
	if math.Abs(sum) > 0.03 || math.Abs(spread-0.1) > 0.01 {
		t.Errorf("independent lattices align by %v and spread by %v, want 0 and 0.1", sum, spread)
	}
	// Lattices 30 degrees apart are as unlike as they can be.
	two := append(lattices(20, 0.1, 0, 0, &s), lattices(20, 0.1+math.Pi/6, 0, 0, &s)...)
	if q := Of(two, 0.3); q.Alignment > 0 {
		t.Errorf("two opposite halves align by %v", q.Alignment)
	}
	turned := lattices(25, 0.2, 0.1, 0.05, &s)
	before := Of(turned, 0.3)
	for i := range turned {
		turned[i].OrientationRad += 0.9
		turned[i].PeriodM *= 3
	}
	if after := Of(turned, 0.3); math.Abs(after.Alignment-before.Alignment) > 1e-12 || math.Abs(after.Spread-before.Spread) > 1e-12 {
		t.Errorf("turned and scaled together: %+v, before %+v", after, before)
	}
}

func TestOnlyMeasuredLatticesCount(t *testing.T) {
	nan := math.NaN()
	of := []Lattice{{0.9, 1, 0.1}, {0.9, 1, 0.1}, {0.9, 1, 0.1}, {0.3, 1, 0.1}, {nan, 1, 0.1}, {0.9, nan, 0.1}, {0.9, 1, nan}, {0.9, math.Inf(1), 0.1}}
	if s := Of(of, 0.3); s.Lattices != 3 || !math.IsNaN(s.Alignment) || !math.IsNaN(s.Spread) {
		t.Errorf("three lattices: %+v", s)
	}
	many := make([]Lattice, 20)
	for i := range many {
		many[i] = Lattice{1, 1, float64(i)}
	}
	if c := Compare(of, many, 0.3, 50, rng.New(1, "test", 0)); !math.IsNaN(c.Joint) {
		t.Errorf("three lattices have a p of %v", c.Joint)
	}
	if c := Compare(many, of, 0.3, 50, rng.New(1, "test", 0)); !math.IsNaN(c.Joint) || c.Units.Lattices != 20 {
		t.Errorf("against three surrogates: %+v", c)
	}
}

// Units that are drawn as their surrogates are pass at the level.
func TestLevelIsKept(t *testing.T) {
	s := rng.New(5, "made", 0)
	const tests = 300
	var joint, alignment, spread int
	for i := range tests {
		c := Compare(lattices(12, 0, math.Pi/6, 0.2, &s), lattices(200, 0, math.Pi/6, 0.2, &s), 0.3, 199, rng.New(5, "test", uint64(i)))
		for _, q := range []struct {
			p float64
			k *int
		}{{c.Joint, &joint}, {c.Alignment, &alignment}, {c.Spread, &spread}} {
			if q.p <= 0.05 {
				*q.k++
			}
		}
	}
	// a binomial of 300 at 0.05 lies between 5 and 27 with a chance of 99.8 %
	for name, k := range map[string]int{"joint": joint, "alignment": alignment, "spread": spread} {
		if k < 5 || k > 27 {
			t.Errorf("%s: %d of %d tests pass at 0.05", name, k, tests)
		}
	}
}

func TestModulesAreFound(t *testing.T) {
	s := rng.New(6, "made", 0)
	pool := lattices(200, 0, math.Pi/6, 0.2, &s)
	module := Compare(lattices(10, 0.3, 0.05, 0.02, &s), pool, 0.3, 199, rng.New(6, "test", 0))
	if module.Joint > 0.01 || module.Alignment > 0.01 || module.Spread > 0.01 {
		t.Errorf("a module: %+v", module)
	}
	// A shared direction alone is not a shared period.
	wide := Compare(lattices(10, 0.3, 0.05, 0.6, &s), pool, 0.3, 199, rng.New(6, "test", 1))
	if wide.Alignment > 0.01 || wide.Spread < 0.5 {
		t.Errorf("one direction, any period: %+v", wide)
	}
}
