package codeid

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"testing/fstest"
)

// A meaning is what an edit does to the declaration it edits.
type meaning int

const (
	nothing meaning = iota // must not be seen
	little                 // does nothing, but may be taken for something
	much                   // must be seen by whoever uses the declaration
)

// A mutation edits the declaration n of file src; it returns nil where it
// does not apply.
type mutation struct {
	name  string
	means meaning
	edit  func(rng *rand.Rand, src []byte, at func(token.Pos) int, n ast.Node) []byte
}

func mutations() []mutation {
	return []mutation{
		{"constant", much, func(rng *rand.Rand, src []byte, at func(token.Pos) int, n ast.Node) []byte {
			lit := pick(rng, n, func(n *ast.BasicLit) bool { return n.Kind == token.INT || n.Kind == token.FLOAT })
			if lit == nil {
				return nil
			}
			return splice(src, at(lit.Pos()), at(lit.End()), "("+lit.Value+"+1)")
		}},
		{"operator", much, func(rng *rand.Rand, src []byte, at func(token.Pos) int, n ast.Node) []byte {
			x := pick(rng, n, func(n *ast.BinaryExpr) bool { return n.Op == token.ADD || n.Op == token.MUL || n.Op == token.LSS })
			if x == nil {
				return nil
			}
			to := map[token.Token]string{token.ADD: "-", token.MUL: "/", token.LSS: "<="}[x.Op]
			return splice(src, at(x.OpPos), at(x.OpPos)+1, to)
		}},
		{"body", much, func(rng *rand.Rand, src []byte, at func(token.Pos) int, n ast.Node) []byte {
			d, ok := n.(*ast.FuncDecl)
			if !ok || d.Body == nil {
				return nil
			}
			return splice(src, at(d.Body.Lbrace)+1, at(d.Body.Lbrace)+1, " _ = 7; ")
		}},
		{"comment", nothing, func(rng *rand.Rand, src []byte, at func(token.Pos) int, n ast.Node) []byte {
			s := pick(rng, n, func(*ast.AssignStmt) bool { return true })
			if s == nil {
				return nil
			}
			return splice(src, at(s.Pos()), at(s.Pos()), "/* why, after all */ ")
		}},
		{"line comment", nothing, func(rng *rand.Rand, src []byte, at func(token.Pos) int, n ast.Node) []byte {
			return splice(src, at(n.End()), at(n.End()), " // a remark")
		}},
		{"formatting", nothing, func(rng *rand.Rand, src []byte, at func(token.Pos) int, n ast.Node) []byte {
			c := pick(rng, n, func(n *ast.CallExpr) bool { return len(n.Args) > 0 && n.Ellipsis == 0 })
			if c == nil {
				return nil
			}
			last := at(c.Args[len(c.Args)-1].End())
			return splice(splice(src, last, at(c.Rparen), ",\n\n"), at(c.Lparen)+1, at(c.Lparen)+1, "\n\t  ")
		}},
		{"renamed local", little, func(rng *rand.Rand, src []byte, at func(token.Pos) int, n ast.Node) []byte {
			return renameLocal(rng, src, at, n)
		}},
		{"unused function", nothing, func(rng *rand.Rand, src []byte, at func(token.Pos) int, n ast.Node) []byte {
			return append(bytes.Clone(src), "\nfunc neverUsedAnywhere(x int) int { return x + 1 }\n"...)
		}},
	}
}

// renameLocal renames a local variable of a function, where its name stands
// for nothing else.
func renameLocal(rng *rand.Rand, src []byte, at func(token.Pos) int, n ast.Node) []byte {
	d, ok := n.(*ast.FuncDecl)
	if !ok || d.Body == nil {
		return nil
	}
	def := pick(rng, d.Body, func(n *ast.AssignStmt) bool { return n.Tok == token.DEFINE })
	if def == nil {
		return nil
	}
	name, ok := def.Lhs[0].(*ast.Ident)
	if !ok || name.Name == "_" {
		return nil
	}
	var places []int
	other := false
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			other = other || n.Sel.Name == name.Name
		case *ast.KeyValueExpr:
			id, ok := n.Key.(*ast.Ident)
			other = other || ok && id.Name == name.Name
		case *ast.Ident:
			if n.Name == name.Name {
				places = append(places, at(n.Pos()))
			}
		}
		return true
	})
	if other {
		return nil
	}
	slices.Sort(places)
	for _, p := range slices.Backward(places) {
		src = splice(src, p, p+len(name.Name), name.Name+"Renamed")
	}
	return src
}

// pick is a random node below n that passes.
func pick[N any, P interface{ *N }](rng *rand.Rand, n ast.Node, pass func(P) bool) P {
	var found []P
	ast.Inspect(n, func(n ast.Node) bool {
		if x, ok := any(n).(P); ok && pass(x) {
			found = append(found, x)
		}
		return true
	})
	if len(found) == 0 {
		return nil
	}
	return found[rng.IntN(len(found))]
}

func splice(src []byte, from, to int, text string) []byte {
	return slices.Concat(src[:from], []byte(text), src[to:])
}

func TestMutations(t *testing.T) {
	edits := 12
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		edits = 400
	}
	fsys := ownModule(t)
	o := newOracle(t, fsys)
	if len(o.stage) == 0 {
		t.Skip("no stages")
	}
	all := slices.SortedFunc(maps.Keys(o.nodes), func(a, b types.Object) int { return int(a.Pos() - b.Pos()) })
	rng := rand.New(rand.NewPCG(7, 8))
	before := map[types.Object]string{}
	counts, idle, rerun := map[string]int{}, map[string]int{}, map[string]int{}
	var falseHits, needless, unrelated, done int
	for tries := 0; done < edits && tries < 50*edits; tries++ {
		stage := o.stage[rng.IntN(len(o.stage))]
		if before[stage] == "" {
			before[stage] = listing(t, fsys, fullName(stage))
		}
		reached := o.reach(stage)
		e := o.edit(rng, reached, all)
		if e.src == nil {
			continue
		}
		done++
		counts[e.kind]++
		changed := maps.Clone(fsys)
		changed[e.file] = &fstest.MapFile{Data: e.src}
		differs := listing(t, changed, fullName(stage)) != before[stage]
		switch {
		case e.means == nothing && differs:
			t.Errorf("%s in %s at %s changed %s", e.kind, e.file, e.what, fullName(stage))
		case e.means == much && e.used && !differs:
			falseHits++
			t.Errorf("%s in %s at %s did not change %s, which uses it", e.kind, e.file, e.what, fullName(stage))
		case e.means == much && !e.used || e.means == little:
			idle[e.kind]++
			unrelated++
			if differs {
				rerun[e.kind]++
				needless++
			}
		}
	}
	if done < edits {
		t.Errorf("%d edits, want %d", done, edits)
	}
	t.Logf("%d edits %v on %d stages and figures: %d false hits; false reruns: %d of %d edits that change nothing the stage does (%.0f %%): %v of %v",
		done, counts, len(o.stage), falseHits, needless, unrelated, 100*float64(needless)/float64(max(1, unrelated)), rerun, idle)
}

// An edited is one random edit.
type edited struct {
	kind, file, what string
	means            meaning
	used             bool // the stage uses what was edited
	src              []byte
}

// edit edits a declaration, an embedded file or go.mod. src is nil where the
// choice did not apply, or nobody could build the outcome.
func (o *oracle) edit(rng *rand.Rand, reached map[types.Object]bool, all []types.Object) edited {
	switch rng.IntN(12) {
	case 0:
		return o.editEmbedded(rng, reached)
	case 1:
		return o.bump(rng, reached)
	}
	target := all[rng.IntN(len(all))]
	if rng.IntN(2) == 0 {
		near := slices.SortedFunc(maps.Keys(reached), func(a, b types.Object) int { return int(a.Pos() - b.Pos()) })
		target = near[rng.IntN(len(near))]
	}
	m := mutations()[rng.IntN(len(mutations()))]
	n, file := o.nodes[target], o.files[target]
	src := m.edit(rng, o.fsys[file].Data, func(p token.Pos) int { return o.fset.Position(p).Offset }, n)
	if src != nil {
		if _, err := parser.ParseFile(token.NewFileSet(), file, src, parser.SkipObjectResolution); err != nil {
			src = nil
		}
	}
	return edited{m.name, file, target.Name(), m.means, reached[target], src}
}

func (o *oracle) editEmbedded(rng *rand.Rand, reached map[types.Object]bool) edited {
	owners := slices.SortedFunc(maps.Keys(o.embedded), func(a, b types.Object) int { return int(a.Pos() - b.Pos()) })
	if len(owners) == 0 {
		return edited{}
	}
	owner := owners[rng.IntN(len(owners))]
	files := o.embedded[owner]
	if len(files) == 0 {
		return edited{}
	}
	file := files[rng.IntN(len(files))]
	return edited{"embedded file", file, owner.Name(), much, reached[owner], append(bytes.Clone(o.fsys[file].Data), "# more\n"...)}
}

// bump raises the version of a module that go.mod requires.
func (o *oracle) bump(rng *rand.Rand, reached map[types.Object]bool) edited {
	mod := o.fsys["go.mod"].Data
	m, err := parseMod(string(mod), "")
	if err != nil || len(m.requires) == 0 {
		return edited{}
	}
	r := m.requires[rng.IntN(len(m.requires))]
	used := false
	for obj := range reached {
		used = used || slices.ContainsFunc(o.third[obj], func(pkg string) bool { return within(pkg, r.path) })
	}
	src := bytes.Replace(mod, []byte(r.path+" "+r.version), []byte(r.path+" "+r.version+"-bumped"), 1)
	return edited{"bumped module", "go.mod", r.path, much, used, src}
}

func listing(t *testing.T, fsys fs.FS, function string) string {
	t.Helper()
	s, err := New(fsys, "golang.org/x/sys")
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.Listing(function)
	if err != nil {
		return fmt.Sprint("error: ", err)
	}
	return string(text)
}
