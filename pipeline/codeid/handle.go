package codeid

import (
	"go/ast"
	"go/token"
)

// A handling is what code does with a variable, or with what aliases it.
type handling int

const (
	reads   handling = iota // its value, and no more
	keeps                   // an alias, where this reading loses sight of it
	returns                 // an alias to its caller
	writes                  // assigns it, or something in it
)

// An object is what the parser resolves a name to. It resolves by scope alone,
// which is right for local variables, and no more is asked of it.
type object = ast.Object //nolint:staticcheck // types are not there to ask

// A parameter or another local variable, of a shape or a pointer to it.
type parameter struct {
	fn    *decl
	local *object
	shape shape
	addr  bool
}

// A useReader follows the uses of one thing through one declaration.
type useReader struct {
	d     *decl
	means func(ast.Node) bool // is this node the thing?
	shape shape
	addr  bool    // the thing is its address
	self  *object // the local variable that is followed, if one is
}

// handles is the most that a declaration does to the thing, and where. lazy
// tells that it does so in a function literal, which runs at another time.
func (r useReader) handles(root ast.Node) (most handling, at token.Pos, lazy bool) {
	var stack []ast.Node
	ast.Inspect(root, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		stack = append(stack, n)
		if r.means(n) && !labels(stack) {
			if h := r.climb(stack, r.shape, r.addr); h > most || !at.IsValid() {
				most, at, lazy = h, n.Pos(), later(stack)
			}
		}
		return true
	})
	return most, at, lazy
}

// labels reports that the name at the end of the stack stands for no value: a
// field or method after a dot, a key of a struct, a name being declared.
func labels(stack []ast.Node) bool {
	n := stack[len(stack)-1]
	switch p := stack[max(0, len(stack)-2)].(type) {
	case *ast.SelectorExpr:
		return p.Sel == n
	case *ast.KeyValueExpr:
		return p.Key == n
	case *ast.FuncDecl, *ast.Field, *ast.LabeledStmt, *ast.BranchStmt, *ast.TypeSpec:
		return true
	}
	return false
}

// later reports a function literal on the way that is not called in place.
func later(stack []ast.Node) bool {
	for i, n := range stack {
		if lit, ok := n.(*ast.FuncLit); ok {
			if call, ok := stack[i-1].(*ast.CallExpr); !ok || call.Fun != lit {
				return true
			}
		}
	}
	return false
}

// climb reads what becomes of the expression at the end of the stack.
func (r useReader) climb(stack []ast.Node, s shape, addr bool) handling {
	for i := len(stack) - 1; i > 0; i-- {
		e, _ := stack[i].(ast.Expr)
		switch p := stack[i-1].(type) {
		case *ast.ParenExpr, *ast.TypeAssertExpr:
		case *ast.StarExpr:
			addr = false
		case *ast.SelectorExpr:
			if call, ok := stack[max(0, i-2)].(*ast.CallExpr); ok && call.Fun == p {
				return r.method(p.Sel.Name, s, addr)
			}
			if r.d.pkg.prog.methods[p.Sel.Name] != nil && r.method(p.Sel.Name, s, addr) == writes {
				return writes // perhaps a method that is kept and called later
			}
			addr = false
		case *ast.IndexExpr:
			if p.X != e {
				return reads
			}
			if s == container {
				s = values
			}
			addr = false
		case *ast.SliceExpr:
			if p.X != e {
				return reads
			}
			if s == values {
				s = container
			}
		case *ast.UnaryExpr:
			switch p.Op {
			case token.AND:
				addr = true
			case token.ARROW:
				return writes
			default:
				return reads
			}
		default:
			return r.place(stack[:i], e, s, addr)
		}
	}
	return keeps
}

// place reads the statement or expression that an expression ends up in.
func (r useReader) place(above []ast.Node, e ast.Expr, s shape, addr bool) handling {
	shared := addr || s > values
	switch p := above[len(above)-1].(type) {
	case *ast.AssignStmt:
		return r.assigned(p, e, s, addr)
	case *ast.ValueSpec:
		for i, v := range p.Values {
			if v == e && shared {
				return r.local(p.Names, len(p.Values), i, s, addr)
			}
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
	case *ast.CallExpr:
		if p.Fun == e {
			return reads
		}
		return r.argument(above, p, e, s, addr)
	case *ast.ReturnStmt:
		if shared {
			return returns
		}
	case *ast.BinaryExpr, *ast.IfStmt, *ast.SwitchStmt, *ast.CaseClause, *ast.ExprStmt, *ast.ForStmt:
		return reads
	}
	if shared {
		return keeps
	}
	return reads
}

func (r useReader) assigned(p *ast.AssignStmt, e ast.Expr, s shape, addr bool) handling {
	for i, x := range p.Lhs {
		if x == e {
			if p.Tok == token.DEFINE {
				return reads
			}
			return writes
		}
		if len(p.Rhs) == len(p.Lhs) && p.Rhs[i] != e {
			continue
		}
		if !addr && s <= values {
			return reads
		}
		id, ok := x.(*ast.Ident)
		if len(p.Rhs) != len(p.Lhs) || !ok {
			return keeps
		}
		return r.local([]*ast.Ident{id}, 1, 0, s, addr)
	}
	return keeps
}

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
	return r.d.object(names[i].Obj, names[i], s, addr)
}

// isTop reports an object that is declared outside functions.
func (d *decl) isTop(o *object) bool {
	_, ok := d.node.(*ast.FuncDecl)
	pos := o.Pos()
	return !ok || pos < d.node.Pos() || pos > d.node.End()
}

// object is what a declaration does with one of its local variables, after it
// was made.
func (d *decl) object(o *object, made *ast.Ident, s shape, addr bool) handling {
	key := parameter{d, o, s, addr}
	if h, ok := d.pkg.prog.params[key]; ok {
		return h
	}
	d.pkg.prog.params[key] = keeps // while it is being read
	most, _, _ := useReader{d: d, shape: s, addr: addr, self: o, means: func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		return ok && id.Obj == o && id != made && !assignedWhole(d.tree(), id)
	}}.handles(d.tree())
	d.pkg.prog.params[key] = most
	return most
}

// assignedWhole reports that the variable itself is given another value there,
// which changes nothing that it was an alias of.
func assignedWhole(root ast.Node, id *ast.Ident) (whole bool) {
	ast.Inspect(root, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok {
			for _, x := range a.Lhs {
				whole = whole || x == ast.Expr(id)
			}
		}
		return !whole
	})
	return whole
}

func (r useReader) ranged(p *ast.RangeStmt, e ast.Expr, s shape) handling {
	if p.X != e {
		if p.Tok == token.ASSIGN && (p.Key == e || p.Value == e) {
			return writes
		}
		return reads
	}
	if value, ok := p.Value.(*ast.Ident); ok && s == deep {
		return r.local([]*ast.Ident{value}, 1, 0, deep, false)
	}
	return reads
}

// method reads a method call on the thing.
func (r useReader) method(name string, s shape, addr bool) handling {
	methods := r.d.pkg.prog.methods[name]
	if len(methods) == 0 {
		if s == frozen || in(" Load Len String RLock RUnlock Lock Unlock Do Error Name Kind ", name) {
			return reads
		}
		if in(" Store Swap CompareAndSwap Add Put Delete LoadOrStore LoadAndDelete Reset Write WriteString"+
			" WriteByte Seed Set ", name) {
			return writes
		}
		return keeps
	}
	most := reads
	for _, m := range methods {
		most = max(most, m.parameter(-1, s, false))
	}
	return most
}
