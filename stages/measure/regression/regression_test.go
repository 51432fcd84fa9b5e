package regression

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"nofreelunch/stages/core/rng"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/measure/ratemap"
)

func settings(m Method) Params {
	return Params{Method: m, Penalties: []float64{1e-4, 1e-2, 1}, Comps: []int{1, 2, 4, 8, 16}, Folds: 5, BlockBins: 1, MinCeiling: 0.2, Seed: 1}
}

// population is recorded for so long that little noise is left.
func population(t *testing.T) Population {
	t.Helper()
	p := Rodent(16, 2.2, 1)
	p.SecondsPerBin, p.DriftSD = 2, 0
	p.CellsPerModule, p.BorderCells, p.HeadCells, p.NoisyCells = 5, 5, 5, 5
	out, err := Synthesize(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func predict(t *testing.T, p Params, pop Population, f Features) Result {
	t.Helper()
	out, err := Predict(context.Background(), p, pop, f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func random(t *testing.T, decay Decay, dimension float64, units int) Features {
	t.Helper()
	f, err := Random(context.Background(), RandomParams{Bins: 16, Units: units, Decay: decay, Dimension: dimension, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestPopulationIsWhatItSays(t *testing.T) {
	pop := population(t)
	for _, c := range pop.Cells {
		ceiling := correlation(c.First, c.Second)
		for _, r := range c.Rates {
			if r < -1e-12 || r > 10+1e-12 {
				t.Fatalf("cell %d (%s): rate %g Hz", c.Cell, c.Kind, r)
			}
		}
		switch noisy := c.Kind == string(NoisyCell); {
		case noisy && ceiling > 0.2:
			t.Errorf("noisy cell %d: recordings agree at %g", c.Cell, ceiling)
		case !noisy && ceiling < 0.5:
			t.Errorf("cell %d (%s): recordings agree only at %g", c.Cell, c.Kind, ceiling)
		}
	}
	if r := pop.Cells[5].PeriodM / pop.Cells[0].PeriodM; math.Abs(r-1.4) > 1e-12 {
		t.Errorf("module ratio %g", r)
	}
}

// The noiseless rates themselves predict everything that can be.
func TestTheTruthReachesTheCeiling(t *testing.T) {
	pop := population(t)
	var truth Features
	for _, c := range pop.Cells {
		truth.Units = append(truth.Units, Feature{c.Cell, c.Bins, c.Rates})
	}
	for _, m := range []Method{Ridge, PLS} {
		s := predict(t, settings(m), pop, truth).Summary
		if s.MedianPredictivity < 0.95 || s.MedianPredictivity > 1.05 {
			t.Errorf("%s: median predictivity %g", m, s.MedianPredictivity)
		}
		if s.Cells != 30 {
			t.Errorf("%s: %d cells above the least ceiling, want the 30 with a signal", m, s.Cells)
		}
	}
}

// No map of space predicts headings.
func TestSpaceDoesNotPredictHeadings(t *testing.T) {
	for _, c := range predict(t, settings(Ridge), population(t), random(t, Flat, 20, 100)).Cells {
		if c.Kind == string(HeadCell) && math.Abs(c.Predictivity) > 0.25 {
			t.Errorf("head-direction cell %d: predictivity %g", c.Cell, c.Predictivity)
		}
	}
}

// Finer waves predict more, although no feature knows of the brain.
func TestPredictivityGrowsWithDimension(t *testing.T) {
	pop := population(t)
	for _, m := range []Method{Ridge, PLS} {
		last := -1.0
		for _, d := range []float64{3, 15, 75} {
			s := predict(t, settings(m), pop, random(t, Flat, d, 100)).Summary
			t.Logf("%s, dimension %g: effective %.1f, mean predictivity %.2f, grid %.2f", m, d, s.EffectiveDimension, s.MeanPredictivity, s.GridPredictivity)
			if s.MeanPredictivity < last {
				t.Errorf("%s: mean predictivity falls from %g to %g at dimension %g", m, last, s.MeanPredictivity, d)
			}
			last = s.MeanPredictivity
		}
	}
}

func TestRandomFeaturesHaveTheirDimension(t *testing.T) {
	const units = 300
	for _, decay := range []Decay{Flat, Power} {
		for _, d := range []float64{2, 10, 50} {
			f := random(t, decay, d, units)
			x := linalg.New(units, 256)
			for i, u := range f.Units {
				copy(x.Row(i), u.Rates)
			}
			// Each variance is known to a standard error of sqrt(2/units).
			want := 1 / (1/d + 1.0/units)
			if got := ParticipationRatio(x.T()); math.Abs(got/want-1) > 4*math.Sqrt(2.0/units) {
				t.Errorf("%s: dimension %g, want %g", decay, got, want)
			}
		}
	}
}

// With as many components as features PLS is least squares.
func TestPLSEndsInLeastSquares(t *testing.T) {
	f := random(t, Power, 4, 5)
	x := linalg.New(5, 256)
	for i, u := range f.Units {
		copy(x.Row(i), u.Rates)
	}
	y := linalg.Of(256, 1, population(t).Cells[0].First)
	cx, _ := centre(x.T())
	cy, _ := centre(y)
	got := pls(linalg.TMul(cx, cx), linalg.TMul(cx, cy), []int{5})[0]
	var want mat.Dense
	if err := want.Solve(mat.NewDense(cx.Rows, cx.Cols, cx.Data), mat.NewDense(cy.Rows, cy.Cols, cy.Data)); err != nil {
		t.Fatal(err)
	}
	for i, w := range want.RawMatrix().Data {
		if math.Abs(got.Data[i]-w) > 1e-9*math.Abs(w) {
			t.Errorf("coefficient %d is %g, want %g", i, got.Data[i], w)
		}
	}
}

func TestFoldsCoverEveryBinOnceInWholeBlocks(t *testing.T) {
	p := settings(Ridge)
	p.BlockBins = 2
	folds := split(p, 15)
	counts := map[int]int{}
	for i, f := range folds {
		counts[f]++
		if corner := i/15/2*2*15 + i%15/2*2; folds[corner] != f {
			t.Fatalf("bin %d is held out without its block", i)
		}
	}
	for f := range 5 {
		if counts[f] == 0 {
			t.Errorf("fold %d is empty", f)
		}
	}
}

func TestConstantFeaturesPredictNothing(t *testing.T) {
	flat := Features{[]Feature{{0, 16, make([]float64, 256)}, {1, 16, make([]float64, 256)}}}
	for _, m := range []Method{Ridge, PLS} {
		if s := predict(t, settings(m), population(t), flat).Summary; s.MedianPredictivity > 0.1 {
			t.Errorf("%s: %g", m, s.MedianPredictivity)
		}
	}
}

// A network's maps are features like any others; a diverged network has none.
func TestPredictNetwork(t *testing.T) {
	pop := population(t)
	var maps ratemap.Maps
	for _, c := range pop.Cells {
		rates := make([]float32, len(c.Rates))
		for i, r := range c.Rates {
			rates[i] = float32(r)
		}
		maps.Units = append(maps.Units, ratemap.Unit{Unit: c.Cell, Bins: c.Bins, Rates: rates})
	}
	maps.Units[0].Rates[3] = float32(math.NaN()) // unvisited
	out, err := PredictNetwork(context.Background(), settings(Ridge), pop, maps)
	if err != nil {
		t.Fatal(err)
	}
	if p := out.Summary.MedianPredictivity; p < 0.95 || p > 1.05 {
		t.Errorf("median predictivity %g from the true maps", p)
	}
	out, err = PredictNetwork(context.Background(), settings(Ridge), pop, ratemap.Maps{})
	if err != nil || len(out.Cells) != 0 {
		t.Errorf("no maps: %d cells, %v", len(out.Cells), err)
	}
}

func TestErrors(t *testing.T) {
	pop := population(t)
	for field, change := range map[string]func(*Params){
		"Method": func(p *Params) { p.Method = "" }, "Penalties": func(p *Params) { p.Penalties = nil },
		"Folds": func(p *Params) { p.Folds = 2 }, "BlockBins": func(p *Params) { p.BlockBins = 0 }, "MinCeiling": func(p *Params) { p.MinCeiling = 0 },
	} {
		p := settings(Ridge)
		change(&p)
		if _, err := Predict(context.Background(), p, pop, Features{}); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := Predict(context.Background(), settings(Ridge), pop, Features{[]Feature{{0, 3, make([]float64, 9)}}}); err == nil {
		t.Error("features on other bins were accepted")
	}
	out := predict(t, settings(Ridge), pop, Features{})
	if len(out.Cells) != 0 || !math.IsNaN(out.Summary.MedianPredictivity) {
		t.Errorf("no features: %+v", out)
	}
}

// TestBits holds a digest of results on amd64; other architectures must agree.
func TestBits(t *testing.T) {
	pop := population(t)
	h := sha256.New()
	for _, m := range []Method{Ridge, PLS} {
		for _, c := range predict(t, settings(m), pop, random(t, Power, 5, 20)).Cells {
			var b [8]byte
			binary.LittleEndian.PutUint64(b[:], math.Float64bits(c.Correlation))
			h.Write(b[:])
		}
	}
	const want = "e1c05b9911e31162"
	if got := hex.EncodeToString(h.Sum(nil)[:8]); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
}

func TestRankCountsWhatIsIndependent(t *testing.T) {
	s := rng.New(4, "rank", 0)
	for _, want := range []int{0, 1, 3, 7, 12} {
		a := linalg.New(20, 12) // a product of random factors has the rank of the narrower
		for i := range 20 {
			for k := range want {
				v := s.Normal()
				for j := range 12 {
					w := rng.New(4, "rank", uint64(100*k+j+1))
					a.Set(i, j, a.At(i, j)+v*w.Normal())
				}
			}
		}
		if got := rank(linalg.TMul(a, a)); got != want {
			t.Errorf("rank %d, want %d", got, want)
		}
	}
}

// Every prediction says what dimension its features have by every measure: flat
// features of a larger dimension have more by each.
func TestPredictMeasuresTheFeatures(t *testing.T) {
	var last Summary
	for _, dimension := range []float64{2, 10} {
		s := predict(t, settings(Ridge), population(t), random(t, Flat, dimension, 64)).Summary
		if !(s.TwoNN > last.TwoNN) || !(s.Moments > last.Moments) || s.Rank <= last.Rank || !(s.EffectiveDimension > last.EffectiveDimension) {
			t.Errorf("dimension %v: %+v after %+v", dimension, s, last)
		}
		last = s
	}
}
