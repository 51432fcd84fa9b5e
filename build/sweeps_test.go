package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"nofreelunch/pipeline"
	"nofreelunch/stages/core/kernel"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

// samples is a graph of two sweeps: networks that train, one that diverges,
// and one that fails if its output is not as wide as its target.
func samples(outputs int) *pipeline.Graph {
	g := pipeline.New()
	pipeline.Cost(g, train.Cost)
	w := trajectory.Published()
	w.Paths, w.Steps, w.Seed = 10, 20, 1
	paths := pipeline.Do0(g, "simulate", trajectory.Simulate, w)
	network := func(seed uint64, bound float64, outputs int) pipeline.Ref[train.Network] {
		p := train.Smoke(encoding.DoS(0.12, 2), seed)
		p.Net.Units, p.GradientSteps, p.EvalEverySteps, p.LossBound, p.Net.Outputs = 8, 3, 0, bound, outputs
		return pipeline.Do1(g, "train", train.Train, p, paths)
	}
	whole := train.Smoke(encoding.DoS(0.12, 2), 0).Net.Outputs
	if outputs == 0 {
		outputs = whole
	}
	good, lost, bad := network(1, 1e3, whole), network(2, 1e-9, whole), network(3, 1e3, outputs)
	pipeline.Sweep(g, "dos", "difference of softmaxes", []pipeline.Ref[train.Network]{good, lost})
	pipeline.Sweep(g, "odd", "one that fails", []pipeline.Ref[train.Network]{good, bad})
	return g
}

// says runs a verb on a graph and returns what it printed.
func says(t *testing.T, g *pipeline.Graph, line string) (string, error) {
	t.Helper()
	o, err := parse(strings.Fields(line))
	if err != nil {
		t.Fatal(err)
	}
	var out, progress bytes.Buffer
	s := &session{options: o, console: console{&out, &progress}, graph: g}
	defer s.close()
	for _, v := range verbs() {
		if v.name == o.Words[0] {
			err = v.run(context.Background(), s, o.Words[1:])
		}
	}
	return out.String(), err
}

func TestLedgerAndRetry(t *testing.T) {
	t.Setenv("NOFREELUNCH_CACHE", t.TempDir())
	ledger := func(g *pipeline.Graph) map[string]sweepRow {
		t.Helper()
		out, err := says(t, g, "sweeps -json")
		if err != nil {
			t.Fatal(err)
		}
		var rows []sweepRow
		if err := json.Unmarshal([]byte(out), &rows); err != nil {
			t.Fatal(err)
		}
		byName := map[string]sweepRow{}
		for _, r := range rows {
			byName[r.Sweep] = r
		}
		return byName
	}
	count := func(r sweepRow) [6]int {
		return [6]int{r.Networks, r.Done, r.Cached, r.Diverged, r.Failed, r.Missing}
	}
	broken := samples(3) // not the width of the target
	if got := ledger(broken); count(got["dos"]) != [6]int{2, 0, 0, 0, 0, 2} || count(got["odd"]) != [6]int{2, 0, 0, 0, 0, 2} {
		t.Errorf("before anything ran: %+v", got)
	}
	_, err := says(t, broken, "retry")
	var stage *pipeline.StageError
	if !errors.As(err, &stage) {
		t.Fatalf("retry hides the failure: %v", err)
	}
	got := ledger(broken)
	if count(got["dos"]) != [6]int{2, 2, 2, 1, 0, 0} || count(got["odd"]) != [6]int{2, 1, 1, 0, 1, 0} {
		t.Errorf("after one failed: %+v", got)
	}
	if f := got["odd"].Failures; len(f) != 1 || !strings.Contains(f[0].Error, "must be the encoding's width") || f[0].Log == "" {
		t.Errorf("the failure says %+v", f)
	}
	if out, err := says(t, broken, "sweeps"); err != nil || !strings.Contains(out, "failed train DoS") {
		t.Errorf("sweeps says, %v:\n%s", err, out)
	}
	if _, err := says(t, broken, "sweeps dso"); err == nil || !strings.Contains(err.Error(), `did you mean "dos"?`) {
		t.Errorf("an unknown sweep: %v", err)
	}
	mended := samples(0)
	if out, err := says(t, mended, "retry odd"); err != nil {
		t.Errorf("retry after mending: %v\n%s", err, out)
	}
	if got := ledger(mended); count(got["odd"]) != [6]int{2, 2, 2, 0, 0, 0} {
		t.Errorf("after mending: %+v", got)
	}
	if out, err := says(t, mended, "retry"); err != nil || !strings.Contains(out, "nothing is missing") {
		t.Errorf("retry with nothing to do: %v\n%s", err, out)
	}
}

func TestPlanBySweep(t *testing.T) {
	t.Setenv("NOFREELUNCH_CACHE", t.TempDir())
	g := samples(0)
	out, err := says(t, g, "plan -j 2")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"core hours", "dos", "odd", "shared by sweeps", "total", "3 nodes by their GFLOP at ", "as measured just now", "1 node never timed"} {
		if !strings.Contains(out, want) {
			t.Errorf("plan does not say %q:\n%s", want, out)
		}
	}
	if _, err := says(t, g, "retry dos"); err != nil {
		t.Fatal(err)
	}
	if out, err = says(t, g, "plan"); err != nil || !strings.Contains(out, "1 node by their GFLOP at the rate of runs of like size") {
		t.Errorf("plan does not use what was timed, %v:\n%s", err, out)
	}
}

func TestVerifyOnEveryKernel(t *testing.T) {
	t.Setenv("NOFREELUNCH_CACHE", t.TempDir())
	g := pipeline.New()
	w := trajectory.Published()
	w.Paths, w.Steps, w.Seed = 10, 20, 1
	p := train.Smoke(encoding.DoS(0.12, 2), 1)
	p.Net.Units, p.GradientSteps = 33, 5
	network := pipeline.Do1(g, "train", train.Train, p, pipeline.Do0(g, "simulate", trajectory.Simulate, w))
	pipeline.Sweep(g, "dos", "", []pipeline.Ref[train.Network]{network})
	pipeline.Figure(g, "figure7", "", network)
	if _, err := says(t, g, "retry"); err != nil {
		t.Fatal(err)
	}
	before := kernel.Active()
	out, err := says(t, g, "verify -sample all -j 2")
	if err != nil {
		t.Errorf("verify: %v\n%s", err, out)
	}
	for _, name := range kernel.Names() {
		if !strings.Contains(out, "("+name+" -j 2)") {
			t.Errorf("kernel %s was not tried:\n%s", name, out)
		}
	}
	want := fmt.Sprintf("2 results run again in %d ways", len(kernel.Names())+1)
	if !strings.Contains(out, want) || kernel.Active() != before {
		t.Errorf("verify leaves kernel %s and does not say %q:\n%s", kernel.Active(), want, out)
	}
	if _, err := parse(strings.Fields("verify -sample none")); err == nil || !strings.Contains(err.Error(), "or all") {
		t.Errorf("a bad sample: %v", err)
	}
}
