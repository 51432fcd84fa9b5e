package paper

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"nofreelunch/stages/measure/rows"
)

// The difference of two fractions is Newcombe's, by his own example: 56 of 70
// against 48 of 80, from .0524 to .3339.
func TestDifferenceIsNewcombes(t *testing.T) {
	a, err := share(56, 70)
	if err != nil {
		t.Fatal(err)
	}
	b, err := share(48, 80)
	if err != nil {
		t.Fatal(err)
	}
	if d := difference(a, b); math.Abs(d.Value-0.2) > 1e-9 || math.Abs(d.Low-0.0524) > 5e-5 || math.Abs(d.High-0.3339) > 5e-5 {
		t.Errorf("%+v, want 0.2 from 0.0524 to 0.3339", d)
	}
}

// A fraction is judged with both N: what 400 networks decide, 8 do not.
func TestFractionsAreJudgedWithBothN(t *testing.T) {
	for _, c := range []struct {
		k, n       int
		published  float64
		publishedN int64
		want       string
	}{
		{388, 400, 0.97, 692, Reproduced},
		{8, 8, 0.97, 692, Inconclusive},
		{388, 400, 0.97, 6, Inconclusive}, // theirs is too few
		{40, 400, 0.97, 692, Contradicted},
		{0, 8, 0.97, 692, Contradicted},
		{0, 3, 0.97, 692, Inconclusive}, // fewer than four decide nothing, also against
		{3, 3, 1, 1000, Inconclusive},
		{400, 400, 0.93, 1689, Reproduced},
		{320, 400, 0.91, 1689, Inconclusive}, // .80 against .91: across the margin
		{300, 400, 0.91, 1689, Contradicted},
		{388, 400, 0.97, 0, Inconclusive}, // N not known
	} {
		e, err := share(c.k, c.n)
		if err != nil {
			t.Fatal(err)
		}
		o := fraction(0.10).decide(Claim{Published: c.published, PublishedN: c.publishedN, Of: "networks", Uncertainty: 0.01}, e)
		if o.verdict != c.want || (o.reason == "") != decided(o.verdict) {
			t.Errorf("%d of %d against %v of %d: %s (%s), difference %+v, want %s", c.k, c.n, c.published, c.publishedN, o.verdict, o.reason, o.difference, c.want)
		}
	}
}

func TestValuesAreJudgedWithinTheMargin(t *testing.T) {
	c := Claim{Published: 1.0, Uncertainty: 0.005, Of: "networks"}
	for _, d := range []struct {
		e    Estimate
		want string
	}{
		{Estimate{1.05, 1.04, 1.06, 8}, Reproduced},
		{Estimate{1.05, 0.99, 1.11, 8}, Inconclusive},
		{Estimate{1.15, 1.12, 1.18, 8}, Contradicted},
		{Estimate{0.85, 0.82, 0.88, 8}, Contradicted},
		{Estimate{1.15, 1.12, 1.18, 3}, Inconclusive},
		{Estimate{1.15, math.NaN(), math.NaN(), 8}, Inconclusive},
	} {
		o := value(0.10, true).decide(c, d.e)
		if o.verdict != d.want || o.margin != 0.1 {
			t.Errorf("%+v: %+v, want %s", d.e, o, d.want)
		}
		if d.want == Reproduced && !(o.p < 0.05) || d.want == Contradicted && d.e.N >= Fewest && !(o.p < 0.05) {
			t.Errorf("%+v is decided with p = %v", d.e, o.p)
		}
	}
}

// A direction can fail only where the interval lies wholly on the other side.
func TestDirections(t *testing.T) {
	for _, c := range []struct {
		tt   test
		e    Estimate
		want string
	}{
		{above(0), Estimate{0.1, 0.05, 0.15, 8}, Reproduced},
		{above(0), Estimate{0.1, -0.01, 0.2, 8}, Inconclusive},
		{above(0), Estimate{-0.1, -0.2, -0.01, 8}, Contradicted},
		{above(0), Estimate{-0.1, -0.2, -0.01, 2}, Inconclusive},
		{above(0), Estimate{0.1, 0.05, 0.15, 2}, Inconclusive},
		{below(0.01), Estimate{0, 0, 0.004, 8}, Reproduced},
		{below(0.01), Estimate{0.02, 0.005, 0.04, 8}, Inconclusive},
		{below(0.01), Estimate{0.05, 0.03, 0.07, 8}, Contradicted},
		{inside(0.9, 1.1), Estimate{1.0, 0.95, 1.05, 9}, Reproduced},
		{inside(0.9, 1.1), Estimate{1.2, 1.15, 1.25, 9}, Contradicted},
		{inside(0.9, 1.1), Estimate{1.1, 1.0, 1.2, 9}, Inconclusive},
	} {
		if o := c.tt.decide(Claim{Of: "networks"}, c.e); o.verdict != c.want {
			t.Errorf("%s, %+v: %s, want %s", c.tt.text, c.e, o.verdict, c.want)
		}
	}
}

// Interval and p say the same: the verdict stands if and only if the two-sided p
// is below .05.
func TestProbabilitiesAgreeWithIntervals(t *testing.T) {
	for v := -0.5; v <= 0.5; v += 0.013 {
		e := Estimate{v, v - 0.1, v + 0.1, 9}
		for _, tt := range []test{above(0), below(0.2), inside(-0.15, 0.15)} {
			if o := tt.decide(Claim{Of: "networks"}, e); decided(o.verdict) != (o.p < 0.05) {
				t.Errorf("%s, %v: %s with p = %v", tt.text, v, o.verdict, o.p)
			}
		}
	}
}

// Holm's own arithmetic, within each part alone.
func TestHolm(t *testing.T) {
	claims := []Row{
		{ID: "a", Part: "Result 1", P: 0.01, Verdict: Reproduced}, {ID: "b", Part: "Result 1", P: 0.04, Verdict: Contradicted, Robust: "robust (2 readings)"},
		{ID: "c", Part: "Result 1", P: 0.03, Verdict: Reproduced}, {ID: "d", Part: "Result 1", P: 0.001, Verdict: NotComparable},
		{ID: "e", Part: "Result 2", P: 0.04, Verdict: Reproduced}, {ID: "f", Part: "Result 2", P: math.NaN(), Verdict: Reproduced},
	}
	holm(claims)
	for i, want := range []struct {
		p       float64
		verdict string
	}{{0.03, Reproduced}, {0.06, Inconclusive}, {0.06, Inconclusive}, {math.NaN(), NotComparable}, {0.04, Reproduced}, {math.NaN(), Reproduced}} {
		r := claims[i]
		same := math.Abs(r.PHolm-want.p) < 1e-12 || math.IsNaN(r.PHolm) && math.IsNaN(want.p)
		if !same || r.Verdict != want.verdict {
			t.Errorf("%s: p %v, %s; want %v, %s", r.ID, r.PHolm, r.Verdict, want.p, want.verdict)
		}
	}
	if r := claims[1]; r.Robust != "" || !strings.Contains(r.Reason, "3 comparable claims") {
		t.Errorf("%+v", r)
	}
}

// comparison is the verdict on one claim after a change to all networks.
func comparison(t *testing.T, id string, change func(*rows.Network)) Row {
	t.Helper()
	all := everything()
	for i := range all.Networks {
		change(&all.Networks[i])
	}
	v, err := Encodings(context.Background(), params(), all, nil)
	return rowsOf(t, v, err)[id]
}

// Whether a number can be compared follows from the networks themselves: each
// fact alone makes it incomparable, and says so.
func TestComparabilityIsEvaluatedFromFacts(t *testing.T) {
	const id = "fig2a-gaussian-accurate"
	if r := comparison(t, id, func(*rows.Network) {}); r.Verdict != Reproduced || r.Differs != "" {
		t.Fatalf("alike networks: %+v", r)
	}
	for want, change := range map[string]func(*rows.Network){
		"cell rnn, published gru, lstm, rnn, ugrnn": func(n *rows.Network) { n.Cell = "rnn" },
		"activation relu, published":                func(n *rows.Network) { n.Activation = "relu" },
		"units 128, published 1024":                 func(n *rows.Network) { n.Units = 128 },
		"gradient steps 2400, published":            func(n *rows.Network) { n.GradientSteps = 2400 },
		"centres grid, published uniform":           func(n *rows.Network) { n.Centres = "grid" },
		"estimator error over 20 steps, published error over 50 steps": func(n *rows.Network) {
			n.ErrorsM, n.ErrorsPaths = n.ErrorsM[:20], n.ErrorsPaths[:20]
		},
		"hyperparameter mix optimisers adam, published": func(n *rows.Network) { n.Optimiser = "adam" },
		"hyperparameter mix readout dropouts 0,":        func(n *rows.Network) { n.ReadoutDropout = 0 },
	} {
		if r := comparison(t, id, change); r.Verdict != NotComparable || !strings.Contains(r.Reason, want) {
			t.Errorf("%s: %s (%s)", want, r.Verdict, r.Reason)
		}
	}
	r := comparison(t, id, func(n *rows.Network) { n.MapBins = 20 })
	if r.Verdict != Reproduced || r.Differs != "map bins 20, published 44" {
		t.Errorf("bins are stated and not asked for: %s, %q", r.Verdict, r.Differs)
	}
}

// A direction does not need the published scale, and says what it lacks of it.
func TestDirectionsStateTheirMismatches(t *testing.T) {
	r := comparison(t, "dos-over-Gaussian", func(n *rows.Network) { n.Units, n.Centres = 128, "grid" })
	if r.Verdict != Reproduced || !strings.Contains(r.Differs, "units 128, published 1024") || !strings.Contains(r.Differs, "centres grid") {
		t.Errorf("%s, differs: %q", r.Verdict, r.Differs)
	}
}

// Another look at the networks is one more reading of every claim on them.
func TestVariedTablesAreReadings(t *testing.T) {
	none := everything()
	for i := range none.Counts {
		none.Counts[i].AboveOfAll, none.Counts[i].Above = 0, 0
	}
	other := Varied{Readings: []VariedReading{{Vary: string(VaryBox), Name: "a box of 4.4 m"}}, Networks: none.Networks, Counts: none.Counts}
	v, err := Encodings(context.Background(), params(), everything(), []Varied{other})
	if r := rowsOf(t, v, err)["dos-over-cartesian"]; r.Verdict != Reproduced || !strings.Contains(r.Robust, "a box of 4.4 m") {
		t.Errorf("%+v", r)
	}
	if !slices.ContainsFunc(v.Readings, func(j Judged) bool { return j.Vary == string(VaryBox) && j.ID == "dos-over-cartesian" }) {
		t.Error("the reading is not in the table")
	}
	only := none.Keep(func(n rows.Network) bool { return n.Encoding == "dos" })
	other.Networks, other.Counts = only.Networks, only.Counts
	if _, err := Encodings(context.Background(), params(), everything(), []Varied{other}); err != nil {
		t.Errorf("networks of one encoding alone: %v", err)
	}
	if _, err := Encodings(context.Background(), params(), everything(), []Varied{{}}); err == nil {
		t.Error("a reading without a name is accepted")
	}
}

// Of networks that do not differ at all, the units give the interval.
func TestNoSpreadIsNoCertainty(t *testing.T) {
	v, err := Encodings(context.Background(), params(), everything(), nil)
	if r := rowsOf(t, v, err)["r7-dog-none"]; r.Low != 0 || !(r.High > 0 && r.High < 0.01) {
		t.Errorf("no unit of 40 networks of 100: [%v, %v]", r.Low, r.High)
	}
}
