package gridscore

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/measure/ratemap"
)

// crew is a runner that lends some cores.
type crew int

func (c crew) Progress(int, int)    {}
func (c crew) Threads() int         { return int(c) }
func (c crew) Load() ([]byte, bool) { return nil, false }
func (c crew) Save([]byte) error    { return nil }
func (c crew) Due() bool            { return false }

func population(n, units int) ratemap.Maps {
	var maps ratemap.Maps
	for u := range units {
		rates := hexagons(n, float64(n)/4+0.1*float64(u%20), 0.05*float64(u), float64(u%7), 0)
		if u%10 == 9 {
			withGaps(rates)
		}
		maps.Units = append(maps.Units, ratemap.NewUnit(u, n, rates))
	}
	return maps
}

func TestThreadsDoNotChangeScores(t *testing.T) {
	maps := population(12, 150)
	p := Defaults(12, 2.2)
	var tables [2]Scores
	for i, threads := range []crew{1, 3} {
		var err error
		if tables[i], err = Score(job.With(context.Background(), threads), p, maps); err != nil {
			t.Fatal(err)
		}
	}
	for u := range tables[0].Units {
		a, b := tables[0].Units[u], tables[1].Units[u]
		if math.Float64bits(a.Score60) != math.Float64bits(b.Score60) || math.Float64bits(a.PeriodSACM) != math.Float64bits(b.PeriodSACM) ||
			!slices.Equal(a.OrientationsRad, b.OrientationsRad) {
			t.Fatalf("unit %d: %+v and %+v", u, a, b)
		}
	}
}

func TestScoreOfNothing(t *testing.T) {
	s, err := Score(context.Background(), Defaults(20, 2.2), ratemap.Maps{})
	if err != nil || len(s.Units) != 0 {
		t.Errorf("%v, %v", s, err)
	}
}

func TestScoreStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Score(ctx, Defaults(12, 2.2), population(12, 2)); err == nil {
		t.Error("a cancelled stage returns a table")
	}
}

func TestRefusals(t *testing.T) {
	for field, spoil := range map[string]func(*Params){
		"Bins":             func(p *Params) { p.Bins = 0 },
		"BoxWidthM":        func(p *Params) { p.BoxWidthM = math.Inf(1) },
		"Unvisited":        func(p *Params) { p.Handling.Unvisited = "" },
		"FlatLags":         func(p *Params) { p.Handling.FlatLags = "no" },
		"PeriodMinScore60": func(p *Params) { p.PeriodMinScore60 = math.NaN() },
		"FieldFraction":    func(p *Params) { p.FieldFraction = 1 },
		"FieldMinBins":     func(p *Params) { p.FieldMinBins = 0 },
	} {
		p := Defaults(20, 2.2)
		spoil(&p)
		if err := p.Validate(); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := Score(context.Background(), Defaults(20, 2.2), population(12, 1)); err == nil {
		t.Error("maps of another size are accepted")
	}
}
