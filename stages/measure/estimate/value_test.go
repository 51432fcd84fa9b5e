package estimate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/measure/rows"
)

func testJudge() Judge {
	return Judge{Threshold: 0.8, LowErrorM: 0.1, ErrorSteps: 20, MaxPeriodM: 1.3, Points: 20, Resamples: 20, Seed: 1}
}

// testTable is networks of every kind that estimates group by.
func testTable(t *testing.T) rows.Table {
	var all []rows.Table
	for k := range 24 {
		n := rows.Network{
			ID: fmt.Sprint(k), Seed: int64(k % 3), AtStep: int64(k % 2), Encoding: []string{"dos", "true dog"}[k/12], Homogeneous: true,
			SigmaM: 0.1 + 0.02*float64(k%3), SurroundScale: 2, AlphaE: float64(1 + k%2), AlphaI: float64(1 + k%3),
			Cell: []string{"rnn", "gru"}[k%2], Activation: "relu", Optimiser: []string{"adam", "sgd"}[k%2], Initialiser: "orthogonal", Outcome: "trained",
		}
		m := ratemap.Maps{Errors: []ratemap.StepError{{Step: 1, Paths: 2, ErrorM: 0.02 * float64(1+k%6)}}}
		var s gridscore.Scores
		var d null.Distribution
		for u := range 15 {
			s.Units = append(s.Units, gridscore.Unit{Unit: int32(u), Active: true, Score60: float64((u*7+k)%15)/11 - 0.1, PeriodM: 0.8 + 0.04*float64((u+k)%9), PeriodSACM: 0.9 + 0.05*float64((u+k)%9), FieldCount: int32(u % 5)})
			d.Scores = append(d.Scores, null.Score{Map: int32(u), Score60: float64((u*4+k)%15) / 12, PeriodM: 1 + 0.03*float64(u)})
		}
		if k == 7 {
			n.Outcome, m, s = rows.Diverged, ratemap.Maps{}, gridscore.Scores{}
		}
		all = append(all, rows.Complete(n, []float64{0.3, 0.8}, 1.3, m, s, d))
	}
	table, err := rows.Join(context.Background(), rows.JoinParams{}, all)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// Tables are joined by value: the order of the rows that belong to networks
// changes no estimate.
func TestEstimatesDoNotDependOnTheOrderOfRows(t *testing.T) {
	groups := []rows.Group{{Name: "DoS", Where: rows.Where{Encoding: "dos"}}, {Name: "true DoG", Where: rows.Where{Encoding: "true dog"}}}
	widths := []Width{{Encoding: "dos", SigmaM: 0.1, SurroundScale: 2}, {Encoding: "dos", SigmaM: 0.12, SurroundScale: 2}, {Encoding: "dos", SigmaM: 0.14, SurroundScale: 2}}
	curves := CurveParams{Judge: testJudge(), Curves: []Curve{{Group: groups[0], Score: Score60}, {Group: groups[1], Score: Score60, Null: true, Accurate: true}, {Group: groups[0], Score: Score90}}}
	ctx := context.Background()
	estimates := map[string]func(rows.Table) (any, error){
		"encodings": func(t rows.Table) (any, error) {
			return Encodings(ctx, EncodingParams{Judge: testJudge(), Groups: groups}, t)
		},
		"groups": func(t rows.Table) (any, error) {
			return Groups(ctx, GroupParams{Judge: testJudge(), Groups: groups, Nulls: groups[:1]}, t)
		},
		"survivals": func(t rows.Table) (any, error) { return Survivals(ctx, curves, t) },
		"densities": func(t rows.Table) (any, error) { return Densities(ctx, curves, t) },
		"periods": func(t rows.Table) (any, error) {
			return Periods(ctx, PeriodParams{Judge: testJudge(), Widths: widths, Kernel: PublishedKernel(0.05, 3.3), MaxPeriodM: 1.9}, t)
		},
		"widths": func(t rows.Table) (any, error) {
			return Widths(ctx, WidthParams{Judge: testJudge(), Widths: widths, Thresholds: []float64{0.3, 0.8}}, t)
		},
		"settings": func(t rows.Table) (any, error) { return Settings(ctx, SettingParams{testJudge()}, t, t, t) },
		"amplitudes": func(t rows.Table) (any, error) {
			return Amplitudes(ctx, AmplitudeParams{Judge: testJudge(), SigmaM: 0.12, SurroundScale: 2}, t)
		},
		"course": func(t rows.Table) (any, error) { return Course(ctx, CourseParams{testJudge()}, t) },
	}
	for name, of := range estimates {
		table := testTable(t)
		want, err := of(table)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r := rand.New(rand.NewPCG(1, 2))
		r.Shuffle(len(table.Counts), func(i, j int) { table.Counts[i], table.Counts[j] = table.Counts[j], table.Counts[i] })
		r.Shuffle(len(table.Units), func(i, j int) { table.Units[i], table.Units[j] = table.Units[j], table.Units[i] })
		r.Shuffle(len(table.Noise), func(i, j int) { table.Noise[i], table.Noise[j] = table.Noise[j], table.Noise[i] })
		got, err := of(table)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s depends on the order of rows (%v)", name, err)
		}
		if name != "course" && name != "amplitudes" && fmt.Sprint(want) == fmt.Sprint(must(of(testTable(t).Of(rows.Where{Encoding: "nothing"})))) {
			t.Errorf("%s is the same of no networks", name)
		}
	}
}

func must(v any, err error) any {
	if err != nil {
		return err
	}
	return v
}
