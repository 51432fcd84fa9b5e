package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nofreelunch"
	"nofreelunch/pipeline/provenance"
)

// A share is named on the figure, in its provenance and in the plan, and is never
// in the lock.
func TestAShareIsNamedAndNotLocked(t *testing.T) {
	p := newPlace(t)
	for path, text := range map[string]string{"go.mod": "module nofreelunch\n", "paper/figures.lock": lockHeader} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(p.dir, path)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(p.dir, path), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if out := p.ok("plan", "figure7", smoke, "-share", "0.3"); !strings.Contains(out, "a 0.3 share of every sweep") {
		t.Errorf("the plan does not name the share:\n%s", out)
	}
	p.ok("figure7", smoke, "-uncommitted", "-share", "0.3")
	svg, err := os.ReadFile(filepath.Join(p.dir, "out/figures/figure7.svg"))
	if err != nil {
		t.Fatal(err)
	}
	meta, err := provenance.Read(svg)
	if err != nil || meta["share"] != "0.3" || !strings.Contains(meta["command"], "-share 0.3") {
		t.Errorf("its provenance is %v, %v", meta, err)
	}
	if lock, err := os.ReadFile(filepath.Join(p.dir, lockFile)); err != nil || string(lock) != lockHeader {
		t.Errorf("the lock is %q, %v", lock, err)
	}
	p.refused(exitFailed, "made with -share", "reproduce", "out/figures/figure7.svg")
	for line, words := range map[string]string{
		"figure7 -share 0": "above 0", "figure7 -share 1.5": "at most 1", "figure7 -share -1": "above 0", "figure7 -share NaN": "above 0", "figure7 -share some": "share",
		"paper -share 0.5": "is about all of it", "report -share 0.5": "is about all of it", "check -share 0.5": "says nothing to check",
	} {
		p.refused(exitUsage, words, append(strings.Fields(line), smoke)...)
	}
}

// Whatever the share and the scale, the graph has no faults: no figure needs more
// networks than a part may have.
func TestEveryShareIsDeclaredWithoutFaults(t *testing.T) {
	for _, profile := range nofreelunch.Profiles() {
		for _, share := range []float64{0.01, 0.3, 0.7} {
			g, err := nofreelunch.Graph(profile, nofreelunch.Ask{Share: share})
			if err == nil {
				err = g.Err()
			}
			if err != nil {
				t.Errorf("profile %s, share %v: %v", profile, share, err)
			}
		}
	}
}
