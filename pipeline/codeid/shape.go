package codeid

import (
	"go/ast"
	"slices"
)

// A shape tells how far a value can be changed through a copy of it.
type shape int

const (
	frozen    shape = iota // not at all: numbers, strings, functions, errors
	values                 // no, but in place: arrays and structs of those
	container              // its elements: slices and maps of those
	deep                   // anything, or unknown
)

// shapeOf is the shape of one name of a variable's declaration.
func (d *decl) shapeOf(name string) shape {
	v, ok := d.node.(*ast.ValueSpec)
	if !ok {
		return frozen // a function, whose name cannot be assigned
	}
	i := slices.Index(identNames(v.Names), name)
	switch {
	case v.Type != nil:
		return d.file.typeShape(v.Type, 0)
	case i >= 0 && i < len(v.Values) && len(v.Values) == len(v.Names):
		return d.file.valueShape(v.Values[i])
	}
	return deep
}

const frozenTypes = " regexp.Regexp embed.FS time.Duration time.Time reflect.Type "

// typeShape reads a type. Named types of the module are looked up.
func (f *file) typeShape(t ast.Expr, depth int) shape {
	if depth > 12 {
		return deep
	}
	switch t := t.(type) {
	case *ast.ParenExpr:
		return f.typeShape(t.X, depth+1)
	case *ast.FuncType:
		return frozen
	case *ast.StarExpr:
		if to, name := f.named(t.X); in(frozenTypes, to+"."+name) {
			return frozen
		}
	case *ast.ArrayType:
		element := f.typeShape(t.Elt, depth+1)
		if element > values {
			return deep
		}
		if t.Len != nil {
			return values
		}
		return container
	case *ast.MapType:
		if f.typeShape(t.Value, depth+1) <= values {
			return container
		}
	case *ast.StructType:
		return f.structShape(t, depth)
	case *ast.Ident, *ast.SelectorExpr:
		return f.namedShape(t, depth)
	}
	return deep
}

func (f *file) structShape(t *ast.StructType, depth int) shape {
	for _, field := range t.Fields.List {
		if f.typeShape(field.Type, depth+1) > values {
			return deep
		}
	}
	return values
}

// named is the package and name that a type's name stands for; the package is
// "" for a name of the universe.
func (f *file) named(t ast.Expr) (importPath, name string) {
	switch t := ast.Unparen(t).(type) {
	case *ast.Ident:
		if t.Obj != nil && !f.isTop(t.Obj) {
			return "?", "" // a local type, or a function in a local variable
		}
		if f.pkg.decls[t.Name] == nil {
			return "", t.Name
		}
		return f.pkg.path, t.Name
	case *ast.SelectorExpr:
		if x, ok := t.X.(*ast.Ident); ok && len(f.imports[x.Name]) == 1 {
			return f.imports[x.Name][0], t.Sel.Name
		}
	}
	return "?", ""
}

func (f *file) namedShape(t ast.Expr, depth int) shape {
	to, name := f.named(t)
	universe := to == "" && len(f.dots) == 0 && in(builtins, name) && name != "any"
	if universe || in(frozenTypes, to+"."+name) {
		return frozen
	}
	p := f.pkg.prog.pkgs[to]
	if p == nil {
		return deep
	}
	worst := frozen
	for _, d := range p.decls[name] {
		if spec, ok := d.node.(*ast.TypeSpec); ok && spec.TypeParams == nil {
			worst = max(worst, d.file.typeShape(spec.Type, depth+1))
		} else {
			worst = deep
		}
	}
	return worst
}

// valueShape reads the type off an initialiser.
func (f *file) valueShape(x ast.Expr) shape {
	switch x := ast.Unparen(x).(type) {
	case *ast.BasicLit, *ast.FuncLit, *ast.BinaryExpr:
		return frozen
	case *ast.CompositeLit:
		if x.Type != nil {
			if a, ok := x.Type.(*ast.ArrayType); ok && a.Len != nil && f.typeShape(a.Elt, 0) <= values {
				return values
			}
			return f.typeShape(x.Type, 0)
		}
	case *ast.UnaryExpr:
		if x.Op.String() != "&" && x.Op.String() != "<-" {
			return frozen
		}
	case *ast.CallExpr:
		return f.callShape(x)
	}
	return deep
}

func (f *file) callShape(x *ast.CallExpr) shape {
	to, name := f.named(x.Fun)
	switch {
	case to == "errors" && name == "New", to == "fmt", to == "math", to == "math/bits", to == "strconv", to == "sync",
		to == "regexp" && name == "MustCompile", to == "reflect" && name == "TypeOf",
		to == "" && in(builtins, name) && name != "make" && name != "new" && name != "any":
		return frozen
	case to == "hash/crc32" && name == "MakeTable":
		return container
	case to == "" && name == "make" && len(x.Args) > 0:
		return f.typeShape(x.Args[0], 0)
	}
	if _, ok := ast.Unparen(x.Fun).(*ast.ArrayType); ok {
		return f.typeShape(x.Fun, 0)
	}
	return deep
}
