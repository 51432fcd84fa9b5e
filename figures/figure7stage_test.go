package figures

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/theory/spectrum"
	"nofreelunch/stages/world/encoding"
)

// inputs are small real theory and scored maps of made-up networks, of which
// the last one diverged.
func inputs(t *testing.T) (curves []spectrum.Curves, spectra []spectrum.Spectra, maps []ratemap.Maps, scores []gridscore.Scores, nulls []null.Distribution) {
	t.Helper()
	ctx := context.Background()
	for _, e := range []encoding.Entry{encoding.DoSEntry(), encoding.TrueDoGEntry()} {
		code := e.Kind().Sized(e.Typical(), 64, encoding.Grid)
		code.SigmaM = encoding.Range{Lo: 0.2, Hi: 0.2}
		p := spectrum.Params{Encoding: code, Curve: e.Curve(code), Points: 64}
		c, err := spectrum.Tuning(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		s, err := spectrum.Spectrum(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		curves, spectra = append(curves, c), append(spectra, s)
	}
	for n := range 5 {
		var m ratemap.Maps
		for u := 0; u < 5 && n < 4; u++ {
			rates := make([]float64, 400)
			for i, r := range madeMap("", u+5*n+6, n/3, 20).Rates {
				rates[i] = float64(r)
			}
			m.Units = append(m.Units, ratemap.NewUnit(u, 20, rates))
		}
		ratemap.Activate(m.Units, 0.01)
		if n < 4 {
			m.Errors = []ratemap.StepError{{Step: 1, Paths: 4, ErrorM: 0.05 + 0.01*float64(n)}, {Step: 99, Paths: 4, ErrorM: 7}}
		}
		s, err := gridscore.Score(ctx, gridscore.Defaults(20, 2.2), m)
		if err != nil {
			t.Fatal(err)
		}
		maps, scores = append(maps, m), append(scores, s)
	}
	for n := range 2 {
		var d null.Distribution
		for i := range 20 {
			d.Scores = append(d.Scores, null.Score{Map: int32(i), Score60: float64(i%10)/10 - 0.2 + 0.03*float64(n)})
		}
		nulls = append(nulls, d)
	}
	return curves, spectra, maps, scores, nulls
}

func TestFigure7FromStages(t *testing.T) {
	curves, spectra, maps, scores, nulls := inputs(t)
	before := fmt.Sprint(curves, spectra, maps, scores, nulls)
	o, err := Figure7(context.Background(), params(), curves, spectra, maps, scores, nulls)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(curves, spectra, maps, scores, nulls) != before {
		t.Error("the inputs were changed")
	}
	if g := o.Groups[1]; g.Networks != 1 || g.Diverged != 1 {
		t.Errorf("true DoG: %d networks, %d diverged; want 1 and 1", g.Networks, g.Diverged)
	}
	if e := o.Groups[0].ErrorM; math.Abs(e-0.06) > 1e-12 {
		t.Errorf("decoding error of DoS is %v m, want 0.06 from the first step alone", e)
	}
	if !math.IsNaN(o.Groups[2].ErrorM) {
		t.Error("a null has a decoding error")
	}
	for i := 1; i < 3; i++ {
		if o.Maps[i].Score60 > o.Maps[i-1].Score60 {
			t.Errorf("shown maps are not in order of score")
		}
	}
	sum := 0.0
	for _, d := range o.Density {
		if d.Group == "DoS" {
			sum += d.Density * (scoreHi - scoreLo) / float64(params().Judge.Points-1)
		}
	}
	if sum < 0.9 || sum > 1.01 {
		t.Errorf("the density of DoS integrates to %v", sum)
	}
	if _, err := png.Decode(bytes.NewReader(o.PNG)); err != nil {
		t.Error(err)
	}
	compare(t, "figure7-stages.png", o.PNG)
}

func TestFigure7WithoutNetworks(t *testing.T) {
	curves, spectra, maps, scores, _ := inputs(t)
	p := params()
	p.Groups = []Sample{{"DoS", 1}}
	o, err := Figure7(context.Background(), p, curves, spectra, maps[4:], scores[4:], nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Density) != 0 || o.Groups[0].Diverged != 1 {
		t.Errorf("one diverged network gave %d density points and %+v", len(o.Density), o.Groups)
	}
	if _, err := Figure7(context.Background(), p, curves, spectra, maps, scores, nil); err == nil || !strings.Contains(err.Error(), "Groups") {
		t.Errorf("five networks for a group of one: %v", err)
	}
}
