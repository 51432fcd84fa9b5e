package codeid

import (
	"go/ast"
	"slices"
)

// A function may remember: a literal that is made by another function shares
// its variables, a method value its receiver. A variable with such functions
// is changed by calling them.

// mayRemember reports a variable with functions in it that are not all written
// at the top, where they share no variables of others.
func (d *decl) mayRemember(v *ast.ValueSpec, value ast.Expr) bool {
	if v.Type == nil && value == nil || !d.file.holdsFunc(typeOf(v.Type, value), 0) {
		return false
	}
	return value == nil || d.file.bringsFunc(value)
}

// typeOf is the type that is written with a variable or its initialiser, nil
// if none is.
func typeOf(written, value ast.Expr) ast.Expr {
	if written != nil {
		return written
	}
	switch x := ast.Unparen(value).(type) {
	case *ast.CompositeLit:
		return x.Type
	case *ast.FuncLit:
		return x.Type
	case *ast.UnaryExpr:
		return typeOf(nil, x.X)
	case *ast.CallExpr:
		if fun, ok := x.Fun.(*ast.Ident); ok && (fun.Name == "make" || fun.Name == "new") && len(x.Args) > 0 {
			return x.Args[0]
		}
	}
	return nil
}

// holdsFunc reports a type with functions in it, of this module as far as
// types are named.
func (f *file) holdsFunc(t ast.Expr, depth int) bool {
	if depth > 12 {
		return true
	}
	switch t := t.(type) {
	case *ast.FuncType:
		return true
	case *ast.ParenExpr:
		return f.holdsFunc(t.X, depth+1)
	case *ast.StarExpr:
		return f.holdsFunc(t.X, depth+1)
	case *ast.ArrayType:
		return f.holdsFunc(t.Elt, depth+1)
	case *ast.ChanType:
		return f.holdsFunc(t.Value, depth+1)
	case *ast.MapType:
		return f.holdsFunc(t.Key, depth+1) || f.holdsFunc(t.Value, depth+1)
	case *ast.StructType:
		for _, field := range t.Fields.List {
			if f.holdsFunc(field.Type, depth+1) {
				return true
			}
		}
	case *ast.Ident, *ast.SelectorExpr:
		to, name := f.named(t)
		for _, d := range f.pkg.prog.declared(to, name) {
			if spec, ok := d.node.(*ast.TypeSpec); ok && d.file.holdsFunc(spec.Type, depth+1) {
				return true
			}
		}
	}
	return false
}

// bringsFunc reports an initialiser that calls something which may make
// functions, takes them from a variable, or selects what may be a method.
func (f *file) bringsFunc(value ast.Expr) (brings bool) {
	ast.Inspect(value, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			brings = brings || !f.makesNoFunc(n)
		case *ast.SelectorExpr:
			x, ok := n.X.(*ast.Ident)
			brings = brings || !ok || f.imports[x.Name] == nil || f.remembers(n)
			return false
		case *ast.Ident:
			brings = brings || f.remembers(n)
		}
		return !brings
	})
	return brings
}

// remembers reports the name of a variable that may hold functions which do.
func (f *file) remembers(x ast.Expr) bool {
	to, name := f.named(x)
	return slices.ContainsFunc(f.pkg.prog.declared(to, name), func(d *decl) bool {
		return d.kind == "var" && d.shapeOf(name) == alien
	})
}

// isFixed reports the name of a function or constant of this module.
func (f *file) isFixed(x ast.Expr) bool {
	declared := f.pkg.prog.declared(f.named(x))
	return len(declared) > 0 && !slices.ContainsFunc(declared, func(d *decl) bool { return d.kind != "func" && d.kind != "const" })
}

func (f *file) makesNoFunc(call *ast.CallExpr) bool {
	to, name := f.named(call.Fun)
	return to == "sync" || to != "" && maker(to, name) || to == "" && in(builtins, name)
}
