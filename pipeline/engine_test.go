package pipeline_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/job"
	"nofreelunch/pipeline/store"
)

// jsonCodec is the simplest codec there is.
type jsonCodec struct{}

func (jsonCodec) Encode(v any, _ map[string]string) (map[string][]byte, error) {
	b, err := json.Marshal(v)
	return map[string][]byte{"value": b}, err
}
func (jsonCodec) Decode(blobs map[string][]byte, into any) error {
	return json.Unmarshal(blobs["value"], into)
}
func (jsonCodec) Schema(t reflect.Type) string { return "json " + t.String() }

// versions is a Code under the test's control.
type versions map[string]string

func (v versions) Listing(function string) ([]byte, error) {
	name := function[strings.LastIndexByte(function, '.')+1:]
	return fmt.Appendf(nil, "func %q %s\n", name, store.Sum([]byte(v[name]))), nil
}

func (v versions) Build() ([]byte, error) {
	return fmt.Appendf(nil, "setting \"-tags\" %q\n", v["-tags"]), nil
}

type walkParams struct{ Paths, Seed int }

func (p walkParams) String() string { return fmt.Sprintf("seed=%d", p.Seed) }
func (p walkParams) Validate() error {
	if p.Paths <= 0 {
		return fmt.Errorf("walkParams: Paths is %d, must be positive", p.Paths)
	}
	return nil
}

type trainParams struct {
	Units int
	Rate  float64
}

func (p trainParams) String() string { return fmt.Sprintf("units=%d", p.Units) }

// calls counts how often each stage ran, for tests that run alone.
var calls sync.Map

func count(name string) {
	c, _ := calls.LoadOrStore(name, new(atomic.Int64))
	c.(*atomic.Int64).Add(1)
}

func Simulate(ctx context.Context, p walkParams) ([]int, error) {
	count("simulate")
	path := make([]int, p.Paths)
	for i := range path {
		path[i] = i * p.Seed
	}
	return path, nil
}

func Train(ctx context.Context, p trainParams, path []int) ([]int, error) {
	count("train")
	job.Progress(ctx, 1, 1)
	out := make([]int, p.Units)
	for i := range out {
		out[i] = len(path) + i // only the length: another seed gives the same network
	}
	return out, nil
}

func Draw(ctx context.Context, p struct{ Colour string }, networks [][]int) (string, error) {
	count("draw")
	return fmt.Sprint(p.Colour, networks), nil
}

func Fail(ctx context.Context, p trainParams, path []int) ([]int, error) {
	if p.Units == 13 {
		panic("unlucky")
	}
	return nil, errors.New("no convergence")
}

type config struct {
	seed   int
	units  []int
	colour string
	rate   float64
}

func paper(c config) *pipeline.Graph {
	g := pipeline.New()
	walk := pipeline.Do0(g, "simulate", Simulate, walkParams{10, c.seed})
	var networks []pipeline.Ref[[]int]
	for _, u := range c.units {
		networks = append(networks, pipeline.Do1(g, "train", Train, trainParams{u, c.rate}, walk))
	}
	pipeline.Figure(g, "figure7", "grids", pipeline.Do1(g, "draw", Draw, struct{ Colour string }{c.colour}, pipeline.List(networks)))
	return g
}

var base = config{seed: 1, units: []int{3, 4}, colour: "red", rate: 0.1}

type recorder struct {
	mu     sync.Mutex
	events []pipeline.Event
}

func (r *recorder) Observe(e pipeline.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
}

func open(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func engine(t testing.TB, dir string, g *pipeline.Graph, code versions) *pipeline.Engine {
	return &pipeline.Engine{Graph: g, Store: open(t, dir), Code: code, Codec: jsonCodec{}, Workers: 2}
}

// ran runs the whole graph and says which stages ran, "simulate train train".
func ran(t testing.TB, e *pipeline.Engine) string {
	t.Helper()
	rep, err := e.Run(context.Background(), e.Graph.Target("figure7").Node)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, o := range rep.Outcomes {
		if o.Kind == pipeline.Ran {
			names = append(names, o.Node.Stage())
		}
	}
	return strings.Join(names, " ")
}

func TestOnlyWhatChangedRunsAgain(t *testing.T) {
	dir := t.TempDir()
	code := versions{}
	again := func(why, want string, c config) {
		t.Helper()
		if got := ran(t, engine(t, dir, paper(c), code)); got != want {
			t.Errorf("%s: ran %q, want %q", why, got, want)
		}
	}
	again("nothing is cached", "simulate train train draw", base)
	again("nothing changed", "", base)
	c := base
	c.colour = "blue"
	again("a colour changed", "draw", c)
	c.units = []int{3, 5}
	again("a network changed", "train draw", c)
	c.units = []int{5, 3}
	again("the order of inputs changed", "draw", c)
	c.seed = 2
	again("the seed changed and the networks came out the same", "simulate train train", c)
	c.rate = 0.2
	again("a parameter changed and the networks came out the same", "train train", c)
	code["Train"] = "2"
	again("the training code changed", "train train", c)
	code["Draw"] = "2"
	again("the drawing code changed", "draw", c)
	again("nothing changed again", "", c)
}

func TestEveryPartOfTheKeyCounts(t *testing.T) {
	dir := t.TempDir()
	ran(t, engine(t, dir, paper(base), versions{}))
	e := engine(t, dir, paper(base), versions{})
	e.GoVersion = "go9.99"
	if got := ran(t, e); got != "simulate train train draw" {
		t.Errorf("another Go version: ran %q", got)
	}
	e = engine(t, dir, paper(base), versions{})
	e.Codec = otherSchema{}
	if got := ran(t, e); got != "simulate train train draw" {
		t.Errorf("another output schema: ran %q", got)
	}
	e = engine(t, dir, paper(base), versions{})
	e.Workers, e.Version = 1, "other commit"
	if got := ran(t, e); got != "" {
		t.Errorf("workers and commit are not in the key, but ran %q", got)
	}
}

type otherSchema struct{ jsonCodec }

func (otherSchema) Schema(t reflect.Type) string { return "other " + t.String() }

func TestForceAndNoCacheRunAgain(t *testing.T) {
	dir := t.TempDir()
	ran(t, engine(t, dir, paper(base), versions{}))
	e := engine(t, dir, paper(base), versions{})
	e.Force = regexp.MustCompile(`^train units=3$`)
	if got := ran(t, e); got != "train" {
		t.Errorf("forced one network: ran %q", got)
	}
	e = engine(t, dir, paper(base), versions{})
	e.NoCache = true
	if got := ran(t, e); got != "simulate train train draw" {
		t.Errorf("no cache: ran %q", got)
	}
}

func TestPlanAndWhyNameTheCause(t *testing.T) {
	dir := t.TempDir()
	ran(t, engine(t, dir, paper(base), versions{}))
	c := base
	c.units = []int{3, 7}
	e := engine(t, dir, paper(c), versions{"Simulate": "2"})
	root := e.Graph.Target("figure7").Node
	plan, err := e.Plan(root)
	if err != nil {
		t.Fatal(err)
	}
	if plan.Count(pipeline.WillRun) != 1 || plan.Count(pipeline.MayRun) != 3 {
		t.Errorf("plan: %d will run and %d may, want 1 and 3", plan.Count(pipeline.WillRun), plan.Count(pipeline.MayRun))
	}
	if reason := plan.Steps[0].Reason; reason != `func "Simulate" changed` {
		t.Errorf("the plan's reason is %q", reason)
	}
	x, err := e.Why(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`func "Simulate" changed`, `param "Units" 4 -> 7`, `input 1[1] (train units=7)`} {
		if !strings.Contains(x.String(), want) {
			t.Errorf("why does not say %q:\n%s", want, x)
		}
	}
	ran(t, e)
	if x, err = e.Why(root); err != nil || !strings.Contains(x.String(), `param "Units" 4 -> 7`) {
		t.Errorf("why, after the run, %v:\n%s", err, x)
	}
}

func TestFailures(t *testing.T) {
	g := pipeline.New()
	walk := pipeline.Do0(g, "simulate", Simulate, walkParams{10, 1})
	bad := pipeline.Do1(g, "fail", Fail, trainParams{1, 0}, walk)
	worse := pipeline.Do1(g, "fail", Fail, trainParams{13, 0}, walk)
	good := pipeline.Do1(g, "train", Train, trainParams{2, 0}, walk)
	draw := pipeline.Do1(g, "draw", Draw, struct{ Colour string }{"red"}, pipeline.List([]pipeline.Ref[[]int]{bad, worse, good}))
	e := engine(t, t.TempDir(), g, versions{})
	e.KeepGoing = true
	for range 2 { // a failure is not cached
		rep, err := e.Run(context.Background(), draw.Node())
		var stage *pipeline.StageError
		if !errors.As(err, &stage) || stage.Log == "" {
			t.Fatalf("error %v is not a StageError with a log", err)
		}
		for _, want := range []string{"fail units=1", "no convergence", "panic: unlucky", "engine_test.go:"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("error does not say %q: %v", want, err)
			}
		}
		if rep.Count(pipeline.Failed) != 2 || rep.Outcome(draw.Node()).Kind != pipeline.Skipped || rep.Outcome(good.Node()).Kind == pipeline.Queued {
			t.Errorf("keep going: %+v", rep)
		}
	}
}

func TestGraphFaultsNameTheirLine(t *testing.T) {
	g := pipeline.New()
	pipeline.Do0(g, "simulate", Simulate, walkParams{0, 1})
	pipeline.Do0(g, "closure", func(context.Context, walkParams) (int, error) { return 0, nil }, walkParams{1, 1})
	pipeline.Do0(g, "generic", generic[int], walkParams{1, 1})
	pipeline.Do0(g, "pointer", pointed, struct{ P *int }{})
	pipeline.Do0(g, "Bad Name", Simulate, walkParams{1, 1})
	pipeline.Do0(g, "method", holder{}.Stage, walkParams{1, 1})
	err := g.Err()
	if err == nil {
		t.Fatal("no fault reported")
	}
	faults := strings.Split(err.Error(), "\n")
	if len(faults) != 6 {
		t.Errorf("%d faults, want 6: %v", len(faults), err)
	}
	for i, want := range []string{"Paths is 0", "closure", "generic", "P is a *int", "Bad Name", "method"} {
		if !strings.HasPrefix(faults[i], "engine_test.go:") || !strings.Contains(faults[i], want) {
			t.Errorf("fault %q does not name its line and %q", faults[i], want)
		}
	}
}

func generic[T any](context.Context, walkParams) (T, error)  { var v T; return v, nil }
func pointed(context.Context, struct{ P *int }) (int, error) { return 0, nil }

type holder struct{}

func (holder) Stage(context.Context, walkParams) (int, error) { return 0, nil }

func TestTasks(t *testing.T) {
	var got []string
	for _, task := range paper(base).Tasks() {
		got = append(got, fmt.Sprintf("%s %v %d", task.Name, task.Deps, len(task.Nodes)))
	}
	want := []string{"figure7/simulate [] 1", "figure7/train [figure7/simulate] 2", "figure7/draw [figure7/train] 1", "figure7 [figure7/draw] 1",
		"simulate [] 1", "train [simulate] 2", "draw [train] 1"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("tasks\n%q, want\n%q", got, want)
	}
}

func TestTwinsAreToldApartByTheirInputs(t *testing.T) {
	g := pipeline.New()
	var got []string
	for seed := range 2 {
		walk := pipeline.Do0(g, "simulate", Simulate, walkParams{1, seed})
		network := pipeline.Do1(g, "train", Train, trainParams{Units: 2}, walk)
		got = append(got, pipeline.Do1(g, "score", Score, struct{}{}, network).Node().Name())
	}
	got[0] = g.Nodes()[2].Name() // the first was alone when it was asked for its name
	if want := []string{"score of units=2 of seed=0", "score of units=2 of seed=1"}; !reflect.DeepEqual(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
}

func Score(ctx context.Context, p struct{}, network []int) (int, error) { return len(network), nil }

func TestEqualDeclarationsAreOneNode(t *testing.T) {
	g := paper(base)
	before := len(g.Nodes())
	walk := pipeline.Do0(g, "simulate", Simulate, walkParams{10, 1})
	if len(g.Nodes()) != before || walk.Node() != g.Nodes()[0] {
		t.Error("an equal declaration made a node")
	}
}

func TestLostOutputsAreMadeAgain(t *testing.T) {
	dir := t.TempDir()
	ran(t, engine(t, dir, paper(base), versions{}))
	c := base
	c.units = []int{3, 9} // needs the walk again, whose blob is gone
	e := engine(t, dir, paper(c), versions{})
	walk, err := e.Recorded(e.Graph.Nodes()[0])
	if err != nil {
		t.Fatal(err)
	}
	e.Store = forgetful{e.Store.(*store.Store), walk.Outputs[0].Digest, new(atomic.Bool)}
	if got := ran(t, e); got != "simulate train draw" {
		t.Errorf("ran %q", got)
	}
}

// forgetful claims to have a blob and cannot read it, until it is put again.
type forgetful struct {
	*store.Store
	lost store.Digest
	back *atomic.Bool
}

func (f forgetful) Get(d store.Digest) ([]byte, error) {
	if d == f.lost && !f.back.Load() {
		return nil, &store.Miss{What: "blob", Reason: store.Corrupt}
	}
	return f.Store.Get(d)
}

func (f forgetful) Put(b []byte) (store.Digest, error) {
	if store.Sum(b) == f.lost {
		f.back.Store(true)
	}
	return f.Store.Put(b)
}

func TestInterruptedRunsResume(t *testing.T) {
	dir := t.TempDir()
	g := pipeline.New()
	slow := pipeline.Do0(g, "slow", Slow, walkParams{5, 1})
	ctx, cancel := context.WithCancel(context.Background())
	slowCancel.Store(&cancel)
	e := engine(t, dir, g, versions{})
	if _, err := e.Run(ctx, slow.Node()); !errors.Is(err, context.Canceled) {
		t.Fatalf("interrupted run: %v", err)
	}
	slowCancel.Store(nil)
	rep, err := e.Run(context.Background(), slow.Node())
	if err != nil {
		t.Fatal(err)
	}
	first, err := pipeline.Load(e, slow, rep.Outcomes[0].Action)
	if err != nil || first != 3 {
		t.Errorf("resumed at %d, %v, want 3", first, err)
	}
}

var slowCancel atomic.Pointer[context.CancelFunc]

// Slow interrupts itself at step 3 after saving; its result is where it resumed.
func Slow(ctx context.Context, p walkParams) (int, error) {
	from := 0
	if b, ok := job.Checkpoint(ctx).Load(); ok {
		from = int(b[0])
	}
	for i := from; i < p.Paths; i++ {
		if cancel := slowCancel.Load(); i == 3 && cancel != nil {
			if err := job.Checkpoint(ctx).Save([]byte{byte(i)}); err != nil {
				return 0, err
			}
			(*cancel)()
		}
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
	}
	return from, nil
}

var broken atomic.Bool

// Sometimes fails while it is broken: what a stage must not do.
func Sometimes(ctx context.Context, p walkParams) (int, error) {
	if broken.Load() {
		return 0, errors.New("no convergence")
	}
	return p.Seed, nil
}

func TestTheLedgerKnowsTheLastFailureUntilSuccess(t *testing.T) {
	dir := t.TempDir()
	g := pipeline.New()
	some := pipeline.Do0(g, "sometimes", Sometimes, walkParams{1, 5})
	walk := pipeline.Do0(g, "simulate", Simulate, walkParams{10, 1})
	pipeline.Sweep(g, "some", "", []pipeline.Ref[int]{some})
	pipeline.Sweep(g, "walks", "", []pipeline.Ref[[]int]{walk})
	standing := func() [2]pipeline.Entry {
		t.Helper()
		rows, err := engine(t, dir, g, versions{}).Ledger(g.Sweeps()...)
		if err != nil {
			t.Fatal(err)
		}
		return [2]pipeline.Entry{rows[0][0], rows[1][0]}
	}
	if s := standing(); s[0].Standing != pipeline.Missing || s[1].Standing != pipeline.Missing {
		t.Errorf("before any run: %+v", s)
	}
	e := engine(t, dir, g, versions{})
	e.KeepGoing = true
	broken.Store(true)
	if _, err := e.Run(context.Background(), g.Nodes()...); err == nil {
		t.Fatal("no failure")
	}
	if s := standing(); s[0].Standing != pipeline.FailedLast || s[0].Failure.Error != "no convergence" || s[0].Done || s[1].Standing != pipeline.Present {
		t.Errorf("after a failure: %+v", s)
	}
	broken.Store(false)
	if _, err := e.Run(context.Background(), g.Nodes()...); err != nil {
		t.Fatal(err)
	}
	if s := standing(); s[0].Standing != pipeline.Present || !s[0].Done {
		t.Errorf("after success: %+v", s)
	}
	if n := len(open(t, dir).Failures()); n != 0 {
		t.Errorf("%d failures are remembered after success", n)
	}
	rows, err := engine(t, dir, g, versions{"Sometimes": "2"}).Ledger(g.Sweeps()...)
	if err != nil || rows[0][0].Standing != pipeline.Missing || !rows[0][0].Done {
		t.Errorf("under new code: %+v, %v", rows[0][0], err)
	}
}
