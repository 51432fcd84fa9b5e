package codeid

import (
	"go/ast"
	"go/token"
)

// An object is what the parser resolves a name to. It resolves by scope alone,
// which is right for local variables, and no more is asked of it.
type object = ast.Object

// A useReader follows the uses of one thing through one declaration.
type useReader struct {
	d     *decl
	means func(ast.Node) bool // is this node the thing?
	shape shape
	addr  bool    // the thing is its address
	holds bool    // the thing holds an alias, so that another value for it changes nothing
	self  *object // the local variable that is followed, if one is
}

// A use is all that is done with the thing, and where the first of it is.
type use struct {
	handling
	at token.Pos
}

// handles is what a declaration does with the thing: at once, and in function
// literals, which run at another time.
func (r useReader) handles(root ast.Node) (now, later use) {
	var stack []ast.Node
	ast.Inspect(root, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		stack = append(stack, n)
		if r.means(n) && !labels(stack) {
			h, u := r.climb(stack, r.shape, r.addr), &now
			if inLiteral(stack) {
				u = &later
			}
			if h&^u.handling != 0 {
				u.handling, u.at = u.handling|h, n.Pos()
			}
		}
		return true
	})
	return now, later
}

// handled is all of it, whenever it happens.
func (r useReader) handled(root ast.Node) handling {
	now, later := r.handles(root)
	return now.handling | later.handling
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

// inLiteral reports a function literal on the way that is not called in place.
func inLiteral(stack []ast.Node) bool {
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
				return r.called(stack[:i-1], p.Sel.Name, s)
			}
			if h := r.methodValue(p.Sel.Name, s); h != reads {
				return h
			}
			s, addr = r.d.pkg.prog.fieldShape(p.Sel.Name, s), false
		case *ast.IndexExpr:
			if p.X != e {
				return reads
			}
			s, addr = element(s), false
		case *ast.SliceExpr:
			if p.X != e {
				return reads
			}
			if s == values {
				s = container
			}
		case *ast.UnaryExpr:
			if p.Op != token.AND {
				return operated(p.Op)
			}
			addr = true
		default:
			return r.place(stack[:i], e, s, addr)
		}
	}
	return keeps
}

// operated is what an operator does with the thing.
func operated(op token.Token) handling {
	if op == token.ARROW {
		return writes // it takes something out
	}
	return reads
}

func element(s shape) shape {
	if s == container {
		return values
	}
	return s
}

// called reads a call of a method of the thing, or of a function in its field.
func (r useReader) called(above []ast.Node, name string, s shape) handling {
	h := r.method(name, s)
	if h.with(returns) {
		return h&^returns | r.climb(above, max(s, deep), false)
	}
	return h
}

// methodValue reads a selection that may be a method which is called later.
func (r useReader) methodValue(name string, s shape) handling {
	if r.d.pkg.prog.methods[name] == nil {
		return reads
	}
	h := r.method(name, s)
	if h.with(returns) {
		h = h&^returns | keeps
	}
	return h
}

// method reads a method call on the thing.
func (r useReader) method(name string, s shape) handling {
	methods := r.d.pkg.prog.methods[name]
	most := reads
	for _, m := range methods {
		most |= m.parameter(-1, s, false)
	}
	switch {
	case s == frozen:
		return most
	case s == alien && ast.IsExported(name):
		return most | foreignMethod(name)
	case len(methods) == 0:
		return calls // a function in a field: all methods are known
	}
	return most
}
