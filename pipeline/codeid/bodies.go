package codeid

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
)

// parse reads the skeleton of a file, or all of it where comments in bodies
// may count.
func (f *file) parse() (err error) {
	if f.contains("//go:linkname") || f.contains("//line ") || f.contains("/*line ") {
		return f.parseWhole()
	}
	f.ast, err = f.parseText(skeleton(f.src), parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		f.fset = token.NewFileSet()
		return f.parseWhole()
	}
	return nil
}

func (f *file) parseWhole() (err error) {
	f.whole = true
	f.ast, err = f.parseText(f.src, parser.ParseComments)
	return err
}

func (f *file) parseText(text []byte, mode parser.Mode) (*ast.File, error) {
	return parser.ParseFile(f.fset, path.Join(f.pkg.dir, f.name), text, mode)
}

// isTop reports an object that is declared outside functions.
func (f *file) isTop(o *object) bool {
	if f.tops == nil {
		f.tops = map[token.Pos]bool{}
		for _, d := range f.decls {
			for _, id := range d.names() {
				f.tops[id.Pos()] = true
			}
		}
	}
	return f.tops[o.Pos()]
}

// names are the identifiers that a declaration declares.
func (d *decl) names() (ids []*ast.Ident) {
	switch n := d.node.(type) {
	case *ast.FuncDecl:
		return []*ast.Ident{n.Name}
	case *ast.TypeSpec:
		return []*ast.Ident{n.Name}
	case *ast.ValueSpec:
		return n.Names
	case *ast.GenDecl:
		for _, spec := range n.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				ids = append(ids, v.Names...)
			}
		}
	}
	return ids
}

// text is the declaration as it is written.
func (d *decl) text() []byte {
	return d.file.src[d.file.offset(d.node.Pos()):d.file.offset(d.node.End())]
}

// tree is the declaration with the bodies of its functions.
func (d *decl) tree() ast.Node {
	if d.full == nil {
		d.full = d.node
		if !d.file.whole && d.lacks() {
			d.readBodies()
		}
	}
	return d.full
}

// lacks reports a declaration of which the skeleton has not everything: the
// body of a function, or what the names of type parameters stand for.
func (d *decl) lacks() (lacks bool) {
	switch n := d.node.(type) {
	case *ast.FuncDecl:
		return true
	case *ast.TypeSpec:
		return n.TypeParams != nil
	case *ast.ValueSpec:
		ast.Inspect(n, func(n ast.Node) bool {
			_, lit := n.(*ast.FuncLit)
			lacks = lacks || lit
			return !lacks
		})
	}
	return lacks
}

// readBodies parses the declaration alone, at the place that it has in its file.
func (d *decl) readBodies() {
	before := map[string]string{"func": "package p;", "type": "package p;type ", "var": "package p;var "}[d.kind]
	fset := token.NewFileSet()
	if base := int(d.node.Pos()) - len(before); base > 1 {
		fset.AddFile("", -1, base-2)
	}
	name := path.Join(d.pkg.dir, d.file.name)
	whole, err := parser.ParseFile(fset, name, append([]byte(before), d.text()...), 0)
	if err == nil && len(whole.Decls) == 1 {
		d.full = whole.Decls[0]
		if g, ok := d.full.(*ast.GenDecl); ok && len(g.Specs) == 1 {
			d.full = g.Specs[0]
		}
	}
	if d.full.Pos() != d.node.Pos() || d.full.End() != d.node.End() || d.full == d.node {
		d.broken = fmt.Errorf("%s: %s cannot be read with its body: %w", d.file.at(d.node.Pos()), d.name, err)
		d.full = d.node
	}
}
