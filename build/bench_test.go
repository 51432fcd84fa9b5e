package main

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// What benchmarks and scripts print in one round.
const oneRound = `goos: linux
BenchmarkGemm/recurrent/100x256x256-2     	     100	  12 ns/op	 100.5 GFLOP/s	 0.125 ms	 0.91 of-peak	 0 B/op	 0 allocs/op
BenchmarkStep/rnn/128,256,100,10         	      10	  99 ns/op	 82.0 GFLOP/s	 2.000 ms	 0.76 of-peak	 9.5 %other	 0 B/op	 1 allocs/op
BenchmarkTogether/two_networks_on_two_cores/rnn_128,256,100,10-2 	 3	 9 ns/op	 1.95 times-one	 4 allocs/op
BenchmarkTrain-2 	 3	 9 ns/op	 700 networks/hour
numpy 2.4	recurrent 100x256x256	0.2500	50.0
torch 2.15	recurrent 100x256x256	0.1000	125.0
torch 2.15	step rnn 128,256,100,10	9.0	nn.RNN
torch 2.15	step rnn 128,256,100,10	6.0	written out
PASS
`

func TestBenchReadsAndJudges(t *testing.T) {
	slower := strings.NewReplacer("0.2500", "0.3000", "2.000 ms", "3.000 ms").Replace(oneRound)
	table := tabulate([]round{read(oneRound), read(slower), read(slower)})
	want := [][]string{
		{"work", speed, ofPeak, outside, overBLAS, overTorch, overOne, hourly, allocations, "met"},
		{"recurrent 100x256x256", "100", "0.91 (>= 0.90)", "", "2.40 (>= 1.00)", "0.80", "", "", "0 (<= 0)", "yes"},
		{
			"step rnn 128,256,100,10", "82", "0.76 (>= 0.80)", "10 (<= 8)", "", "2.00 (>= 1.50)", "", "", "1 (<= 0)",
			"no: of peak, % outside products, allocations",
		},
		{"two networks on two cores rnn 128,256,100,10", "", "", "", "", "", "1.95 (>= 1.90)", "", "", "yes"},
		{"networks of 128 units on all cores", "", "", "", "", "", "", "700", "", ""},
	}
	got := table.lines()
	if len(got) != len(want) {
		t.Fatalf("%d lines, want %d: %q", len(got), len(want), got)
	}
	for i := range want {
		if strings.Join(got[i], "|") != strings.Join(want[i], "|") {
			t.Errorf("line %d is\n%q, want\n%q", i, got[i], want[i])
		}
	}
	if table.caption() != "; medians of 3 interleaved rounds; compared with numpy 2.4, torch 2.15" {
		t.Errorf("caption %q", table.caption())
	}
}

// Without another library its columns are missing, and nothing fails.
func TestBenchWithoutPython(t *testing.T) {
	alone, _, _ := strings.Cut(oneRound, "numpy")
	table := tabulate([]round{read(alone)})
	var b bytes.Buffer
	if err := table.print(&b); err != nil || strings.Contains(b.String(), overTorch) || table.compared() {
		t.Errorf("%v\n%s", err, &b)
	}
	if _, ok := middle(nil, nil); ok {
		t.Error("a median of nothing")
	}
	if v, _ := middle([]round{{}, {}}, func(round) (float64, bool) { return 0, false }); v != 0 {
		t.Error("a median of rounds without the value")
	}
}

// A ratio is taken within a round, then its median.
func TestBenchRatiosAreOfOneRound(t *testing.T) {
	var rounds []round
	for _, ms := range []string{"1.000", "4.000"} { // a machine that halves its speed for one round
		r := strings.ReplaceAll(strings.ReplaceAll(oneRound, "2.000 ms", ms+" ms"), "\t6.0\t", "\t"+ms+"\t")
		rounds = append(rounds, read(r))
	}
	got, ok := middle(rounds, func(r round) (float64, bool) { return r.quantity("step rnn 128,256,100,10", overTorch) })
	if !ok || math.Abs(got-1) > 1e-12 {
		t.Errorf("ratio %g, %v, want 1", got, ok)
	}
}

func TestBenchTargets(t *testing.T) {
	for _, c := range []struct {
		what, name string
		want       float64
		ok         bool
	}{
		{"recurrent 200x512x512", ofPeak, 0.90, true},
		{"recurrent 200x1024x1024", ofPeak, 0.85, true},
		{"gradient 512x512x4000", ofPeak, 0.85, true},
		{"unpacked 100x256x256", ofPeak, 0, false},
		{"step rnn 512,512,200,20", ofPeak, 0.85, true},
		{"step rnn 1024,512,200,20", overTorch, 1.2, true},
		{"step rnn 256,256,100,10", overTorch, 1.5, true},
		{"step lstm 256,256,100,10", ofPeak, 0.75, true},
		{"step gru 512,512,200,20", overTorch, 1, true},
		{"one network on two cores rnn 1024,512,200,20", overOne, 1.8, true},
		{"two networks on two cores rnn 128,256,100,10", overOne, 1.9, true},
		{"networks of 128 units on all cores", hourly, 0, false},
	} {
		if got, _, ok := target(c.what, c.name); got != c.want || ok != c.ok {
			t.Errorf("target of %s, %s: %g, %v, want %g, %v", c.what, c.name, got, ok, c.want, c.ok)
		}
	}
}

// The table of the README can be written again, and only it changes.
func TestBenchTableInReadme(t *testing.T) {
	data, err := os.ReadFile("../" + readme)
	if err != nil {
		t.Fatal(err)
	}
	table := tabulate([]round{read(oneRound)})
	once, err := between(string(data), table.markdown())
	if err != nil {
		t.Fatal(err)
	}
	twice, err := between(once, table.markdown())
	if err != nil || once != twice || !strings.Contains(once, "| 0.76 (≥ 0.80) |") {
		t.Errorf("not the same when written twice: %v", err)
	}
	before, _, _ := strings.Cut(string(data), benchBegin)
	_, after, _ := strings.Cut(string(data), benchEnd)
	if !strings.HasPrefix(once, before) || !strings.HasSuffix(once, after) {
		t.Error("text around the table changed")
	}
	if _, err := between("text", ""); err == nil || !strings.Contains(err.Error(), "bench update") {
		t.Errorf("a file without marks: %v", err)
	}
}

// Every benchmark and script that a round runs exists.
func TestBenchRunsWhatExists(t *testing.T) {
	for _, c := range contests() {
		if c.args[0] != "" {
			if _, err := os.Stat("../" + c.dir + "/" + c.args[1]); err != nil {
				t.Error(err)
			}
			continue
		}
		list := exec.Command("go", "test", "-list", c.args[4], "./"+c.dir)
		list.Dir = ".."
		if out, err := list.CombinedOutput(); err != nil || !strings.Contains(string(out), "Benchmark") {
			t.Errorf("%s: no benchmark matches %s: %v\n%s", c.dir, c.args[4], err, out)
		}
	}
	if err := bench(t.Context(), &session{}, []string{"fast"}); err == nil || !strings.Contains(err.Error(), "update") {
		t.Errorf("an unknown argument: %v", err)
	}
}
