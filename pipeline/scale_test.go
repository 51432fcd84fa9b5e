package pipeline_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/store"
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

// A plan looks each node up once, reads no result, and many small results are
// few files.
func TestPlansReadNoResults(t *testing.T) {
	nodes := 400
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		nodes = 20000
	}
	dir := t.TempDir()
	ran(t, engine(t, dir, sweep(nodes), versions{}))
	g := sweep(nodes)
	e := engine(t, dir, g, versions{})
	reads := &counting{Store: e.Store.(*store.Store)}
	e.Store = reads
	plan, err := e.Plan(g.Target("figure7").Node)
	if err != nil || plan.Count(pipeline.UpToDate) != len(g.Nodes()) {
		t.Fatalf("plan: %v, %d of %d up to date", err, plan.Count(pipeline.UpToDate), len(g.Nodes()))
	}
	if reads.gets > 0 || reads.lookups > len(g.Nodes()) {
		t.Errorf("a plan of %d nodes reads %d results and looks %d records up", len(g.Nodes()), reads.gets, reads.lookups)
	}
	files := 0
	filepath.WalkDir(dir, func(string, os.DirEntry, error) error { files++; return nil })
	if files > 20 {
		t.Errorf("%d files for small results", files)
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

// quickDir is a folder on a disk in memory, if there is one: the growth of the
// program is measured, not the disk's patience.
func quickDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "nofreelunch-scale-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestTimeAndMemoryGrowLinearly shows what a graph and a warm cache of it cost,
// from a thousand nodes to a hundred thousand.
func TestTimeAndMemoryGrowLinearly(t *testing.T) {
	sizes := []int{500, 2000}
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		sizes = []int{1000, 3000, 10000, 20000, 30000, 100000}
	}
	var perNode []float64 // allocations, which a loaded machine does not change
	t.Logf("%8s %10s %10s %10s %10s %12s %6s", "nodes", "declare", "open", "plan", "memory", "index", "files")
	for _, n := range sizes {
		dir := quickDir(t)
		ran(t, engine(t, dir, sweep(n), versions{}))
		var declared, opened, planned time.Duration
		var made uint64
		before := heap()
		var g *pipeline.Graph
		var e *pipeline.Engine
		for try := range 3 { // the best of three: others use this machine too
			counted := mallocs()
			began := time.Now()
			g = sweep(n)
			d := time.Since(began)
			began = time.Now()
			e = engine(t, dir, g, versions{})
			o := time.Since(began)
			began = time.Now()
			plan, err := e.Plan(g.Target("figure7").Node)
			p := time.Since(began)
			if err != nil || plan.Count(pipeline.UpToDate) != len(g.Nodes()) {
				t.Fatalf("plan: %v", err)
			}
			if try == 0 || o+p < opened+planned {
				declared, opened, planned = d, o, p
			}
			made = mallocs() - counted
		}
		nodes := len(g.Nodes())
		used := int64(heap()) - int64(before)
		runtime.KeepAlive(e)
		files, index := 0, int64(0)
		filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil
			}
			files++
			if info, err := d.Info(); err == nil && filepath.Ext(path) == ".index" {
				index += info.Size()
			}
			return nil
		})
		t.Logf("%8d %10v %10v %10v %7.1f MB %9.1f MB %6d", nodes, declared.Round(time.Millisecond), opened.Round(time.Millisecond),
			planned.Round(time.Millisecond), float64(used)/3e6, float64(index)/1e6, files)
		perNode = append(perNode, float64(made)/float64(nodes))
		if files > 20 {
			t.Errorf("%d nodes: %d files for small results", nodes, files)
		}
	}
	first, last := perNode[0], perNode[len(perNode)-1]
	if last > 1.2*first {
		t.Errorf("declaring, opening and planning allocates %.1f times a node at first and %.1f in the end: not linear", first, last)
	}
}

func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}
