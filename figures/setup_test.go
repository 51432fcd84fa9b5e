package figures

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"nofreelunch/stages/net/follow"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/world/decode"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placefield"
)

func setupParams() SetupParams {
	return SetupParams{
		Profile: profile(), Groups: []string{"cartesian", "high-dim polar", "Gaussian", "true DoG", "DoS"}, Paths: []string{"cartesian", "DoS"},
		Net: nn.Config{Cell: nn.RNN{}, Activation: nn.Relu, Initialiser: nn.GlorotUniform, Units: 128, Outputs: 64, Loss: nn.CrossEntropy, EncoderScale: 1, DecoderScale: 1},
	}
}

// setupInputs are made-up paths, the last network diverged, and real encodings.
func setupInputs(t *testing.T) ([]follow.Shown, []placefield.Targets) {
	t.Helper()
	ctx := context.Background()
	groups := setupParams().Groups
	var followed []follow.Shown
	for k, g := range groups {
		var f follow.Followed
		for i := range 30 {
			if g == "DoS" {
				break // diverged
			}
			a := float64(i) / 8
			x, y := 0.02*float64(i)*math.Cos(a), 0.025*float64(i)*math.Sin(a)
			off := 0.003 * float64(i*(k+1))
			f.Points = append(f.Points, follow.Point{Path: 2, Step: int32(i + 1), XM: x, YM: y, DecodedXM: x + off, DecodedYM: y - off/2, FromStartM: math.Hypot(x, y)})
			f.Steps = append(f.Steps, decode.Step{Step: int32(i + 1), Paths: 40, MeanErrorM: off})
		}
		shown, err := follow.Show(ctx, follow.ShowParams{Group: g}, f)
		if err != nil {
			t.Fatal(err)
		}
		followed = append(followed, shown)
	}
	var targets []placefield.Targets
	polar := encoding.HighDimPolar()
	for i, e := range []encoding.Params{encoding.Cartesian(), polar, encoding.Gaussian(0.12), encoding.TrueDoG(0.12, 2), encoding.DoS(0.12, 2)} {
		if e.Cells == 0 {
			e.Cells = 64
		}
		if e.Kind.Place() {
			e.Centres = encoding.Grid
		}
		a, err := placefield.Tabulate(ctx, placefield.Params{Encoding: e, Cells: e.Cells, Bins: 20, Points: 81})
		if err != nil {
			t.Fatal(err)
		}
		shown, err := placefield.Show(ctx, placefield.ShowParams{Group: groups[i]}, a)
		if err != nil {
			t.Fatal(err)
		}
		targets = append(targets, shown)
	}
	return followed, targets
}

func TestSetup(t *testing.T) {
	followed, targets := setupInputs(t)
	p := setupParams()
	o, err := Setup(context.Background(), p, followed, targets)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Paths) != 30 || len(o.Errors) != 4*30 || len(o.Maps) != 5 {
		t.Errorf("%d points, %d errors, %d maps; want 30 (one network diverged), 120 and 5", len(o.Paths), len(o.Errors), len(o.Maps))
	}
	golden(t, "setup.png", o.PNG)
	for want, change := range map[string]func(*SetupParams){
		"Profile": func(p *SetupParams) { p.Profile.Name = "" },
		"Groups":  func(p *SetupParams) { p.Groups = nil },
		"Paths":   func(p *SetupParams) { p.Paths = []string{"nobody"} },
		"Net":     func(p *SetupParams) { p.Net.Units = 0 },
	} {
		q := setupParams()
		change(&q)
		if _, err := Setup(context.Background(), q, followed, targets); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want it to name %s", err, want)
		}
	}
	p.Groups = append(p.Groups, "SoD")
	if _, err := Setup(context.Background(), p, followed, targets); err == nil || !strings.Contains(err.Error(), `"SoD"`) {
		t.Errorf("an encoding of which nothing is known: %v", err)
	}
}

// What belongs together is told by its name: the order of the lists is free.
func TestSetupInAnyOrder(t *testing.T) {
	followed, targets := setupInputs(t)
	slices.Reverse(followed)
	targets[0], targets[3] = targets[3], targets[0]
	o, err := Setup(context.Background(), setupParams(), followed, targets)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "setup.png", o.PNG)
}
