package pipeline_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/job"
)

// The processes of these tests are this test binary with another main.
func TestMain(m *testing.M) {
	if dir := os.Getenv("PIPELINE_TEST_CHILD"); dir != "" {
		child(dir)
		return
	}
	os.Exit(m.Run())
}

type workParams struct{ N, Steps int }

func (p workParams) String() string { return fmt.Sprintf("n=%d", p.N) }

// Work sums slowly, from a checkpoint if there is one, and says in a file
// that it ran to its end.
func Work(ctx context.Context, p workParams) (int, error) {
	sum, from := 0, 0
	if b, ok := job.Checkpoint(ctx).Load(); ok {
		fmt.Sscan(string(b), &from, &sum)
	}
	for i := from; i < p.Steps; i++ {
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		if err := job.Checkpoint(ctx).Save(fmt.Appendf(nil, "%d %d", i, sum)); err != nil {
			return 0, err
		}
		sum += i * p.N
		time.Sleep(time.Millisecond)
	}
	return sum, tally(p.N)
}

// tally appends a line to a file outside the store: what a stage must never
// do, and what a test needs to count runs over processes.
func tally(n int) error {
	path := os.Getenv("PIPELINE_TEST_TALLY")
	if path == "" {
		return nil
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	fmt.Fprintf(f, "%d\n", n)
	return f.Close()
}

func Total(ctx context.Context, p struct{}, parts []int) (int, error) {
	sum := 0
	for _, x := range parts {
		sum += x
	}
	return sum, nil
}

const parts = 12

func workGraph() (*pipeline.Graph, pipeline.Ref[int]) {
	g := pipeline.New()
	var refs []pipeline.Ref[int]
	for n := range parts {
		refs = append(refs, pipeline.Do0(g, "work", Work, workParams{n + 1, 10}))
	}
	total := pipeline.Do1(g, "total", Total, struct{}{}, pipeline.List(refs))
	pipeline.Figure(g, "figure7", "", total)
	return g, total
}

const wantTotal = 45 * parts * (parts + 1) / 2

func child(dir string) {
	t := &exitTB{}
	g, total := workGraph()
	e := engine(t, dir, g, versions{})
	rep, err := e.Run(context.Background(), total.Node())
	if err != nil {
		t.Fatal(err)
	}
	v, err := pipeline.Load(e, total, rep.Outcome(total.Node()).Action)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("total", v)
}

// exitTB lets a child use the tests' own functions.
type exitTB struct{ testing.TB }

func (*exitTB) Helper()        {}
func (*exitTB) Cleanup(func()) {}
func (*exitTB) Fatal(args ...any) {
	fmt.Fprintln(os.Stderr, args...)
	os.Exit(1)
}

func spawn(t *testing.T, dir, tally string) (*exec.Cmd, *strings.Builder) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PIPELINE_TEST_CHILD="+dir, "PIPELINE_TEST_TALLY="+tally)
	out := new(strings.Builder)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, out
}

func TestProcessesShareACache(t *testing.T) {
	dir, counts := t.TempDir(), filepath.Join(t.TempDir(), "tally")
	var cmds []*exec.Cmd
	var outs []*strings.Builder
	for range 8 {
		cmd, out := spawn(t, dir, counts)
		cmds, outs = append(cmds, cmd), append(outs, out)
	}
	for i, cmd := range cmds {
		if err := cmd.Wait(); err != nil || !strings.Contains(outs[i].String(), fmt.Sprint("total ", wantTotal)) {
			t.Errorf("process %d: %v: %s", i, err, outs[i])
		}
	}
	lines, err := os.ReadFile(counts)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(lines), "\n"); n != parts {
		t.Errorf("8 processes ran %d stages, want %d: no work is done twice", n, parts)
	}
	t.Logf("8 processes on one cache: each of %d stages ran once", parts)
}

// TestKilledRunsResume kills runs at random moments and then lets one end.
func TestKilledRunsResume(t *testing.T) {
	kills := 20
	if long := os.Getenv("NOFREELUNCH_LONG"); long != "" {
		kills = 500
	}
	rng := rand.New(rand.NewPCG(3, 4))
	dir, counts := t.TempDir(), filepath.Join(t.TempDir(), "tally")
	killed, rounds := 0, 0
	for killed < kills {
		cmd, out := spawn(t, dir, counts)
		time.Sleep(time.Duration(rng.IntN(60)) * time.Millisecond)
		cmd.Process.Signal([]os.Signal{os.Kill, syscall.SIGTERM}[rng.IntN(2)])
		if cmd.Wait() != nil {
			killed++
			continue
		}
		checkTotal(t, out.String())
		rounds++
		if err := os.RemoveAll(dir); err != nil { // it got to the end: begin anew
			t.Fatal(err)
		}
	}
	cmd, out := spawn(t, dir, counts)
	if err := cmd.Wait(); err != nil {
		t.Fatalf("after %d kills: %v: %s", killed, err, out)
	}
	checkTotal(t, out.String())
	t.Logf("%d kills over %d complete runs: every total right", killed, rounds+1)
}

func checkTotal(t *testing.T, out string) {
	t.Helper()
	if !strings.Contains(out, "total "+strconv.Itoa(wantTotal)+"\n") {
		t.Fatalf("got %q, want total %d", out, wantTotal)
	}
}
