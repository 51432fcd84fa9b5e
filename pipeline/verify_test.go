package pipeline_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"nofreelunch/pipeline"
)

var unstable atomic.Int64

// Unstable is what a stage must not be.
func Unstable(ctx context.Context, p walkParams) (int64, error) { return unstable.Add(1), nil }

func TestVerifyFindsWhatIsNotAFunctionOfItsKey(t *testing.T) {
	g := pipeline.New()
	bad := pipeline.Do0(g, "unstable", Unstable, walkParams{1, 1})
	good := pipeline.Do0(g, "simulate", Simulate, walkParams{1, 1})
	e := engine(t, t.TempDir(), g, versions{})
	ctx := context.Background()
	if _, err := e.Run(ctx, bad.Node(), good.Node()); err != nil {
		t.Fatal(err)
	}
	verdicts, err := e.Verify(ctx, 0, 0, bad.Node(), good.Node())
	if err != nil || len(verdicts) != 2 || verdicts[0].Same || !verdicts[1].Same {
		t.Fatalf("verdicts %+v, %v", verdicts, err)
	}
	if _, err := e.Recorded(bad.Node()); err == nil || !strings.Contains(err.Error(), "other bytes") {
		t.Errorf("the bad result is still used: %v", err)
	}
	if _, err := e.Recorded(good.Node()); err != nil {
		t.Error(err)
	}
}

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
