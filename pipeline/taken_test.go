package pipeline_test

import (
	"context"
	"testing"

	"nofreelunch/pipeline"
)

// With results that are out of date a figure is drawn anew and nothing is
// trained; its record says what it was really drawn from, so that the same
// program without them trains as before.
func TestOldResultsAreDrawnAndTrainNothing(t *testing.T) {
	dir := t.TempDir()
	ran(t, engine(t, dir, rated(3, 0.004), versions{}))
	code := versions{"Train": "2", "Draw": "2", "All": "2"}
	e := engine(t, dir, rated(3, 0.004), code)
	fresh := func(n *pipeline.Node) bool { return n.Stage() == "draw" || n.Stage() == "all" }
	untrained := func(n *pipeline.Node) bool { return n.Stage() != "train" }
	roots := []*pipeline.Node{e.Graph.Target("figure7").Node}
	taken, missing, err := e.Old(roots, fresh, untrained)
	if err != nil || len(missing) > 0 || len(taken) != 3 {
		t.Fatalf("takes %d results, misses %d, %v; want the 3 networks", len(taken), len(missing), err)
	}
	e.Taken = taken
	if got := ran(t, e); got != "draw all" {
		t.Errorf("ran %q, want the drawing alone", got)
	}
	if rep, err := e.Run(context.Background(), roots...); err != nil || rep.Count(pipeline.Ran) != 0 {
		t.Errorf("a second time it runs %d nodes, %v; want none", rep.Count(pipeline.Ran), err)
	}
	e.Taken = nil
	p, err := e.Plan(roots...)
	if err != nil || p.Count(pipeline.UpToDate) != 1 {
		t.Errorf("without old results %d nodes are up to date, %v; want the walk alone", p.Count(pipeline.UpToDate), err)
	}
}

// What was never made in any way cannot be taken, and a result of other columns is
// no result of this one.
func TestWhatWasNeverTrainedIsMissing(t *testing.T) {
	dir := t.TempDir()
	ran(t, engine(t, dir, rated(2, 0.004), versions{}))
	e := engine(t, dir, rated(3, 0.004), versions{"Train": "2"})
	draw := func(n *pipeline.Node) bool { return n.Stage() != "train" && n.Stage() != "simulate" }
	taken, missing, err := e.Old([]*pipeline.Node{e.Graph.Target("figure7").Node}, draw, draw)
	if err != nil || len(taken) != 2 || len(missing) != 1 || missing[0].Stage() != "train" {
		t.Errorf("takes %d, misses %v, %v; want 2 networks taken and the third missing", len(taken), missing, err)
	}
}
