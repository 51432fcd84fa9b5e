package pipeline

import (
	"context"
	"math"
	"testing"
	"time"

	"nofreelunch/pipeline/store"
)

// pastOf is a history of runs of one function.
func pastOf(runs ...measured) *past {
	p := &past{}
	for _, m := range runs {
		p.add(&store.Action{GFLOP: m.gflop, Seconds: m.seconds, Outputs: []store.Output{{Size: int64(m.bytes)}}})
	}
	return p
}

// The times of networks of three scales on one machine. What a small network
// takes is mostly not its products, so that its rate says nothing of a large one.
var (
	smoke  = []measured{{0, 40e3, 0.06}, {1.4, 40e3, 0.09}, {2.3, 45e3, 0.11}}
	laptop = []measured{{0, 300e3, 0.2}, {192, 300e3, 1.25}, {296, 300e3, 2.73}, {591, 300e3, 4.49}}
)

func TestLaptopIsPredictedFromEitherHistory(t *testing.T) {
	const rate = 140
	for name, history := range map[string][]measured{
		"smoke": smoke, "laptop": laptop[:3], "both": append(append([]measured{}, smoke...), laptop[:2]...),
	} {
		p := pastOf(history...)
		for _, run := range laptop[1:] {
			g := p.guess(run.gflop, run.bytes, rate)
			if got := g.Likely.Seconds(); got > 1.5*run.seconds || got < run.seconds/1.5 {
				t.Errorf("from %s: %.0f GFLOP take %.2f s, predicted %.2f", name, run.gflop, run.seconds, got)
			}
			if run.seconds < g.Low.Seconds() || run.seconds > g.High.Seconds() {
				t.Errorf("from %s: %.2f s are not within %v to %v", name, run.seconds, g.Low, g.High)
			}
		}
	}
	if g := pastOf(laptop...).guess(1.4, 40e3, rate); g.Likely > time.Second {
		t.Errorf("a small network from large ones: %v", g)
	}
}

// Two networks of as many operations are alike only if their sizes are: many
// steps of a small one are slower than few of a large one.
func TestRunsOfOneShapeAreTaken(t *testing.T) {
	p := pastOf(measured{500, 20e3, 25}, measured{500, 900e3, 4})
	for bytes, want := range map[float64]float64{25e3: 25, 800e3: 4} {
		if g := p.guess(500, bytes, 100); math.Abs(g.Likely.Seconds()-want) > 1e-6 || g.Basis != Rated {
			t.Errorf("outputs of %.0f bytes: %v, want %.0f s", bytes, g, want)
		}
	}
}

type longParams struct{ GFLOP float64 }

func long(context.Context, longParams) (int, error) { return 0, nil }

// Guesses are in order and never below nothing, however large the numbers.
func TestGuessesNeverOverflow(t *testing.T) {
	g := New()
	Cost(g, func(p longParams) (float64, float64) { return p.GFLOP, 1e300 })
	for _, gflop := range []float64{0, 1e-12, 1, 1e6, 1e12, 1e300, math.MaxFloat64} {
		Do0(g, "long", long, longParams{gflop})
	}
	var sum Guess
	for _, history := range [][]measured{nil, smoke, {{1, 1, 1e300}}, {{0, 0, 0}}} {
		est := estimates{map[store.Digest]*store.Action{}, map[string]*past{}, 100, map[sized]Guess{}}
		if history != nil {
			est.function["pipeline.long"] = pastOf(history...)
		}
		for _, n := range g.Nodes() {
			x := est.guess(n)
			sum = sum.plus(x)
			for _, y := range []Guess{x, sum} {
				if y.Low < 0 || y.Low > y.Likely || y.Likely > y.High {
					t.Errorf("%v from %v: %v", n.bound.Params, history, y)
				}
			}
		}
	}
	if plus(math.MaxInt64-1, 5) != math.MaxInt64 || plus(2, 3) != 5 {
		t.Error("a sum is not at the longest time, or not a sum")
	}
}

// Operations that are no products are never taken to run at a core's rate of
// products: without a record nothing is known, with one it tells.
func TestWorkIsTimedByItsOwnRecordsOnly(t *testing.T) {
	g := New()
	Work(g, func(p longParams) float64 { return p.GFLOP })
	n := Do0(g, "long", long, longParams{100}).Node()
	est := estimates{map[store.Digest]*store.Action{}, map[string]*past{}, 1000, map[sized]Guess{}}
	if x := est.guess(n); x.Basis != Unknown {
		t.Errorf("without a record: %+v", x)
	}
	est.rated, est.function["pipeline.long"] = map[sized]Guess{}, pastOf(measured{1, 100, 0.5})
	if x := est.guess(n); math.Abs(x.Likely.Seconds()-50) > 1e-6 {
		t.Errorf("from 1 GFLOP in 0.5 s, 100 take %v, want 50 s", x.Likely)
	}
	if n.cost().products {
		t.Error("it counts as products")
	}
}
