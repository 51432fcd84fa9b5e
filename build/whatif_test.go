package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nofreelunch/pipeline/provenance"
)

// What if is named in the figure and in its provenance, trains only what it
// changes, and is never in the lock.
func TestWhatIfIsNamedAndNotLocked(t *testing.T) {
	p := newPlace(t)
	for path, text := range map[string]string{"go.mod": "module nofreelunch\n", "paper/figures.lock": lockHeader} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(p.dir, path)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(p.dir, path), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	p.ok("figure7", smoke, "-uncommitted")
	lock, err := os.ReadFile(filepath.Join(p.dir, lockFile))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := os.ReadFile(filepath.Join(p.dir, "out/figures/figure7.svg"))
	if err != nil {
		t.Fatal(err)
	}
	p.ok("figure7", smoke, "-uncommitted", "-set", "lr=0.005", "-set", "units=16", "-out", "whatif")
	changed, err := os.ReadFile(filepath.Join(p.dir, "whatif/figures/figure7.svg"))
	if err != nil {
		t.Fatal(err)
	}
	meta, err := provenance.Read(changed)
	if err != nil || meta["set"] != "lr=0.005 units=16" || !strings.Contains(meta["command"], "-set lr=0.005 -set units=16") {
		t.Errorf("its provenance is %v, %v", meta, err)
	}
	if meta, err := provenance.Read(plain); err != nil || meta["set"] != "" {
		t.Errorf("without -set the provenance is %v, %v", meta, err)
	}
	if after, err := os.ReadFile(filepath.Join(p.dir, lockFile)); err != nil || string(after) != string(lock) {
		t.Errorf("the lock was %q, is %q, %v", lock, after, err)
	}
	if out := p.ok("why", "figure7", smoke, "-set", "lr=0.006", "-json"); !strings.Contains(out, "LearningRate") {
		t.Errorf("why says %s", out)
	}
	if out := p.ok("plan", "figure7", smoke); !strings.Contains(out, "nothing to do") {
		t.Errorf("without -set something is to do:\n%s", out)
	}
	p.refused(exitFailed, "made with -set", "reproduce", "whatif/figures/figure7.svg")
}

func TestWhatIfRefusesWhatCannotBe(t *testing.T) {
	p := newPlace(t)
	for line, words := range map[string]string{
		"figure7 -set lr": "NAME=VALUE", "figure7 -set rate=1": "known are", "figure7 -set lr=fast": "want a number",
		"figure7 -set units=0": "Units", "figure7 -set lr=1 -set lr=2": "set twice", "claims -set lr=1": "what if", "paper -set lr=1": "what if",
		"check -set lr=1": "says nothing to check", "adopt -set lr=1": "says nothing to adopt",
	} {
		p.refused(exitUsage, words, append(strings.Fields(line), smoke)...)
	}
}
