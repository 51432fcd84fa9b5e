package pipeline_test

import (
	"context"
	"strings"
	"testing"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/store"
)

// Every part of the program that a result passes through is in every key; a
// change runs everything again, and `why` says what it was.
func TestTheEngineAndTheBuildAreInEveryKey(t *testing.T) {
	for _, c := range []struct{ part, version, cause string }{
		{"Bind2", "2", "Bind2"}, {"List", "2", "List"}, {"Result", "2", "Result"}, {"jsonCodec", "2", "jsonCodec"}, {"-tags", "noasm", "noasm"},
	} {
		dir := t.TempDir()
		if got := ran(t, engine(t, dir, paper(base), versions{})); got != "simulate train train draw" {
			t.Fatalf("ran %q", got)
		}
		e := engine(t, dir, paper(base), versions{c.part: c.version})
		why, err := e.Why(e.Graph.Target("figure7").Node)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(why.String(), c.cause) && !strings.Contains(why.Reason, "needs") {
			t.Errorf("%s changed; the explanation does not say so:\n%s", c.part, why)
		}
		plan, err := e.Plan(e.Graph.Target("figure7").Node)
		if err != nil {
			t.Fatal(err)
		}
		if n := plan.Count(pipeline.UpToDate); n != 0 {
			t.Errorf("%s changed, and %d nodes are up to date", c.part, n)
		}
		if first := plan.Steps[0]; !strings.Contains(first.Reason, c.cause) {
			t.Errorf("%s changed; the plan says %q", c.part, first.Reason)
		}
	}
}

type sizes struct{ Hidden []int }

func CountNil(_ context.Context, p sizes) (bool, error) { return p.Hidden == nil, nil }

// What a stage can tell apart are two calls.
func TestNilAndEmptyAreTwoParameters(t *testing.T) {
	g := pipeline.New()
	a := pipeline.Do0(g, "count", CountNil, sizes{})
	b := pipeline.Do0(g, "count", CountNil, sizes{[]int{}})
	if a.Node() == b.Node() || a.Node().Params() == b.Node().Params() {
		t.Errorf("one node for both:\n%s", a.Node().Params())
	}
}

type closed struct {
	list []int
	deep [][]int
}

func SumUp(_ context.Context, p closed) (sum int, err error) {
	for _, x := range append(p.list, p.deep[0]...) {
		sum += x
	}
	p.list[0] = 100 // its own copy
	return sum, nil
}

// Neither the caller of Do nor a run can change the parameters of the next run.
func TestParametersBelongToTheNodeAlone(t *testing.T) {
	g := pipeline.New()
	list := []int{1, 2}
	r := pipeline.Do0(g, "sum", SumUp, closed{list[:1], [][]int{list[1:]}})
	pipeline.Figure(g, "figure7", "sum", r)
	list[0], list[1] = 10, 20
	for range 2 {
		e := engine(t, t.TempDir(), g, versions{})
		if got := ran(t, e); got != "sum" {
			t.Fatalf("ran %q", got)
		}
		a, err := e.Recorded(r.Node())
		if err != nil {
			t.Fatal(err)
		}
		if sum, err := pipeline.Load(e, r, a); err != nil || sum != 3 {
			t.Errorf("the sum is %d (%v), want 3", sum, err)
		}
	}
}

func Anything(_ context.Context, p any) (int, error) { return p.(walkParams).Seed, nil }

// An interface has no type that a key could name.
func TestParametersOfAnInterfaceTypeAreRefused(t *testing.T) {
	g := pipeline.New()
	pipeline.Do0[any](g, "anything", Anything, walkParams{1, 2})
	if err := g.Err(); err == nil || !strings.Contains(err.Error(), "Anything") {
		t.Errorf("%v, want a fault that names the function", err)
	}
}

// Two values of one name in two places are told apart by the order of types.
func TestTheOrderOfHeldTypesCounts(t *testing.T) {
	dir := t.TempDir()
	graph := func(a, b Target) *pipeline.Graph {
		g := pipeline.New()
		pipeline.Figure(g, "figure7", "value", pipeline.Do0(g, "pair", EvaluatePair, pair{a, b}))
		return g
	}
	for _, g := range []*pipeline.Graph{graph(Square{}, Twice{}), graph(Twice{}, Square{}), graph(Square{}, Square{}), graph(Twice{}, Twice{})} {
		if got := ran(t, engine(t, dir, g, versions{})); got != "pair" {
			t.Errorf("ran %q: the values of another call were taken", got)
		}
	}
}

type pair struct{ A, B Target }

// Twice says that it is a square, and is none.
type Twice struct{}

func (Twice) String() string { return "square" }
func (Twice) At(x int) int   { return 2 * x }

func EvaluatePair(_ context.Context, p pair) (int, error) { return p.A.At(3) - p.B.At(3), nil }

// A manifest has the whole name of the type of the parameters: two packages
// may share their last name.
func TestManifestsNameTypesWithTheirPackages(t *testing.T) {
	dir := t.TempDir()
	e := engine(t, dir, paper(base), versions{})
	ran(t, e)
	for _, n := range e.Graph.Nodes() {
		a, err := e.Recorded(n)
		if err != nil {
			t.Fatal(err)
		}
		m, err := e.Store.Get(store.Digest(a.Key))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{"nofreelunch action 2\n", "\nengine ", "\nbuild ", "\ncode ", "\ngo ", "\nschema "} {
			if !strings.Contains(string(m), line) {
				t.Errorf("no line %q in the manifest of %s:\n%s", line, n.Name(), m)
			}
		}
		if n.Stage() == "train" && !strings.Contains(string(m), "\nparams \"nofreelunch/pipeline_test.trainParams\"\n") {
			t.Errorf("the type of the parameters of %s:\n%s", n.Name(), m)
		}
	}
}
