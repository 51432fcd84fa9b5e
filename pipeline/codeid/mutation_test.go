package codeid

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// The mutation test edits a copy of this module at random and holds the
// listing against an oracle that works another way: go/types resolves every
// name, and a function depends on what it statically uses. An edit to what a
// stage uses must change its listing; an edit that means nothing must not.

// ownModule copies the sources of this module into memory.
func ownModule(t *testing.T) fstest.MapFS {
	t.Helper()
	m := fstest.MapFS{}
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			if name != "." && (e.Name()[0] == '.' || e.Name() == "testdata" || e.Name() == "out") {
				return fs.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(name, "_test.go") || !slices.Contains([]string{".go", ".s", ".h", ".mod", ".sum", ".csv", ".txt", ".ttf", ".otf", ".json"}, path.Ext(name)) {
			return nil
		}
		data, err := fs.ReadFile(root, name)
		m[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// An oracle knows, for every package-level object of the module, the objects
// that its declaration uses.
type oracle struct {
	fset     *token.FileSet
	fsys     fstest.MapFS
	pkgs     map[string]*types.Package
	nodes    map[types.Object]ast.Node
	uses     map[types.Object][]types.Object
	files    map[types.Object]string
	stage    []types.Object // functions whose first parameter is a context
	inits    map[*types.Package][]types.Object
	third    map[types.Object][]string // import paths of other modules that it names
	embedded map[types.Object][]string // embedded files
}

const modulePath = "nofreelunch"

func newOracle(t *testing.T, fsys fstest.MapFS) *oracle {
	t.Helper()
	o := &oracle{token.NewFileSet(), fsys, map[string]*types.Package{}, map[types.Object]ast.Node{}, map[types.Object][]types.Object{}, map[types.Object]string{}, nil, map[*types.Package][]types.Object{}, map[types.Object][]string{}, map[types.Object][]string{}}
	dirs := map[string]bool{}
	for name := range fsys {
		top, _, _ := strings.Cut(name, "/")
		if (top == "stages" || top == "figures" || top == "data") && path.Ext(name) == ".go" {
			dirs[path.Dir(name)] = true
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(dirs)) {
		if _, err := o.Import(path.Join(modulePath, dir)); err != nil {
			t.Logf("left out: %v", err)
		}
	}
	slices.SortFunc(o.stage, func(a, b types.Object) int { return strings.Compare(fullName(a), fullName(b)) })
	return o
}

func fullName(o types.Object) string { return o.Pkg().Path() + "." + o.Name() }

// Import makes the oracle the importer: real packages of the module, and
// empty ones in place of all others, whose absence only leaves names unresolved.
func (o *oracle) Import(importPath string) (*types.Package, error) {
	if p := o.pkgs[importPath]; p != nil {
		return p, nil
	}
	if !within(importPath, modulePath) {
		p := types.NewPackage(importPath, path.Base(importPath))
		p.MarkComplete()
		o.pkgs[importPath] = p
		return p, nil
	}
	dir := strings.TrimPrefix(strings.TrimPrefix(importPath, modulePath), "/")
	var files []*ast.File
	names := map[*ast.File]string{}
	for _, name := range slices.Sorted(maps.Keys(o.fsys)) {
		if path.Dir(name) != dir || path.Ext(name) != ".go" {
			continue
		}
		if ok, err := build.Default.MatchFile(filepath.Join("../..", dir), path.Base(name)); err != nil || !ok {
			continue
		}
		f, err := parser.ParseFile(o.fset, name, o.fsys[name].Data, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
		names[f] = name
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: o, Error: func(error) {}}
	p, _ := conf.Check(importPath, o.fset, files, info)
	o.pkgs[importPath] = p
	for _, f := range files {
		o.read(names[f], f, info)
	}
	return p, nil
}

func (o *oracle) read(name string, f *ast.File, info *types.Info) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			o.node(name, info.Defs[d.Name], d, info)
			if d.Recv == nil && ast.IsExported(d.Name.Name) && takesContext(d) {
				o.stage = append(o.stage, info.Defs[d.Name])
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					o.node(name, info.Defs[s.Name], s, info)
				case *ast.ValueSpec:
					for _, n := range s.Names {
						o.node(name, info.Defs[n], s, info)
						o.embeds(path.Dir(name), info.Defs[n], d.Doc)
					}
				}
			}
		}
	}
}

// embeds notes the files that the directive above a variable names.
func (o *oracle) embeds(dir string, obj types.Object, doc *ast.CommentGroup) {
	if obj == nil || doc == nil {
		return
	}
	for _, c := range doc.List {
		pattern, ok := strings.CutPrefix(c.Text, "//go:embed ")
		for file := range o.fsys {
			if match, err := path.Match(path.Join(dir, pattern), file); ok && err == nil && match {
				o.embedded[obj] = append(o.embedded[obj], file)
			}
		}
		slices.Sort(o.embedded[obj])
	}
}

func takesContext(d *ast.FuncDecl) bool {
	if d.Type.Params.NumFields() == 0 {
		return false
	}
	sel, ok := d.Type.Params.List[0].Type.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Context"
}

func (o *oracle) node(file string, obj types.Object, n ast.Node, info *types.Info) {
	if obj == nil {
		return
	}
	o.nodes[obj], o.files[obj] = n, file
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		used := info.Uses[id]
		if pkg, ok := used.(*types.PkgName); ok {
			host, _, _ := strings.Cut(pkg.Imported().Path(), "/")
			if strings.Contains(host, ".") {
				o.third[obj] = append(o.third[obj], pkg.Imported().Path())
			}
			return true
		}
		if fn, ok := used.(*types.Func); ok {
			used = fn.Origin() // of a generic function or method
		}
		if used != nil && used.Pkg() != nil && within(used.Pkg().Path(), modulePath) {
			o.uses[obj] = append(o.uses[obj], used)
		}
		return true
	})
	if obj.Name() == "init" {
		o.inits[obj.Pkg()] = append(o.inits[obj.Pkg()], obj)
	}
}

// reach is what root depends on, in the oracle's eyes.
func (o *oracle) reach(root types.Object) map[types.Object]bool {
	seen := map[types.Object]bool{}
	for todo := []types.Object{root}; len(todo) > 0; {
		obj := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !seen[obj] {
			seen[obj] = true
			todo = append(append(todo, o.uses[obj]...), o.inits[obj.Pkg()]...)
		}
	}
	maps.DeleteFunc(seen, func(obj types.Object, _ bool) bool { return o.nodes[obj] == nil })
	return seen
}

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
