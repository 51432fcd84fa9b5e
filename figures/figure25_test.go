package figures

import (
	"context"
	"testing"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/gallery"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placefield"
)

func survivalOf(g rows.Group) estimate.Curve {
	return estimate.Curve{Group: g, Score: estimate.Score60, Accurate: true, Stream: "survival " + g.Name}
}

func TestFigure2(t *testing.T) {
	var l lab
	names := []string{"cartesian", "high-dim polar", "Gaussian", "DoS", "SoD"}
	for k, networks := range []int{3, 3, 4, 4} {
		for n := range networks {
			m, c := network(n, 0.25*float64(k), 12)
			l.add(t, rows.Network{Encoding: names[k]}, m, c, noise(n))
		}
	}
	l.add(t, rows.Network{Encoding: "SoD"}, ratemap.Maps{}, gridscore.Scores{}, noise(0))
	ctx := context.Background()
	p := Figure2Params{Profile: profile(), Judge: judge(), Shown: names[:4], Null: "ring-band null"}
	curves := estimate.CurveParams{Judge: judge()}
	for _, n := range names {
		curves.Curves = append(curves.Curves, survivalOf(group(n)))
	}
	curves.Curves = append(curves.Curves, estimate.Curve{Group: rows.Group{Name: p.Null, Where: rows.Where{Encoding: "DoS"}}, Score: estimate.Score60, Null: true, Stream: "survival " + p.Null})
	o := must[Figure2Output](t)(Figure2(ctx, p,
		must[estimate.EncodingTables](t)(estimate.Encodings(ctx, estimate.EncodingParams{Judge: judge(), Groups: groupsNamed(names...)}, l.table)),
		must[[]estimate.Survival](t)(estimate.Survivals(ctx, curves, l.table)),
		must[[]gallery.Example](t)(gallery.Choose(ctx, gallery.ChooseParams{Groups: groupsNamed(p.Shown...)}, l.table, l.offers))))
	last := 1.1
	for _, s := range o.Survival[:p.Judge.Points] {
		if s.Survival > last || s.Survival < 0 || s.Low > s.Survival+1e-12 || s.High < s.Survival-1e-12 {
			t.Fatalf("survival %+v after %v", s, last)
		}
		last = s.Survival
	}
	golden(t, "figure2.png", o.PNG)
}

// populations are two small populations of place cells.
func populations(t *testing.T, names ...string) []placefield.Example {
	var p placefield.ExampleParams
	for i, fields := range []float64{1, 3} {
		e := encoding.DoS(0.15/fields, 2)
		e.Cells, e.Fields.Mean = 64, fields
		p.Populations = append(p.Populations, placefield.Population{Name: names[i], Cells: placefield.Params{Encoding: e, Cells: 7, Bins: 20, Points: 2}})
	}
	return must[[]placefield.Example](t)(placefield.Examples(context.Background(), p))
}

// figure5 makes figure 5 of two kinds of populations.
func figure5(t *testing.T, l lab, names ...string) Figure5Output {
	ctx := context.Background()
	curves := estimate.CurveParams{Judge: judge()}
	for _, n := range names {
		own := estimate.Curve{Group: group(n), Score: estimate.Score60, Null: true, Accurate: true, Stream: "null " + n}
		own.Name = NullOf(n, "ring-band null")
		curves.Curves = append(curves.Curves, survivalOf(group(n)), own)
	}
	return must[Figure5Output](t)(Figure5(ctx, Figure5Params{Profile: profile(), Judge: judge(), Null: "ring-band null"},
		must[estimate.EncodingTables](t)(estimate.Encodings(ctx, estimate.EncodingParams{Judge: judge(), Groups: groupsNamed(names...),
			Published: []estimate.Published{{Group: "single field, single scale", Runs: 6, LowError: 1, Grid: 1}}}, l.table)),
		must[[]estimate.Survival](t)(estimate.Survivals(ctx, curves, l.table)),
		must[[]gallery.Example](t)(gallery.Choose(ctx, gallery.ChooseParams{Groups: groupsNamed(names...)}, l.table, l.offers)),
		populations(t, names...)))
}

func TestFigure5(t *testing.T) {
	names := []string{"single field, single scale", "multiple fields, multiple scales", "extra, not published: fewer fields, nearer scales"}
	var l lab
	for k := range 12 {
		m, c := network(k, 0.8-0.5*float64(k/4)+0.4*float64(k/8), 12)
		d := noise(k)
		if k >= 4 {
			for i := range d.Scores {
				d.Scores[i].Score60 -= 0.3
			}
		}
		l.add(t, rows.Network{Encoding: names[k/4]}, m, c, d)
	}
	o := figure5(t, l, names...)
	if g := o.Groups[0]; g.LowError != 3 || g.LowErrorFraction != 0.75 || g.LowErrorLow >= 0.75 || g.LowErrorHigh <= 0.75 {
		t.Errorf("three of four are accurate: %+v", g)
	}
	if o.Groups[2].Group != names[2] || o.Groups[2].PublishedRuns != 0 {
		t.Errorf("the extra population: %+v", o.Groups[2])
	}
	golden(t, "figure5.png", o.PNG)
}

// TestFigure5JudgesByOwnNoise gives the kinds noise far apart, and noise that
// passes everything to the networks that do not count.
func TestFigure5JudgesByOwnNoise(t *testing.T) {
	var l lab
	for k := range 8 {
		m, c := network(k, 0.3, 12)
		d := noise(k)
		for i := range d.Scores {
			d.Scores[i].Score60 = []float64{1.3, -0.8}[k/4] + 0.01*float64(i)
			if k%4 == 3 { // decodes badly
				d.Scores[i].Score60 = 0
			}
		}
		if k == 5 {
			m, c = ratemap.Maps{}, gridscore.Scores{} // diverged
		}
		l.add(t, rows.Network{Encoding: []string{"one", "many"}[k/4]}, m, c, d)
	}
	o := figure5(t, l, "one", "many")
	want := map[string]float64{NullOf("one", "ring-band null"): 1, NullOf("many", "ring-band null"): 0}
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
	if g := o.Groups[1]; g.LowError != 2 || g.Networks != 4 {
		t.Errorf("one of four diverged and one decodes badly: %+v", g)
	}
}
