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
	stream                 // what is in it, also by reading: a channel
	deep                   // anything, by code of this module: pointers to its types
	alien                  // anything, by anyone, or unknown
)

// shapeOf is the shape of one name of a variable's declaration.
func (d *decl) shapeOf(name string) shape {
	known := d.pkg.prog.shapes
	key := variableName{d, name}
	if s, ok := known[key]; ok {
		return s
	}
	known[key] = alien // while it is read, which only nonsense asks for
	known[key] = d.readShape(name)
	return known[key]
}

// A variableName is one name of a declaration.
type variableName struct {
	decl *decl
	name string
}

func (d *decl) readShape(name string) shape {
	v, ok := d.node.(*ast.ValueSpec)
	if !ok {
		return frozen // a function, whose name cannot be assigned
	}
	i := slices.Index(identNames(v.Names), name)
	value := valueOf(v, i)
	switch {
	case d.mayRemember(v, value):
		return alien
	case v.Type != nil:
		return d.file.typeShape(v.Type, 0)
	case value != nil:
		return d.file.valueShape(value)
	}
	return alien
}

// valueOf is the initialiser of the variable at i, nil if it shares one.
func valueOf(v *ast.ValueSpec, i int) ast.Expr {
	if i >= 0 && i < len(v.Values) && len(v.Values) == len(v.Names) {
		return v.Values[i]
	}
	return nil
}

const frozenTypes = " regexp.Regexp embed.FS time.Duration time.Time reflect.Type "

// typeShape reads a type. Named types of the module are looked up.
func (f *file) typeShape(t ast.Expr, depth int) shape {
	if depth > 12 {
		return alien
	}
	switch t := t.(type) {
	case *ast.ParenExpr:
		return f.typeShape(t.X, depth+1)
	case *ast.FuncType:
		return frozen
	case *ast.ChanType:
		return stream
	case *ast.StarExpr:
		if to, name := f.named(t.X); in(frozenTypes, to+"."+name) {
			return frozen
		}
		return max(deep, f.typeShape(t.X, depth+1))
	case *ast.ArrayType:
		return f.arrayShape(t, depth)
	case *ast.MapType:
		return mapShape(f.typeShape(t.Key, depth+1), f.typeShape(t.Value, depth+1))
	case *ast.StructType:
		return f.structShape(t, depth)
	case *ast.Ident, *ast.SelectorExpr:
		return f.namedShape(t, depth)
	}
	return alien
}

func (f *file) arrayShape(t *ast.ArrayType, depth int) shape {
	element := f.typeShape(t.Elt, depth+1)
	switch {
	case element > values:
		return max(deep, element)
	case t.Len != nil:
		return values
	}
	return container
}

// mapShape is that of a map. Keys that can be changed are looked after only
// where everything is.
func mapShape(key, value shape) shape {
	switch {
	case key > values:
		return alien
	case value > values:
		return max(deep, value)
	}
	return container
}

func (f *file) structShape(t *ast.StructType, depth int) shape {
	worst := values
	for _, field := range t.Fields.List {
		if s := f.typeShape(field.Type, depth+1); s > values {
			worst = max(worst, deep, s)
		}
	}
	return worst
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
	declared := f.pkg.prog.declared(to, name)
	if len(declared) == 0 {
		return alien
	}
	worst := frozen
	for _, d := range declared {
		if spec, ok := d.node.(*ast.TypeSpec); ok && spec.TypeParams == nil {
			worst = max(worst, d.file.typeShape(spec.Type, depth+1))
		} else {
			worst = alien
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
			return f.typeShape(x.Type, 0)
		}
	case *ast.UnaryExpr:
		switch x.Op.String() {
		case "&":
			return max(deep, f.valueShape(x.X))
		case "<-":
			return alien
		}
		return frozen
	case *ast.CallExpr:
		return f.callShape(x)
	case *ast.Ident, *ast.SelectorExpr:
		if f.isFixed(x) {
			return frozen
		}
	}
	return alien
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
	case to == "" && name == "new" && len(x.Args) > 0:
		return max(deep, f.typeShape(x.Args[0], 0))
	}
	if _, ok := ast.Unparen(x.Fun).(*ast.ArrayType); ok {
		return f.typeShape(x.Fun, 0)
	}
	return f.pkg.prog.resultShape(to, name)
}

// hasStruct reports a type with a struct that has no name, of which the fields
// are not among those known.
func hasStruct(t ast.Expr) (has bool) {
	ast.Inspect(t, func(n ast.Node) bool {
		_, is := n.(*ast.StructType)
		has = has || is
		return !has
	})
	return has
}

// resultShape is the shape of what a function of the module returns, or of
// what a conversion to one of its types makes.
func (prog *program) resultShape(to, name string) shape {
	declared := prog.declared(to, name)
	if len(declared) != 1 {
		return alien
	}
	d := declared[0]
	switch n := d.tree().(type) {
	case *ast.TypeSpec:
		return d.file.typeShape(ast.NewIdent(name), 0)
	case *ast.FuncDecl:
		if n.Type.TypeParams == nil && n.Type.Results != nil && len(n.Type.Results.List) == 1 {
			if t := n.Type.Results.List[0].Type; !d.file.holdsFunc(t, 0) && !hasStruct(t) {
				return d.file.typeShape(t, 0)
			}
		}
	}
	return alien
}
