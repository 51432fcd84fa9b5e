package figures

import (
	"context"
	"strings"
	"testing"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/theory/dog"
	"nofreelunch/stages/theory/neuralfield"
	"nofreelunch/stages/theory/nnpca"
	"nofreelunch/stages/world/encoding"
)

// figure6Made is what figure 6 is made of.
type figure6Made struct {
	p          Figure6Params
	coupling   dog.Couplings
	phase      []dog.Phase
	fields     estimate.FieldTables
	components []estimate.StartTables
}

func (m figure6Made) figure() (Figure6Output, error) {
	return Figure6(context.Background(), m.p, m.coupling, m.phase, m.fields, m.components)
}

// figure6 is three small fields from two starts each and four starts of each
// constraint.
func figure6(t *testing.T) figure6Made {
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	m := figure6Made{p: Figure6Params{Profile: profile(), Threshold: 0.8, Sheets: []SheetCaption{
		{"≥ 0, drive 0.2, gain 3, σ 0.12", "≥ 0, drive 0.2"}, {"±, drive 0, gain 3, σ 0.12", "±, drive 0"},
	}}}
	var err error
	m.coupling, err = dog.Coupling(ctx, dog.CouplingParams{DoG: dog.Matched(0.12, 2), Points: 101, MaxM: 0.8, MaxK: 40})
	must(err)
	m.phase, err = dog.PhaseMap(ctx, dog.MapParams{Balance: dog.EqualHeights, SigmaLoM: 0.05, SigmaHiM: 0.2, SigmaPoints: 7, ScaleLo: 0.8, ScaleHi: 4, ScalePoints: 9})
	must(err)
	var simulations []neuralfield.Result
	for _, f := range []struct {
		response    neuralfield.Nonlinearity
		drive, gain float64
	}{{neuralfield.Rectified, 0.2, 3}, {neuralfield.Tanh, 0, 3}, {neuralfield.Rectified, 0, 0.5}} {
		for seed := range uint64(2) {
			r, err := neuralfield.Simulate(ctx, neuralfield.Params{Coupling: dog.Matched(0.12, 2), Gain: f.gain, Nonlinearity: f.response, Drive: f.drive,
				SheetWidthM: 2.2, Points: 24, StepTau: 0.2, Steps: 200, NoiseStart: 0.01, Seed: seed})
			must(err)
			simulations = append(simulations, r)
		}
	}
	m.fields, err = estimate.Fields(ctx, estimate.FieldParams{Resamples: 50}, simulations)
	must(err)
	dos := encoding.DoSEntry()
	code := dos.Kind().Sized(dos.Typical(), 256, encoding.Grid)
	for _, constraint := range []string{"either sign", "not negative"} {
		r, err := nnpca.Run(ctx, nnpca.Params{Encoding: code, Curve: dos.Curve(code), Bins: 16, Starts: 4, Iterations: 60, NonNegative: constraint == "not negative", Seed: 1})
		must(err)
		starts, err := estimate.Starts(ctx, estimate.StartParams{Of: constraint}, r)
		must(err)
		m.components = append(m.components, starts)
	}
	return m
}

func TestFigure6(t *testing.T) {
	o, err := figure6(t).figure()
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Phase) != 63 || len(o.Fields) != 6 || len(o.Sheets) != 2 || len(o.Components) != 8 {
		t.Errorf("%d phases, %d fields, %d sheets, %d components", len(o.Phase), len(o.Fields), len(o.Sheets), len(o.Components))
	}
	for _, g := range o.Groups {
		if g.Hexagons+g.Stripes+g.Squares+g.Mixed+g.None != g.Simulations {
			t.Errorf("the shapes do not add up: %+v", g)
		}
	}
	if g := o.Groups[2]; g.None != 2 || g.Ratio == g.Ratio {
		t.Errorf("below gain 1 nothing grows: %+v", g)
	}
	golden(t, "figure6.png", o.PNG)
}

func TestFigure6OfNothing(t *testing.T) {
	o, err := figure6Made{p: Figure6Params{Profile: profile(), Threshold: 0.8}}.figure()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "figure6-empty.png", o.PNG)
}

func TestFigure6RefusesBadInput(t *testing.T) {
	made := figure6(t)
	for want, change := range map[string]func(*figure6Made){
		"Profile":       func(m *figure6Made) { m.p.Profile.Name = "" },
		"Threshold":     func(m *figure6Made) { m.p.Threshold = 0 },
		"5 fields":      func(m *figure6Made) { m.p.Sheets = make([]SheetCaption, 5) },
		`"≥ 0, drive 9`: func(m *figure6Made) { m.p.Sheets = []SheetCaption{{"≥ 0, drive 9", ""}} },
		"has no sheet":  func(m *figure6Made) { m.fields.Sheets = m.fields.Sheets[1:] },
		"3 populations": func(m *figure6Made) { m.components = append(m.components, estimate.StartTables{}) },
	} {
		m := made
		change(&m)
		if _, err := m.figure(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}
