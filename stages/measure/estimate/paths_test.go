package estimate

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/train"
)

func pathJudge() Judge {
	return Judge{Threshold: 0.8, LowErrorM: 0.1, ErrorSteps: 2, MaxPeriodM: 1.3, Points: 10, Resamples: 50, Seed: 1}
}

// decoding is networks of two encodings with an error at each of some steps;
// the last diverged.
func decoding() rows.Table {
	var t rows.Table
	for i, errorsM := range [][]float64{{0.02, 0.04, 0.3}, {0.04, 0.08}, {0.06, 0.5, 0.5}, nil} {
		n := rows.Network{ID: fmt.Sprint("n", i), Seed: int64(10 + i), Encoding: "Gaussian", Outcome: "trained", Explained: 0.9, Active: 10, ErrorsM: errorsM}
		for range errorsM {
			n.ErrorsPaths = append(n.ErrorsPaths, 5)
		}
		t.Networks = append(t.Networks, n)
		t.Counts = append(t.Counts, rows.Count{ID: n.ID, Threshold: 0.8, Above: int32(i), Short: int32(i) / 2})
	}
	t.Networks[2].Encoding = "DoS"
	t.Networks[3].Outcome, t.Networks[3].Explained, t.Networks[3].Active = rows.Diverged, 0.5, 0
	return t
}

func gaussians() []rows.Group {
	return []rows.Group{{Name: "Gaussian cells", Where: rows.Where{Encoding: "Gaussian"}}}
}

func TestPathsAverageEachStep(t *testing.T) {
	o, err := Paths(context.Background(), PathParams{pathJudge(), gaussians()}, decoding())
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Networks) != 3 || o.Networks[2].Outcome != rows.Diverged || o.Networks[1].Seed != 11 {
		t.Errorf("networks %+v, want the three Gaussian ones", o.Networks)
	}
	if len(o.Errors) != 3 {
		t.Fatalf("%d steps, want 3", len(o.Errors))
	}
	for i, want := range []float64{0.03, 0.06, 0.3} {
		e := o.Errors[i]
		if e.Step != int32(i+1) || e.Group != "Gaussian cells" || math.Abs(e.ErrorM-want) > 1e-12 {
			t.Errorf("%+v, want %v m at step %d", e, want, i+1)
		}
	}
	if e := o.Errors[0]; !(e.LowM <= e.ErrorM && e.ErrorM <= e.HighM) || !math.IsNaN(o.Errors[2].LowM) {
		t.Errorf("intervals of two networks and of one: %+v", o.Errors)
	}
}

// Neither the order of networks nor where a network's unmeasured step lies
// moves an error to another step.
func TestPathsSkipStepsWithoutPaths(t *testing.T) {
	table := decoding()
	table.Networks[0].ErrorsPaths[1], table.Networks[0].ErrorsM[1] = 0, math.NaN()
	slices.Reverse(table.Networks)
	o, err := Paths(context.Background(), PathParams{pathJudge(), gaussians()}, table)
	if err != nil || len(o.Errors) != 3 || o.Errors[1].ErrorM != 0.08 || math.Abs(o.Errors[0].ErrorM-0.03) > 1e-12 {
		t.Errorf("%+v, %v", o.Errors, err)
	}
}

func TestExplained(t *testing.T) {
	groups := append(gaussians(), rows.Group{Name: "DoS", Where: rows.Where{Encoding: "DoS"}})
	out, err := Explained(context.Background(), ExplainedParams{pathJudge(), groups}, decoding())
	if err != nil || len(out) != 4 {
		t.Fatalf("%d networks, %v", len(out), err)
	}
	if r := out[1]; r.Group != "Gaussian cells" || r.ID != "n1" || r.Seed != 11 || r.Explained != 0.9 || math.Abs(r.ErrorM-0.06) > 1e-12 || r.FractionAbove != 0.1 || r.FractionFiltered != 0 {
		t.Errorf("%+v", r)
	}
	if r := out[2]; r.Outcome != rows.Diverged || !math.IsNaN(r.Explained) || !math.IsNaN(r.FractionAbove) {
		t.Errorf("a diverged network: %+v", r)
	}
	if r := out[3]; r.Group != "DoS" || r.FractionAbove != 0.2 || r.FractionFiltered != 0.1 {
		t.Errorf("%+v", r)
	}
}

func TestGroupsOfRowsAreValidated(t *testing.T) {
	ctx := context.Background()
	without := decoding()
	without.Counts = nil
	bad := pathJudge()
	bad.Resamples = 0
	for want, c := range map[string]struct {
		judge  Judge
		groups []rows.Group
		table  rows.Table
	}{
		"Judge.Resamples": {bad, gaussians(), decoding()},
		"Groups is empty": {pathJudge(), nil, decoding()},
		"Groups[0]":       {pathJudge(), []rows.Group{{}}, decoding()},
		"no counts":       {pathJudge(), gaussians(), without},
	} {
		if _, err := Paths(ctx, PathParams{c.judge, c.groups}, c.table); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("paths: %v, want it to say %q", err, want)
		}
		if _, err := Explained(ctx, ExplainedParams{c.judge, c.groups}, c.table); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("explained: %v, want it to say %q", err, want)
		}
	}
}

func TestTrainingIsNamed(t *testing.T) {
	ctx := context.Background()
	p := NetworkParams{architecture()}
	r := train.Report{History: []train.Point{{Step: 100, Explained: 0.5, Error20M: 0.2}, {Step: 200, Explained: 0.7, Error20M: 0.1}}}
	out, err := Training(ctx, p, r)
	if want := (TrainingPoint{rows.ID(p.Network), 3, 200, 0.7, 0.1}); err != nil || len(out) != 2 || out[1] != want {
		t.Errorf("%+v, %v, want %+v last", out, err, want)
	}
	r.Summary.Outcome = train.Diverged
	if out, err := Training(ctx, p, r); err != nil || len(out) != 0 {
		t.Errorf("a diverged network: %+v, %v", out, err)
	}
}
