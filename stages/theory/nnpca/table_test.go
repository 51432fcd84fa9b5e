package nnpca

import (
	"context"
	"os"
	"testing"

	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placecell"
)

func run(t *testing.T, p Params) Result {
	t.Helper()
	out, err := Run(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func params(kind encoding.Entry, sigmaM, s, boxM float64, layout encoding.Layout, cells int) Params {
	e := kind.Kind().Sized(kind.Typical(), cells, layout)
	e.BoxWidthM, e.Seed = boxM, 1
	e.SigmaM, e.SurroundScale = encoding.Range{Lo: sigmaM, Hi: sigmaM}, encoding.Range{Lo: s, Hi: s}
	return Params{
		Encoding: e, Curve: kind.Curve(e), Bins: 20, Starts: 60, Iterations: 300, NonNegative: true, Seed: 1,
	}
}

// TestTable checks the fractions of hexagonal patterns over encodings, widths,
// box sizes and layouts against those of the feasibility study.
func TestTable(t *testing.T) {
	if os.Getenv("NOFREELUNCH_LONG") == "" {
		t.Skip("long: set NOFREELUNCH_LONG=1")
	}
	for _, c := range []struct {
		p      Params
		lo, hi float64
	}{
		{params(encoding.DoSEntry(), 0.08, 2, 2.2, encoding.Grid, 256), 0.65, 1},
		{params(encoding.DoSEntry(), 0.10, 2, 2.2, encoding.Grid, 256), 0.9, 1},
		{params(encoding.DoSEntry(), 0.12, 2, 2.2, encoding.Grid, 256), 0.9, 1},
		{params(encoding.DoSEntry(), 0.16, 2, 2.2, encoding.Grid, 256), 0, 0},
		{params(encoding.DoSEntry(), 0.20, 2, 2.2, encoding.Grid, 256), 0, 0},
		{params(encoding.DoSEntry(), 0.12, 1.5, 2.2, encoding.Grid, 256), 0.9, 1},
		{params(encoding.DoSEntry(), 0.12, 3, 2.2, encoding.Grid, 256), 0, 0},
		{params(encoding.DoSEntry(), 0.16, 2, 3.3, encoding.Grid, 256), 0.9, 1},
		{params(encoding.DoSEntry(), 0.12, 2, 2.2, encoding.Grid, 1024), 0.9, 1},
		{params(encoding.GaussianEntry(), 0.12, 2, 2.2, encoding.Grid, 256), 0, 0},
		{params(encoding.TrueDoGEntry(), 0.12, 2, 2.2, encoding.Grid, 256), 0, 0},
		{params(encoding.SoDEntry(), 0.12, 2, 2.2, encoding.Grid, 256), 0, 0},
		{params(encoding.DoSEntry(), 0.12, 2, 2.2, encoding.Uniform, 512), 0, 0},
	} {
		s := run(t, c.p).Summary
		t.Logf("%-64s > 0.8 %.2f, > 0.3 %.2f, median %.2f, max %.2f, period %.2f m, theory %.2f m",
			s.Name, s.Fraction08, s.Fraction03, s.MedianScore60, s.MaxScore60, s.MedianPeriodM, s.PredictedPeriodM)
		if s.Fraction08 < c.lo || s.Fraction08 > c.hi {
			t.Errorf("%s: fraction %.2f, want %.2f to %.2f", s.Name, s.Fraction08, c.lo, c.hi)
		}
	}
	many := encoding.DoS(0.12, 2)
	many.Cells, many.Centres = 256, encoding.Grid
	many.Fields = encoding.FieldCount{Law: placecell.OnePlus, Mean: 3}
	many.SigmaM, many.SurroundScale = encoding.Range{Lo: 0.06, Hi: 1}, encoding.Range{Lo: 1.25, Hi: 4.5}
	scattered := encoding.DoS(0.12, 2)
	scattered.Cells, scattered.Centres = 256, encoding.Halton
	for _, e := range []encoding.Params{many, scattered} {
		out, err := Run(context.Background(), Params{Encoding: e, Curve: encoding.DoSEntry().Curve(e), Bins: 20, Starts: 60, Iterations: 300, NonNegative: true, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%-64s > 0.8 %.2f, > 0.3 %.2f", out.Summary.Name, out.Summary.Fraction08, out.Summary.Fraction03)
		if e == many && out.Summary.Fraction08 != 0 {
			t.Errorf("%s: fraction %.2f, want 0", out.Summary.Name, out.Summary.Fraction08)
		}
	}
}

// TestUniformCentresNeedMany checks that scattered centres make hexagons when
// there are many of them. One draw of 16384 centres moves the fraction from 0.05
// to 1, so that only the median over draws says something, and it is compared
// with no hexagon in any draw of 512.
func TestUniformCentresNeedMany(t *testing.T) {
	if os.Getenv("NOFREELUNCH_LONG") == "" {
		t.Skip("long: set NOFREELUNCH_LONG=1")
	}
	for _, sigmaM := range []float64{0.08, 0.10, 0.12} {
		var many []float64
		for seed := range uint64(5) {
			p := params(encoding.DoSEntry(), sigmaM, 2, 2.2, encoding.Uniform, 16384)
			p.Encoding.Seed = seed
			many = append(many, run(t, p).Summary.Fraction08)
			p.Encoding.Cells = 512
			if few := run(t, p).Summary.Fraction08; few > 0.1 {
				t.Errorf("sigma %g m, 512 centres, seed %d: fraction %.2f above 0.8, want at most 0.1", sigmaM, seed, few)
			}
		}
		t.Logf("sigma %g m, 16384 centres: fractions above 0.8 %.2f", sigmaM, many)
		if m := stat.Median(many); m < 0.4 {
			t.Errorf("sigma %g m, 16384 centres: fractions above 0.8 %.2f, median %.2f, want at least 0.4", sigmaM, many, m)
		}
	}
}
