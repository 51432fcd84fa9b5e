package call

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"nofreelunch/pipeline/job"
	"nofreelunch/pipeline/store"
)

// plain is a codec of JSON that also writes down what it was told.
type plain struct{}

func (plain) Encode(v any, meta map[string]string) (map[string][]byte, error) {
	b, err := json.Marshal(v)
	return map[string][]byte{"value": b, "of": []byte(meta["stage"])}, err
}
func (plain) Decode(blobs map[string][]byte, into any) error {
	return json.Unmarshal(blobs["value"], into)
}

// memory is a store that may be made to lie.
type memory struct {
	blobs  map[store.Digest][]byte
	spoils func([]byte) []byte // what is read
	swaps  bool                // what is written
}

func (m *memory) Get(d store.Digest) ([]byte, error) {
	b, ok := m.blobs[d]
	if !ok {
		return nil, errors.New("not there")
	}
	if m.spoils != nil {
		b = m.spoils(slices.Clone(b))
	}
	return b, nil
}

func (m *memory) Put(b []byte) (store.Digest, error) {
	if m.swaps {
		b = append(slices.Clone(b), 'x')
	}
	m.blobs[store.Sum(b)] = b
	return store.Sum(b), nil
}

// put keeps a value as the outputs of an action.
func (m *memory) put(t *testing.T, v any) []store.Output {
	t.Helper()
	blobs, err := plain{}.Encode(v, map[string]string{"stage": "p/world.Simulate"})
	if err != nil {
		t.Fatal(err)
	}
	outputs, err := (&Result{blobs}).Keep(m)
	if err != nil {
		t.Fatal(err)
	}
	return outputs
}

// lone is a runner with one snapshot.
type lone struct{ snapshot []byte }

func (*lone) Progress(int, int)      {}
func (*lone) Threads() int           { return 1 }
func (*lone) Due() bool              { return true }
func (l *lone) Save(b []byte) error  { l.snapshot = b; return nil }
func (l *lone) Load() ([]byte, bool) { return l.snapshot, l.snapshot != nil }

type joining struct {
	Sign  int
	Order []int
}

// Join writes to its parameters and to its inputs, which must harm nobody.
func Join(ctx context.Context, p joining, one int, many []int) ([]int, error) {
	out := append([]int{p.Sign, p.Order[0], one}, many...)
	p.Order[0], many[0] = 99, 99
	return out, nil
}

// joined is a sound call of Join.
func joined(t *testing.T) (*Call, *memory, *joining) {
	t.Helper()
	m := &memory{blobs: map[store.Digest][]byte{}}
	at := map[string][]store.Output{"1": m.put(t, 1), "2[0]": m.put(t, 20), "2[1]": m.put(t, 21)}
	p := joining{-1, []int{7}}
	return &Call{
		Stage: Bind2(Join, p, One[int](), List[int]([]Loader{One[int](), One[int]()})),
		Manifest: "nofreelunch action 2\nfunction \"p/stage.Join\"\ncode 1\nparams \"p/stage.joining\"\n" +
			"param \"Sign\" int -1\nparam \"Order\" slice 1\nparam \"Order[0]\" int 7\n" +
			fmt.Sprintf("input 1 %s\ninput 2 list 2\ninput 2[0] %s\ninput 2[1] %s\n", store.ContentOf(at["1"]), store.ContentOf(at["2[0]"]), store.ContentOf(at["2[1]"])),
		Function: "p/stage.Join", Codec: plain{}, Store: m, Runner: &lone{},
		Inputs: func(place string) []store.Output { return at[place] },
	}, m, &p
}

func TestInputsComeInTheirOrderAndEveryRunHasItsOwn(t *testing.T) {
	c, _, _ := joined(t)
	for range 2 { // the second sees nothing of what the first wrote
		r, err := c.Make(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if got := string(r.blobs["value"]); got != "[-1,7,1,20,21]" {
			t.Errorf("made %s", got)
		}
		if got := string(r.blobs["of"]); got != "p/stage.Join" {
			t.Errorf("it names %q", got)
		}
	}
}

// Whatever the rest of the engine gets wrong, a call does not go on with it.
func TestACallThatIsNotItsManifestIsRefused(t *testing.T) {
	replace := func(old, by string) func(*Call, *memory, *joining) {
		return func(c *Call, _ *memory, _ *joining) {
			if !strings.Contains(c.Manifest, old) {
				t.Errorf("no %q in the manifest", old)
			}
			c.Manifest = strings.Replace(c.Manifest, old, by, 1)
		}
	}
	for name, spoil := range map[string]func(*Call, *memory, *joining){
		"another parameter":         replace("Sign\" int -1", "Sign\" int 1"),
		"a parameter less":          replace("param \"Sign\" int -1\n", ""),
		"a parameter more":          replace("input 1", "param \"Z\" int 0\ninput 1"),
		"a parameter written to":    func(_ *Call, _ *memory, p *joining) { p.Order[0] = 8 },
		"another length":            replace("list 2", "list 3"),
		"no list":                   replace("input 2 list 2\n", ""),
		"no input":                  func(c *Call, _ *memory, _ *joining) { c.Manifest, _, _ = strings.Cut(c.Manifest, "input 2[1]") },
		"another function":          func(c *Call, _ *memory, _ *joining) { c.Function = "p/stage.Draw" },
		"a function elsewhere":      func(c *Call, _ *memory, _ *joining) { c.Function = "p/other.Join" },
		"the manifest of no one":    func(c *Call, _ *memory, _ *joining) { c.Manifest = "" },
		"inputs swapped":            swapInputs("2[0]", "2[1]"),
		"one input for another":     swapInputs("1", "2[0]"),
		"an input of nothing":       func(c *Call, _ *memory, _ *joining) { c.Inputs = func(string) []store.Output { return nil } },
		"an output left out":        cutOutputs,
		"bytes spoilt in the store": func(_ *Call, m *memory, _ *joining) { m.spoils = func(b []byte) []byte { b[0] = '3'; return b } },
		"bytes cut in the store":    func(_ *Call, m *memory, _ *joining) { m.spoils = func(b []byte) []byte { return b[:1] } },
		"bytes gone":                func(_ *Call, m *memory, _ *joining) { clear(m.blobs) },
	} {
		c, m, p := joined(t)
		spoil(c, m, p)
		if r, err := c.Make(context.Background()); err == nil {
			t.Errorf("%s: made %s", name, r.blobs["value"])
		}
	}
}

func swapInputs(a, b string) func(*Call, *memory, *joining) {
	return func(c *Call, _ *memory, _ *joining) {
		inputs := c.Inputs
		c.Inputs = func(place string) []store.Output {
			switch place {
			case a:
				place = b
			case b:
				place = a
			}
			return inputs(place)
		}
	}
}

func cutOutputs(c *Call, _ *memory, _ *joining) {
	inputs := c.Inputs
	c.Inputs = func(place string) []store.Output { return inputs(place)[:1] }
}

// A result adopted after its package moved keeps the name it was made under.
func TestAMovedFunctionKeepsItsName(t *testing.T) {
	c, _, _ := joined(t)
	c.Function = "p/old/stage.Join"
	r, err := c.Make(context.Background())
	if err != nil || string(r.blobs["of"]) != "p/old/stage.Join" {
		t.Errorf("%v: it names %q", err, r.blobs["of"])
	}
}

func TestLostInputsNameTheirPlace(t *testing.T) {
	c, m, _ := joined(t)
	delete(m.blobs, c.Inputs("2[1]")[1].Digest)
	_, err := c.Make(context.Background())
	var lost *Lost
	if !errors.As(err, &lost) || lost.Place != "2[1]" {
		t.Errorf("%v, want the input 2[1] lost", err)
	}
}

func TestAStoreThatKeepsOtherBytesIsAnError(t *testing.T) {
	r := &Result{map[string][]byte{"a": []byte("1")}}
	if _, err := r.Keep(&memory{blobs: map[store.Digest][]byte{}, swaps: true}); err == nil {
		t.Error("kept")
	}
}

func TestSnapshotsOfOthersAreNoSnapshots(t *testing.T) {
	kept := &lone{}
	mine, other := sealed{kept, store.Key{1}}, sealed{kept, store.Key{2}}
	if _, ok := mine.Load(); ok {
		t.Error("a snapshot before the first")
	}
	for _, text := range []string{"half way", ""} {
		if err := mine.Save([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if b, ok := mine.Load(); !ok || string(b) != text {
			t.Errorf("saved %q, loaded %q %v", text, b, ok)
		}
		if _, ok := other.Load(); ok {
			t.Error("another call resumes from it")
		}
		whole := kept.snapshot
		for i := range whole {
			kept.snapshot = slices.Clone(whole)
			kept.snapshot[i] ^= 4
			if _, ok := mine.Load(); ok {
				t.Errorf("with byte %d changed it is resumed from", i)
			}
			kept.snapshot = whole[:i]
			if _, ok := mine.Load(); ok {
				t.Errorf("cut to %d bytes it is resumed from", i)
			}
		}
	}
}

func TestStagesSeeTheirRunner(t *testing.T) {
	c, _, _ := joined(t)
	runner := &lone{}
	c.Runner = runner
	c.Stage = Bind0(func(ctx context.Context, _ joining) (int, error) { return 0, job.Checkpoint(ctx).Save([]byte("x")) }, joining{-1, []int{7}})
	if _, err := c.Make(context.Background()); err != nil || len(runner.snapshot) != len(store.Digest{})+1 {
		t.Errorf("%v: saved %q", err, runner.snapshot)
	}
}

// Whoever uses the package does so by a name that is an entry, so all of it
// that is used is in every key.
func TestEveryExportedNameIsAnEntry(t *testing.T) {
	at := reflect.TypeFor[Call]().PkgPath()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	names := 0
	for _, f := range files {
		if strings.HasSuffix(f.Name(), "_test.go") || path.Ext(f.Name()) != ".go" {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range exported(tree) {
			names++
			// what is only said, not done: interfaces and types that calls have in them
			said := slices.Contains([]string{"Codec", "Store", "Loader", "Lost", "Stage", "Entries"}, name)
			if !said && !slices.Contains(Entries(), at+"."+name) {
				t.Errorf("%s is exported and no entry", name)
			}
		}
	}
	if names < 12 {
		t.Errorf("only %d exported names found", names)
	}
}

func exported(tree *ast.File) (names []string) {
	for _, d := range tree.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.IsExported() {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if s, ok := s.(*ast.TypeSpec); ok && s.Name.IsExported() {
					names = append(names, s.Name.Name)
				}
			}
		}
	}
	return names
}
