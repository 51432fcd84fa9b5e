//go:build unix

package slurm_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/cluster"
	"nofreelunch/pipeline/job"
	"nofreelunch/pipeline/orders"
	"nofreelunch/pipeline/slurm"
	"nofreelunch/pipeline/store"
	"nofreelunch/pipeline/worker"
)

// The processes of these tests are this test binary with another main.
func TestMain(m *testing.M) {
	dir := os.Getenv("STANDIN")
	switch n := len(os.Args); {
	case os.Getenv("STANDIN_ROLE") != "":
		if err := stand(os.Getenv("STANDIN_ROLE"), dir, os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case dir != "" && n > 3 && os.Args[n-3] == "worker":
		os.Exit(work(dir, os.Args[n-2], os.Args[n-1]))
	case dir != "" && n == 2 && os.Args[1] == "controller":
		if err := control(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	default:
		os.Exit(m.Run())
	}
}

type jsonCodec struct{}

func (jsonCodec) Encode(v any, _ map[string]string) (map[string][]byte, error) {
	b, err := json.Marshal(v)
	return map[string][]byte{"value": b}, err
}

func (jsonCodec) Decode(blobs map[string][]byte, into any) error {
	return json.Unmarshal(blobs["value"], into)
}

func (jsonCodec) Schema(t reflect.Type) string { return "json " + t.String() }

// plain is a Code in which nothing changes.
type plain struct{}

func (plain) Listing(name string) ([]byte, error) { return fmt.Appendf(nil, "func %q 1\n", name), nil }
func (plain) Build() ([]byte, error)              { return []byte("setting \"-tags\" \"\"\n"), nil }

type grindParams struct{ N, Steps int }

func (p grindParams) String() string { return fmt.Sprintf("n=%d steps=%d", p.N, p.Steps) }

// Grind goes on from its checkpoint; its result tells whether it did every step
// once.
func Grind(ctx context.Context, p grindParams, seed uint64) (uint64, error) {
	from, sum := uint64(0), seed+uint64(p.N)
	keep := job.Checkpoint(ctx)
	if b, ok := keep.Load(); ok && len(b) == 16 {
		from, sum = binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
	}
	save := func(i uint64) error {
		return keep.Save(binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, i), sum))
	}
	for i := from; i < uint64(p.Steps); i++ {
		job.Progress(ctx, int(i), p.Steps)
		if ctx.Err() != nil {
			return 0, errors.Join(ctx.Err(), save(i))
		}
		if keep.Due() {
			if err := save(i); err != nil {
				return 0, err
			}
		}
		time.Sleep(5 * time.Millisecond)
		digest := sha256.Sum256(binary.LittleEndian.AppendUint64(nil, sum+i))
		sum = binary.LittleEndian.Uint64(digest[:])
	}
	return sum, nil
}

// Begin is what all start from.
func Begin(context.Context, grindParams) (uint64, error) { return 7, nil }

// Digest is cheap and hangs on one result alone.
func Digest(_ context.Context, p grindParams, x uint64) (uint64, error) { return x ^ uint64(p.N), nil }

// Join needs all.
func Join(_ context.Context, _ grindParams, all []uint64) (string, error) {
	return fmt.Sprint(all), nil
}

// soakGraph is networks of several lengths, what hangs on each, and what needs all.
func soakGraph(networks int) (*pipeline.Graph, *pipeline.Node) {
	g := pipeline.New()
	pipeline.Cost(g, func(p grindParams) (gflop, bytes float64) { return float64(max(1, p.Steps)) * .005, 8 })
	begin := pipeline.Do0(g, "begin", Begin, grindParams{})
	var all []pipeline.Ref[uint64]
	for n := range networks {
		net := pipeline.Do1(g, "grind", Grind, grindParams{n, 60 + 40*(n%5)}, begin)
		all = append(all, pipeline.Do1(g, "digest", Digest, grindParams{n, 0}, net))
	}
	last := pipeline.Do1(g, "join", Join, grindParams{}, pipeline.List(all))
	return g, last.Node()
}

// tight is a store that can be full.
type tight struct {
	*store.Store
	dir string
}

func (s tight) full() error {
	if _, err := os.Stat(filepath.Join(s.dir, "full")); err == nil {
		return fmt.Errorf("store: no space left for the cache: %w", syscall.EDQUOT)
	}
	return nil
}

func (s tight) Writable() error { return errors.Join(s.full(), s.Store.Writable()) }

func (s tight) Record(a *store.Action) error {
	if err := s.full(); err != nil {
		return err
	}
	return s.Store.Record(a)
}

func (s tight) SaveCheckpoint(k store.Key, b []byte) error {
	if err := s.full(); err != nil {
		return err
	}
	return s.Store.SaveCheckpoint(k, b)
}

func soakEngine(dir string) (*pipeline.Engine, *pipeline.Node, *store.Store, error) {
	networks, err := strconv.Atoi(os.Getenv("STANDIN_NETWORKS"))
	if err != nil {
		return nil, nil, nil, err
	}
	s, err := store.Open(filepath.Join(dir, "cache"))
	if err != nil {
		return nil, nil, nil, err
	}
	g, root := soakGraph(networks)
	return &pipeline.Engine{Graph: g, Store: tight{s, dir}, Code: plain{}, Codec: jsonCodec{}, Workers: 1, Rate: 1,
		Pace: pipeline.Pace{Least: 30 * time.Millisecond}}, root, s, nil
}

const soakProgram = "program-of-the-soak"

// work is a job.
func work(dir, file, group string) int {
	b, err := orders.ReadBatch(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 78
	}
	e, _, s, err := soakEngine(dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 74
	}
	defer func() { _ = s.Close() }()
	n, _ := strconv.Atoi(group)
	folder := orders.Folder(filepath.Dir(filepath.Dir(file)))
	ctx, over := signals()
	pulse := worker.NewPulse(folder.BeatFile(b.Number, n), "", 50*time.Millisecond)
	stopped := make(chan struct{})
	defer close(stopped)
	go pulse.Keep(stopped)
	w := &worker.Worker{Engine: e, Program: soakProgram, Batch: b, Group: n, Pulse: pulse, Late: time.Second}
	state := w.Work(ctx)
	fmt.Println("leg", pulse.Beat().Leg, state, pulse.Beat().Why)
	switch state {
	case orders.Done:
		return 0
	case orders.Stopped:
		if over() {
			if err := worker.Again(b); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}
		return 75
	}
	return 1
}

// control is a controller.
func control(dir string) error {
	e, root, s, err := soakEngine(dir)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	if err := s.Writable(); err != nil { // before the folder is anything but a cache
		return err
	}
	folder := orders.Folder(filepath.Join(dir, "cache", "runs", "soak"))
	if _, err := folder.Run(); err != nil {
		if err := folder.Create(orders.Run{Name: "soak", Program: soakProgram}); err != nil {
			return err
		}
	}
	ctx := context.Background()
	site, err := slurm.Ask(ctx, "")
	if err != nil {
		return err
	}
	x := &slurm.Slurm{Folder: folder, Margin: slurm.Margin, Longest: site.Longest, Arrays: site.Array > 1}
	limits := cluster.Usual().Polling(150 * time.Millisecond)
	limits.Target, limits.Array, limits.Jobs, limits.BackMax, limits.Overhead = time.Second, site.Array, 30, 300*time.Millisecond, time.Millisecond
	c := &cluster.Controller{
		Folder: folder, Scheduler: x, Results: s, Limits: limits, Probe: tight{s, dir}.full,
		Say:   func(text string) { fmt.Println(text) },
		Batch: orders.Batch{Program: soakProgram, Binary: os.Args[0], Cache: s.Root()},
	}
	x.Prepare(&c.Batch)
	e.Remote, e.KeepGoing = c, true
	driving, stop := context.WithCancel(ctx)
	defer stop()
	go c.Drive(driving)
	_, err = e.Run(ctx, root)
	return err
}

// A tally is what befell a run.
type tally struct{ hosts, preempted, cancelled, overtime, killed, full int }

// TestSoak runs a graph through a Slurm in which everything goes wrong, and
// compares key and content of every node with a run on this machine.
func TestSoak(t *testing.T) {
	networks, want := 8, tally{hosts: 1, preempted: 1, overtime: 1, killed: 1}
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		networks, want = 120, tally{hosts: 20, preempted: 20, overtime: 20, killed: 10, full: 1}
	}
	t.Setenv("STANDIN_NETWORKS", strconv.Itoa(networks))
	dir := t.TempDir()
	bin := install(t, dir)
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	s := &soak{daemon: daemon{t: t, dir: dir, hosts: map[string]time.Time{}, slots: 2, ended: make(chan exited, 1000)}, want: want}
	s.run()
	local := localContents(t)
	if got := contentsOf(t, dir); !maps.Equal(local, got) {
		t.Errorf("of %d keys of a local run, %d are the same through Slurm", len(local), common(local, got))
	}
	var st standState
	_ = change(dir, func(x *standState) error { st = *x; return nil })
	t.Logf("%d nodes: %d hosts lost, %d preempted, %d preempted without requeue, %d out of time, %d controllers killed, full %d times, "+
		"%d of %d submissions failed, %d requeued by themselves, %d submitted a successor; every key and content equal to a local run",
		len(local), s.did.hosts, s.did.preempted, s.did.cancelled, s.did.overtime, s.did.killed, s.did.full, st.Refused, st.Sbatches, st.Requeued, st.Successors)
	if s.did.hosts < want.hosts || s.did.preempted+s.did.cancelled < want.preempted || s.did.overtime < want.overtime || s.did.killed < want.killed || s.did.full < want.full {
		t.Errorf("the run ended before everything went wrong: %+v, want %+v", s.did, want)
	}
}

type soak struct {
	daemon
	did, want tally
	last      time.Time // fault
	turn      int
	control   *exec.Cmd
	gone      chan error
	said      strings.Builder
}

// begin starts a controller.
func (s *soak) begin() {
	s.control = exec.Command(os.Args[0], "controller")
	s.control.Env = append(os.Environ(), "STANDIN="+s.dir)
	s.control.Stdout, s.control.Stderr = &s.said, &s.said
	if err := s.control.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.gone = make(chan error, 1)
	go func(c *exec.Cmd, gone chan error) { gone <- c.Wait() }(s.control, s.gone)
}

func (s *soak) run() {
	s.begin()
	defer s.end()
	deadline := time.Now().Add(8 * time.Minute)
	for time.Now().Before(deadline) {
		select {
		case err := <-s.gone:
			if err != nil {
				s.t.Fatalf("the controller ended: %v\n%s\n%s", err, tailOf(s.said.String()), s.logs())
			}
			return
		case <-time.After(20 * time.Millisecond):
		}
		if err := change(s.dir, func(st *standState) error { s.step(st); s.harm(st); return nil }); err != nil {
			s.t.Fatal(err)
		}
	}
	s.t.Fatalf("it is not done after 8 minutes\n%s", tailOf(s.said.String()))
}

func tailOf(text string) string { return text[max(0, len(text)-4000):] }

// end leaves no process behind.
func (s *soak) end() {
	_ = s.control.Process.Kill()
	_ = change(s.dir, func(st *standState) error {
		for _, j := range st.Jobs {
			j.kill()
		}
		return nil
	})
}

// harm does the next harm in turn, if something runs that it can be done to.
func (s *soak) harm(st *standState) {
	s.recover()
	if time.Since(s.last) < 250*time.Millisecond {
		return
	}
	var victim *standJob
	for _, j := range st.Jobs {
		if j.State == "RUNNING" && !j.Signal && time.Since(j.Begun) > 150*time.Millisecond {
			victim = j
		}
	}
	if victim == nil {
		return
	}
	s.last = time.Now()
	s.turn++
	switch s.turn % 5 {
	case 0:
		if s.did.hosts < s.want.hosts {
			s.loseHost(st, victim.Host)
		}
	case 1:
		if s.did.preempted+s.did.cancelled < s.want.preempted {
			s.preempt(victim)
		}
	case 2:
		if s.did.overtime < s.want.overtime {
			st.NoRequeue = s.did.overtime%2 == 1
			victim.Signal = true
			_ = syscall.Kill(victim.Process, syscall.SIGUSR1)
			s.did.overtime++
		}
	case 3:
		if s.did.killed < s.want.killed && s.turn%10 == 3 {
			_ = s.control.Process.Kill()
			<-s.gone
			s.did.killed++
			s.begin()
		}
	case 4:
		if s.did.full < s.want.full && s.turn > 8 {
			s.did.full++
			_ = os.WriteFile(filepath.Join(s.dir, "full"), nil, 0o666)
		}
	}
}

// recover makes room again once it was missing for a while.
func (s *soak) recover() {
	file := filepath.Join(s.dir, "full")
	if info, err := os.Stat(file); err == nil && time.Since(info.ModTime()) > 1500*time.Millisecond {
		_ = os.Remove(file)
	}
}

// loseHost takes a host with all of its jobs. Slurm requeues some, and forgets
// others, as it does where requeueing is off.
func (s *soak) loseHost(st *standState, host string) {
	s.did.hosts++
	s.hosts[host] = time.Now().Add(400 * time.Millisecond)
	for _, j := range st.Jobs {
		if j.State != "RUNNING" || j.Host != host {
			continue
		}
		if s.did.hosts%2 == 0 {
			j.end("NODE_FAIL")
		} else {
			j.again()
		}
	}
}

// preempt takes a job's cores, after a grace in which it may save.
func (s *soak) preempt(j *standJob) {
	_ = syscall.Kill(j.Process, syscall.SIGTERM)
	time.Sleep(60 * time.Millisecond)
	if s.turn%2 == 0 {
		s.did.cancelled++
		j.end("PREEMPTED")
		return
	}
	s.did.preempted++
	j.again()
}

// localContents are the contents by key of a run on this machine.
func localContents(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	e, root, s, err := soakEngine(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	e.Workers = 64 // they sleep
	if _, err := e.Run(context.Background(), root); err != nil {
		t.Fatal(err)
	}
	return contentsOf(t, dir)
}

func contentsOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	s, err := store.Open(filepath.Join(dir, "cache"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	found := map[string]string{}
	for _, a := range s.Actions() {
		found[a.Key.String()] = a.Content.String()
	}
	return found
}

func common(a, b map[string]string) (n int) {
	for k, v := range a {
		if b[k] == v {
			n++
		}
	}
	return n
}

// signals ends a context at the first signal, and tells whether that was USR1.
func signals() (context.Context, func() bool) {
	ctx, stop := context.WithCancel(context.Background())
	came, over := make(chan os.Signal, 16), make(chan bool, 1)
	signal.Notify(came, syscall.SIGTERM, syscall.SIGUSR1)
	go func() {
		over <- <-came == syscall.SIGUSR1
		stop()
	}()
	return ctx, func() bool { return <-over }
}

// logs is the end of what the jobs printed.
func (s *soak) logs() string {
	var all strings.Builder
	files, _ := filepath.Glob(filepath.Join(s.dir, "cache", "runs", "soak", "logs", "*"))
	for _, f := range files {
		b, _ := os.ReadFile(f)
		fmt.Fprintf(&all, "%s: %s", filepath.Base(f), b)
	}
	return tailOf(all.String())
}
