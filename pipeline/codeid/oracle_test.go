package codeid

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"nofreelunch"
)

// compare holds the listing of a function against the oracle.
func (c *checker) compare(t *testing.T, s *Source, function string) (oracle, listing int) {
	t.Helper()
	slash := strings.LastIndexByte(function, '/') + 1
	base, name, _ := strings.Cut(function[slash:], ".")
	p, err := c.Import(function[:slash] + base)
	if err != nil {
		t.Fatalf("%s: %v", function, err)
	}
	text, err := s.Listing(function)
	if err != nil {
		t.Fatal(err)
	}
	want, got := c.reach(p.Scope().Lookup(name)), listed(string(text))
	for _, label := range slices.Sorted(maps.Keys(want)) {
		if !got[label] {
			t.Errorf("%s: the listing lacks %s", function, label)
		}
	}
	return len(want), len(got)
}

func TestOracleOfEveryStage(t *testing.T) {
	g, err := nofreelunch.Graph("smoke")
	if err != nil {
		t.Fatal(err)
	}
	functions := map[string]bool{}
	for _, n := range g.Nodes() {
		functions[n.Function()] = true
	}
	fsys := nofreelunch.Sources()
	c := newChecker("nofreelunch", fsys, exports(t, "../..", "./build"))
	s, err := New(fsys, "golang.org/x/sys")
	if err != nil {
		t.Fatal(err)
	}
	var oracle, listing, most int
	for _, fn := range slices.Sorted(maps.Keys(functions)) {
		o, l := c.compare(t, s, fn)
		oracle, listing = oracle+o, listing+l
		most = max(most, l)
		if l > mostListed {
			t.Errorf("%s: %d declarations listed, the oracle reaches %d", fn, l, o)
		}
	}
	t.Logf("%d stages and figures: the oracle reaches %d declarations, the listings have %d, at most %d one", len(functions), oracle, listing, most)
	if len(functions) < 10 {
		t.Error("too few functions")
	}
}

// mostListed is how many of the module's 4,500 declarations one stage may count
// at most: training reaches the numerical core on every platform, and all methods
// of its types.
const mostListed = 900

func TestOracleOfPrograms(t *testing.T) {
	outside := exports(t, "../..", "std")
	for _, p := range readPrograms(t) {
		fsys := fstest.MapFS{}
		for name, text := range p.files {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
		s, err := New(fsys)
		if err != nil {
			t.Fatal(err)
		}
		o, l := newChecker("trial", fsys, outside).compare(t, s, entry)
		t.Logf("%s: the oracle reaches %d declarations, the listing has %d", p.name, o, l)
	}
}
