package cluster_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/cluster"
	"nofreelunch/pipeline/orders"
	"nofreelunch/pipeline/store"
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

type plain struct{}

func (plain) Listing(name string) ([]byte, error) { return []byte(name), nil }
func (plain) Build() ([]byte, error)              { return nil, nil }

type hour struct{ N int }

// Hour is a stage that is only ever ordered.
func Hour(context.Context, hour) (int, error) { return 0, nil }

// slow is a scheduler that takes its time and anything.
type slow struct {
	takes     time.Duration
	submitted int
	calls     int
	all       int
	done      func()
}

func (s *slow) Submit(_ context.Context, b *orders.Batch) ([]string, error) {
	time.Sleep(s.takes)
	s.calls++
	if s.submitted += len(b.Groups); s.submitted >= s.all {
		s.done()
	}
	return []string{fmt.Sprint(s.calls)}, nil
}

func (s *slow) List(context.Context) ([]cluster.Job, error) { return nil, nil }
func (s *slow) Cancel(context.Context, []string) error      { return nil }
func (s *slow) Avoid(string)                                {}

// 20,000 nodes of an hour, each a job, through an sbatch that takes a second.
func TestSubmissionIsQuickAndLean(t *testing.T) {
	nodes := 2000
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		nodes = 20_000
	}
	dir := t.TempDir()
	s, err := store.Open(filepath.Join(dir, "cache"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	g := pipeline.New()
	pipeline.Cost(g, func(hour) (gflop, bytes float64) { return 3600, 8 })
	var roots []*pipeline.Node
	for i := range nodes {
		roots = append(roots, pipeline.Do0(g, "hour", Hour, hour{i}).Node())
	}
	folder := orders.Folder(filepath.Join(dir, "run"))
	if err := folder.Create(orders.Run{Name: "run"}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	x := &slow{takes: time.Second * time.Duration(nodes) / 20_000, all: nodes, done: stop}
	limits := cluster.Usual()
	limits.Jobs = nodes
	e := &pipeline.Engine{Graph: g, Store: s, Code: plain{}, Codec: jsonCodec{}, Rate: 1}
	c := &cluster.Controller{Folder: folder, Scheduler: x, Results: s, Limits: limits, Batch: orders.Batch{Program: "p", Cache: s.Root()}}
	e.Remote = c
	begun := time.Now()
	driven := make(chan struct{})
	go func() { defer close(driven); c.Drive(ctx) }()
	rep, err := e.Run(ctx, roots...)
	<-driven
	took := time.Since(begun)
	if err == nil || rep.Count(pipeline.Queued) != nodes || x.submitted != nodes {
		t.Fatalf("%d of %d nodes were submitted: %v", x.submitted, nodes, err)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	t.Logf("%d nodes submitted in %.1f s and %d submissions; the process took %d MB of the system", nodes, took.Seconds(), x.calls, m.Sys>>20)
	if limit := uint64(300 << 20); m.Sys > limit {
		t.Errorf("the controller takes %d MB, want at most 300", m.Sys>>20)
	}
	if os.Getenv("NOFREELUNCH_LONG") != "" && took > time.Minute {
		t.Errorf("it took %v, want at most a minute", took)
	}
}
