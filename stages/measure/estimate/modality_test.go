package estimate

import (
	"context"
	"fmt"
	"math"
	"testing"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/measure/rows"
)

// periodic are networks whose units have periods of some modules, drawn about them.
func periodic(networks, units int, periodsM ...float64) rows.Table {
	var t rows.Table
	for n := range networks {
		id := fmt.Sprint(periodsM, n)
		u, s := rows.Units{ID: id}, rng.New(5, "periods "+id, 0)
		for i := range units {
			v := periodsM[i%len(periodsM)] * math.Exp(0.03*s.Normal())
			u.Unit, u.Score60, u.Score90 = append(u.Unit, int32(i)), append(u.Score60, 1), append(u.Score90, 0)
			u.PeriodM, u.LatticePeriodM = append(u.PeriodM, v), append(u.LatticePeriodM, v)
		}
		t.Networks, t.Units = append(t.Networks, rows.Network{ID: id, Outcome: "trained"}), append(t.Units, u)
	}
	return t
}

func modalities(t *testing.T, of rows.Table) []Modality {
	t.Helper()
	p := ModalityParams{Judge: Judge{Threshold: 0.8, LowErrorM: 0.1, ErrorSteps: 20, MaxPeriodM: 1.3, Points: 2, Resamples: 10, Seed: 1}, Samples: 199, Ratio: 1.4, Trials: 20, Level: 0.05}
	out, err := Modalities(context.Background(), p, of)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestOnePeriodAndTwo(t *testing.T) {
	for _, m := range modalities(t, periodic(4, 24, 1.0)) {
		if !(m.P > 0.05) || !(m.Power > 0.9) || math.Abs(m.MedianM-1) > 0.05 || m.Units != 24 {
			t.Errorf("one module: %+v", m)
		}
	}
	for _, m := range modalities(t, periodic(4, 24, 0.7, 1.0)) {
		if !(m.P < 0.05) || !(m.Holm >= m.P) {
			t.Errorf("two modules 1.4 apart: %+v", m)
		}
	}
}

func TestTooFewPeriodsSayNothing(t *testing.T) {
	of := periodic(1, 12, 0.7, 1.0)
	for i := range 6 {
		of.Units[0].LatticePeriodM[i] = math.NaN()
	}
	for _, m := range modalities(t, of) {
		if said := m.P == m.P; said != (m.Estimator == PublishedPeriods) {
			t.Errorf("%s periods of %d units: %+v", m.Estimator, m.Units, m)
		}
	}
	of.Networks[0].Outcome = rows.Diverged
	if got := modalities(t, of); len(got) != 0 {
		t.Errorf("a network that diverged: %+v", got)
	}
}
