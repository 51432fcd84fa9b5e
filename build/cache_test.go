package main

import (
	"encoding/json"
	"fmt"
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
	var walks []struct{ Node string }
	if err := json.Unmarshal([]byte(p.ok("plan", "simulate", smoke, "-json")), &walks); err != nil {
		t.Fatal(err)
	}
	dropped := fmt.Sprintf("dropped %d ", len(walks))
	if err := os.MkdirAll(filepath.Join(p.dir, "paper"), 0o777); err != nil {
		t.Fatal(err)
	}
	hex := strings.Repeat("0a", 16)
	lock := lockHeader + lockLine{"figure6", "smoke", hex, hex, hex}.String() + "\n" + lockLine{"figure7", "laptop", hex, hex, hex}.String() + "\n"
	if err := os.WriteFile(filepath.Join(p.dir, "paper", "figures.lock"), []byte(lock), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := p.ok("cache", "gc", "1KB"); !strings.Contains(out, "figure6 (smoke)") || strings.Contains(out, "figure7") || !strings.Contains(out, dropped) {
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

// A figure's closure travels as one file: where it arrives nothing runs, and
// every file of the figure is the same.
func TestAFigureTravelsAsOneFile(t *testing.T) {
	p := newPlace(t)
	p.ok("figure6", smoke)
	archive := filepath.Join(p.dir, "figure6.tar")
	p.ok("cache", "export", archive, "figure6", smoke)
	q := newPlace(t)
	if out := q.ok("cache", "import", archive); strings.HasPrefix(out, "0 ") {
		t.Errorf("import says %s", out)
	}
	if out := q.ok("figure6", smoke); !strings.Contains(out, "everything is cached") {
		t.Errorf("what was imported runs again:\n%s", out)
	}
	q.same(p.files())
	data, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(archive, data[:len(data)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	newPlace(t).refused(exitFailed, "cut short", "cache", "import", archive)
}

// doctor finds damage, says so, and mends it; the figure comes out the same.
func TestDoctorFindsAndMends(t *testing.T) {
	p := newPlace(t)
	p.ok("figure6", smoke)
	want := p.files()
	p.ok("doctor", smoke)
	packs, err := filepath.Glob(filepath.Join(p.cache, "packs", "*.data"))
	if err != nil || len(packs) == 0 {
		t.Fatal(packs, err)
	}
	data, err := os.ReadFile(packs[0])
	if err != nil {
		t.Fatal(err)
	}
	for at := len(data) / 4; at < len(data); at += len(data) / 4 {
		data[at] ^= 4
	}
	if err := os.WriteFile(packs[0], data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs, code := p.run("doctor", smoke)
	if code != exitFailed || !strings.Contains(out, "doctor repair") {
		t.Errorf("doctor of a damaged cache: exit code %d\n%s%s", code, out, errs)
	}
	if out, errs, code = p.run("doctor", "repair", smoke); code != exitOK {
		t.Errorf("doctor repair: exit code %d\n%s%s", code, out, errs)
	}
	p.ok("doctor", smoke)
	if err := os.RemoveAll(filepath.Join(p.dir, "out")); err != nil {
		t.Fatal(err)
	}
	p.ok("figure6", smoke)
	p.same(want)
}
