package figures

import (
	"context"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/theory/lattice"
)

type figure9Made struct {
	p              Figure9Params
	shared, family lattice.Landscapes
	line           train.Line
	reports        []train.Report
	maps           []ratemap.Maps
	scores         []gridscore.Scores
}

func (m figure9Made) figure() (Figure9Output, error) {
	return Figure9(context.Background(), m.p, m.shared, m.family, m.line, m.reports, m.maps, m.scores)
}

func figure9(t *testing.T) figure9Made {
	t.Helper()
	area := func(period float64) float64 { return math.Sqrt(3) / 2 * period * period }
	landscape := func(losses ...lattice.Loss) lattice.Landscapes {
		o, err := lattice.Landscape(context.Background(), lattice.Params{Losses: losses, PathPoints: 20, Tallest: 1.5, MapX: 15, MapY: 25})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	readout := func(period, bump, s float64) lattice.Loss {
		return lattice.Loss{Kind: lattice.Readout, AreaM2: area(period), BumpM: bump, SigmaM: 0.12, Surround: s}
	}
	two := readout(1.1, 0.3, 3)
	m := figure9Made{
		p: Figure9Params{
			Judge: judge(), Groups: []Sample{{"cartesian", 3}, {"high-dim polar", 3}, {"Gaussian", 4}, {"true DoG", 3}, {"DoS", 4}, {"SoD", 1}},
			Shared: []string{"confusion", "distance", "DoS readout, *s* = 2", "DoS readout, *s* = 3", "Gaussian readout"},
			OnLine: []int{13, 14, 15, 16}, PeriodsM: []float64{0.7, 0.9, 1.1, 1.3}, ShiftM: 0.91,
		},
		shared: landscape(lattice.Loss{Kind: lattice.Confusion, AreaM2: area(0.91), BeliefM: 0.3}, lattice.Loss{Kind: lattice.Distance, AreaM2: area(0.91), BeliefM: 0.3},
			readout(0.91, 0.15, 2), two, readout(0.91, 0.15, 0)),
		family: landscape(readout(0.7, 0.15, 2), readout(0.9, 0.15, 2), readout(1.1, 0.15, 2), readout(1.3, 0.15, 2)),
	}
	for i := range 61 {
		at := float64(i) / 20
		sin := math.Sin(math.Pi * at)
		m.line.Points = append(m.line.Points, train.LinePoint{At: at, Unexplained: 0.3 + 1.1*sin*sin})
	}
	for k, s := range m.p.Groups {
		for n := range s.Networks {
			maps, scores := network(n, 0.25*float64(k), 0)
			m.maps, m.scores = append(m.maps, maps), append(m.scores, scores)
			m.reports = append(m.reports, train.Report{Summary: train.Summary{Explained: 0.95 - 0.07*float64(k) + 0.03*float64(n)}})
		}
	}
	last := len(m.maps) - 1
	m.maps[last], m.scores[last] = ratemap.Maps{}, gridscore.Scores{} // diverged
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
	for _, q := range o.Curves {
		if q.Theta == 0 && q.Shown != 0 || math.Abs(q.Shown) > 1 {
			t.Fatalf("%+v", q)
		}
	}
	if n := o.Networks[len(o.Networks)-1]; n.Outcome != diverged || !math.IsNaN(n.Explained) {
		t.Errorf("a diverged network: %+v", n)
	}
	compare(t, "figure9.png", o.PNG)
}

func TestFigure9RefusesBadInput(t *testing.T) {
	for name, spoil := range map[string]func(*figure9Made){
		"Judge.Resamples": func(m *figure9Made) { m.p.Judge.Resamples = 0 },
		"Groups":          func(m *figure9Made) { m.p.Groups[0].Networks = 0 },
		"Groups ":         func(m *figure9Made) { m.reports = m.reports[1:] },
		"Shared":          func(m *figure9Made) { m.p.Shared = m.p.Shared[1:] },
		"OnLine":          func(m *figure9Made) { m.p.OnLine[0] = 99 },
		"PeriodsM":        func(m *figure9Made) { m.p.PeriodsM[1] = 0.1 },
		"ShiftM":          func(m *figure9Made) { m.p.ShiftM = math.NaN() },
	} {
		m := figure9(t)
		spoil(&m)
		if _, err := m.figure(); err == nil || !strings.Contains(err.Error(), strings.TrimSpace(name)) {
			t.Errorf("bad %s: %v", name, err)
		}
	}
}
