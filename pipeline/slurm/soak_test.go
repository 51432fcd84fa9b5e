//go:build unix

package slurm_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"nofreelunch/pipeline/store"
)

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
