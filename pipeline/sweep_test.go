package pipeline_test

import (
	"strings"
	"testing"

	"nofreelunch/pipeline"
)

func TestSweepsNameNodes(t *testing.T) {
	g := pipeline.New()
	walk := pipeline.Do0(g, "simulate", Simulate, walkParams{10, 1})
	a := pipeline.Do1(g, "train", Train, trainParams{1, 0}, walk)
	b := pipeline.Do1(g, "train", Train, trainParams{2, 0}, walk)
	pipeline.Sweep(g, "dos", "difference of softmaxes", []pipeline.Ref[[]int]{a, b, a})
	pipeline.Sweep(g, "shared", "", []pipeline.Ref[[]int]{b})
	if err := g.Err(); err != nil || len(g.Sweeps()) != 2 || len(g.Sweeps()[0].Nodes) != 2 || g.Sweeps()[1].Nodes[0] != b.Node() {
		t.Fatalf("sweeps %+v, %v", g.Sweeps(), err)
	}
	pipeline.Sweep(g, "dos", "", []pipeline.Ref[[]int]{a})
	pipeline.Sweep(g, "Bad Name", "", []pipeline.Ref[[]int]{a})
	pipeline.Sweep(g, "lists", "", []pipeline.Ref[[][]int]{pipeline.List([]pipeline.Ref[[]int]{a})})
	for i, want := range []string{`"dos" is declared twice`, "Bad Name"} {
		if faults := strings.Split(g.Err().Error(), "\n"); len(faults) <= i || !strings.HasPrefix(faults[i], "sweep_test.go:") || !strings.Contains(faults[i], want) {
			t.Errorf("fault %d of %v is not %q", i, faults, want)
		}
	}
}
