package figures

import (
	"context"
	"math"
	"testing"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/measure/rows"
)

func TestSupplement1(t *testing.T) {
	ctx := context.Background()
	var l lab
	for i, e := range []float64{0.1, 0.32, 1, 3.2, 10} {
		for k, s := range []float64{0.1, 0.32, 1, 3.2, 10} {
			m, c := network(i+k, 0.8-0.1*math.Abs(float64(i-k-1)), 0)
			if i == 0 && k == 3 {
				m, c = ratemap.Maps{}, gridscore.Scores{} // diverged
			}
			l.add(t, rows.Network{AlphaE: e, AlphaI: s}, m, c, noise(0))
		}
	}
	o := must[Supplement1Output](t)(Supplement1(ctx, Supplement1Params{Profile: profile(), Judge: judge(), SigmaM: 0.12, SurroundScale: 2},
		must[estimate.AmplitudeTables](t)(estimate.Amplitudes(ctx, estimate.AmplitudeParams{Judge: judge(), SigmaM: 0.12, SurroundScale: 2}, l.table))))
	if c := o.Cells[3]; c.Diverged != 1 || c.Networks != 0 || !math.IsNaN(c.ErrorM) {
		t.Errorf("a diverged network: %+v", c)
	}
	for _, q := range o.Theory {
		// the transform has a maximum away from 0 from s^-4 on
		if pattern := !math.IsNaN(q.PeriodM); pattern != (q.Ratio > 1.0/16) || q.PowerPattern && !pattern {
			t.Errorf("ratio %v: period %v, power %v", q.Ratio, q.PeriodM, q.PowerPattern)
		}
	}
	golden(t, "supplement1.png", o.PNG)
}

func TestSupplement2(t *testing.T) {
	ctx := context.Background()
	var optimisers, architectures, initialisers lab
	for k, s := range []struct {
		lab      *lab
		key      rows.Network
		networks int
	}{
		{&optimisers, rows.Network{Optimiser: "adam"}, 4}, {&optimisers, rows.Network{Optimiser: "rmsprop"}, 4},
		{&optimisers, rows.Network{Optimiser: "adagrad"}, 4}, {&optimisers, rows.Network{Optimiser: "sgd"}, 4},
		{&architectures, rows.Network{Cell: "rnn", Activation: "relu"}, 2}, {&architectures, rows.Network{Cell: "srnn", Activation: "relu"}, 2},
		{&architectures, rows.Network{Cell: "gru", Activation: "relu"}, 2}, {&architectures, rows.Network{Cell: "lstm", Activation: "relu"}, 2},
		{&architectures, rows.Network{Cell: "ugrnn", Activation: "relu"}, 2}, {&architectures, rows.Network{Cell: "rnn", Activation: "tanh"}, 2},
		{&architectures, rows.Network{Cell: "rnn", Activation: "sigmoid"}, 2}, {&architectures, rows.Network{Cell: "rnn", Activation: "linear"}, 2},
		{&initialisers, rows.Network{Initialiser: "glorot uniform"}, 2}, {&initialisers, rows.Network{Initialiser: "glorot normal"}, 2},
		{&initialisers, rows.Network{Initialiser: "orthogonal"}, 1},
	} {
		for n := range s.networks {
			m, c := network(n+k, 0.2+0.06*float64(k%9), 0)
			if s.key.Initialiser == "orthogonal" {
				m, c = ratemap.Maps{}, gridscore.Scores{} // diverged
			}
			s.lab.add(t, s.key, m, c, noise(n))
		}
	}
	o := must[Supplement2Output](t)(Supplement2(ctx, Supplement2Params{Profile: profile(), Judge: judge()},
		must[estimate.SettingTables](t)(estimate.Settings(ctx, estimate.SettingParams{Judge: judge()}, optimisers.table, architectures.table, initialisers.table))))
	if s := o.Settings[len(o.Settings)-1]; s.Setting != "orthogonal" || s.Diverged != 1 || s.Networks != 0 || !math.IsNaN(s.Fraction) {
		t.Errorf("a diverged network: %+v", s)
	}
	if s := o.Settings[1]; s.Setting != "adam" || s.Networks != 4 || !(s.FractionLow <= s.Fraction && s.Fraction <= s.FractionHigh) {
		t.Errorf("%+v", s)
	}
	golden(t, "supplement2.png", o.PNG)
}

func TestSupplement4(t *testing.T) {
	ctx := context.Background()
	var l lab
	for n := range 2 {
		for k := range 4 {
			m, c := network(n+k, 0.2+0.2*float64(k), 0)
			l.add(t, rows.Network{ID: string(rune('a' + n)), Seed: int64(n), AtStep: int64(300 * (k + 1))}, m, c, noise(n))
		}
	}
	o := must[Supplement4Output](t)(Supplement4(ctx, Supplement4Params{Profile: profile(), Judge: judge()},
		must[[]estimate.CoursePoint](t)(estimate.Course(ctx, estimate.CourseParams{Judge: judge()}, l.table))))
	if len(o.Points) != 8 || o.Points[4].Seed != 1 || o.Points[4].Step != 300 {
		t.Errorf("%+v", o.Points)
	}
	golden(t, "supplement4.png", o.PNG)
}

func TestSupplement5(t *testing.T) {
	ctx := context.Background()
	var l lab
	groups := []estimate.Listed{{Name: "none: the published code"}, {Name: "several scales"}, {Name: "uniform centres"}}
	for k := range groups {
		for n := range 3 {
			m, c := network(n+k, 0.8-0.3*float64(k), 0)
			if k == 1 && n == 0 {
				m, c = ratemap.Maps{}, gridscore.Scores{} // diverged
			}
			id := string(rune('a' + 3*k + n))
			l.add(t, rows.Network{ID: id, Seed: int64(n)}, m, c, noise(n))
			groups[k].IDs = append(groups[k].IDs, id)
		}
	}
	p := estimate.ListedParams{Judge: judge(), Factor: "constraint relaxed", Groups: groups}
	o := must[Supplement5Output](t)(Supplement5(ctx, Supplement5Params{Profile: profile(), Judge: judge()},
		must[estimate.SettingTables](t)(estimate.Listing(ctx, p, l.table))))
	if s := o.Settings; len(s) != 3 || s[0].Setting != "none: the published code" || s[1].Networks != 2 || s[1].Diverged != 1 || s[0].Max <= s[2].Max {
		t.Errorf("%+v", s)
	}
	groups[2].IDs = append(groups[2].IDs, "a network that the table lacks")
	if _, err := estimate.Listing(ctx, p, l.table); err == nil {
		t.Error("a listed network that the table lacks is passed over")
	}
	golden(t, "supplement5.png", o.PNG)
}
