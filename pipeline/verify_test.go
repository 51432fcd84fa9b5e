package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/store"
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
	verdicts, err := e.Verify(ctx, 0, 0, []pipeline.Way{{Workers: 2}}, nil, bad.Node(), good.Node())
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

// sneaky is how the world outside reaches a stage that is not pure.
var sneaky atomic.Int64

// Sneaky is a function of its key in one way of running and not in another.
func Sneaky(ctx context.Context, p walkParams) (int64, error) { return sneaky.Load(), nil }

func TestVerifyTriesEveryWay(t *testing.T) {
	g := pipeline.New()
	n := pipeline.Do0(g, "sneaky", Sneaky, walkParams{1, 1}).Node()
	e := engine(t, t.TempDir(), g, versions{})
	ctx := context.Background()
	if _, err := e.Run(ctx, n); err != nil {
		t.Fatal(err)
	}
	var told []string
	ways := []pipeline.Way{
		{Name: "one", Workers: 1}, {Name: "two", Workers: 2},
		{Name: "odd", Workers: 2, Enter: func() error { sneaky.Store(9); return nil }},
	}
	defer sneaky.Store(0)
	verdicts, err := e.Verify(ctx, 0, 0, ways, func(v pipeline.Verdict) { told = append(told, fmt.Sprint(v.Way, v.Same)) }, n)
	if err != nil || len(verdicts) != 3 || strings.Join(told, " ") != "onetrue twotrue oddfalse" {
		t.Fatalf("told %q, %v", told, err)
	}
	if _, err := e.Recorded(n); err == nil || !strings.Contains(err.Error(), "(odd)") {
		t.Errorf("what differs in one way is still used: %v", err)
	}
	ways = []pipeline.Way{{Name: "none", Enter: func() error { return errors.New("no such kernel") }}}
	if _, err := e.Verify(ctx, 0, 0, ways, nil, n); err == nil || !strings.Contains(err.Error(), "verifying none: no such kernel") {
		t.Errorf("a way that cannot be entered: %v", err)
	}
}

// A poisoned record names bytes that are whole but are not what the stage
// makes: no checksum can tell, running it again does.
func TestVerifyFindsAPoisonedResult(t *testing.T) {
	dir := t.TempDir()
	ran(t, engine(t, dir, paper(base), versions{}))
	e := engine(t, dir, paper(base), versions{})
	root := e.Graph.Target("figure7").Node
	network := root.Deps()[0]
	a, err := e.Recorded(network)
	if err != nil {
		t.Fatal(err)
	}
	want := a.Outputs[0].Digest
	poison := []byte("[666,666,666]")
	bad := *a
	d, err := e.Store.Put(poison)
	if err != nil {
		t.Fatal(err)
	}
	bad.Outputs = []store.Output{{Name: a.Outputs[0].Name, Digest: d, Size: int64(len(poison))}}
	bad.Content = store.ContentOf(bad.Outputs)
	if err := e.Store.Record(&bad); err != nil {
		t.Fatal(err)
	}
	verdicts, err := e.Verify(context.Background(), 0, 0, []pipeline.Way{{Workers: 1}}, nil, network)
	if err != nil {
		t.Fatal(err)
	}
	caught := 0
	for _, v := range verdicts {
		if !v.Same {
			caught++
		}
	}
	if caught != 1 {
		t.Fatalf("%d of %d verdicts differ, want the poisoned one: %+v", caught, len(verdicts), verdicts)
	}
	e = engine(t, dir, paper(base), versions{})
	if got := ran(t, e); got != "train" {
		t.Errorf("after the quarantine ran %q, want the poisoned network alone", got)
	}
	t.Logf("a poisoned result among %d: found, put out of use, made again", len(verdicts))
	network = e.Graph.Target("figure7").Node.Deps()[0]
	if a, err = e.Recorded(network); err != nil || a.Outputs[0].Digest != want {
		t.Errorf("the result is %+v, %v, not what it was before the poison", a, err)
	}
}
