package pipeline_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"nofreelunch/pipeline"
)

// Concat joins walks.
func Concat(_ context.Context, _ struct{}, parts [][]int) ([]int, error) {
	return slices.Concat(parts...), nil
}

// gathered is a graph of n walks, joined with a fan.
func gathered(n, fan int) (*pipeline.Graph, pipeline.Ref[[]int]) {
	g := pipeline.New()
	var walks []pipeline.Ref[[]int]
	for i := range n {
		walks = append(walks, pipeline.Do0(g, "simulate", Simulate, walkParams{2, i}))
	}
	all := pipeline.Gather(g, "rows", Concat, struct{}{}, walks, fan)
	pipeline.Figure(g, "figure7", "", all)
	return g, all
}

func TestGatherGivesTheSameWhateverTheFan(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 9, 10, 28} {
		var want []int
		for i := range n {
			want = append(want, 0, i)
		}
		for _, fan := range []int{0, 2, 3, 27, 100} {
			g, all := gathered(n, fan)
			e := engine(t, t.TempDir(), g, versions{})
			rep, err := e.Run(context.Background(), all.Node())
			if err != nil {
				t.Fatal(err)
			}
			got, err := pipeline.Load(e, all, rep.Outcome(all.Node()).Action)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%d walks with fan %d: %v, %v, want %v", n, fan, got, err, want)
			}
		}
	}
}

func TestGatherBoundsTheInputsOfANode(t *testing.T) {
	for _, c := range []struct{ n, fan, limit, joins int }{
		{17776, 0, pipeline.GatherFan, 278 + 5 + 1}, {64, 0, 64, 1}, {65, 0, 64, 3}, {9, 3, 3, 4}, {10, 3, 3, 4 + 2 + 1}, {0, 0, 0, 1}, {1, 0, 1, 1},
	} {
		g, _ := gathered(c.n, c.fan)
		joins := 0
		for _, n := range g.Nodes() {
			if n.Stage() != "rows" {
				continue
			}
			joins++
			if len(n.Deps()) > c.limit {
				t.Errorf("%d walks with fan %d: a node has %d inputs", c.n, c.fan, len(n.Deps()))
			}
			if !strings.HasPrefix(n.Place(), "gather_test.go:") {
				t.Errorf("a node is declared at %s, want where Gather is called", n.Place())
			}
		}
		if joins != c.joins {
			t.Errorf("%d walks with fan %d: %d nodes join them, want %d", c.n, c.fan, joins, c.joins)
		}
	}
}

// One changed input makes its branch again and nothing beside it.
func TestOneInputRunsOneBranch(t *testing.T) {
	dir := t.TempDir()
	g, all := gathered(28, 3)
	if _, err := engine(t, dir, g, versions{}).Run(context.Background(), all.Node()); err != nil {
		t.Fatal(err)
	}
	g = pipeline.New()
	var walks []pipeline.Ref[[]int]
	for i := range 28 {
		if i == 13 {
			i = 99
		}
		walks = append(walks, pipeline.Do0(g, "simulate", Simulate, walkParams{2, i}))
	}
	all = pipeline.Gather(g, "rows", Concat, struct{}{}, walks, 3)
	rep, err := engine(t, dir, g, versions{}).Run(context.Background(), all.Node())
	if err != nil || rep.Count(pipeline.Ran) != 1+4 {
		t.Errorf("%d nodes ran, %v, want the walk and four layers above it", rep.Count(pipeline.Ran), err)
	}
}

func TestGatherRefusesAFanWithoutEnd(t *testing.T) {
	for _, fan := range []int{1, -1} {
		g, _ := gathered(5, fan)
		if err := g.Err(); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("with %d inputs a node has no end", fan)) || !strings.HasPrefix(err.Error(), "gather_test.go:") {
			t.Errorf("a fan of %d: %v", fan, err)
		}
	}
}
