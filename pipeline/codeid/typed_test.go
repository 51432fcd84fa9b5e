package codeid

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
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
