package pipeline_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/store"
	after "nofreelunch/pipeline/testdata/after/train"
	before "nofreelunch/pipeline/testdata/before/train"
)

func TestAdoptTakesOverOnlyWhatAgrees(t *testing.T) {
	dir := t.TempDir()
	ran(t, engine(t, dir, paper(base), versions{}))
	ctx := context.Background()

	e := engine(t, dir, paper(base), versions{"Train": "refactored", "Draw": "refactored"})
	root := e.Graph.Target("figure7").Node
	rep, err := e.Adopt(ctx, "me", 2, 1, root)
	if err != nil || len(rep.Adopted) != 3 || len(rep.Sample) != 2 || len(rep.Left) != 0 {
		t.Fatalf("adopted %+v, %v", rep, err)
	}
	if got := ran(t, e); got != "" {
		t.Errorf("after adoption ran %q", got)
	}
	a, err := e.Recorded(root)
	if err != nil || a.Adopted == nil || a.Adopted.By != "me" || len(a.Adopted.Sample) != 2 {
		t.Errorf("record of the adoption: %+v, %v", a, err)
	}

	g := pipeline.New()
	n := pipeline.Do0(g, "unstable", Unstable, walkParams{2, 2}).Node()
	if _, err := engine(t, dir, g, versions{}).Run(ctx, n); err != nil {
		t.Fatal(err)
	}
	e = engine(t, dir, g, versions{"Unstable": "2"})
	if rep, err = e.Adopt(ctx, "me", 1, 1, n); err == nil || len(rep.Adopted) != 0 {
		t.Errorf("adopted what differs: %+v, %v", rep, err)
	}
	if _, err := e.Recorded(n); err == nil {
		t.Error("what differs is recorded")
	}
}

// signed puts the stage's name into the bytes, as tables do.
type signed struct{ jsonCodec }

func (c signed) Encode(v any, meta map[string]string) (map[string][]byte, error) {
	blobs, err := c.jsonCodec.Encode(v, meta)
	blobs["by"] = []byte(meta["stage"])
	return blobs, err
}

// moved is a graph whose training lies in one package or in another.
func moved(t *testing.T, dir string, nets func(g *pipeline.Graph, walk pipeline.Ref[[]int]) []pipeline.Ref[[]int]) *pipeline.Engine {
	g := pipeline.New()
	networks := nets(g, pipeline.Do0(g, "simulate", Simulate, walkParams{10, 1}))
	pipeline.Figure(g, "figure7", "", pipeline.Do1(g, "draw", Draw, struct{ Colour string }{"red"}, pipeline.List(networks)))
	e := engine(t, dir, g, versions{})
	e.Codec = signed{}
	return e
}

func oldHouse(g *pipeline.Graph, walk pipeline.Ref[[]int]) []pipeline.Ref[[]int] {
	return []pipeline.Ref[[]int]{
		pipeline.Do1(g, "train", before.Train, before.Params{Units: 3}, walk), pipeline.Do1(g, "train", before.Train, before.Params{Units: 4}, walk),
	}
}

func newHouse(g *pipeline.Graph, walk pipeline.Ref[[]int]) []pipeline.Ref[[]int] {
	return []pipeline.Ref[[]int]{
		pipeline.Do1(g, "train", after.Train, after.Params{Units: 3}, walk), pipeline.Do1(g, "train", after.Train, after.Params{Units: 4}, walk),
	}
}

func TestAdoptFollowsAFunctionToAnotherFolder(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	ran(t, moved(t, dir, oldHouse))
	e := moved(t, dir, newHouse)
	e.GoVersion = "go9.99"
	root := e.Graph.Target("figure7").Node
	rep, err := e.Adopt(ctx, "me", 1, 1, root)
	if err != nil || len(rep.Adopted) != 4 || len(rep.Left) != 0 {
		t.Fatalf("adopted %+v, %v", rep, err)
	}
	sampled := map[string]bool{}
	for _, v := range rep.Sample {
		sampled[v.Node.Stage()] = true
	}
	if len(sampled) != 3 {
		t.Errorf("the sample has %v, want one of every function", sampled)
	}
	if got := ran(t, e); got != "" {
		t.Errorf("after adoption ran %q", got)
	}
	verdicts, err := e.Verify(ctx, 0, 0, []pipeline.Way{{Workers: 1}}, nil, root)
	if err != nil || len(verdicts) != 4 {
		t.Fatalf("verify: %d verdicts, %v", len(verdicts), err)
	}
	for _, v := range verdicts {
		if !v.Same || v.Err != nil {
			t.Errorf("%s does not stand up to a second run: %+v", v.Node.Name(), v)
		}
	}
	again := moved(t, dir, newHouse) // adopted once more, from what was adopted
	again.GoVersion = "go10.0"
	if rep, err := again.Adopt(ctx, "me", 1, 1, again.Graph.Target("figure7").Node); err != nil || len(rep.Adopted) != 4 {
		t.Errorf("a second time: %+v, %v", rep, err)
	}
}

func TestAdoptLeavesOtherCalls(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	ran(t, moved(t, dir, oldHouse))
	other := map[string]func(*pipeline.Graph, pipeline.Ref[[]int]) pipeline.Ref[[]int]{
		"other parameters": func(g *pipeline.Graph, walk pipeline.Ref[[]int]) pipeline.Ref[[]int] {
			return pipeline.Do1(g, "train", after.Train, after.Params{Units: 5}, walk)
		},
		"another function": func(g *pipeline.Graph, walk pipeline.Ref[[]int]) pipeline.Ref[[]int] {
			return pipeline.Do1(g, "train", after.Retrain, after.Params{Units: 3}, walk)
		},
		"parameters of another type": func(g *pipeline.Graph, walk pipeline.Ref[[]int]) pipeline.Ref[[]int] {
			return pipeline.Do1(g, "train", after.TrainWith, after.Settings{Units: 3}, walk)
		},
		"another input": func(g *pipeline.Graph, walk pipeline.Ref[[]int]) pipeline.Ref[[]int] {
			return pipeline.Do1(g, "train", after.Train, after.Params{Units: 3}, pipeline.Do0(g, "simulate", Simulate, walkParams{10, 2}))
		},
	}
	for name, net := range other {
		var n *pipeline.Node
		e := moved(t, dir, func(g *pipeline.Graph, walk pipeline.Ref[[]int]) []pipeline.Ref[[]int] {
			r := net(g, walk)
			n = r.Node()
			return []pipeline.Ref[[]int]{r}
		})
		if _, err := e.Run(ctx, n.Deps()...); err != nil {
			t.Fatal(err)
		}
		if rep, err := e.Adopt(ctx, "me", 1, 1, n); err != nil || len(rep.Adopted) != 0 || len(rep.Left) != 1 {
			t.Errorf("%s: %+v, %v", name, rep, err)
		}
	}
}

// A result that verification has put out of use does not come back by adoption.
func TestAdoptLeavesWhatIsQuarantined(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	ran(t, moved(t, dir, oldHouse))
	e := moved(t, dir, newHouse)
	ran(t, e)
	network := e.Graph.Target("figure7").Node.Deps()[0]
	a, err := e.Recorded(network)
	if err != nil {
		t.Fatal(err)
	}
	bad := *a
	bad.Bad = "made wrong"
	if err := e.Store.Record(&bad); err != nil {
		t.Fatal(err)
	}
	if rep, err := e.Adopt(ctx, "me", 1, 1, network); err != nil || len(rep.Adopted) != 0 {
		t.Errorf("adopted over a quarantine: %+v, %v", rep, err)
	}
}

// unreadable is a Code that no longer finds a function.
type unreadable struct{ versions }

func (u unreadable) Listing(function string) ([]byte, error) {
	if strings.HasSuffix(function, ".Train") {
		return nil, fmt.Errorf("%s is gone", function)
	}
	return u.versions.Listing(function)
}

func TestAdoptHidesNoError(t *testing.T) {
	dir := t.TempDir()
	ran(t, moved(t, dir, oldHouse))
	e := moved(t, dir, newHouse)
	e.Code = unreadable{}
	if _, err := e.Adopt(context.Background(), "me", 1, 1, e.Graph.Target("figure7").Node); err == nil || !strings.Contains(err.Error(), "Train is gone") {
		t.Errorf("the error of the code is %v", err)
	}
	e = moved(t, dir, newHouse)
	e.Store = full{e.Store.(*store.Store)}
	rep, err := e.Adopt(context.Background(), "me", 1, 1, e.Graph.Target("figure7").Node)
	if err == nil || !strings.Contains(err.Error(), "adopting train") || len(rep.Adopted) != 0 {
		t.Errorf("a store that takes nothing: %+v, %v", rep, err)
	}
}

// full is a store that takes no record.
type full struct{ *store.Store }

func (full) Record(*store.Action) error { return fmt.Errorf("no space left") }
