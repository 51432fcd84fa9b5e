package codeid

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"strconv"
	"strings"
	"testing"
)

// The oracle resolves names as the compiler does, with go/types and the export
// data of every other package, and follows what each declaration uses. It
// knows nothing of how the listing is made. What it finds must be listed.
type checker struct {
	module  string
	fset    *token.FileSet
	fsys    fs.FS
	outside types.Importer
	pkgs    map[string]*types.Package
	uses    map[types.Object][]types.Object
	label   map[types.Object]string // kind, import path and name
	early   map[*types.Package][]types.Object
	called  map[string]bool // names of methods that interfaces have
}

func newChecker(module string, fsys fs.FS, outside types.Importer) *checker {
	return &checker{module: module, fset: token.NewFileSet(), fsys: fsys, outside: outside, pkgs: map[string]*types.Package{}, uses: map[types.Object][]types.Object{},
		label: map[types.Object]string{}, early: map[*types.Package][]types.Object{}, called: map[string]bool{"String": true, "Error": true, "GoString": true, "Format": true}}
}

func (c *checker) Import(importPath string) (*types.Package, error) {
	if !within(importPath, c.module) {
		return c.outside.Import(importPath)
	}
	if p := c.pkgs[importPath]; p != nil {
		return p, nil
	}
	dir := strings.TrimPrefix(strings.TrimPrefix(importPath, c.module), "/")
	files, err := c.parse(max(dir, "."))
	if err != nil {
		return nil, err
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Types: map[ast.Expr]types.TypeAndValue{}}
	conf := types.Config{Importer: c}
	p, err := conf.Check(importPath, c.fset, files, info)
	if err != nil {
		return nil, err
	}
	c.pkgs[importPath] = p
	for _, f := range files {
		for _, d := range f.Decls {
			c.declaration(p, d, info)
		}
	}
	return p, nil
}

// parse reads the files that this platform compiles.
func (c *checker) parse(dir string) (files []*ast.File, err error) {
	ctx := build.Default
	ctx.OpenFile = func(name string) (io.ReadCloser, error) { return c.fsys.Open(path.Clean(name)) }
	names, err := fs.Glob(c.fsys, path.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if ok, err := ctx.MatchFile(dir, path.Base(name)); err != nil || !ok || strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := fs.ReadFile(c.fsys, name)
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(c.fset, name, src, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

func (c *checker) declaration(p *types.Package, d ast.Decl, info *types.Info) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		obj := info.Defs[d.Name]
		name := d.Name.Name
		if d.Recv != nil {
			name = receiverName(d.Recv) + "." + name
		}
		c.object(obj, "func "+p.Path()+"."+name, d, info)
		if d.Recv == nil && d.Name.Name == "init" {
			c.early[p] = append(c.early[p], obj)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				c.object(info.Defs[s.Name], "type "+p.Path()+"."+s.Name.Name, s, info)
			case *ast.ValueSpec:
				for _, n := range s.Names {
					c.object(info.Defs[n], map[token.Token]string{token.VAR: "var ", token.CONST: "const "}[d.Tok]+p.Path()+"."+n.Name, s, info)
					if d.Tok == token.VAR && callsOwn(s, info, c.module) {
						c.early[p] = append(c.early[p], info.Defs[n])
					}
				}
			}
		}
	}
}

// callsOwn reports an initialiser that calls a function of the module.
func callsOwn(s *ast.ValueSpec, info *types.Info, module string) (calls bool) {
	for _, v := range s.Values {
		ast.Inspect(v, func(n ast.Node) bool {
			if _, ok := n.(*ast.FuncLit); ok {
				return false
			}
			if call, ok := n.(*ast.CallExpr); ok {
				ast.Inspect(call.Fun, func(n ast.Node) bool {
					if id, ok := n.(*ast.Ident); ok {
						fn, ok := info.Uses[id].(*types.Func)
						calls = calls || ok && fn.Pkg() != nil && within(fn.Pkg().Path(), module)
					}
					return true
				})
			}
			return true
		})
	}
	return calls
}

func (c *checker) object(obj types.Object, label string, n ast.Node, info *types.Info) {
	if obj == nil {
		return
	}
	c.label[obj] = label
	add := func(o types.Object) {
		if fn, ok := o.(*types.Func); ok {
			o = fn.Origin()
		}
		if o != nil && o.Pkg() != nil && within(o.Pkg().Path(), c.module) {
			c.uses[obj] = append(c.uses[obj], o)
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			add(info.Uses[n])
		case *ast.SelectorExpr:
			if s := info.Selections[n]; s != nil {
				add(s.Obj())
			}
		case *ast.InterfaceType:
			for _, m := range n.Methods.List {
				for _, name := range m.Names {
					c.called[name.Name] = true
				}
			}
		}
		if e, ok := n.(ast.Expr); ok {
			for _, t := range namedIn(info.Types[e].Type, 0) {
				add(t.Origin().Obj())
			}
		}
		return true
	})
}

// namedIn is the named types that a type is made of, names written or not.
func namedIn(t types.Type, depth int) []*types.Named {
	switch t := t.(type) {
	case *types.Named:
		return []*types.Named{t}
	case *types.Pointer:
		return namedIn(t.Elem(), depth+1)
	case *types.Slice:
		return namedIn(t.Elem(), depth+1)
	case *types.Array:
		return namedIn(t.Elem(), depth+1)
	case *types.Map:
		return append(namedIn(t.Key(), depth+1), namedIn(t.Elem(), depth+1)...)
	}
	return nil
}

// reach is the labels of what root uses, and of what runs before main in the
// packages that its package imports.
func (c *checker) reach(root types.Object) map[string]bool {
	seen := map[types.Object]bool{}
	opened := map[*types.Package]bool{}
	todo := []types.Object{root}
	var open func(p *types.Package)
	open = func(p *types.Package) {
		if p == nil || opened[p] || !within(p.Path(), c.module) {
			return
		}
		opened[p] = true
		todo = append(todo, c.early[p]...)
		for _, q := range p.Imports() {
			open(q)
		}
	}
	for len(todo) > 0 {
		obj := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[obj] {
			continue
		}
		seen[obj] = true
		open(obj.Pkg())
		todo = append(append(todo, c.uses[obj]...), c.dynamic(obj)...)
	}
	labels := map[string]bool{}
	for obj := range seen {
		if c.label[obj] != "" && obj.Name() != "_" {
			labels[c.label[obj]] = true
		}
	}
	return labels
}

// dynamic is the methods of a type that may be called through an interface.
func (c *checker) dynamic(obj types.Object) (methods []types.Object) {
	name, ok := obj.(*types.TypeName)
	if !ok {
		return nil
	}
	named, ok := types.Unalias(name.Type()).(*types.Named)
	if !ok {
		return nil
	}
	set := types.NewMethodSet(types.NewPointer(named))
	for i := range set.Len() {
		if m := set.At(i).Obj(); c.called[m.Name()] {
			methods = append(methods, m.(*types.Func).Origin())
		}
	}
	return methods
}

// listed is the labels of a listing, each name of a group for itself.
func listed(text string) map[string]bool {
	labels := map[string]bool{}
	for line := range strings.Lines(text) {
		kind, rest, _ := strings.Cut(line, " ")
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			continue
		}
		name, _ := strconv.Unquote(quoted)
		slash := strings.LastIndexByte(name, '/') + 1
		base, names, _ := strings.Cut(name[slash:], ".")
		for _, n := range strings.Split(names, ",") {
			labels[kind+" "+name[:slash]+base+"."+n] = true
		}
	}
	return labels
}

// exports is an importer of compiled packages; patterns name them.
func exports(t *testing.T, dir string, patterns ...string) types.Importer {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-deps", "-export", "-json=ImportPath,Export"}, patterns...)...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	files := map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ ImportPath, Export string }
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		files[p.ImportPath] = p.Export
	}
	return importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		if files[path] == "" {
			return nil, fmt.Errorf("no export data of %s", path)
		}
		return os.Open(files[path])
	})
}
