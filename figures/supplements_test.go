package figures

import (
	"context"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/ratemap"
)

func supplement1() (Supplement1Params, []ratemap.Maps, []gridscore.Scores) {
	p := Supplement1Params{Judge: judge(), SigmaM: 0.12, SurroundScale: 2}
	var maps []ratemap.Maps
	var scores []gridscore.Scores
	for i, e := range []float64{0.1, 0.32, 1, 3.2, 10} {
		for k, s := range []float64{0.1, 0.32, 1, 3.2, 10} {
			p.Amplitudes = append(p.Amplitudes, Amplitudes{e, s, 1})
			m, c := network(i+k, 0.8-0.1*math.Abs(float64(i-k-1)), 0)
			maps, scores = append(maps, m), append(scores, c)
		}
	}
	maps[3], scores[3] = ratemap.Maps{}, gridscore.Scores{} // diverged
	return p, maps, scores
}

func TestSupplement1(t *testing.T) {
	ctx := context.Background()
	p, maps, scores := supplement1()
	o, err := Supplement1(ctx, p, maps, scores)
	if err != nil {
		t.Fatal(err)
	}
	if c := o.Cells[3]; c.Diverged != 1 || c.Networks != 0 || !math.IsNaN(c.ErrorM) {
		t.Errorf("a diverged network: %+v", c)
	}
	for _, q := range o.Theory {
		// the transform has a maximum away from 0 from s^-4 on
		if pattern := !math.IsNaN(q.PeriodM); pattern != (q.Ratio > 1.0/16) || q.PowerPattern && !pattern {
			t.Errorf("ratio %v: period %v, power %v", q.Ratio, q.PeriodM, q.PowerPattern)
		}
	}
	compare(t, "supplement1.png", o.PNG)
	for name, spoil := range map[string]func(*Supplement1Params){
		"Judge.Profile": func(p *Supplement1Params) { p.Judge.Profile = "" },
		"SigmaM":        func(p *Supplement1Params) { p.SigmaM = 0 },
		"SurroundScale": func(p *Supplement1Params) { p.SurroundScale = 1 },
		"Amplitudes":    func(p *Supplement1Params) { p.Amplitudes = p.Amplitudes[1:] },
		"Amplitudes[7]": func(p *Supplement1Params) { p.Amplitudes[7].AlphaE = 4 },
	} {
		q, maps, scores := supplement1()
		spoil(&q)
		if _, err := Supplement1(ctx, q, maps, scores); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("bad %s: %v", name, err)
		}
	}
	if _, err := Supplement1(ctx, p, maps[1:], scores); err == nil {
		t.Error("a missing network was accepted")
	}
}

func TestSupplement2(t *testing.T) {
	ctx := context.Background()
	p := Supplement2Params{Judge: judge()}
	var maps []ratemap.Maps
	var scores []gridscore.Scores
	for k, s := range []Setting{
		{"optimiser", "adam", 4}, {"optimiser", "rmsprop", 4}, {"optimiser", "adagrad", 4}, {"optimiser", "sgd", 4},
		{"cell", "RNN", 2}, {"cell", "SRNN", 2}, {"cell", "GRU", 2}, {"cell", "LSTM", 2}, {"cell", "UGRNN", 2},
		{"activation", "relu", 2}, {"activation", "tanh", 2}, {"activation", "sigmoid", 2}, {"activation", "linear", 2},
		{"initialiser", "glorot uniform", 2}, {"initialiser", "glorot normal", 2}, {"initialiser", "orthogonal", 1},
	} {
		p.Settings = append(p.Settings, s)
		for n := range s.Networks {
			m, c := network(n+k, 0.2+0.06*float64(k%9), 0)
			maps, scores = append(maps, m), append(scores, c)
		}
	}
	last := len(maps) - 1
	maps[last], scores[last] = ratemap.Maps{}, gridscore.Scores{}
	o, err := Supplement2(ctx, p, maps, scores)
	if err != nil {
		t.Fatal(err)
	}
	if s := o.Settings[len(o.Settings)-1]; s.Diverged != 1 || s.Networks != 0 || !math.IsNaN(s.Fraction) {
		t.Errorf("a diverged network: %+v", s)
	}
	if s := o.Settings[0]; s.Networks != 4 || !(s.FractionLow <= s.Fraction && s.Fraction <= s.FractionHigh) {
		t.Errorf("%+v", s)
	}
	compare(t, "supplement2.png", o.PNG)
	if _, err := Supplement2(ctx, p, maps, scores[1:]); err == nil || !strings.Contains(err.Error(), "Settings") {
		t.Errorf("a missing network: %v", err)
	}
	p.Settings[2].Name = ""
	if _, err := Supplement2(ctx, p, maps, scores); err == nil || !strings.Contains(err.Error(), "Settings[2]") {
		t.Errorf("a nameless setting: %v", err)
	}
}

func TestSupplement4(t *testing.T) {
	ctx := context.Background()
	p := Supplement4Params{Judge: judge(), Networks: 2, Steps: []int64{300, 600, 900, 1200}}
	var maps []ratemap.Maps
	var scores []gridscore.Scores
	for n := range 2 {
		for k := range 4 {
			m, c := network(n+k, 0.2+0.2*float64(k), 0)
			maps, scores = append(maps, m), append(scores, c)
		}
	}
	o, err := Supplement4(ctx, p, maps, scores)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Points) != 8 || o.Points[4].Network != 1 || o.Points[4].Step != 300 {
		t.Errorf("%+v", o.Points)
	}
	compare(t, "supplement4.png", o.PNG)
	if _, err := Supplement4(ctx, p, maps[1:], scores); err == nil || !strings.Contains(err.Error(), "Steps") {
		t.Errorf("a missing moment: %v", err)
	}
	p.Steps[1] = 100
	if _, err := Supplement4(ctx, p, maps, scores); err == nil || !strings.Contains(err.Error(), "Steps[1]") {
		t.Errorf("falling steps: %v", err)
	}
}
