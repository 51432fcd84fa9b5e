package worker_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/job"
	"nofreelunch/pipeline/orders"
	"nofreelunch/pipeline/store"
	"nofreelunch/pipeline/worker"
)

type jsonCodec struct{}

func (jsonCodec) Encode(v any, _ map[string]string) (map[string][]byte, error) {
	b, err := json.Marshal(v)
	return map[string][]byte{"value": b}, err
}

func (jsonCodec) Decode(blobs map[string][]byte, into any) error {
	return json.Unmarshal(blobs["value"], into)
}

func (jsonCodec) Schema(t reflect.Type) string { return "json " + t.String() }

// version is a Code of one version.
type version string

func (v version) Listing(name string) ([]byte, error) { return []byte(name + string(v)), nil }
func (version) Build() ([]byte, error)                { return nil, nil }

// plan says what the stage does in a leg: how many steps it takes, and whether
// it saves.
type plan struct {
	Fails bool
	Steps int
}

// legs is what a leg is allowed, given by the test.
type legs struct {
	steps int
	saves bool
	stop  func()
}

type legsKey struct{}

// Walk takes steps until the leg is over.
func Walk(ctx context.Context, p plan) (int, error) {
	if p.Fails {
		return 0, errors.New("no convergence")
	}
	l := ctx.Value(legsKey{}).(*legs)
	from := 0
	if b, ok := job.Checkpoint(ctx).Load(); ok {
		fmt.Sscan(string(b), &from)
	}
	for i := from; i < p.Steps; i++ {
		job.Progress(ctx, i, p.Steps)
		if i-from == l.steps {
			l.stop()
			if l.saves {
				return 0, errors.Join(context.Canceled, job.Checkpoint(ctx).Save(fmt.Append(nil, i)))
			}
			return 0, context.Canceled
		}
	}
	return p.Steps, nil
}

// bench is a cache, a run and one order.
type bench struct {
	*testing.T
	dir    string
	folder orders.Folder
	batch  *orders.Batch
}

func engine(t *testing.T, dir string, p plan, v version) (*pipeline.Engine, *pipeline.Node) {
	t.Helper()
	s, err := store.Open(filepath.Join(dir, "cache"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	g := pipeline.New()
	n := pipeline.Do0(g, "walk", Walk, p).Node()
	return &pipeline.Engine{Graph: g, Store: s, Code: v, Codec: jsonCodec{}, Workers: 1}, n
}

func newBench(t *testing.T, p plan) *bench {
	t.Helper()
	dir := t.TempDir()
	e, n := engine(t, dir, p, "1")
	steps, err := e.Plan(n)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t, dir, orders.Folder(filepath.Join(dir, "run")), &orders.Batch{
		Number: 1, Program: "p", Cache: dir,
		Groups: []orders.Group{{Orders: []orders.Order{{ID: n.ID().String(), Key: steps.Steps[0].Key.String(), Name: n.Name()}}}},
	}}
	if err := b.folder.Create(orders.Run{Name: "run"}); err != nil {
		t.Fatal(err)
	}
	return b
}

// leg is one job.
func (b *bench) leg(p plan, v version, program string, steps int, saves bool) (orders.State, orders.Beat) {
	b.Helper()
	e, _ := engine(b.T, b.dir, p, v)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ctx = context.WithValue(ctx, legsKey{}, &legs{steps, saves, stop})
	w := &worker.Worker{Engine: e, Program: program, Batch: b.batch, Pulse: worker.NewPulse(b.folder.BeatFile(1, 0), "", time.Minute)}
	state := w.Work(ctx)
	beat, ok := b.folder.Beat(1, 0)
	if !ok || beat.State != state {
		b.Fatalf("the last beat is %+v after a leg that ended %s", beat, state)
	}
	return state, beat
}

// A network of 2,000 core hours goes through many jobs.
func TestANetworkSpansManyLegs(t *testing.T) {
	p := plan{Steps: 1670}
	b := newBench(t, p)
	for leg := 1; ; leg++ {
		state, beat := b.leg(p, "1", "p", 10, true)
		if state == orders.Done {
			if leg < 167 {
				t.Errorf("%d legs of 10 steps for 1670", leg)
			}
			return
		}
		if state != orders.Stopped || beat.Leg != leg || leg > 1 && beat.Idle != 0 || leg > 200 {
			t.Fatalf("leg %d: %s, %+v", leg, state, beat)
		}
	}
}

func TestLegsWithoutAStepEnd(t *testing.T) {
	p := plan{Steps: 100}
	b := newBench(t, p)
	b.leg(p, "1", "p", 7, true)
	for leg := 2; leg <= 8; leg++ { // the second begins past the first, five come no further
		want := orders.Stopped
		state, beat := b.leg(p, "1", "p", 3, false)
		if leg == 8 {
			want = orders.Stuck
		}
		if state != want {
			t.Fatalf("leg %d: %s, %+v, want %s", leg, state, beat, want)
		}
	}
	if _, beat := b.leg(p, "1", "p", 3, false); !strings.Contains(beat.Why, "-time") {
		t.Errorf("it is stuck because %q", beat.Why)
	}
}

func TestAnotherProgramIsRefused(t *testing.T) {
	p := plan{Steps: 5}
	for name, c := range map[string]struct {
		p       plan
		v       version
		program string
		words   string
	}{
		"program":     {p, "1", "q", "are of program"},
		"code":        {p, "2", "p", "another program, toolchain or input"},
		"declaration": {plan{Steps: 6}, "1", "p", "does not declare"},
	} {
		b := newBench(t, p)
		if state, beat := b.leg(c.p, c.v, c.program, 100, true); state != orders.Refused || !strings.Contains(beat.Why, c.words) {
			t.Errorf("another %s: %s, %q, want %q", name, state, beat.Why, c.words)
		}
		e, _ := engine(t, b.dir, p, "1")
		if n := len(e.Store.Actions()); n != 0 {
			t.Errorf("another %s: %d results were kept", name, n)
		}
	}
}

func TestAFailedStageIsToldAndIsNoFailureOfTheJob(t *testing.T) {
	p := plan{Fails: true}
	b := newBench(t, p)
	state, beat := b.leg(p, "1", "p", 0, false)
	if state != orders.Done || len(beat.Failed) != 1 {
		t.Fatalf("%s, %+v", state, beat)
	}
	for _, f := range beat.Failed {
		if f.Error != "no convergence" || f.Log == "" {
			t.Errorf("%+v", f)
		}
	}
}

// full is a store without room.
type full struct{ *store.Store }

func (full) Writable() error { return fmt.Errorf("store: %w", syscall.ENOSPC) }

func TestAFullCacheIsTold(t *testing.T) {
	p := plan{Steps: 1}
	b := newBench(t, p)
	e, _ := engine(t, b.dir, p, "1")
	e.Store = full{e.Store.(*store.Store)}
	w := &worker.Worker{Engine: e, Program: "p", Batch: b.batch, Pulse: worker.NewPulse(b.folder.BeatFile(1, 0), "", time.Minute)}
	if state := w.Work(context.Background()); state != orders.Full {
		t.Errorf("the leg ended %s", state)
	}
}

func TestTheTimeThatIsLeftEndsALeg(t *testing.T) {
	for left, want := range map[string]bool{"echo 0:02": true, "echo 2": true, "echo UNLIMITED": false, "exit 1": false, "": false} {
		ctx, stop := worker.Ends(context.Background(), &orders.Batch{Left: left, MarginS: 180})
		if _, limited := ctx.Deadline(); limited != want {
			t.Errorf("%q limits the leg: %v, want %v", left, limited, want)
		}
		stop()
	}
}
