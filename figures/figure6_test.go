package figures

import (
	"context"
	"strings"
	"testing"

	"nofreelunch/stages/neuralfield"
	"nofreelunch/stages/theory"
)

func TestFigure6(t *testing.T) {
	ctx := context.Background()
	coupling, err := theory.Coupling(ctx, theory.CouplingParams{DoG: theory.Matched(0.12, 2), Points: 101, MaxM: 0.8, MaxK: 40})
	if err != nil {
		t.Fatal(err)
	}
	phase, err := theory.PhaseMap(ctx, theory.MapParams{Kind: theory.TrueDoG, SigmaLoM: 0.05, SigmaHiM: 0.2, SigmaPoints: 7, ScaleLo: 0.8, ScaleHi: 4, ScalePoints: 9})
	if err != nil {
		t.Fatal(err)
	}
	var fields []neuralfield.Result
	for i, g := range []neuralfield.Nonlinearity{neuralfield.Rectified, neuralfield.Tanh} {
		f, err := neuralfield.Simulate(ctx, neuralfield.Params{Coupling: theory.Matched(0.12, 2), Gain: 3, Nonlinearity: g, Drive: 0.2 * float64(1-i),
			SheetWidthM: 2.2, Points: 24, StepTau: 0.2, Steps: 200, NoiseStart: 0.01, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		fields = append(fields, f)
	}
	p := Figure6Params{Profile: "made up", Shown: []string{"rates ≥ 0", "any sign"}}
	o, err := Figure6(ctx, p, coupling, phase, fields)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Phase) != 63 || len(o.Fields) != 2 || len(o.Sheets) != 2 {
		t.Errorf("%d phases, %d fields, %d sheets", len(o.Phase), len(o.Fields), len(o.Sheets))
	}
	compare(t, "figure6.png", o.PNG)
	if _, err := Figure6(ctx, p, coupling, phase, fields[:1]); err == nil || !strings.Contains(err.Error(), "Shown") {
		t.Errorf("two captions for one simulation: %v", err)
	}
	if o, err := Figure6(ctx, Figure6Params{Profile: "made up"}, theory.Couplings{}, nil, nil); err != nil || len(o.PDF) == 0 {
		t.Errorf("nothing to draw: %v", err)
	}
}
