package cluster

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/orders"
	"nofreelunch/pipeline/store"
)

// A sim is a cluster and a store in simulated time: jobs start where there is
// room, take their time, and leave results.
type sim struct {
	now      time.Time
	slots    int
	startup  time.Duration // of a job
	takes    map[string]time.Duration
	made     map[store.Key]bool
	jobs     []*simJob
	busy     time.Duration // of all slots
	submits  int
	largest  int // groups of a batch
	most     int // jobs under way at once
	fail     func(n int) error
	lose     func(j *simJob) bool // after it was started
	hidden   time.Duration        // how late results are seen
	recorded map[store.Key]time.Time
	avoided  []string
	listErr  error
}

type simJob struct {
	batch, group int
	keys         []store.Key
	left         []time.Duration
	started      time.Time
	running      bool
	over         bool
	lost         bool
	host         string
}

func newSim(slots int) *sim {
	return &sim{
		now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), slots: slots, startup: 3 * time.Second,
		takes: map[string]time.Duration{}, made: map[store.Key]bool{}, recorded: map[store.Key]time.Time{},
	}
}

func (s *sim) Submit(_ context.Context, b *orders.Batch) ([]string, error) {
	s.submits++
	var err error
	if s.fail != nil {
		err = s.fail(s.submits)
	}
	var through *cameThrough
	if err != nil && !errors.As(err, &through) {
		return nil, err
	}
	s.largest = max(s.largest, len(b.Groups))
	for i, g := range b.Groups {
		j := &simJob{batch: b.Number, group: i}
		for _, o := range g.Orders {
			var k store.Key
			_ = k.UnmarshalText([]byte(o.Key))
			j.keys, j.left = append(j.keys, k), append(j.left, s.takes[o.ID])
		}
		s.jobs = append(s.jobs, j)
	}
	s.most = max(s.most, s.under())
	return []string{fmt.Sprint(s.submits)}, err
}

// cameThrough is an answer that was too late: the batch is in the queue.
type cameThrough struct{ error }

func (s *sim) under() (n int) {
	for _, j := range s.jobs {
		if !j.over {
			n++
		}
	}
	return n
}

func (s *sim) List(context.Context) ([]Job, error) {
	if s.listErr != nil {
		return nil, s.listErr
	}
	var found []Job
	for _, j := range s.jobs {
		switch {
		case j.over && j.lost:
			found = append(found, Job{Batch: j.batch, Group: j.group, Phase: Ended, Host: j.host, Why: "NODE_FAIL", HostFailed: true})
		case j.over:
		case j.running:
			found = append(found, Job{Batch: j.batch, Group: j.group, Phase: Running, Host: j.host})
		default:
			found = append(found, Job{Batch: j.batch, Group: j.group, Phase: Waiting, Why: "Resources"})
		}
	}
	return found, nil
}

func (s *sim) Cancel(context.Context, []string) error { return nil }
func (s *sim) Avoid(host string)                      { s.avoided = append(s.avoided, host) }

// advance lets time pass, in steps of a second.
func (s *sim) advance(to time.Time) {
	for s.now.Before(to) {
		s.now = s.now.Add(time.Second)
		running := 0
		for _, j := range s.jobs {
			if j.running && !j.over {
				s.work(j)
			}
			if j.running && !j.over {
				running++
			}
		}
		for _, j := range s.jobs {
			if running < s.slots && !j.running && !j.over {
				j.running, j.started, j.host = true, s.now, fmt.Sprintf("n%d", running)
				running++
				if s.lose != nil && s.lose(j) {
					j.over, j.lost = true, true
					running--
				}
			}
		}
		s.busy += time.Duration(running) * time.Second
		if len(s.jobs) > 4*s.slots {
			s.forget()
		}
	}
}

func (s *sim) forget() {
	var keep []*simJob
	for _, j := range s.jobs {
		if !j.over || j.lost {
			keep = append(keep, j)
		}
	}
	s.jobs = keep
}

// work does a second of a job's work.
func (s *sim) work(j *simJob) {
	at := s.now.Sub(j.started) - s.startup
	for i, k := range j.keys {
		if at -= j.left[i]; at < 0 {
			return
		}
		if !s.made[k] {
			s.made[k], s.recorded[k] = true, s.now
		}
	}
	j.over = true
}

// Refresh, Lookup and Has are the store's.
func (s *sim) Refresh() error { return nil }

func (s *sim) Lookup(k store.Key) (*store.Action, error) {
	if !s.made[k] || s.now.Sub(s.recorded[k]) < s.hidden {
		return nil, &store.Miss{What: "action", Reason: store.Absent}
	}
	return &store.Action{Key: k}, nil
}

func (s *sim) Has(store.Digest) bool { return true }

type item struct{ N int }

func nothing(context.Context, item) (int, error) { return 0, nil }

// Nothing is a stage that is never run.
func Nothing(ctx context.Context, p item) (int, error) { return nothing(ctx, p) }

// A trial is a controller over a simulated cluster, with nodes that were ordered.
type trial struct {
	*testing.T
	sim    *sim
	c      *Controller
	said   []string
	done   map[string]int
	errs   []error
	orders []*pipeline.Order
}

func newTrial(t *testing.T, s *sim, n int, takes func(i int) (predicted, real time.Duration)) *trial {
	folder := orders.Folder(filepath.Join(t.TempDir(), "runs", "sim"))
	if err := folder.Create(orders.Run{Name: "sim"}); err != nil {
		t.Fatal(err)
	}
	tr := &trial{T: t, sim: s, done: map[string]int{}}
	g := pipeline.New()
	for i := range n {
		node := pipeline.Do0(g, "work", Nothing, item{i}).Node()
		predicted, real := takes(i)
		s.takes[node.ID().String()] = real
		key := store.Key(store.Sum([]byte(node.ID().String())))
		tr.orders = append(tr.orders, &pipeline.Order{Node: node, Key: key, Predicted: predicted, Ahead: time.Duration(n) * predicted})
	}
	tr.attach(folder)
	return tr
}

// attach begins with a new controller on the folder, and orders what is not done.
func (t *trial) attach(f orders.Folder) {
	t.c = &Controller{
		Folder: f, Scheduler: t.sim, Results: t.sim, Limits: Usual(), Probe: func() error { return nil },
		Batch: orders.Batch{Program: "p", Cache: "c"}, Say: func(text string) { t.said = append(t.said, text) },
	}
	for _, o := range t.orders {
		id := o.Node.ID().String()
		if t.done[id] > 0 {
			continue
		}
		t.c.Start(context.Background(), o, func(_ *store.Action, err error) {
			t.done[id]++
			if err != nil {
				t.errs = append(t.errs, err)
			}
		})
	}
}

// run ticks until everything is done, or for some time.
func (t *trial) run(most time.Duration) {
	t.Helper()
	end := t.sim.now.Add(most)
	for len(t.done) < len(t.orders) && t.sim.now.Before(end) {
		next := t.c.Tick(context.Background(), t.sim.now)
		if !next.After(t.sim.now) {
			next = t.sim.now.Add(time.Second)
		}
		t.sim.advance(next)
	}
	for id, n := range t.done {
		if n != 1 {
			t.Fatalf("%s is done %d times", id, n)
		}
	}
}

// spread is a duration that varies by a factor, always in the same way.
func spread(r *rand.Rand, likely time.Duration, factor float64) time.Duration {
	return time.Duration(float64(likely) * math.Exp(r.NormFloat64()*math.Log(factor)/2))
}

// Predictions that are off by half in either direction, on 300 cores at full length.
func TestOverheadIsSmallAtHalfHourGroups(t *testing.T) {
	nodes, cores := 2000, 60
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		nodes, cores = 10_000, 300
	}
	r := rand.New(rand.NewPCG(1, 2))
	var work time.Duration
	s := newSim(cores)
	tr := newTrial(t, s, nodes, func(int) (time.Duration, time.Duration) {
		predicted := spread(r, 5*time.Minute, 3)
		real := spread(r, predicted, 1.5)
		work += real
		return predicted, real
	})
	begun := s.now
	tr.run(30 * 24 * time.Hour)
	if len(tr.errs) > 0 || len(tr.done) != nodes {
		t.Fatalf("%d of %d are made, %d failed", len(tr.done), nodes, len(tr.errs))
	}
	makespan := s.now.Sub(begun)
	occupied := s.busy.Seconds()/work.Seconds() - 1
	late := makespan.Seconds()*float64(s.slots)/work.Seconds() - 1
	t.Logf("%d nodes, %.0f core hours on %d cores: %v; cores were busy %.1f %% beyond the work, the end came %.1f %% after the ideal; %d submissions",
		nodes, work.Hours(), s.slots, makespan, 100*occupied, 100*late, s.submits)
	if occupied > .15 || late > .15 {
		t.Errorf("overhead %.1f %% and %.1f %%, want at most 15 %%", 100*occupied, 100*late)
	}
}
