package codeid

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A pkg is one package of the module, parsed.
type pkg struct {
	path    string // import path
	dir     string // in the file system
	name    string
	decls   map[string][]*decl // by package-level name
	methods map[string][]*decl // by receiver's type name
	effects []*decl            // init functions, and initialisers that call something
	imports map[string]bool    // of every file
	asm     []string           // files that are not Go but compile into the package
	unsure  string             // why it must be taken whole, or ""
	files   map[string][]byte  // normalised content of every file, for taking it whole
}

// A decl is one declaration: a function, a method, one type, one var spec, a
// group of constants.
type decl struct {
	pkg      *pkg
	kind     string // func, type, var, const
	name     string
	hash     string
	idents   []string    // names used that may be of the package
	selected [][2]string // import path, name
	imported []string    // third-party packages imported by its file
	bodyless bool        // implemented in assembly
}

// A file is one Go file while it is read.
type file struct {
	pkg        *pkg
	fset       *token.FileSet
	src        []byte
	ast        *ast.File
	constraint string            // build constraint, of the header and of the name
	imports    map[string]string // local name to path
	foreign    []string          // third-party import paths
}

// load reads a package of the module.
func (s *Source) load(importPath string) (*pkg, error) {
	if p, ok := s.pkgs[importPath]; ok {
		return p, nil
	}
	dir := "."
	if importPath != s.mod.path {
		dir = strings.TrimPrefix(importPath, s.mod.path+"/")
	}
	entries, err := fs.ReadDir(s.fsys, dir)
	if err != nil {
		return nil, fmt.Errorf("codeid: package %s is not among the embedded sources: %w", importPath, err)
	}
	p := &pkg{path: importPath, dir: dir, decls: map[string][]*decl{}, methods: map[string][]*decl{}, imports: map[string]bool{}, files: map[string][]byte{}}
	for _, e := range entries {
		if !e.Type().IsRegular() || ignored(e.Name()) {
			continue
		}
		if err := s.loadFile(p, e.Name()); err != nil {
			return nil, err
		}
	}
	s.pkgs[importPath] = p
	return p, nil
}

func ignored(name string) bool {
	return strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".")
}

func (s *Source) loadFile(p *pkg, name string) error {
	switch path.Ext(name) {
	case ".go":
	case ".s", ".S", ".h", ".c", ".cc", ".cpp", ".syso", ".inc":
		src, err := fs.ReadFile(s.fsys, path.Join(p.dir, name))
		if err != nil {
			return err
		}
		if path.Ext(name) != ".syso" {
			src = stripAssembly(src)
		}
		p.asm = append(p.asm, name)
		p.files[name] = src
		return nil
	default:
		return nil
	}
	src, err := fs.ReadFile(s.fsys, path.Join(p.dir, name))
	if err != nil {
		return err
	}
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("codeid: %s: %w", path.Join(p.dir, name), err)
	}
	if tree.Name.Name == "documentation" {
		return nil
	}
	f := &file{pkg: p, fset: fset, src: src, ast: tree, constraint: constraint(name, src), imports: map[string]string{}}
	p.name = tree.Name.Name
	p.files[name] = normalize(src)
	if bytes.Contains(p.files[name], []byte("//go:linkname")) {
		p.unsure = "linkname"
	}
	if err := s.readImports(f); err != nil {
		return err
	}
	return s.readDecls(f)
}

func (s *Source) readImports(f *file) error {
	for _, spec := range f.ast.Imports {
		to, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		f.pkg.imports[to] = true
		if !within(to, s.mod.path) && !standard(to) {
			f.foreign = append(f.foreign, to)
		}
		name := ""
		if spec.Name != nil {
			name = spec.Name.Name
		}
		switch {
		case name == "." || to == "C":
			f.pkg.unsure = "import " + name + " " + to
		case name == "_":
		case name != "":
			f.imports[name] = to
		default:
			f.imports[s.nameOf(to)] = to
		}
	}
	return nil
}

// nameOf is the name a package is imported under by default. For third-party
// packages it is a guess; their use counts for the whole file anyway.
func (s *Source) nameOf(importPath string) string {
	base := path.Base(importPath)
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" {
		base = path.Base(path.Dir(importPath))
	}
	if !within(importPath, s.mod.path) {
		return base
	}
	dir := strings.TrimPrefix(strings.TrimPrefix(importPath, s.mod.path), "/")
	entries, _ := fs.ReadDir(s.fsys, max(dir, "."))
	for _, e := range entries {
		if path.Ext(e.Name()) != ".go" || ignored(e.Name()) {
			continue
		}
		src, err := fs.ReadFile(s.fsys, path.Join(dir, e.Name()))
		if err != nil {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), "", src, parser.PackageClauseOnly)
		if err == nil && tree.Name.Name != "documentation" {
			return tree.Name.Name
		}
	}
	return base
}

func (s *Source) readDecls(f *file) error {
	for _, d := range f.ast.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			f.function(d)
		case *ast.GenDecl:
			if err := s.general(f, d); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *file) function(d *ast.FuncDecl) {
	out := f.decl("func", d.Name.Name, start(d.Doc, d), d)
	out.bodyless = d.Body == nil
	switch {
	case d.Recv != nil:
		receiver := receiverName(d.Recv)
		out.name = receiver + "." + out.name
		f.pkg.methods[receiver] = append(f.pkg.methods[receiver], out)
		if out.bodyless {
			out.idents = append(out.idents, receiver)
		}
	case d.Name.Name == "init" || d.Name.Name == "_":
		f.pkg.effects = append(f.pkg.effects, out)
	default:
		f.add(d.Name.Name, out)
	}
}

func receiverName(recv *ast.FieldList) string {
	t := recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.ParenExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return "?"
		}
	}
}

// general reads types, variables and constants. A group of constants is one
// declaration, because iota and implied values tie its lines together.
func (s *Source) general(f *file, d *ast.GenDecl) error {
	switch d.Tok {
	case token.CONST:
		var names []string
		for _, spec := range d.Specs {
			for _, n := range spec.(*ast.ValueSpec).Names {
				names = append(names, n.Name)
			}
		}
		out := f.decl("const", strings.Join(names, ","), start(d.Doc, d), d)
		for _, n := range names {
			f.add(n, out)
		}
	case token.TYPE:
		for _, spec := range d.Specs {
			t := spec.(*ast.TypeSpec)
			f.add(t.Name.Name, f.decl("type", t.Name.Name, start(t.Doc, t), t))
		}
	case token.VAR:
		for _, spec := range d.Specs {
			if err := s.variable(f, d, spec.(*ast.ValueSpec)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Source) variable(f *file, d *ast.GenDecl, v *ast.ValueSpec) error {
	doc, from := v.Doc, start(v.Doc, v)
	if doc == nil && len(d.Specs) == 1 {
		doc, from = d.Doc, start(d.Doc, d)
	}
	var names []string
	for _, n := range v.Names {
		names = append(names, n.Name)
	}
	out := f.decl("var", strings.Join(names, ","), from, v)
	embedded, err := s.embedded(f.pkg.dir, doc)
	if err != nil {
		return err
	}
	if embedded != nil {
		out.hash = hash([]byte(out.hash), embedded)
	}
	effect := f.hasEffect(v)
	for _, n := range names {
		if n == "_" {
			effect = true
			continue
		}
		f.add(n, out)
	}
	if effect {
		f.pkg.effects = append(f.pkg.effects, out)
	}
	return nil
}

func (f *file) add(name string, d *decl) { f.pkg.decls[name] = append(f.pkg.decls[name], d) }

// start is where the text of a declaration begins: directives in its doc count.
func start(doc *ast.CommentGroup, n ast.Node) token.Pos {
	if doc != nil {
		return doc.Pos()
	}
	return n.Pos()
}

// decl hashes one declaration and collects the names it uses.
func (f *file) decl(kind, name string, from token.Pos, n ast.Node) *decl {
	text := f.src[f.fset.Position(from).Offset:f.fset.Position(n.End()).Offset]
	d := &decl{pkg: f.pkg, kind: kind, name: name, imported: f.foreign}
	used := map[string]bool{}
	idents := map[string]bool{}
	var visit func(ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && f.imports[x.Name] != "" {
				used[f.imports[x.Name]] = true
				d.selected = append(d.selected, [2]string{f.imports[x.Name], n.Sel.Name})
			}
			ast.Inspect(n.X, visit) // but not Sel: a field or method comes with its type
			return false
		case *ast.Ident:
			idents[n.Name] = true
		}
		return true
	}
	ast.Inspect(n, visit)
	d.idents = slices.Collect(maps.Keys(idents))
	// Which package a name means is decided by the import, outside the text.
	paths := strings.Join(slices.Sorted(maps.Keys(used)), "\n")
	d.hash = hash([]byte(kind), []byte(f.constraint), []byte(paths), normalize(text))
	return d
}

// harmless are the packages whose functions an initialiser may call without
// doing anything but making a value.
var harmless = map[string]bool{"errors": true, "fmt": true, "math": true, "math/bits": true, "reflect": true, "regexp": true, "strconv": true, "strings": true, "bytes": true, "sort": true, "slices": true, "time": true}

var builtin = map[string]bool{"append": true, "cap": true, "complex": true, "imag": true, "len": true, "make": true, "max": true, "min": true, "new": true, "real": true,
	"bool": true, "byte": true, "rune": true, "string": true, "int": true, "int8": true, "int16": true, "int32": true, "int64": true, "uint": true, "uint8": true, "uint16": true, "uint32": true, "uint64": true, "uintptr": true, "float32": true, "float64": true}

// hasEffect reports an initialiser that may do more than make its value.
func (f *file) hasEffect(v *ast.ValueSpec) (effect bool) {
	for _, value := range v.Values {
		ast.Inspect(value, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				if u, isUnary := n.(*ast.UnaryExpr); isUnary && u.Op == token.ARROW {
					effect = true
				}
				return true
			}
			switch fun := ast.Unparen(call.Fun).(type) {
			case *ast.Ident:
				effect = effect || !builtin[fun.Name]
			case *ast.SelectorExpr:
				x, ok := fun.X.(*ast.Ident)
				effect = effect || !ok || !harmless[f.imports[x.Name]]
			case *ast.ArrayType, *ast.InterfaceType, *ast.FuncType, *ast.MapType, *ast.StarExpr:
			default:
				effect = true
			}
			return true
		})
	}
	return effect
}
