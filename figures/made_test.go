package figures

import (
	"context"
	"fmt"
	"testing"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/gallery"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/world/encoding"
)

func profile() Profile {
	p := Profile{Name: "made up"}
	for _, e := range []encoding.Entry{encoding.CartesianEntry(), encoding.HighDimCartesianEntry(), encoding.PolarEntry(), encoding.HighDimPolarEntry(),
		encoding.GaussianEntry(), encoding.TrueDoGEntry(), encoding.SoDEntry(), encoding.DoSEntry()} {
		p.Looks = append(p.Looks, e.Look())
	}
	return p
}

func judge() estimate.Judge {
	return estimate.Judge{Threshold: 0.8, LowErrorM: 0.1, ErrorSteps: 20, MaxPeriodM: 1.3, Points: 60, Resamples: 100, Seed: 1}
}

// A lab is made-up networks of which everything is known.
type lab struct {
	table  rows.Table
	offers []gallery.Offer
}

// add adds a network described by n; one without scores diverged.
func (l *lab) add(t *testing.T, n rows.Network, maps ratemap.Maps, scores gridscore.Scores, noise null.Distribution) {
	t.Helper()
	if n.ID == "" {
		n.ID = fmt.Sprintf("network %d", len(l.table.Networks))
	}
	n.Outcome, n.Units = "trained", int32(len(scores.Units))
	if len(scores.Units) == 0 {
		n.Outcome = rows.Diverged
	}
	one := rows.Complete(n, []float64{0.3, 0.75, 0.8, 0.85, 1.15, 1.9}, 1.3, maps, scores, noise)
	var err error
	if l.table, err = rows.Join(context.Background(), rows.JoinParams{}, []rows.Table{l.table, one}); err != nil {
		t.Fatal(err)
	}
	if len(maps.Units) > 0 {
		l.offers = append(l.offers, gallery.OffersOf(n, maps, scores)...)
	}
}

// group is the networks on one encoding.
func group(name string) rows.Group { return rows.Group{Name: name, Where: rows.Where{Encoding: name}} }

func groupsNamed(names ...string) []rows.Group {
	var out []rows.Group
	for _, n := range names {
		out = append(out, group(n))
	}
	return out
}

// must is a stage's result, which has to be there.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// network is a made-up network whose scores grow with level.
func network(n int, level float64, bins int) (ratemap.Maps, gridscore.Scores) {
	m := ratemap.Maps{Errors: []ratemap.StepError{{Step: 1, Paths: 1, ErrorM: 0.05 + 0.02*float64(n%4)}}}
	var c gridscore.Scores
	for u := range 20 {
		score := float64((u*7+n*3)%20)/20 - 0.6 + level
		c.Units = append(c.Units, gridscore.Unit{Unit: int32(u), Active: true, Score60: score, PeriodSACM: 0.5 + level + 0.01*float64((u*3+n)%9)})
		if bins > 0 {
			m.Units = append(m.Units, ratemap.Unit{Unit: int32(u), Bins: int32(bins), Rates: madeMap("", u+n, int(2.9-2*level), bins).Rates})
		}
	}
	return m, c
}

// noise is a draw of a null.
func noise(n int) null.Distribution {
	var d null.Distribution
	for i := range 20 {
		d.Scores = append(d.Scores, null.Score{Map: int32(i), Score60: float64((i*7+n)%20)/16 - 0.5})
	}
	return d
}
