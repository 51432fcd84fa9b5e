package pipeline_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
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
	if e.Workers = 2; plan.Work.Likely != 80*time.Second || plan.Unknown != 2 {
		t.Errorf("predicted %v of work and %d unknown, want 80s and 2", plan.Work.Likely, plan.Unknown)
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

// Crowd returns the cores it may use.
func Crowd(ctx context.Context, _ walkParams) (int, error) { return job.Threads(ctx), nil }

// gate is an Executor that lets an assignment through when it is told to, and
// knows how many stand before it.
type gate struct {
	open    chan struct{}
	mu      sync.Mutex
	waiting int
}

func (g *gate) Execute(ctx context.Context, a *pipeline.Assignment) (*store.Action, error) {
	g.count(1)
	<-g.open
	g.count(-1)
	return a.Run(ctx)
}

func (g *gate) count(by int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting += by
}

// As many run at once as there are workers, no more and no fewer, as long as
// enough is ready. In a bubble of synctest, Wait returns when nothing moves, so
// that one too many would have been seen.
func TestWorkersBoundWhatRuns(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		g := pipeline.New()
		var nodes []*pipeline.Node
		for i := range 9 {
			nodes = append(nodes, pipeline.Do0(g, "crowd", Crowd, walkParams{1, i}).Node())
		}
		e, door := engine(t, dir, g, versions{}), &gate{open: make(chan struct{})}
		e.Workers, e.Executor = 3, door
		done := make(chan error)
		go func() {
			_, err := e.Run(context.Background(), nodes...)
			done <- err
		}()
		for left := 9; left > 0; left-- {
			synctest.Wait()
			door.mu.Lock()
			if want := min(3, left); door.waiting != want {
				t.Errorf("%d run at once with 3 workers and %d to go, want %d", door.waiting, left, want)
			}
			door.mu.Unlock()
			door.open <- struct{}{}
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	})
}

func TestOneAloneMayUseAllCores(t *testing.T) {
	g := pipeline.New()
	alone := pipeline.Do0(g, "crowd", Crowd, walkParams{2, 0})
	e := engine(t, t.TempDir(), g, versions{})
	e.Workers = 3
	rep, err := e.Run(context.Background(), alone.Node())
	if err != nil {
		t.Fatal(err)
	}
	if threads, err := pipeline.Load(e, alone, rep.Outcomes[0].Action); err != nil || threads != 3 {
		t.Errorf("alone on 3 cores it may use %d, %v", threads, err)
	}
}

// lossy is an Executor whose machines lose some assignments.
type lossy struct{}

func (l lossy) Execute(ctx context.Context, a *pipeline.Assignment) (*store.Action, error) {
	switch a.Node.Label() {
	case "units=1":
		return nil, errors.New("the batch system lost the job")
	case "units=2":
		return nil, nil
	}
	return a.Run(ctx)
}

// What an executor cannot carry out is one failure among others.
func TestAnExecutorsErrorIsTheNodes(t *testing.T) {
	for _, keepGoing := range []bool{false, true} {
		g := pipeline.New()
		walk := pipeline.Do0(g, "simulate", Simulate, walkParams{10, 1})
		var nodes []*pipeline.Node
		for u := 1; u <= 4; u++ {
			nodes = append(nodes, pipeline.Do1(g, "train", Train, trainParams{Units: u}, walk).Node())
		}
		e := engine(t, t.TempDir(), g, versions{})
		e.Workers, e.KeepGoing, e.Executor = 1, keepGoing, lossy{}
		rep, err := e.Run(context.Background(), nodes...)
		var stage *pipeline.StageError
		if !errors.As(err, &stage) || !strings.Contains(err.Error(), "train units=1") || !strings.Contains(err.Error(), "lost the job") {
			t.Fatalf("keep going %t: %v", keepGoing, err)
		}
		ran, failed := rep.Count(pipeline.Ran), rep.Count(pipeline.Failed)
		if keepGoing && (ran != 3 || failed != 2 || !strings.Contains(err.Error(), "without a result")) || !keepGoing && failed != 1 {
			t.Errorf("keep going %t: %d ran, %d failed: %v", keepGoing, ran, failed, err)
		}
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
