package figures

import (
	"context"
	"math"
	"testing"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/measure/rows"
)

func TestFigure1(t *testing.T) {
	var l lab
	names := []string{"cartesian", "high-dim polar", "Gaussian", "true DoG", "DoS", "SoD"}
	for k, networks := range []int{10, 6, 12, 4, 12, 1} {
		for n := range networks {
			var m ratemap.Maps
			var c gridscore.Scores
			if k != 5 {
				m.Errors = []ratemap.StepError{{Step: 1, Paths: 1, ErrorM: 0.05 + 0.02*float64((n+k)%4)}}
				for u := range 20 {
					c.Units = append(c.Units, gridscore.Unit{Unit: int32(u), Active: true, Score60: float64((u*7+n*3)%20)/20 - 0.4 + 0.07*float64(k*n%11), PeriodSACM: 0.8 + 0.05*float64(u)})
				}
			}
			var d null.Distribution
			for i := range 20 {
				d.Scores = append(d.Scores, null.Score{Map: int32(i), Score60: float64(i)/20 + 0.02*float64(k) - 0.05})
			}
			l.add(t, rows.Network{Encoding: names[k]}, m, c, d)
		}
	}
	ctx := context.Background()
	tables := must[estimate.EncodingTables](t)(estimate.Encodings(ctx, estimate.EncodingParams{Judge: judge(), Groups: groupsNamed(names...),
		Published: []estimate.Published{{Group: "cartesian", Runs: 1641, LowError: 0.59}, {Group: "high-dim polar", Runs: 214, LowError: 0.89, Grid: 0.02},
			{Group: "Gaussian", Runs: 692, LowError: 0.97, Grid: 0.1}, {Group: "true DoG", Runs: 1103, LowError: 0.17, Grid: 0.16}, {Group: "DoS", Runs: 1689, LowError: 0.93, Grid: 0.91}}}, l.table))
	o := must[Figure1Output](t)(Figure1(ctx, Figure1Params{Profile: profile(), Judge: judge()}, tables))
	if g := o.Groups[5]; g.Diverged != 1 || g.LowErrorFraction != 0 || !math.IsNaN(g.GridFraction) {
		t.Errorf("one diverged network gave %+v", g)
	}
	if g := o.Groups[0]; g.LowError != 8 || g.Networks != 10 || !(g.LowErrorLow < 0.8 && g.LowErrorHigh > 0.8) {
		t.Errorf("cartesian: %+v, want 8 of 10 accurate", g)
	}
	for _, g := range o.Groups[:5] {
		if !(g.FilteredFraction <= g.UnitFraction) || !(g.NullGrid > g.NullFraction) {
			t.Errorf("%s: %v of the units pass the filter, %v without it; noise gives %v of units, %v of networks",
				g.Group, g.FilteredFraction, g.UnitFraction, g.NullFraction, g.NullGrid)
		}
	}
	golden(t, "figure1.png", o.PNG)
}

// A figure that shows nothing about the science says so on its face.
func TestCautionIsDrawn(t *testing.T) {
	p := Figure1Params{Profile: profile(), Judge: judge()}
	plain := must[Figure1Output](t)(Figure1(context.Background(), p, estimate.EncodingTables{}))
	p.Profile.Caution = "nothing here is about the science"
	warned := must[Figure1Output](t)(Figure1(context.Background(), p, estimate.EncodingTables{}))
	if string(plain.PNG) == string(warned.PNG) {
		t.Error("the caution is not on the figure")
	}
}
