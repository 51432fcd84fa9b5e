//go:build unix

package slurm_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
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
