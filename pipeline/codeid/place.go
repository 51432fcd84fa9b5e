package codeid

import (
	"go/ast"
	"go/token"
)

// place reads the statement or expression that an expression ends up in.
func (r useReader) place(above []ast.Node, e ast.Expr, s shape, addr bool) handling {
	shared := addr || s > values
	switch p := above[len(above)-1].(type) {
	case *ast.AssignStmt:
		return r.assigned(p, e, s, addr)
	case *ast.ValueSpec:
		if i := indexOf(p.Values, e); i >= 0 && shared {
			return r.local(p.Names, len(p.Values), i, s, addr)
		}
		return reads
	case *ast.IncDecStmt:
		return writes
	case *ast.RangeStmt:
		return r.ranged(p, e, s)
	case *ast.SendStmt:
		if p.Chan == e {
			return writes
		}
	case *ast.KeyValueExpr:
		if p.Value == e && shared {
			return r.element(above, p, s, addr)
		}
	case *ast.CallExpr:
		if p.Fun == e {
			return calls
		}
		return r.argument(above, p, e, s, addr)
	case *ast.ReturnStmt:
		if shared {
			return returns
		}
	case *ast.BinaryExpr, *ast.IfStmt, *ast.SwitchStmt, *ast.CaseClause, *ast.ExprStmt, *ast.ForStmt:
		return reads
	}
	return keeping(s, addr)
}

func indexOf(list []ast.Expr, e ast.Expr) int {
	for i, x := range list {
		if x == e {
			return i
		}
	}
	return -1
}

func (r useReader) assigned(p *ast.AssignStmt, e ast.Expr, s shape, addr bool) handling {
	if indexOf(p.Lhs, e) >= 0 {
		if p.Tok == token.DEFINE || r.holds && r.means(e) {
			return reads
		}
		return writes
	}
	if !addr && s <= values {
		return reads
	}
	i := indexOf(p.Rhs, e)
	if len(p.Rhs) != len(p.Lhs) || i < 0 {
		return keeps
	}
	switch to := p.Lhs[i].(type) {
	case *ast.Ident:
		return r.local([]*ast.Ident{to}, 1, 0, s, addr)
	case *ast.SelectorExpr:
		if root, _ := r.d.file.rootOf(to); root == "" {
			return r.d.pkg.stored(to.Sel.Name, s, addr)
		}
	}
	return keeps
}

// element reads an element of a composite literal that has a key.
func (r useReader) element(above []ast.Node, p *ast.KeyValueExpr, s shape, addr bool) handling {
	lit, ok := above[max(0, len(above)-2)].(*ast.CompositeLit)
	key, named := p.Key.(*ast.Ident)
	if !ok || !named || lit.Type == nil || !r.d.file.isStruct(lit.Type) {
		return keeps
	}
	return r.d.pkg.stored(key.Name, s, addr)
}

// isStruct reports a type that is a struct written in this module.
func (f *file) isStruct(t ast.Expr) bool {
	if _, ok := t.(*ast.StructType); ok {
		return true
	}
	to, name := f.named(t)
	for _, d := range f.pkg.prog.declared(to, name) {
		spec, ok := d.node.(*ast.TypeSpec)
		if !ok {
			return false
		}
		if _, ok := spec.Type.(*ast.StructType); !ok {
			return false
		}
	}
	return len(f.pkg.prog.declared(to, name)) > 0
}

func (r useReader) ranged(p *ast.RangeStmt, e ast.Expr, s shape) handling {
	if p.X != e {
		if p.Tok == token.ASSIGN && (p.Key == e || p.Value == e) && !(r.holds && r.means(e)) {
			return writes
		}
		return reads
	}
	most := reads
	if s == stream {
		most = writes // it takes the values out
	}
	if s >= deep {
		most |= r.rangedInto(p.Value, s)
	}
	if s == alien {
		most |= r.rangedInto(p.Key, s)
	}
	return most
}

// rangedInto follows what a range loop gives its values to.
func (r useReader) rangedInto(x ast.Expr, s shape) handling {
	switch x := x.(type) {
	case nil:
		return reads
	case *ast.Ident:
		return r.local([]*ast.Ident{x}, 1, 0, s, false)
	}
	return keeps
}
