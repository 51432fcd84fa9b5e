package figures

import (
	"context"
	"strings"
	"testing"

	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placefield"
)

func judge() Judge {
	return Judge{Profile: "made up", Threshold: 0.8, LowErrorM: 0.1, ErrorSteps: 20, MaxPeriodM: 1.3, Points: 60, Resamples: 100, Seed: 1}
}

// network is a made-up network whose scores grow with level.
func network(n int, level float64, bins int) (ratemap.Maps, gridscore.Scores) {
	m := ratemap.Maps{Errors: []ratemap.StepError{{Step: 1, Paths: 1, ErrorM: 0.05 + 0.02*float64(n%4)}}}
	var c gridscore.Scores
	for u := range 20 {
		score := float64((u*7+n*3)%20)/20 - 0.6 + level
		c.Units = append(c.Units, gridscore.Unit{Unit: int32(u), Active: true, Score60: score, PeriodSACM: 0.5 + level + 0.01*float64((u*3+n)%9)})
		if bins > 0 {
			m.Units = append(m.Units, ratemap.Unit{Unit: int32(u), Bins: int32(bins), Rates: madeMap("", u+n, int(2.9-2*level), bins).Rates})
		}
	}
	return m, c
}

// noise is draws of a null.
func noise(draws int) []null.Distribution {
	out := make([]null.Distribution, draws)
	for n := range out {
		for i := range 20 {
			out[n].Scores = append(out[n].Scores, null.Score{Map: int32(i), Score60: float64((i*7+n)%20)/16 - 0.5})
		}
	}
	return out
}

// cells are the answers of two small populations.
func cells(t *testing.T) []placefield.Answers {
	var out []placefield.Answers
	for _, fields := range []float64{1, 3} {
		e := encoding.DoS(0.15/fields, 2)
		e.Cells, e.Fields.Mean = 64, fields
		a, err := placefield.Tabulate(context.Background(), placefield.Params{Encoding: e, Cells: 7, Bins: 20, Points: 2})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}

func TestFigure2(t *testing.T) {
	p := Figure2Params{Judge: judge(), Groups: []Sample{{"cartesian", 3}, {"high-dim polar", 3}, {"Gaussian", 4}, {"DoS", 4}, {"SoD", 1}}, Shown: []string{"cartesian", "high-dim polar", "Gaussian", "DoS"}, Null: "ring-band null"}
	var maps []ratemap.Maps
	var scores []gridscore.Scores
	for k, s := range p.Groups[:4] {
		for n := range s.Networks {
			m, c := network(n, 0.25*float64(k), 12)
			maps, scores = append(maps, m), append(scores, c)
		}
	}
	maps, scores = append(maps, ratemap.Maps{}), append(scores, gridscore.Scores{})
	o, err := Figure2(context.Background(), p, maps, scores, noise(4))
	if err != nil {
		t.Fatal(err)
	}
	last := 1.1
	for _, s := range o.Survival[:p.Judge.Points] {
		if s.Survival > last || s.Survival < 0 || s.Low > s.Survival+1e-12 || s.High < s.Survival-1e-12 {
			t.Fatalf("survival %+v after %v", s, last)
		}
		last = s.Survival
	}
	compare(t, "figure2.png", o.PNG)
	p.Shown = []string{"nobody"}
	if _, err := Figure2(context.Background(), p, maps, scores, noise(4)); err == nil || !strings.Contains(err.Error(), "Shown") {
		t.Errorf("an unknown group to show: %v", err)
	}
}

func TestFigure5(t *testing.T) {
	p := Figure5Params{Judge: judge(), Groups: []Sample{{"single field, single scale", 4}, {"multiple fields, multiple scales", 4}}, Null: "ring-band null",
		Published: []Published{{"single field, single scale", 6, 1, 1}}}
	var maps []ratemap.Maps
	var scores []gridscore.Scores
	for k := range 8 {
		m, c := network(k, 0.8-0.5*float64(k/4), 12)
		maps, scores = append(maps, m), append(scores, c)
	}
	nulls := noise(8)
	for _, n := range nulls[4:] {
		for i := range n.Scores {
			n.Scores[i].Score60 -= 0.3
		}
	}
	o, err := Figure5(context.Background(), p, maps, scores, nulls, cells(t))
	if err != nil {
		t.Fatal(err)
	}
	if g := o.Groups[0]; g.Accurate != 3 || g.Fraction != 0.75 || g.Low >= 0.75 || g.High <= 0.75 {
		t.Errorf("three of four are accurate: %+v", g)
	}
	compare(t, "figure5.png", o.PNG)
	if _, err := Figure5(context.Background(), p, maps, scores[1:], nil, cells(t)); err == nil || !strings.Contains(err.Error(), "Groups") {
		t.Errorf("a missing network: %v", err)
	}
}

// TestFigure5JudgesByOwnNoise gives the kinds noise far apart, and noise that
// passes everything to the networks that do not count.
func TestFigure5JudgesByOwnNoise(t *testing.T) {
	p := Figure5Params{Judge: judge(), Groups: []Sample{{"one", 4}, {"many", 4}}, Null: "ring-band null"}
	var maps []ratemap.Maps
	var scores []gridscore.Scores
	nulls := noise(8)
	for k := range nulls {
		m, c := network(k, 0.3, 12)
		maps, scores = append(maps, m), append(scores, c)
		for i := range nulls[k].Scores {
			nulls[k].Scores[i].Score60 = []float64{1.3, -0.8}[k/4] + 0.01*float64(i)
			if k%4 == 3 { // decodes badly
				nulls[k].Scores[i].Score60 = 0
			}
		}
	}
	maps[5], scores[5] = ratemap.Maps{}, gridscore.Scores{} // diverged
	o, err := Figure5(context.Background(), p, maps, scores, nulls, cells(t))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{p.nullOf("one"): 1, p.nullOf("many"): 0}
	seen := map[string]int{}
	for _, s := range o.Survival {
		if w, ok := want[s.Group]; ok && s.Score60 > -0.3 && s.Score60 < 0.9 {
			seen[s.Group]++
			if d := s.Survival - w; d > 0.05 || d < -0.05 {
				t.Fatalf("%s: %v of the noise above %v, want %v", s.Group, s.Survival, s.Score60, w)
			}
		}
	}
	if len(seen) != 2 {
		t.Errorf("curves of noise: %v, want one a kind", seen)
	}
	if g := o.Groups[1]; g.Accurate != 2 || g.Networks != 4 {
		t.Errorf("one of four diverged and one decodes badly: %+v", g)
	}
	if _, err := Figure5(context.Background(), p, maps, scores, nulls[1:], cells(t)); err == nil || !strings.Contains(err.Error(), "nulls") {
		t.Errorf("a missing null: %v", err)
	}
}
