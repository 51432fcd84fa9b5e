package main

import (
	"errors"
	"fmt"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"nofreelunch/pipeline"
)

func TestSelftestReadsCounts(t *testing.T) {
	const out = `=== RUN   TestKilled
    process_test.go:190: 200 kills over 9 complete runs: every total right
--- PASS: TestKilled (1.00s)
=== RUN   TestDisk
    store_test.go:400: only root can mount a small disk
--- SKIP: TestDisk (0.00s)
=== RUN   TestBits
    store_test.go:190: action 3: wrong bytes
--- FAIL: TestBits (0.10s)
FAIL
`
	f := readTests(strings.NewReader(out))
	f.judge(errors.New("exit status 1"))
	want := finding{
		Result: "broken", Tests: 2, Wrong: []string{"TestBits", "action 3: wrong bytes"},
		Counts: []string{"200 kills over 9 complete runs: every total right", "TestDisk was skipped: only root can mount a small disk"},
	}
	if !reflect.DeepEqual(f, want) {
		t.Errorf("read %+v, want %+v", f, want)
	}
	for text, want := range map[string]string{"": "broken", "--- PASS: TestX (0s)\n": "held", "--- SKIP: TestX (0s)\n": "skipped"} {
		f := readTests(strings.NewReader(text))
		if f.judge(nil); f.Result != want {
			t.Errorf("%q is judged %q, want %q", text, f.Result, want)
		}
	}
}

// Every trial names tests that exist.
func TestSelftestsExist(t *testing.T) {
	for _, x := range trials() {
		cmd := exec.Command("go", append([]string{"test", "-list", x.Run}, strings.Fields(x.Package)...)...)
		cmd.Dir = ".."
		out, err := cmd.CombinedOutput()
		names := strings.Count(strings.Trim(x.Run, "^$()"), "|") + 1
		if got := strings.Count("\n"+string(out), "\nTest"); err != nil || got < names {
			t.Errorf("%s: %d tests match %s, want %d (%v)\n%s", x.Name, got, x.Run, names, err, out)
		}
	}
	if _, err := trialsOf([]string{"kill"}); err == nil || !strings.Contains(err.Error(), "known are mutation") {
		t.Errorf("an unknown selftest: %v", err)
	}
}

// The bar of a stage follows its progress, whose total is not known before.
func TestBarsFollowStages(t *testing.T) {
	b := newBars(&strings.Builder{}, newStory(nil, false))
	node := samples(0).Nodes()[0]
	b.Observe(pipeline.Event{Kind: pipeline.Started, Node: node, Overall: pipeline.Overall{Nodes: 3, Running: 1}})
	bar := b.running[node]
	for _, done := range []int{0, 50, 99} {
		b.Observe(pipeline.Event{Kind: pipeline.Progress, Node: node, Done: done, Total: 100})
		if bar.Completed() || bar.Current() != int64(done) {
			t.Fatalf("at %d of 100 the bar is at %d, ended: %v", done, bar.Current(), bar.Completed())
		}
	}
	b.Observe(pipeline.Event{Kind: pipeline.Ran, Node: node})
	if len(b.running) != 0 {
		t.Error("the bar of a stage that ran is still there")
	}
	b.end()
}

// The shares of any number are all trials, each once.
func TestSharesAreAllTrials(t *testing.T) {
	for n := 1; n <= 20; n++ {
		count := map[string]int{}
		for k := 1; k <= n; k++ {
			part, err := trialsOf([]string{fmt.Sprintf("%d/%d", k, n)})
			if err != nil {
				t.Fatal(err)
			}
			for _, trial := range part {
				count[trial.Name]++
			}
		}
		for _, trial := range trials() {
			if count[trial.Name] != 1 {
				t.Errorf("%d shares: %s is in %d", n, trial.Name, count[trial.Name])
			}
		}
	}
	for _, bad := range []string{"0/3", "4/3", "a/3", "1/", "/", "1/0", "-1/3", "1/2/3"} {
		if _, err := trialsOf([]string{bad}); err == nil {
			t.Errorf("%s is a share", bad)
		}
	}
}
