package figures

import (
	"bytes"
	"context"
	"image/png"
	"math"
	"testing"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/gallery"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/measure/rows"
	theirs "nofreelunch/stages/theory/compare"
	"nofreelunch/stages/world/encoding"
)

// smallCodes are two small place codes.
func smallCodes(t *testing.T) theirs.CodeTables {
	p := theirs.CodeParams{CurvePoints: 64, MapPoints: 64, Modes: 8}
	for i, e := range []encoding.Entry{encoding.DoSEntry(), encoding.TrueDoGEntry()} {
		code := e.Kind().Sized(e.Typical(), 64, encoding.Grid)
		code.SigmaM = encoding.Range{Lo: 0.2, Hi: 0.2}
		p.Codes = append(p.Codes, theirs.Named{Name: []string{"DoS, σ = 0.12 m, *s* = 2", "true DoG, σ = 0.12 m, *s* = 2"}[i], Code: theirs.Code{Encoding: code, Curve: e.Curve(code)}})
	}
	return must[theirs.CodeTables](t)(theirs.Codes(context.Background(), p))
}

// scored are the scored maps of made-up networks, of which the last one diverged.
func scored(t *testing.T) (l lab) {
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
			m.Errors = []ratemap.StepError{{Step: 1, Paths: 4, ErrorM: 0.05 + 0.01*float64(n)}}
			for step := int32(2); step <= 21; step++ {
				m.Errors = append(m.Errors, ratemap.StepError{Step: step, ErrorM: math.NaN()})
			}
			m.Errors[20] = ratemap.StepError{Step: 21, Paths: 4, ErrorM: 7}
		}
		s := must[gridscore.Scores](t)(gridscore.Score(context.Background(), gridscore.Defaults(20, 2.2), m))
		var d null.Distribution
		for i := 0; i < 20 && n < 2; i++ {
			d.Scores = append(d.Scores, null.Score{Map: int32(i), Score60: float64(i%10)/10 - 0.2 + 0.03*float64(n)})
		}
		l.add(t, rows.Network{Encoding: []string{"DoS", "DoS", "DoS", "true DoG", "true DoG"}[n]}, m, s, d)
	}
	return l
}

// figure7 makes figure 7 of a lab's DoS and true DoG networks.
func figure7(t *testing.T, l lab, names ...string) Figure7Output {
	ctx, p := context.Background(), params()
	null := rows.Group{Name: p.Null, Where: rows.Where{Encoding: "DoS"}}
	var curves []estimate.Curve
	for _, n := range names {
		curves = append(curves, estimate.Curve{Group: group(n), Score: estimate.Score60, Stream: "figure 7 density " + n})
	}
	curves = append(curves, estimate.Curve{Group: null, Score: estimate.Score60, Null: true, Stream: "figure 7 density " + p.Null})
	return must[Figure7Output](t)(Figure7(ctx, p, smallCodes(t),
		must[estimate.GroupTables](t)(estimate.Groups(ctx, estimate.GroupParams{Judge: p.Judge, Groups: groupsNamed(names...), Nulls: []rows.Group{null}}, l.table)),
		must[[]estimate.Density](t)(estimate.Densities(ctx, estimate.CurveParams{Judge: p.Judge, Curves: curves}, l.table)),
		must[[]gallery.Example](t)(gallery.Choose(ctx, gallery.ChooseParams{Groups: groupsNamed(names...)}, l.table, l.offers))))
}

func TestFigure7FromStages(t *testing.T) {
	o := figure7(t, scored(t), "DoS", "true DoG")
	if g := o.Groups[1]; g.Networks != 1 || g.Diverged != 1 {
		t.Errorf("true DoG: %d networks, %d diverged; want 1 and 1", g.Networks, g.Diverged)
	}
	if e := o.Groups[0].ErrorM; math.Abs(e-0.06) > 1e-12 {
		t.Errorf("decoding error of DoS is %v m, want 0.06 from the first 20 steps alone", e)
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
			sum += d.Density * (estimate.ScoreHi - estimate.ScoreLo) / float64(params().Judge.Points-1)
		}
	}
	if sum < 0.9 || sum > 1.01 {
		t.Errorf("the density of DoS integrates to %v", sum)
	}
	if _, err := png.Decode(bytes.NewReader(o.PNG)); err != nil {
		t.Error(err)
	}
	golden(t, "figure7-stages.png", o.PNG)
}

func TestFigure7WithoutNetworks(t *testing.T) {
	var l lab
	l.add(t, rows.Network{Encoding: "DoS"}, ratemap.Maps{}, gridscore.Scores{}, null.Distribution{})
	o := figure7(t, l, "DoS")
	if len(o.Density) != 0 || o.Groups[0].Diverged != 1 {
		t.Errorf("one diverged network gave %d density points and %+v", len(o.Density), o.Groups)
	}
}
