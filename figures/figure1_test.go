package figures

import (
	"context"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
)

func TestFigure1(t *testing.T) {
	p := Figure1Params{Judge: judge(), Groups: []Sample{{"cartesian", 10}, {"high-dim polar", 6}, {"Gaussian", 12}, {"true DoG", 4}, {"DoS", 12}, {"SoD", 1}},
		Published: []Published{{"cartesian", 1641, 0.59, 0}, {"high-dim polar", 214, 0.89, 0.02}, {"Gaussian", 692, 0.97, 0.1}, {"true DoG", 1103, 0.17, 0.16}, {"DoS", 1689, 0.93, 0.91}}}
	var maps []ratemap.Maps
	var scores []gridscore.Scores
	var nulls []null.Distribution
	for k, s := range p.Groups {
		for n := range s.Networks {
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
			maps, scores, nulls = append(maps, m), append(scores, c), append(nulls, d)
		}
	}
	o, err := Figure1(context.Background(), p, maps, scores, nulls)
	if err != nil {
		t.Fatal(err)
	}
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
	compare(t, "figure1.png", o.PNG)
	if _, err := Figure1(context.Background(), p, maps[1:], scores, nulls); err == nil || !strings.Contains(err.Error(), "Groups") {
		t.Errorf("a missing network: %v", err)
	}
}
