package estimate

import (
	"context"
	"fmt"
	"testing"

	"nofreelunch/stages/measure/rows"
)

// drifting are networks whose error jumps from one value to another after 20 of
// 50 steps.
func drifting(pairs ...[2]float64) rows.Table {
	var t rows.Table
	for i, pair := range pairs {
		n := rows.Network{ID: fmt.Sprint("drifts ", i), Encoding: "dos", Outcome: "trained", Active: 1}
		for step := range 50 {
			errorM := pair[0]
			if step >= 20 {
				errorM = pair[1]
			}
			n.ErrorsM, n.ErrorsPaths = append(n.ErrorsM, errorM), append(n.ErrorsPaths, 7)
		}
		t.Networks = append(t.Networks, n)
		t.Counts = append(t.Counts, rows.Count{ID: n.ID, Threshold: 0.8})
	}
	return t
}

// A network that holds for the 20 steps of its training and drifts afterwards
// is not accurate by the published criterion; the second reading says so beside.
func TestAccuracyIsOfTheWholePath(t *testing.T) {
	judge := testJudge()
	judge.ErrorSteps = 50
	of := drifting([2]float64{0.05, 0.05}, [2]float64{0.06, 0.20}, [2]float64{0.12, 0.05}, [2]float64{0.3, 0.3})
	o, err := Encodings(context.Background(), EncodingParams{Judge: judge, Groups: []rows.Group{{Name: "DoS", Where: rows.Where{Encoding: "dos"}}}}, of)
	if err != nil {
		t.Fatal(err)
	}
	g := o.Groups[0]
	if g.LowError != 2 || g.LowError20 != 2 || g.Networks != 4 {
		t.Errorf("%d of %d accurate over 50 steps, %d over 20; want 2 of 4 and 2", g.LowError, g.Networks, g.LowError20)
	}
	for i, want := range []bool{true, false, true, false} {
		r := o.Networks[i]
		if judge.accurate(r) != want || judge.Accurate(of.Networks[i]) != want {
			t.Errorf("network %d: error %v m over 50 steps, %v m over 20, accurate %v", i, r.ErrorM, r.Error20M, !want)
		}
	}
	if r := o.Networks[1]; r.Error20M > 0.061 || r.ErrorM < 0.14 {
		t.Errorf("errors of the drifting network: %v m over 20 steps and %v m over 50", r.Error20M, r.ErrorM)
	}
}

// A curve may pool by an error of its own, and count silent units, as Fig. 4b does.
func TestACurvePoolsAsPublished(t *testing.T) {
	table := drifting([2]float64{0.05, 0.05}, [2]float64{0.12, 0.12}, [2]float64{0.2, 0.2})
	for _, n := range table.Networks {
		table.Units = append(table.Units, rows.Units{ID: n.ID, Score60: []float64{0.1, 0.2}, SilentScore60: []float64{1.1, 1.2}})
	}
	judge := testJudge()
	judge.ErrorSteps = 50
	dos := rows.Group{Name: "DoS", Where: rows.Where{Encoding: "dos"}}
	of := func(c Curve) Density {
		c.Group, c.Score = dos, Score60
		out, err := Densities(context.Background(), CurveParams{Judge: judge, Curves: []Curve{c}}, table)
		if err != nil || len(out) == 0 {
			t.Fatal(len(out), err)
		}
		return out[len(out)-4] // far to the right, where silent units alone are
	}
	if d := of(Curve{Accurate: true}); d.Networks != 1 || d.Density > 1e-6 {
		t.Errorf("the judge's networks, active units: %+v", d)
	}
	if d := of(Curve{Accurate: true, LowErrorM: 0.15, Everyone: true}); d.Networks != 2 || d.Density < 1e-3 {
		t.Errorf("networks below 15 cm, all units: %+v", d)
	}
	if err := (CurveParams{Judge: judge, Curves: []Curve{{Group: dos, Score: Score60, LowErrorM: -1}}}).each(context.Background(), table, nil, nil); err == nil {
		t.Error("a negative error is accepted")
	}
}
