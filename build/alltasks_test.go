package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// listed are the tasks that list shows with -v, without those of the repository.
func (p place) listed() (names []string) {
	p.t.Helper()
	var rows []struct {
		Task  string
		Chore bool
	}
	if err := json.Unmarshal([]byte(p.ok("list", "-v", "-json", smoke)), &rows); err != nil {
		p.t.Fatal(err)
	}
	for _, r := range rows {
		if !r.Chore && r.Task != "paper" { // which needs a typesetter
			names = append(names, r.Task)
		}
	}
	return names
}

// Every listed task runs, from nothing and from the cache. Without the long
// flag these are the tasks of one figure.
func TestEveryListedTaskRuns(t *testing.T) {
	p := newPlace(t)
	names := p.listed()
	for _, want := range []string{"figure7/draw", "figure7/nulls", "figure7/train"} {
		if !strings.Contains(strings.Join(names, " ")+" ", want+" ") {
			t.Errorf("%s is not listed", want)
		}
	}
	long := os.Getenv("NOFREELUNCH_LONG") != ""
	first := map[string]bool{"figure7/nulls": true, "claims/between": true, "figure2/nulls": true} // those that need part of what their inputs' tasks make
	for _, name := range names {
		switch {
		case !long && !strings.HasPrefix(name, "figure7"):
			continue
		case first[name] && (long || name == "figure7/nulls"):
			q := newPlace(t)
			q.ok(name, smoke)
			q.ok(name, smoke)
		}
		p.ok(name, smoke)
		p.ok(name, smoke)
	}
}

// A stage that fails says why, whichever task asked for it; so does a cache
// that cannot be opened.
func TestNoTaskFailsWithoutItsReason(t *testing.T) {
	p := newPlace(t)
	p.cache = p.dir + "/file"
	if err := os.WriteFile(p.cache, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"figure7", "figure7/train", "train", "figures", "report"} {
		_, errs, code := p.run(name, smoke)
		if code != exitFailed || !strings.Contains(errs, "not a directory") || strings.Contains(errs, "task failed") || strings.Contains(errs, "goroutine ") {
			t.Errorf("%s without a cache: exit code %d\n%s", name, code, errs)
		}
	}
}
