package pipeline_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"nofreelunch/pipeline"
)

// sweep is a graph of n+n/100+2 nodes: a walk, n networks, a drawing per
// hundred, one over all.
func sweep(n int) *pipeline.Graph {
	g := pipeline.New()
	walk := pipeline.Do0(g, "simulate", Simulate, walkParams{10, 1})
	var figures []pipeline.Ref[string]
	for i := 0; i < n; i += 100 {
		var networks []pipeline.Ref[[]int]
		for j := range 100 {
			networks = append(networks, pipeline.Do1(g, "train", Train, trainParams{1, float64(i + j)}, walk))
		}
		figures = append(figures, pipeline.Do1(g, "draw", Draw, struct{ Colour string }{"red"}, pipeline.List(networks)))
	}
	pipeline.Figure(g, "figure7", "", pipeline.Do1(g, "all", All, struct{}{}, pipeline.List(figures)))
	return g
}

func All(ctx context.Context, p struct{}, figures []string) (int, error) { return len(figures), nil }

func TestLargeGraphsPlanFast(t *testing.T) {
	nodes := 400
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		nodes = 20000
	}
	dir := t.TempDir()
	began := time.Now()
	ran(t, engine(t, dir, sweep(nodes), versions{}))
	built := time.Since(began)
	began = time.Now()
	g := sweep(nodes)
	declared := time.Since(began)
	began = time.Now()
	e := engine(t, dir, g, versions{})
	opened := time.Since(began)
	began = time.Now()
	plan, err := e.Plan(g.Target("figure7").Node)
	planned := time.Since(began)
	if err != nil || plan.Count(pipeline.UpToDate) != len(g.Nodes()) {
		t.Fatalf("plan: %v, %d of %d up to date", err, plan.Count(pipeline.UpToDate), len(g.Nodes()))
	}
	began = time.Now()
	if _, err := e.Run(context.Background(), g.Target("figure7").Node); err != nil {
		t.Fatal(err)
	}
	files := 0
	filepath.WalkDir(dir, func(string, os.DirEntry, error) error { files++; return nil })
	t.Logf("%d nodes: built in %v; declared in %v, opened in %v, planned in %v, run from cache in %v; %d files",
		len(g.Nodes()), built, declared, opened, planned, time.Since(began), files)
	if files > 20 {
		t.Errorf("%d files for small results", files)
	}
	if opened+planned > time.Second*time.Duration(max(1, nodes/5000)) { // a loaded machine may be slow, but not this slow
		t.Errorf("opening and planning took %v", opened+planned)
	}
}

func BenchmarkOpenAndPlan(b *testing.B) {
	dir := b.TempDir()
	ran(b, engine(b, dir, sweep(1000), versions{}))
	g := sweep(1000)
	for b.Loop() {
		if _, err := engine(b, dir, g, versions{}).Plan(g.Target("figure7").Node); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(g.Nodes())), "µs/node")
}
