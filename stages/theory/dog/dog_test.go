package dog

import (
	"context"
	"math"
	"strings"
	"testing"
)

// Stretching all lengths by a factor divides k* by it.
func TestKStarScalesWithLength(t *testing.T) {
	a, b := Matched(0.12, 2).KStar(2), Matched(0.24, 2).KStar(2)
	if math.Abs(a.K/b.K-2) > 1e-14 {
		t.Errorf("ratio %g, want 2", a.K/b.K)
	}
	if p := Period(a.K); math.Abs(p/0.12-7.55) > 0.005 {
		t.Errorf("period %.3f sigma, want 7.55 sigma", p/0.12)
	}
}

func TestPhaseMapAgreesWithSearch(t *testing.T) {
	rows, err := PhaseMap(context.Background(), MapParams{
		Balance: GivenHeights, SigmaLoM: 0.05, SigmaHiM: 0.2, SigmaPoints: 3, ScaleLo: 0.5, ScaleHi: 3, ScalePoints: 6, AlphaE: 2, AlphaI: 0.3,
	})
	if err != nil {
		t.Fatal(err)
	}
	var with, without int
	for _, r := range rows {
		d := DoG{2, 0.3, r.SigmaM, r.SigmaM * r.SurroundScale}
		k := d.BruteForce(2).K
		switch {
		case r.Pattern && math.Abs(k-r.K2RadPerM) > 1e-5*r.K2RadPerM:
			t.Errorf("%+v: search finds %g", r, k)
		case !r.Pattern && k > 0:
			t.Errorf("%+v: search finds a pattern at %g", r, k)
		}
		if r.Pattern {
			with++
		} else {
			without++
		}
	}
	if with == 0 || without == 0 {
		t.Errorf("%d points with and %d without a pattern: the map tests nothing", with, without)
	}
}

// A code without a curve predicts nothing, and says so in numbers.
func TestNonePredictsNothing(t *testing.T) {
	k := None{}
	if p := k.KStar(2); p.Pattern() || !math.IsNaN(p.K) || !math.IsNaN(k.At(0)) || !math.IsNaN(k.Transform(2, 1)) {
		t.Errorf("none has the peak %+v", p)
	}
}

func TestMapErrorsNameTheField(t *testing.T) {
	good := MapParams{Balance: EqualHeights, SigmaLoM: 0.05, SigmaHiM: 0.2, SigmaPoints: 3, ScaleLo: 0.5, ScaleHi: 3, ScalePoints: 6}
	if _, err := PhaseMap(context.Background(), good); err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string]func(*MapParams){
		"Balance": func(p *MapParams) { p.Balance = "dos" }, "SigmaLoM": func(p *MapParams) { p.SigmaLoM = 0 },
		"ScaleLo": func(p *MapParams) { p.ScaleLo = 5 }, "SigmaPoints": func(p *MapParams) { p.SigmaPoints = 1 },
		"AlphaE": func(p *MapParams) { p.Balance = GivenHeights }, "AlphaI": func(p *MapParams) { p.AlphaE, p.AlphaI = 1, 1 },
	} {
		p := good
		change(&p)
		if _, err := PhaseMap(context.Background(), p); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s spoilt: %v", field, err)
		}
	}
}
