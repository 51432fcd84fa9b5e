package cluster

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/orders"
	"nofreelunch/pipeline/store"
)

func (t *trial) beat(b orders.Beat) {
	t.Helper()
	for _, j := range t.sim.jobs {
		b.Version, b.Time = orders.Version, t.sim.now
		if err := orders.WriteBeat(t.c.Folder.BeatFile(j.batch, j.group), b); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatWorkersSayIsHeeded(t *testing.T) {
	for _, c := range []struct {
		name  string
		beat  func(id string) orders.Beat
		want  string
		stage bool
	}{
		{"a stage failed", func(id string) orders.Beat {
			return orders.Beat{State: orders.Running, Failed: map[string]orders.Fault{id: {Error: "no convergence", Log: "/a/log"}}}
		}, "no convergence", true},
		{"another program", func(string) orders.Beat {
			return orders.Beat{State: orders.Refused, Why: "the key of work is 1 here and 2 at the controller"}
		}, "refused its order: the key", false},
		{"no progress", func(string) orders.Beat {
			return orders.Beat{State: orders.Stuck, Why: "5 jobs in a row came no step further"}
		}, "came no step further", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSim(10)
			tr := newTrial(t, s, 1, same(25*time.Minute))
			tr.run(5 * time.Minute)
			tr.beat(c.beat(tr.orders[0].Node.ID().String()))
			tr.run(10 * time.Minute)
			var stage *pipeline.StageError
			if len(tr.errs) != 1 || !strings.Contains(tr.errs[0].Error(), c.want) || errors.As(tr.errs[0], &stage) != c.stage {
				t.Errorf("the order ends with %v, want %q, of its stage: %v", tr.errs, c.want, c.stage)
			}
		})
	}
}

// What somebody else makes while it waits to be submitted is not submitted.
func TestWhatIsMadeMeanwhileIsNotSubmitted(t *testing.T) {
	s := newSim(2)
	tr := newTrial(t, s, 6, same(29*time.Minute))
	tr.c.Limits.Jobs = 2
	tr.run(5 * time.Minute)
	for _, o := range tr.orders {
		s.made[o.Key] = true
	}
	tr.run(time.Hour)
	tr.allMade()
	if len(s.jobs) != 2 {
		t.Errorf("%d jobs, want the 2 that were submitted before", len(s.jobs))
	}
}

// A node that was lost goes alone, so that it takes no other with it again.
func TestWhatWasLostGoesAlone(t *testing.T) {
	s := newSim(4)
	first := true
	s.lose = func(*simJob) bool { was := first; first = false; return was }
	tr := newTrial(t, s, 5, same(time.Minute))
	tr.run(10 * time.Hour)
	tr.allMade()
	b, err := orders.ReadBatch(tr.c.Folder.OrdersFile(2))
	if err != nil || len(b.Groups) != 5 {
		t.Fatalf("%v: after a loss there are %d groups, want one a node", err, len(b.Groups))
	}
}

func TestHopelessSubmissionsEndTheRun(t *testing.T) {
	s := newSim(10)
	s.fail = func(int) error { return &Hopeless{errors.New("invalid partition: name one of sinfo -s")} }
	tr := newTrial(t, s, 20, same(time.Minute))
	tr.run(time.Hour)
	if len(tr.errs) != 20 || s.submits != 1 || !strings.Contains(tr.errs[0].Error(), "name one of") {
		t.Errorf("%d errors after %d submissions: %v", len(tr.errs), s.submits, tr.errs)
	}
}

func TestACancelledRunEnds(t *testing.T) {
	s := newSim(10)
	tr := newTrial(t, s, 20, same(25*time.Minute))
	tr.run(5 * time.Minute)
	if err := tr.c.Folder.Mark("cancelled"); err != nil {
		t.Fatal(err)
	}
	tr.run(time.Hour)
	if len(tr.errs) != 20 || !errors.Is(tr.errs[0], ErrCancelled) {
		t.Errorf("%d errors: %v", len(tr.errs), tr.errs)
	}
	tr.c.Start(context.Background(), tr.orders[0], func(_ *store.Action, err error) {
		if !errors.Is(err, ErrCancelled) {
			t.Errorf("a later order ends with %v", err)
		}
	})
}

// A controller on its way out hands every order back, also one that comes late.
func TestNoOrderIsForgottenAtTheEnd(t *testing.T) {
	s := newSim(10)
	tr := newTrial(t, s, 20, same(25*time.Minute))
	ctx, stop := context.WithCancel(context.Background())
	stop()
	tr.c.Tick(context.Background(), s.now)
	tr.c.Drive(ctx)
	if len(tr.errs) != 20 || !errors.Is(tr.errs[0], context.Canceled) {
		t.Errorf("%d orders came back: %v", len(tr.errs), tr.errs)
	}
}

// A network of 2,000 core hours goes through jobs of 12 hours: each loss after
// progress leaves its tries untouched.
func TestALongNetworkSpansManyJobs(t *testing.T) {
	s := newSim(1)
	const leg, legs = 12 * time.Hour, 167
	tr := newTrial(t, s, 1, same(legs*leg))
	tr.c.Limits.Tries = 3
	id := tr.orders[0].Node.ID().String()
	for done, last := 0, -1; done < legs && len(tr.done) == 0; {
		tr.run(10 * time.Minute)
		j := s.jobs[len(s.jobs)-1]
		if j.batch == last || !j.running || j.over {
			continue
		}
		last = j.batch
		done++
		beat := orders.Beat{Version: 1, State: orders.Running, Time: s.now, Under: map[string]orders.Step{id: {From: done * 1000, Done: done*1000 + 999}}}
		if err := orders.WriteBeat(tr.c.Folder.BeatFile(j.batch, j.group), beat); err != nil {
			t.Fatal(err)
		}
		tr.run(5 * time.Minute)
		if done == legs {
			s.made[tr.orders[0].Key] = true
		}
		j.over = true // its time is over and nobody requeued it
	}
	tr.run(time.Hour)
	tr.allMade()
	if s.submits != legs {
		t.Errorf("%d jobs, want %d", s.submits, legs)
	}
}

func TestTheRestIsPredictedByTheRate(t *testing.T) {
	s := newSim(10)
	tr := newTrial(t, s, 200, same(25*time.Minute))
	tr.run(3 * time.Hour)
	text := tr.c.standing(s.now)
	left := time.Duration(200-len(tr.done)) * 25 * time.Minute / 10
	low, high, ok := tr.c.progress.left(s.now)
	if !ok || left < low || left > high {
		t.Errorf("%s: %v to %v left, in truth %v", text, low, high, left)
	}
	for _, want := range []string{fmt.Sprintf("%d of 200 nodes", len(tr.done)), "10 running", "left"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q does not say %q", text, want)
		}
	}
}
