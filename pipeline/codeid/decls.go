package codeid

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// A decl is one declaration: a function, a method, one type, one var spec, a
// group of constants.
type decl struct {
	pkg        *pkg
	file       *file
	kind       string // func, type, var, const
	name       string
	node       ast.Node
	directives []string // compiler directives above it
	bodyless   bool     // implemented elsewhere

	full    ast.Node   // with the bodies of functions, when needed
	broken  error      // it was read in two ways
	assigns []ast.Expr // what it assigns of other packages, perhaps

	read     bool  // what follows is known
	fault    error // why it cannot be
	hash     string
	idents   []string // names used that may be of the package
	selected []symbol
}

// readDecls lists what p declares. What a declaration uses is read later, if
// anything reaches it.
func (p *pkg) readDecls() {
	for _, f := range p.files {
		end := f.ast.Name.End()
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				f.function(d, end)
			case *ast.GenDecl:
				f.general(d, end)
			}
			end = d.End()
		}
	}
	p.resolveAliases()
}

// decl makes a declaration. The directives between the end of the one before
// it and its start are its own, blank lines or not.
func (f *file) decl(kind, name string, n ast.Node, regions ...[2]token.Pos) *decl {
	d := &decl{pkg: f.pkg, file: f, kind: kind, name: name, node: n}
	for _, c := range f.directives {
		for _, r := range regions {
			if r[0] <= c.Pos() && c.Pos() < r[1] {
				d.directives = append(d.directives, c.Text)
			}
		}
	}
	f.pkg.ordered = append(f.pkg.ordered, d)
	f.decls = append(f.decls, d)
	return d
}

func (p *pkg) add(name string, d *decl) { p.decls[name] = append(p.decls[name], d) }

func (f *file) function(d *ast.FuncDecl, after token.Pos) {
	out := f.decl("func", d.Name.Name, d, [2]token.Pos{after, d.Pos()})
	out.bodyless = d.Body == nil
	switch {
	case d.Recv != nil && len(d.Recv.List) > 0:
		receiver := receiverName(d.Recv)
		out.name = receiver + "." + out.name
		f.pkg.methods[receiver] = append(f.pkg.methods[receiver], out)
	case d.Name.Name == "init" || d.Name.Name == "_": // nothing can name them
	default:
		f.pkg.add(d.Name.Name, out)
	}
}

// own is the name without that of the receiver's type.
func (d *decl) own() string { return d.name[strings.LastIndexByte(d.name, '.')+1:] }

func (d *decl) isMethod() bool { return d.own() != d.name }

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

// resolveAliases gives the methods declared on an alias to the type behind it.
func (p *pkg) resolveAliases() {
	for range 8 { // aliases of aliases
		grew := false
		for receiver, methods := range p.methods {
			for _, d := range p.decls[receiver] {
				t, ok := d.node.(*ast.TypeSpec)
				if !ok || !t.Assign.IsValid() {
					continue
				}
				for name := range namesIn(t.Type) {
					for _, m := range methods {
						if !slices.Contains(p.methods[name], m) {
							p.methods[name], grew = append(p.methods[name], m), true
						}
					}
				}
			}
		}
		if !grew {
			return
		}
	}
}

func namesIn(n ast.Node) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			names[id.Name] = true
		}
		return true
	})
	return names
}

// general reads types, variables and constants. A group of constants is one
// declaration, because iota and implied values tie its lines together.
func (f *file) general(d *ast.GenDecl, after token.Pos) {
	above := [2]token.Pos{after, d.Pos()}
	if d.Tok == token.CONST {
		f.constants(d, above)
		return
	}
	end := d.Pos()
	for _, spec := range d.Specs {
		own := [2]token.Pos{end, spec.Pos()}
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			f.pkg.add(spec.Name.Name, f.decl("type", spec.Name.Name, spec, above, own))
		case *ast.ValueSpec:
			out := f.decl("var", strings.Join(identNames(spec.Names), ","), spec, above, own)
			for _, n := range identNames(spec.Names) {
				f.pkg.add(n, out)
			}
		}
		end = spec.End()
	}
}

func (f *file) constants(d *ast.GenDecl, above [2]token.Pos) {
	var names []string
	for _, spec := range d.Specs {
		if v, ok := spec.(*ast.ValueSpec); ok {
			names = append(names, identNames(v.Names)...)
		}
	}
	out := f.decl("const", strings.Join(names, ","), d, above)
	for _, n := range names {
		f.pkg.add(n, out)
	}
}

func identNames(ids []*ast.Ident) (names []string) {
	for _, id := range ids {
		names = append(names, id.Name)
	}
	return names
}

// resolve hashes a declaration and collects the names it uses.
func (d *decl) resolve() {
	if d.read {
		return
	}
	d.read = true
	bound := d.findUses()
	embedded, err := d.embedded()
	d.fault = err
	// Which package a name means is decided by the import, outside the text.
	d.hash = hash([]byte(d.kind), []byte(d.file.constraint), []byte(strings.Join(slices.Sorted(maps.Keys(bound)), "\n")),
		[]byte(strings.Join(d.directives, "\n")), normalize(d.text()), embedded)
}

// findUses collects the names that a declaration uses and does not bind
// itself, and is the packages that it names.
func (d *decl) findUses() (bound map[string]bool) {
	idents := map[string]bool{}
	bound = map[string]bool{}
	var visit func(ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			d.selects(n, bound)
			ast.Inspect(n.X, visit) // but not Sel: a field or method comes with its type
			return false
		case *ast.CommentGroup:
			return false
		case *ast.Field:
			ast.Inspect(n.Type, visit) // its names are new ones
			return false
		case *ast.Ident:
			if n.Obj == nil || d.isTop(n.Obj) {
				idents[n.Name] = true
			}
		}
		return true
	}
	ast.Inspect(d.tree(), visit)
	if d.isMethod() && d.kind == "func" {
		idents[strings.TrimSuffix(d.name, "."+d.own())] = true
	}
	d.idents = slices.Collect(maps.Keys(idents))
	return bound
}

// selects notes a selection from a package.
func (d *decl) selects(n *ast.SelectorExpr, bound map[string]bool) {
	x, ok := ast.Unparen(n.X).(*ast.Ident)
	if !ok || x.Obj != nil && !d.isTop(x.Obj) {
		return
	}
	for _, to := range d.file.imports[x.Name] {
		bound[x.Name+" "+to] = true
		d.selected = append(d.selected, symbol{to, n.Sel.Name})
	}
}
