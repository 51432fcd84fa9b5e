package figures

import (
	"context"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/theory/lattice"
)

type figure9Made struct {
	p        Figure9Params
	shared   lattice.Compared
	family   []lattice.FamilyShape
	walk     []estimate.WalkPoint
	networks []estimate.ExplainedRun
}

func (m figure9Made) figure() (Figure9Output, error) {
	return Figure9(context.Background(), m.p, m.shared, m.family, m.walk, m.networks)
}

// landscapes are the losses of figure 9, and those of its family.
func landscapes(t *testing.T) (lattice.Compared, []lattice.FamilyShape) {
	t.Helper()
	ctx := context.Background()
	area := lattice.HexagonAreaM2(0.91)
	readout := lattice.Loss{Kind: lattice.Readout, BumpM: 0.15, SigmaM: 0.12, SurroundScale: 2}
	gaussian, two := readout, readout
	gaussian.SurroundScale, two.BumpM, two.SurroundScale = 0, 0.3, 3
	shared := lattice.CompareParams{Losses: []lattice.Named{
		{Caption: "confusion", Loss: lattice.Loss{Kind: lattice.Confusion, AreaM2: area, BeliefM: 0.3}},
		{Caption: "distance", Loss: lattice.Loss{Kind: lattice.Distance, AreaM2: area, BeliefM: 0.3}},
		{Caption: "DoS readout, *s* = 2", Loss: lattice.Of(readout, 0.91).Loss},
		{Caption: "DoS readout, *s* = 3", Loss: lattice.Of(two, 1.1).Loss},
		{Caption: "Gaussian readout", Loss: lattice.Of(gaussian, 0.91).Loss},
	}}
	var family lattice.FamilyParams
	p := lattice.Params{PathPoints: 20, Tallest: 1.5, MapX: 15, MapY: 25}
	for _, periodM := range []float64{0.7, 0.9, 1.1, 1.3} {
		m := lattice.Of(readout, periodM)
		family.Members, p.Losses = append(family.Members, m), append(p.Losses, m.Loss)
	}
	for _, n := range shared.Losses {
		p.Losses = append(p.Losses, n.Loss)
	}
	l, err := lattice.Landscape(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	compared, err := lattice.Compare(ctx, shared, l)
	if err != nil {
		t.Fatal(err)
	}
	shapes, err := lattice.Family(ctx, family, l)
	if err != nil {
		t.Fatal(err)
	}
	return compared, shapes
}

// explained are networks of several encodings; the last one diverged.
func explained(t *testing.T) []estimate.ExplainedRun {
	t.Helper()
	p := estimate.ExplainedParams{Judge: judge()}
	var table rows.Table
	for k, s := range []struct {
		encoding string
		networks int
	}{{"cartesian", 3}, {"high-dim polar", 3}, {"Gaussian", 4}, {"true DoG", 3}, {"DoS", 4}, {"SoD", 1}} {
		p.Groups = append(p.Groups, rows.Group{Name: s.encoding, Where: rows.Where{Encoding: s.encoding}})
		for n := range s.networks {
			row := madeRow(s.encoding, n, 0.25*float64(k))
			if s.encoding == "SoD" {
				row = lostRow(s.encoding, n)
			}
			row.Networks[0].Explained = 0.95 - 0.07*float64(k) + 0.03*float64(n)
			table = together(table, row)
		}
	}
	out, err := estimate.Explained(context.Background(), p, table)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func figure9(t *testing.T) figure9Made {
	t.Helper()
	m := figure9Made{p: Figure9Params{Profile: profile(), Judge: judge(), ShiftM: 0.91}, networks: explained(t)}
	m.shared, m.family = landscapes(t)
	ids := []string{"DoS 0", "DoS 1", "DoS 2", "DoS 3"}
	for i := range 61 {
		at := float64(i) / 20
		sin := math.Sin(math.Pi * at)
		q := estimate.WalkPoint{From: ids[i/20], To: ids[(i+19)/20], At: at, Unexplained: 0.3 + 1.1*sin*sin}
		m.walk = append(m.walk, q)
	}
	return m
}

func TestFigure9(t *testing.T) {
	m := figure9(t)
	o, err := m.figure()
	if err != nil {
		t.Fatal(err)
	}
	hexagonal := map[string]bool{}
	for _, q := range o.Minima {
		if q.Class == "hexagonal" {
			hexagonal[q.Caption] = true
		}
	}
	if len(hexagonal) != 4 || hexagonal["Gaussian readout"] {
		t.Errorf("the hexagon is a minimum of %v, want all but the Gaussian readout", hexagonal)
	}
	if n := o.Networks[len(o.Networks)-1]; n.Outcome != rows.Diverged || !math.IsNaN(n.Explained) {
		t.Errorf("a diverged network: %+v", n)
	}
	golden(t, "figure9.png", o.PNG)
}

// A network on the walk is labelled by its own grid-like units, wherever panel d
// has it, and by its place where panel d has it not.
func TestFigure9LabelsNetworksByTheirDigest(t *testing.T) {
	o := Figure9Output{Networks: []estimate.ExplainedRun{{ID: "b", FractionFiltered: 0.25}, {ID: "a", FractionFiltered: 0.5}}}
	for want, q := range map[string]estimate.WalkPoint{
		"50 %": {From: "a", To: "a"}, "25 %": {From: "b", To: "b", At: 1}, "network 3": {From: "c", To: "c", At: 2},
	} {
		if got := o.label(q); got != want {
			t.Errorf("%+v is labelled %q, want %q", q, got, want)
		}
	}
}

func TestFigure9OfNothing(t *testing.T) {
	o, err := figure9Made{p: Figure9Params{Profile: profile(), Judge: judge(), ShiftM: 0.91}}.figure()
	if err != nil || len(o.PDF) == 0 {
		t.Errorf("no tables: %v", err)
	}
}

func TestFigure9RefusesBadParams(t *testing.T) {
	for name, spoil := range map[string]func(*Figure9Params){
		"Profile":         func(p *Figure9Params) { p.Profile.Name = "" },
		"Judge.Resamples": func(p *Figure9Params) { p.Judge.Resamples = 0 },
		"ShiftM":          func(p *Figure9Params) { p.ShiftM = math.NaN() },
	} {
		p := Figure9Params{Profile: profile(), Judge: judge(), ShiftM: 0.91}
		spoil(&p)
		if err := (&Figure9Output{}).Draw(p); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("bad %s: %v", name, err)
		}
	}
}
