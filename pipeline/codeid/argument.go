package codeid

import "go/ast"

// argument reads what a call does with the thing it is given.
func (r useReader) argument(above []ast.Node, call *ast.CallExpr, e ast.Expr, s shape, addr bool) handling {
	index := indexOf(call.Args, e)
	fun := ast.Unparen(call.Fun)
	switch x := fun.(type) {
	case *ast.IndexExpr:
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	to, name := r.d.file.named(fun)
	switch {
	case to == "":
		return r.builtin(above, call, name, index, e, s, addr)
	case to == "?":
		return r.unnamed(above, call, fun, index, s, addr)
	case !within(to, r.d.pkg.prog.module):
		return r.foreign(above, to, name, index, s, addr)
	}
	most := reads
	for _, d := range r.d.pkg.prog.declared(to, name) {
		switch {
		case d.kind == "type":
			most |= r.climb(above, s, addr) // a conversion
		case d.kind != "func" || d.bodyless:
			most |= keeping(s, addr)
		default:
			most |= r.given(above, d.parameter(index, s, addr), s, addr)
		}
	}
	return most
}

// given goes on with the result of a function that returns what it was given.
func (r useReader) given(above []ast.Node, h handling, s shape, addr bool) handling {
	switch {
	case !addr && s <= values:
		return reads // a copy
	case h.with(returns):
		return h&^returns | r.climb(above, max(s, deep), false)
	}
	return h
}

func keeping(s shape, addr bool) handling {
	if addr || s > values {
		return keeps
	}
	return reads
}

func (prog *program) declared(importPath, name string) []*decl {
	if p := prog.pkgs[importPath]; p != nil {
		return p.decls[name]
	}
	return nil
}

func (r useReader) builtin(
	above []ast.Node, call *ast.CallExpr, name string, index int, e ast.Expr, s shape, addr bool,
) handling {
	switch name {
	case "len", "cap", "min", "max", "print", "println", "real", "imag":
		return reads
	case "delete", "clear", "close":
		return writes
	case "copy":
		if index == 0 {
			return writes
		}
	case "append":
		if _, sliced := ast.Unparen(e).(*ast.SliceExpr); index == 0 && sliced {
			return writes
		}
		if index == 0 {
			return r.climb(above, s, addr)
		}
	case "string":
		return reads
	default:
		if !in(builtins, name) {
			return keeping(s, addr)
		}
		return r.climb(above, s, addr) // a conversion
	}
	if s == container && call.Ellipsis.IsValid() || name == "copy" && s == container {
		return reads
	}
	return keeping(s, addr)
}

// unnamed reads a call of a method, or of a function that is a value.
func (r useReader) unnamed(above []ast.Node, call *ast.CallExpr, fun ast.Expr, index int, s shape, addr bool) handling {
	switch x := fun.(type) {
	case *ast.SelectorExpr:
		methods := r.d.pkg.prog.methods[x.Sel.Name]
		most := reads
		for _, m := range methods {
			most |= r.given(above, m.parameter(index, s, addr), s, addr)
			most |= r.given(above, m.parameter(index-1, s, addr), s, addr) // Type.Method has the receiver first
		}
		if len(methods) == 0 || ast.IsExported(x.Sel.Name) { // perhaps of another module
			most |= keeping(s, addr)
		}
		return most
	case *ast.ArrayType, *ast.MapType, *ast.InterfaceType, *ast.FuncType, *ast.StarExpr:
		return r.climb(above, s, addr)
	}
	return keeping(s, addr)
}

// parameter is what a function does with one of its parameters, given a value of
// that shape or the address of one. The receiver is before the first.
func (d *decl) parameter(index int, s shape, addr bool) handling {
	fn, ok := d.tree().(*ast.FuncDecl)
	if !ok || fn.Body == nil {
		return keeps
	}
	id, pointer := parameterName(fn, index)
	switch {
	case id == nil || id.Name == "_":
		return reads
	case id.Obj == nil:
		return keeps
	case pointer || addr:
		return d.object(id.Obj, max(s, deep), true)
	case s <= values:
		return reads // a copy
	}
	return d.object(id.Obj, s, false)
}

// parameterName is the parameter that takes argument index, and whether it is
// a pointer.
func parameterName(fn *ast.FuncDecl, index int) (id *ast.Ident, pointer bool) {
	fields := fn.Type.Params
	if index < -1 {
		return nil, false
	}
	if index == -1 {
		fields, index = fn.Recv, 0
	}
	if fields == nil {
		return nil, false
	}
	var last *ast.Ident
	for _, f := range fields.List {
		_, star := ast.Unparen(f.Type).(*ast.StarExpr)
		pointer = star
		if len(f.Names) == 0 {
			last = nil
			index--
		}
		for _, n := range f.Names {
			if last = n; index == 0 {
				return n, star
			}
			index--
		}
		if index < 0 {
			return last, star
		}
	}
	return last, pointer // of a variadic function
}
