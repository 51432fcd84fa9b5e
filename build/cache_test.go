package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A collection that leaves no room keeps the figures of the lock with all they
// were made from, and drops the rest.
func TestCollectionKeepsWhatTheLockNames(t *testing.T) {
	p := newPlace(t)
	p.ok("figure6", smoke)
	p.ok("simulate", smoke)
	if err := os.MkdirAll(filepath.Join(p.dir, "paper"), 0o777); err != nil {
		t.Fatal(err)
	}
	lock := "# figure profile data rendering\nfigure6 smoke 0123 4567\nfigure7 laptop 89ab cdef\n"
	if err := os.WriteFile(filepath.Join(p.dir, "paper", "figures.lock"), []byte(lock), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := p.ok("cache", "gc", "1KB"); !strings.Contains(out, "figure6 (smoke)") || strings.Contains(out, "figure7") || !strings.Contains(out, "dropped 1 ") {
		t.Errorf("gc says\n%s", out)
	}
	var status []struct {
		Figure        string
		Cached, Nodes int
	}
	if err := json.Unmarshal([]byte(p.ok("status", smoke, "-json")), &status); err != nil {
		t.Fatal(err)
	}
	for _, s := range status {
		if s.Figure == "figure6" && s.Cached != s.Nodes {
			t.Errorf("of figure6 %d of %d nodes are left", s.Cached, s.Nodes)
		}
		if s.Figure == "figure7" && s.Cached != 0 {
			t.Errorf("of figure7 %d nodes are left", s.Cached)
		}
	}
	if err := os.Remove(filepath.Join(p.dir, "paper", "figures.lock")); err != nil {
		t.Fatal(err)
	}
	if out := p.ok("cache", "gc", "0"); !strings.Contains(out, "kept 0") {
		t.Errorf("without a lock gc says\n%s", out)
	}
}
