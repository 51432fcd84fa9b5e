package estimate

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/rows"
)

// numpyPeriods is what testdata/published_periods.py computed in numpy.
type numpyPeriods struct {
	Maps []struct {
		Bins   int       `json:"bins"`
		Rates  []float64 `json:"rates"`
		Period float64   `json:"period_bins"`
	} `json:"maps"`
	Samples [][]float64 `json:"samples"`
	Mode    float64     `json:"mode_bins"`
}

func computedInNumpy(t *testing.T) (of numpyPeriods) {
	t.Helper()
	data, err := os.ReadFile("testdata/published_periods.json")
	if err == nil {
		err = json.Unmarshal(data, &of)
	}
	if err != nil {
		t.Fatal(err)
	}
	return of
}

func TestPeriodsAreThoseOfNumpy(t *testing.T) {
	of := computedInNumpy(t)
	if len(of.Maps) < 5 {
		t.Fatalf("%d maps", len(of.Maps))
	}
	for i, m := range of.Maps {
		s, err := gridscore.NewScorer(m.Bins, gridscore.Published())
		if err != nil {
			t.Fatal(err)
		}
		if got := gridscore.PublishedPeriod(s.Raw(m.Rates), m.Bins).Bins; math.Abs(got-m.Period) > 1e-12*m.Period {
			t.Errorf("map %d: period %v bins, numpy has %v", i, got, m.Period)
		}
	}
}

// The mode is numpy's, long periods kept, whatever networks the periods lie in.
func TestModeIsThatOfNumpy(t *testing.T) {
	of := computedInNumpy(t)
	p := PeriodParams{Judge: testJudge(), Kernel: PublishedKernel(1, 150)}
	m, err := p.periodMode(of.Samples, rng.New(1, "mode", 0))
	if err != nil || math.Abs(m.at-of.Mode) > 1e-9 {
		t.Errorf("mode %v, numpy has %v (%v)", m.at, of.Mode, err)
	}
	if len(m.xs) != 1000 {
		t.Errorf("%d places, published are 1000", len(m.xs))
	}
	sum := 0.0
	for _, y := range m.ys {
		sum += y * p.Kernel.StepM
	}
	if math.Abs(sum-1) > 1e-6 {
		t.Errorf("the density integrates to %v", sum)
	}
	scott, _, err := partsOf(of.Samples)
	if err != nil || len(scott) != 3 {
		t.Fatal(err)
	}
	if !(m.interval.Lo <= m.at && m.at <= m.interval.Hi) {
		t.Errorf("mode %v outside of its interval %+v", m.at, m.interval)
	}
}

// twoEstimators is networks whose units have published periods of one length and
// lattice periods of another.
func twoEstimators() rows.Table {
	table := drifting([2]float64{0.05, 0.05}, [2]float64{0.05, 0.05}, [2]float64{0.05, 0.4})
	for i := range table.Networks {
		n := &table.Networks[i]
		n.Homogeneous, n.SigmaM, n.SurroundScale = true, 0.12, 2
		u := rows.Units{ID: n.ID}
		for k := range 6 {
			u.Score60, u.PeriodM, u.LatticePeriodM = append(u.Score60, 0.9), append(u.PeriodM, 1.0+0.01*float64(k)), append(u.LatticePeriodM, 1.2+0.01*float64(k))
		}
		u.Score60[5], u.PeriodM[4], u.LatticePeriodM[4] = 0.5, 2.6, 2.6 // not grid-like; too long for a lattice
		table.Units = append(table.Units, u)
	}
	return table
}

func TestEstimatorsOfThePeriodAreNotMixed(t *testing.T) {
	judge := testJudge()
	judge.ErrorSteps = 50
	o, err := Periods(context.Background(), PeriodParams{Judge: judge, Widths: []Width{{Encoding: "dos", SigmaM: 0.12, SurroundScale: 2}},
		Kernel: PublishedKernel(0.05, 3.3), MaxPeriodM: 1.9}, twoEstimators())
	if err != nil {
		t.Fatal(err)
	}
	m := o.Modes[0]
	if m.Trained != 3 || m.Networks != 2 || m.Units != 10 || m.LatticeUnits != 8 || m.FilteredUnits != 8 {
		t.Errorf("%+v, want 2 of 3 networks, 10 units by the published estimator and 8 with a lattice", m)
	}
	if math.Abs(m.PeriodM-1.015) > 0.0076 || math.Abs(m.LatticeM-1.215) > 0.0076 || !math.IsNaN(m.NullM) {
		t.Errorf("modes %v and %v m, noise %v m, want 1.015 and 1.215 and none", m.PeriodM, m.LatticeM, m.NullM)
	}
	if len(o.Spreads) != 2 || o.Spreads[0].Units != 4 || !(o.Spreads[0].LowM >= 1.2 && o.Spreads[0].HighM <= 1.24) {
		t.Errorf("spreads %+v, want two of 4 units from 1.2 to 1.24 m", o.Spreads)
	}
	if !slices.ContainsFunc(o.Density, func(d PeriodDensity) bool { return d.Of == ByPublished && d.PeriodM > 2.5 && d.Density > 0.1 }) {
		t.Error("long periods by the published estimator are left out, which it keeps")
	}
}

func TestKernelsAreValidated(t *testing.T) {
	for _, k := range []PeriodKernel{{}, {BandwidthM: 1, StepM: 0, EndM: 1}, {BandwidthM: -1, StepM: 0.1, EndM: 1}, {BandwidthM: 1, StepM: 1e-9, EndM: 1}, {BandwidthM: math.NaN(), StepM: 0.1, EndM: 1}} {
		if k.Validate() == nil {
			t.Errorf("%+v is accepted", k)
		}
	}
}
