package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/job"
	"nofreelunch/pipeline/store"
)

// elsewhere makes orders in another engine on the same store, as a worker does:
// the order's node with its tail. It remembers what it was ordered.
type elsewhere struct {
	worker *pipeline.Engine
	seen   pipeline.Store // the controller's
	fail   func(*pipeline.Order) error

	mu     sync.Mutex
	orders []*pipeline.Order
	made   sync.Mutex
}

func (x *elsewhere) Start(ctx context.Context, o *pipeline.Order, done func(*store.Action, error)) {
	x.mu.Lock()
	x.orders = append(x.orders, o)
	x.mu.Unlock()
	if x.fail != nil {
		if err := x.fail(o); err != nil {
			done(nil, err)
			return
		}
	}
	go func() {
		x.made.Lock()
		defer x.made.Unlock()
		o.Progress(0, 1)
		rep, err := x.worker.Run(ctx, append([]*pipeline.Node{o.Node}, o.Tail...)...)
		if err = errors.Join(err, x.seen.Refresh()); err != nil {
			done(nil, err)
			return
		}
		done(rep.Outcome(o.Node).Action, nil)
	}()
}

// branches are three networks with two things made of each alone, and one made
// of all.
func branches() (*pipeline.Graph, []*pipeline.Node) {
	g := pipeline.New()
	pipeline.Cost(g, func(p trainParams) (gflop, bytes float64) {
		return map[float64]float64{.1: 100, .2: 10, .3: 10}[p.Rate], 1
	})
	walk := pipeline.Do0(g, "simulate", Simulate, walkParams{10, 1})
	var last []pipeline.Ref[[]int]
	for i := range 3 {
		net := pipeline.Do1(g, "train", Train, trainParams{i + 1, .1}, walk)
		mapped := pipeline.Do1(g, "map", Train, trainParams{i + 11, .2}, net)
		last = append(last, pipeline.Do1(g, "score", Train, trainParams{i + 21, .3}, mapped))
	}
	pipeline.Figure(g, "figure1", "", pipeline.Do1(g, "draw", Draw, struct{ Colour string }{"red"}, pipeline.List(last)))
	return g, []*pipeline.Node{g.Target("figure1").Node}
}

func contents(t *testing.T, rep *pipeline.Report) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, o := range rep.Outcomes {
		all[o.Action.Key.String()] = o.Action.Content.String()
	}
	return all
}

func TestARemoteRunMakesWhatALocalOneDoes(t *testing.T) {
	g, roots := branches()
	local, err := engine(t, t.TempDir(), g, versions{}).Run(context.Background(), roots...)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	g2, roots2 := branches()
	e := engine(t, dir, g2, versions{})
	x := &elsewhere{worker: engine(t, dir, g2, versions{}), seen: e.Store}
	e.Remote, e.Rate = x, 1
	rep, err := e.Run(context.Background(), roots2...)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(contents(t, local), contents(t, rep)) {
		t.Error("keys or contents differ between a local and a remote run")
	}
	for _, o := range x.orders {
		if o.Key == (store.Key{}) {
			t.Errorf("%s was ordered without a key", o.Node.Name())
		}
	}
}

// What hangs on one network alone goes with it; what needs others does not.
func TestATailIsWhatNeedsNothingElse(t *testing.T) {
	g, roots := branches()
	dir := t.TempDir()
	e := engine(t, dir, g, versions{})
	x := &elsewhere{worker: engine(t, dir, g, versions{}), seen: e.Store}
	e.Remote, e.Rate = x, 1
	if _, err := e.Run(context.Background(), roots...); err != nil {
		t.Fatal(err)
	}
	for _, o := range x.orders {
		var tail []string
		for _, n := range o.Tail {
			tail = append(tail, n.Stage())
		}
		got := fmt.Sprint(tail)
		switch o.Node.Stage() {
		case "train":
			if got != "[map score]" {
				t.Errorf("with a network goes %s, want its map and its score", got)
			}
		case "simulate": // everything hangs on the one walk, but networks can run side by side
			if len(tail) != 0 {
				t.Errorf("with the walk go %s, want nothing", got)
			}
		}
	}
}

func TestAFailureElsewhereIsTheNodes(t *testing.T) {
	g, roots := branches()
	e := engine(t, t.TempDir(), g, versions{})
	e.KeepGoing, e.Rate = true, 1
	e.Remote = &elsewhere{worker: engine(t, e.Store.(*store.Store).Root(), g, versions{}), seen: e.Store, fail: func(o *pipeline.Order) error {
		if o.Node.Stage() == "train" && o.Node.Label() == "units=2" {
			return o.Fail(errors.New("no convergence"), "/a/log")
		}
		return nil
	}}
	e.Remote.(*elsewhere).worker.KeepGoing = true
	rep, err := e.Run(context.Background(), roots...)
	var stage *pipeline.StageError
	if !errors.As(err, &stage) || !strings.Contains(err.Error(), "no convergence") || !strings.Contains(err.Error(), "/a/log") {
		t.Fatalf("the run says %v", err)
	}
	if n := rep.Count(pipeline.Failed); n != 1 {
		t.Errorf("%d nodes failed, want 1", n)
	}
	if n := rep.Count(pipeline.Skipped); n != 3 {
		t.Errorf("%d nodes are skipped, want the map, the score and the figure", n)
	}
}

func TestAnErrorOfTheExecutorEndsTheRun(t *testing.T) {
	g, roots := branches()
	e := engine(t, t.TempDir(), g, versions{})
	e.KeepGoing, e.Rate = true, 1
	e.Remote = &elsewhere{fail: func(*pipeline.Order) error { return errors.New("another program") }}
	rep, err := e.Run(context.Background(), roots...)
	if err == nil || !strings.Contains(err.Error(), "another program") || rep.Count(pipeline.Failed) != 0 {
		t.Errorf("%v, %d failed", err, rep.Count(pipeline.Failed))
	}
}

func TestForcedRunsStayHere(t *testing.T) {
	g, roots := branches()
	e := engine(t, t.TempDir(), g, versions{})
	e.Remote, e.NoCache = &elsewhere{}, true
	if _, err := e.Run(context.Background(), roots...); err == nil || !strings.Contains(err.Error(), "again") {
		t.Errorf("no refusal: %v", err)
	}
}

// Plod works for some time a step, and can be stopped after each.
func Plod(ctx context.Context, p workParams) (int, error) {
	from := 0
	if b, ok := job.Checkpoint(ctx).Load(); ok {
		fmt.Sscan(string(b), &from)
	}
	for i := from; i < p.Steps; i++ {
		if ctx.Err() != nil {
			return 0, errors.Join(ctx.Err(), job.Checkpoint(ctx).Save(fmt.Append(nil, i)))
		}
		job.Progress(ctx, i, p.Steps)
		time.Sleep(10 * time.Millisecond)
	}
	return p.N, nil
}

// stopAt interrupts a run when its stage comes to a step.
type stopAt struct {
	step int
	stop func()
}

func (s stopAt) Observe(ev pipeline.Event) {
	if ev.Kind == pipeline.Progress && ev.Done >= s.step {
		s.stop()
	}
}

// A call of many legs is recorded with the time of all of them.
func TestElapsedTimeIsThatOfAllLegs(t *testing.T) {
	dir, legs := t.TempDir(), 8
	var rep *pipeline.Report
	for leg := range legs {
		g := pipeline.New()
		slow := pipeline.Do0(g, "work", Plod, workParams{7, 10 * legs})
		e := engine(t, dir, g, versions{})
		ctx, stop := context.WithCancel(context.Background())
		if leg < legs-1 {
			e.Observer = stopAt{10*leg + 9, stop}
		}
		var err error
		if rep, err = e.Run(ctx, slow.Node()); leg == legs-1 && err != nil {
			t.Fatal(err)
		}
		stop()
	}
	least := 10 * time.Millisecond * time.Duration(10*legs-legs)
	if took := rep.Outcomes[0].Action.Duration(); took < least {
		t.Errorf("%v is recorded of %d legs, which slept %v", took, legs, least)
	}
	if files, _ := os.ReadDir(dir + "/checkpoints"); len(files) != 0 {
		t.Errorf("%d checkpoints are left", len(files))
	}
}
