package codeid

import (
	"bytes"
	"go/ast"
	"slices"
)

// local follows a local variable that took an alias.
func (r useReader) local(names []*ast.Ident, values, i int, s shape, addr bool) handling {
	if values != len(names) || names[i].Obj == nil || r.d.isTop(names[i].Obj) {
		if names[min(i, len(names)-1)].Name == "_" {
			return reads
		}
		return keeps
	}
	if names[i].Obj == r.self {
		return reads // it was followed already
	}
	return r.d.object(names[i].Obj, s, addr)
}

// isTop reports an object that is declared outside functions.
func (d *decl) isTop(o *object) bool {
	_, ok := d.node.(*ast.FuncDecl)
	pos := o.Pos()
	return !ok || pos < d.node.Pos() || pos > d.node.End()
}

// object is what a declaration does with one of its local variables.
func (d *decl) object(o *object, s shape, addr bool) handling {
	return d.pkg.prog.solver.answer(question{decl: d, local: o, shape: s, addr: addr}, func() handling {
		return useReader{d: d, shape: s, addr: addr, holds: true, self: o, means: func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			return ok && id.Obj == o
		}}.handled(d.tree())
	})
}

// stored is what becomes of an alias in a field of that name. A field that no
// other package can name is followed by its name; of others sight is lost.
func (p *pkg) stored(name string, s shape, addr bool) handling {
	if ast.IsExported(name) || p.embeds(name) {
		return keeps
	}
	return p.prog.solver.answer(question{pkg: p, field: name, shape: s, addr: addr}, func() handling {
		most := reads
		for _, f := range p.files {
			if !f.contains(name) {
				continue
			}
			for _, d := range f.decls {
				if d.kind == "func" || d.kind == "var" {
					r := useReader{d: d, shape: s, addr: addr, holds: true, means: selectionOf(name)}
					most |= r.handled(d.tree())
				}
			}
		}
		if most.with(^calls) {
			most |= keeps
		}
		return most & (keeps | calls)
	})
}

// embeds reports a struct of p that embeds something of that name, of which
// the fields can be used without naming it.
func (p *pkg) embeds(name string) (found bool) {
	for _, f := range p.files {
		if !f.contains(name) {
			continue
		}
		for _, d := range f.decls {
			found = found || d.embeds(name)
		}
	}
	return found
}

func (d *decl) embeds(name string) (found bool) {
	if !bytes.Contains(d.text(), []byte("struct")) {
		return false
	}
	ast.Inspect(d.tree(), func(n ast.Node) bool {
		if s, ok := n.(*ast.StructType); ok {
			found = found || slices.ContainsFunc(s.Fields.List, func(field *ast.Field) bool {
				return len(field.Names) == 0 && namesIn(field.Type)[name]
			})
		}
		return !found
	})
	return found
}

// selectionOf reports selections of anything of that name.
func selectionOf(name string) func(ast.Node) bool {
	return func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		return ok && sel.Sel.Name == name
	}
}
