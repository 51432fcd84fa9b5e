package pipeline_test

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/job"
	"nofreelunch/pipeline/store"
)

// started are the names of what started, in order.
func (r *recorder) started() (names []string) {
	for _, ev := range r.events {
		if ev.Kind == pipeline.Started {
			names = append(names, ev.Node.Name())
		}
	}
	return names
}

func TestTheLongestWayGoesFirst(t *testing.T) {
	g := pipeline.New()
	walk := pipeline.Do0(g, "simulate", Simulate, walkParams{1, 1})
	var networks []pipeline.Ref[[]int]
	for u := 1; u <= 4; u++ {
		networks = append(networks, pipeline.Do1(g, "train", Train, trainParams{Units: u}, walk))
	}
	last := pipeline.Do1(g, "draw", Draw, struct{ Colour string }{"red"}, pipeline.List(networks))
	e := engine(t, t.TempDir(), g, versions{})
	for i, n := range networks { // as if an older version of the code had taken so long
		a := &store.Action{Key: store.Key{byte(i)}, Declared: store.Digest(n.Node().ID()), Function: n.Node().Function(), Seconds: []float64{3, 50, 7, 20}[i]}
		a.Content = store.ContentOf(nil)
		if err := e.Store.Record(a); err != nil {
			t.Fatal(err)
		}
	}
	plan, err := e.Plan(last.Node())
	if err != nil {
		t.Fatal(err)
	}
	if e.Workers = 2; plan.Work != 80*time.Second || plan.Unknown != 2 {
		t.Errorf("predicted %v of work and %d unknown, want 80s and 2", plan.Work, plan.Unknown)
	}
	seen := &recorder{}
	e.Workers, e.Observer = 1, seen
	if _, err := e.Run(context.Background(), last.Node()); err != nil {
		t.Fatal(err)
	}
	want := []string{"simulate seed=1", "train units=2", "train units=4", "train units=3", "train units=1", "draw"}
	if got := seen.started(); !slices.Equal(got, want) {
		t.Errorf("started %q, want %q", got, want)
	}
	final := seen.events[len(seen.events)-1].Overall
	if final.Finished != 6 || final.Nodes != 6 || final.Left != 0 {
		t.Errorf("at the end %+v", final)
	}
}

var most, now atomic.Int64

// Crowd notes how many run at once, and returns the cores it may use.
func Crowd(ctx context.Context, p walkParams) (int, error) {
	most.Store(max(most.Load(), now.Add(1)))
	defer now.Add(-1)
	time.Sleep(5 * time.Millisecond)
	return job.Threads(ctx), nil
}

func TestWorkersBoundWhatRuns(t *testing.T) {
	g := pipeline.New()
	var nodes []*pipeline.Node
	for i := range 9 {
		nodes = append(nodes, pipeline.Do0(g, "crowd", Crowd, walkParams{1, i}).Node())
	}
	alone := pipeline.Do0(g, "crowd", Crowd, walkParams{2, 0})
	e := engine(t, t.TempDir(), g, versions{})
	e.Workers = 3
	if _, err := e.Run(context.Background(), nodes...); err != nil {
		t.Fatal(err)
	}
	if most.Load() > 3 {
		t.Errorf("%d ran at once with 3 workers", most.Load())
	}
	rep, err := e.Run(context.Background(), alone.Node())
	if err != nil {
		t.Fatal(err)
	}
	if threads, err := pipeline.Load(e, alone, rep.Outcomes[0].Action); err != nil || threads != 3 {
		t.Errorf("alone on 3 cores it may use %d, %v", threads, err)
	}
}

func TestEventsTellTheWholeStory(t *testing.T) {
	dir := t.TempDir()
	for _, want := range []string{"queued started ran", "cached"} {
		g := pipeline.New()
		walk := pipeline.Do0(g, "simulate", Simulate, walkParams{1, 1})
		e, seen := engine(t, dir, g, versions{}), &recorder{}
		e.Observer = seen
		if _, err := e.Run(context.Background(), walk.Node()); err != nil {
			t.Fatal(err)
		}
		var kinds []string
		for _, ev := range seen.events {
			kinds = append(kinds, ev.Kind.String())
		}
		if got := strings.Join(kinds, " "); got != want {
			t.Errorf("events %q, want %q", got, want)
		}
	}
}
