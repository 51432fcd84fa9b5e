package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/store"
)

type bulkParams struct{ N, Bytes int }

func (p bulkParams) String() string { return fmt.Sprintf("n=%d", p.N) }

// Bulk makes much or little.
func Bulk(ctx context.Context, p bulkParams) (string, error) {
	count("bulk")
	return strings.Repeat(string(rune('a'+p.N)), p.Bytes), nil
}

// counted is how often a stage ran.
func counted(name string) int {
	c, ok := calls.Load(name)
	if !ok {
		return 0
	}
	return int(c.(*atomic.Int64).Load())
}

// Weigh sums what it is given.
func Weigh(ctx context.Context, p bulkParams, parts []string) (int, error) {
	count("weigh")
	sum := 0
	for _, s := range parts {
		sum += len(s) * int(s[0])
	}
	return sum, nil
}

// bulky is a graph of six outputs, two of them large, three sums and a total.
func bulky() (*pipeline.Graph, pipeline.Ref[int], int) {
	g := pipeline.New()
	var parts []pipeline.Ref[string]
	want := 0
	for n := range 6 {
		p := bulkParams{n, 2000 + n}
		if n%3 == 2 {
			p.Bytes = 1<<20 + n
		}
		parts = append(parts, pipeline.Do0(g, "bulk", Bulk, p))
		want += 3 * p.Bytes * ('a' + n)
	}
	var sums []pipeline.Ref[int]
	for n := range 3 {
		sums = append(sums, pipeline.Do1(g, "weigh", Weigh, bulkParams{N: n}, pipeline.List(parts)))
	}
	return g, pipeline.Do1(g, "total", Total, struct{}{}, pipeline.List(sums)), want
}

// A vandal damages a cache at a chosen event of a run.
type vandal struct {
	mu  sync.Mutex
	at  int // event to strike at; 0: none
	act func()
}

func (v *vandal) Observe(pipeline.Event) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.at--; v.at == 0 {
		v.act()
	}
}

// damage flips a bit of a random file of the cache, cuts it or removes it.
func damage(t *testing.T, rng *rand.Rand, dir string) (what string) {
	t.Helper()
	var paths []string
	filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Dir(path) != dir && filepath.Ext(path) != ".lock" {
			paths = append(paths, path)
		}
		return nil
	})
	if len(paths) == 0 {
		return "nothing"
	}
	path := paths[rng.IntN(len(paths))]
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return "nothing" // it is gone again
	}
	defer f.Close()
	info, _ := f.Stat()
	switch kind := rng.IntN(8); {
	case info.Size() == 0 || kind == 0:
		os.Remove(path)
		return "removed"
	case kind < 3:
		f.Truncate(rng.Int64N(info.Size()))
		return "cut"
	}
	at, b := rng.Int64N(info.Size()), []byte{0}
	f.ReadAt(b, at)
	b[0] ^= 1 << rng.IntN(8)
	f.WriteAt(b, at)
	return "flipped"
}

// deliver reads the output of a run as the command does, and checks it.
func deliver(t *testing.T, e *pipeline.Engine, total pipeline.Ref[int], rep *pipeline.Report, want int) {
	t.Helper()
	blobs, err := e.Outputs(context.Background(), total.Node(), rep.Outcome(total.Node()).Action)
	if err != nil {
		t.Fatal(err)
	}
	var got int
	if err := e.Codec.Decode(blobs, &got); err != nil || got != want {
		t.Fatalf("got %d, %v, want %d", got, err, want)
	}
}

// TestDamageNeverFailsARun damages a cache before runs, during them and between
// a run and its delivery. Every run ends well, with the right bytes, and makes
// each node a few times at most.
func TestDamageNeverFailsARun(t *testing.T) {
	rounds := 150
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		rounds = 20000
	}
	rng := rand.New(rand.NewPCG(11, 12))
	dir := quickDir(t)
	did := map[string]int{}
	before := counted("bulk") + counted("weigh")
	for round := range rounds {
		g, total, want := bulky()
		e := engine(t, dir, g, versions{})
		strike := func() { did[damage(t, rng, dir)]++ }
		switch when := rng.IntN(3); when {
		case 0:
			e.Store.(*store.Store).Close()
			strike()
			e.Store = open(t, dir)
			did["before a run"]++
		case 1:
			e.Observer = &vandal{at: 1 + rng.IntN(10), act: strike}
			did["during a run"]++
		}
		rep, err := e.Run(context.Background(), total.Node())
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if e.Observer == nil && rng.IntN(2) == 0 {
			strike()
			did["before a delivery"]++
		}
		e.Observer = nil
		deliver(t, e, total, rep, want)
		e.Store.(*store.Store).Close()
		if round%100 == 99 {
			os.RemoveAll(dir)
		}
	}
	ran := counted("bulk") + counted("weigh") - before
	if ran > 9*(rounds+rounds/100+1) {
		t.Errorf("%d stages ran in %d rounds of 9: damage is made good once", ran, rounds)
	}
	t.Logf("%d bits flipped, %d files cut and %d removed, %d times before a run, %d during one and %d before a delivery: 0 wrong bytes, 0 failed runs, %d stages run",
		did["flipped"], did["cut"], did["removed"], did["before a run"], did["during a run"], did["before a delivery"], ran)
}

// TestARemovedCacheEndsTheLoop removes the whole folder, or parts of it, at
// events of a run, once or for ever. The run ends, well or with an error that
// says what to do, and makes no node more than a few times.
func TestARemovedCacheEndsTheLoop(t *testing.T) {
	for _, part := range []string{"", "packs", "large", "leases", "FORMAT"} {
		for _, every := range []int{1, 2, 3, 7} {
			for _, times := range []int{1, 5, 1 << 30} {
				g, total, want := bulky()
				dir := filepath.Join(quickDir(t), "cache")
				e := engine(t, dir, g, versions{})
				e.Observer = &remover{path: filepath.Join(dir, part), every: every, times: times}
				before := counted("bulk") + counted("weigh")
				ended := make(chan error, 1)
				var rep *pipeline.Report
				go func() {
					var err error
					rep, err = e.Run(context.Background(), total.Node())
					ended <- err
				}()
				var err error
				select {
				case err = <-ended:
				case <-time.After(time.Minute):
					t.Fatalf("removing %q at every %d. event, %d times: the run does not end", part, every, times)
				}
				ran := counted("bulk") + counted("weigh") - before
				if ran > 4*9 {
					t.Errorf("removing %q at every %d. event, %d times: %d stages ran, of 9 in the graph", part, every, times, ran)
				}
				e.Observer = nil
				if err == nil {
					deliver(t, e, total, rep, want)
				} else if times == 1 {
					t.Errorf("removing %q once at event %d: %v", part, every, err)
				} else if !strings.Contains(err.Error(), "removes") {
					t.Errorf("removing %q at every %d. event: %v, want a word on what to do", part, every, err)
				}
			}
		}
	}
}

// remover removes a path at every nth event.
type remover struct {
	mu                 sync.Mutex
	path               string
	every, times, seen int
}

func (r *remover) Observe(ev pipeline.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen++; r.seen%r.every == 0 && r.times > 0 {
		r.times--
		os.RemoveAll(r.path)
	}
}

// TestManyLostInputsAreMadeAgain loses more inputs of one node than it used to
// survive, three runs in a row.
func TestManyLostInputsAreMadeAgain(t *testing.T) {
	dir := quickDir(t)
	g, total, want := bulky()
	rep, err := engine(t, dir, g, versions{}).Run(context.Background(), total.Node())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		s := open(t, dir)
		for _, o := range rep.Outcomes {
			if o.Node.Stage() == "bulk" {
				ruin(t, dir, s, o.Action.Outputs[0].Digest)
			}
		}
		s.Close()
		e := engine(t, dir, g, versions{"Weigh": fmt.Sprint(time.Now().UnixNano())}) // it runs, and needs all of them
		if rep, err = e.Run(context.Background(), total.Node()); err != nil {
			t.Fatal(err)
		}
		deliver(t, e, total, rep, want)
	}
}

// ruin flips a bit in every copy of a blob on disk.
func ruin(t *testing.T, dir string, s *store.Store, d store.Digest) {
	t.Helper()
	blob, err := s.Get(d)
	if err != nil {
		t.Fatal(err)
	}
	hit := false
	filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		at := strings.Index(string(data), string(blob))
		for from := 0; at >= 0; {
			data[from+at+len(blob)/2] ^= 1
			hit = true
			from += at + 1
			at = strings.Index(string(data[from:]), string(blob))
		}
		return os.WriteFile(path, data, 0o666)
	})
	if !hit {
		t.Fatal("the blob is nowhere")
	}
}

// undecodable is a codec that cannot read back what it wrote of one stage.
type undecodable struct{ jsonCodec }

func (undecodable) Decode(blobs map[string][]byte, into any) error {
	if _, ok := into.(*string); ok {
		return errors.New("no such codec")
	}
	return jsonCodec{}.Decode(blobs, into)
}

func TestAnOutputThatCannotBeDecodedFailsItsUser(t *testing.T) {
	g, total, _ := bulky()
	e := engine(t, quickDir(t), g, versions{})
	e.Codec = undecodable{}
	before := counted("bulk")
	_, err := e.Run(context.Background(), total.Node())
	var stage *pipeline.StageError
	if !errors.As(err, &stage) || !strings.Contains(err.Error(), "no such codec") {
		t.Errorf("got %v", err)
	}
	if ran := counted("bulk") - before; ran > 2*6 {
		t.Errorf("%d stages ran for what no run can mend", ran)
	}
}
