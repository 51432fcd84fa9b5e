package pipeline_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/store"
)

// counting counts how often the store is read.
type counting struct {
	*store.Store
	gets, lookups, lists int
}

func (c *counting) Lookup(k store.Key) (*store.Action, error) {
	c.lookups++
	return c.Store.Lookup(k)
}

func (c *counting) Get(d store.Digest) ([]byte, error) {
	c.gets++
	return c.Store.Get(d)
}

func (c *counting) Actions() []*store.Action {
	c.lists++
	return c.Store.Actions()
}

// rated is sweep with another learning rate for every network.
func rated(n int, shift float64) *pipeline.Graph {
	g := pipeline.New()
	walk := pipeline.Do0(g, "simulate", Simulate, walkParams{10, 1})
	var figures []pipeline.Ref[string]
	for i := 0; i < n; i += 100 {
		var networks []pipeline.Ref[[]int]
		for j := range min(100, n-i) {
			networks = append(networks, pipeline.Do1(g, "train", Train, trainParams{2 + i + j, shift}, walk))
		}
		figures = append(figures, pipeline.Do1(g, "draw", Draw, struct{ Colour string }{"red"}, pipeline.List(networks)))
	}
	pipeline.Figure(g, "figure7", "", pipeline.Do1(g, "all", All, struct{}{}, pipeline.List(figures)))
	return g
}

// The work of explaining grows as the graph does, whatever changed and
// whichever nodes are asked about.
func TestExplainingReadsTheStoreOncePerNode(t *testing.T) {
	for _, n := range []int{50, 400} {
		dir := t.TempDir()
		ran(t, engine(t, dir, rated(n, 0.004), versions{}))
		for what, ask := range map[string]struct {
			g    *pipeline.Graph
			code versions
			all  bool
		}{
			"the code, from the figure":      {rated(n, 0.004), versions{"Train": "2"}, false},
			"a parameter, from the figure":   {rated(n, 0.005), versions{}, false},
			"a parameter, from the networks": {rated(n, 0.005), versions{}, true},
			"nothing":                        {rated(n, 0.004), versions{}, true},
		} {
			e := engine(t, dir, ask.g, ask.code)
			reads := &counting{Store: e.Store.(*store.Store)}
			e.Store = reads
			roots := []*pipeline.Node{ask.g.Target("figure7").Node}
			if ask.all {
				roots = ask.g.Nodes()
			}
			xs, err := e.WhyAll(roots...)
			if err != nil || len(xs) == 0 {
				t.Fatal(xs, err)
			}
			if limit := 5 * len(ask.g.Nodes()); reads.gets > limit || reads.lists > 2 {
				t.Errorf("%s, %d nodes: %d reads of results, want %d at most; %d of all records, want 2", what, len(ask.g.Nodes()), reads.gets, limit, reads.lists)
			}
		}
	}
}

func TestEqualCausesAreOne(t *testing.T) {
	dir := t.TempDir()
	ran(t, engine(t, dir, rated(8, 0.004), versions{}))
	for _, roots := range []string{"figure7", "networks"} {
		g := rated(8, 0.005)
		e := engine(t, dir, g, versions{})
		nodes := []*pipeline.Node{g.Target("figure7").Node}
		if roots == "networks" {
			nodes = nodes[0].Deps()[0].Deps()
		}
		got := causesOf(t, e, nodes)
		if len(got) != 1 || got[0].Stage != "train" || got[0].Count() != 8 || got[0].Text != "Rate 0.004 -> 0.005" {
			t.Errorf("from the %s: %q, want one cause of eight networks", roots, got)
		}
	}
}

func causesOf(t *testing.T, e *pipeline.Engine, nodes []*pipeline.Node) []pipeline.Cause {
	t.Helper()
	xs, err := e.WhyAll(nodes...)
	if err != nil {
		t.Fatal(err)
	}
	var differences []*pipeline.Difference
	for _, x := range xs {
		differences = append(differences, x.Difference)
	}
	return pipeline.Causes(differences...)
}

// A list that grows, shrinks or turns round says that, and not that everything
// after the place is another input.
func TestListsAreComparedByWhatIsInThem(t *testing.T) {
	for _, c := range []struct {
		units []int
		want  string
	}{
		{[]int{9, 3, 4}, "train units=9: result is new"},
		{[]int{4}, "train units=3: result is gone"},
		{[]int{4, 3}, "draw: the order of input 1 changed"},
		{[]int{9, 4}, "train units=9: Units 3 -> 9"},
		{[]int{4, 5}, "train units=5: Units 3 -> 5; draw: the order of input 1 changed"},
	} {
		dir := t.TempDir()
		ran(t, engine(t, dir, paper(base), versions{}))
		now := base
		now.units = c.units
		e := engine(t, dir, paper(now), versions{})
		ran(t, e)
		var got []string
		for _, cause := range causesOf(t, e, []*pipeline.Node{e.Graph.Target("figure7").Node}) {
			got = append(got, fmt.Sprintf("%s: %s", cause.Calls[0], cause.Text))
		}
		if len(got) == 0 || strings.Join(got, "; ") != c.want {
			t.Errorf("networks of %v: %q, want %q", c.units, got, c.want)
		}
	}
}

// The earlier run that a new call is compared with is the one it was made from.
func TestTheMostSimilarCallIsFound(t *testing.T) {
	dir := t.TempDir()
	g := pipeline.New()
	walk := pipeline.Do0(g, "simulate", Simulate, walkParams{10, 1})
	var nodes []*pipeline.Node
	for u := 1; u <= 300; u++ {
		nodes = append(nodes, pipeline.Do1(g, "train", Train, trainParams{u, float64(u % 3)}, walk).Node())
	}
	e := engine(t, dir, g, versions{})
	e.Workers = 1 // so that the last is the last
	if _, err := e.Run(t.Context(), nodes...); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		p    trainParams
		want string
	}{
		{trainParams{7, 9.5}, "Rate 1 -> 9.5"},
		{trainParams{900, 0.5}, "Units 300 -> 900; Rate 0 -> 0.5"},
	} {
		g := pipeline.New()
		n := pipeline.Do1(g, "train", Train, c.p, pipeline.Do0(g, "simulate", Simulate, walkParams{10, 1})).Node()
		var got []string
		for _, cause := range causesOf(t, engine(t, dir, g, versions{}), []*pipeline.Node{n}) {
			got = append(got, cause.Text)
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%+v: %q, want %q", c.p, got, c.want)
		}
	}
}

// A diamond of many layers has more paths than any machine can walk.
func TestADiamondIsExplainedOnce(t *testing.T) {
	dir := t.TempDir()
	tower := func(seed int) *pipeline.Engine {
		g := pipeline.New()
		a := pipeline.Do0(g, "simulate", Simulate, walkParams{2, seed})
		b := pipeline.Do0(g, "simulate", Simulate, walkParams{3, seed})
		for layer := range 40 {
			a, b = pipeline.Do2(g, "join", Join, walkParams{1, 2 * layer}, a, b), pipeline.Do2(g, "join", Join, walkParams{1, 2*layer + 1}, a, b)
		}
		pipeline.Figure(g, "figure7", "", pipeline.Do2(g, "join", Join, walkParams{1, -1}, a, b))
		return engine(t, dir, g, versions{})
	}
	ran(t, tower(1))
	e := tower(2)
	ran(t, e)
	x, err := e.Why(e.Graph.Target("figure7").Node)
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(x.String(), "\n"); lines > 200 {
		t.Errorf("%d lines for 83 nodes", lines)
	}
	if got := pipeline.Causes(x.Difference); len(got) != 1 || got[0].Text != "Seed 1 -> 2" || got[0].Count() != 2 {
		t.Errorf("causes %q", got)
	}
}

// Join adds two walks and its own seed.
func Join(_ context.Context, p walkParams, a, b []int) ([]int, error) {
	return []int{p.Seed, a[len(a)-1] ^ 3*b[len(b)-1]}, nil
}

// BenchmarkWhy explains a graph of twenty thousand networks of which each has
// another learning rate.
func BenchmarkWhy(b *testing.B) {
	dir := b.TempDir()
	ran(b, engine(b, dir, rated(3000, 0.004), versions{}))
	for what, code := range map[string]versions{"parameter": {}, "code": {"Train": "2"}} {
		b.Run(what, func(b *testing.B) {
			shift := 0.004
			if what == "parameter" {
				shift = 0.005
			}
			g := rated(3000, shift)
			e := engine(b, dir, g, code)
			for b.Loop() {
				if _, err := e.WhyAll(g.Target("figure7").Node); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
