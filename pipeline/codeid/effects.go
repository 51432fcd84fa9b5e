package codeid

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// findEffects lists what runs before main: init functions, and initialisers
// that may do more than make their value.
func (p *pkg) findEffects() {
	for _, d := range p.ordered {
		if d.isInit() || d.kind == "var" && d.hasEffect() {
			p.effects = append(p.effects, d)
		}
	}
}

func (d *decl) isInit() bool { return d.kind == "func" && d.name == "init" && !d.bodyless }

// builtins are the built-in functions and types that touch nothing but what
// they make. append is not one: it may write behind the slice it is given.
const builtins = " cap complex imag len make max min new real bool byte rune string error any uintptr" +
	" int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 float32 float64 complex64 complex128 "

// makers are the functions of the standard library that only make a value of
// the plain ones they are given: they call no function or method of theirs and
// change nothing.
func maker(importPath, name string) bool {
	switch importPath {
	case "math", "math/bits", "math/cmplx":
		return true
	case "errors", "reflect", "regexp", "sync", "time", "hash/crc32", "hash/crc64", "math/big", "unsafe":
		return in(" errors.New reflect.TypeOf reflect.TypeFor regexp.MustCompile regexp.QuoteMeta"+
			" sync.OnceFunc sync.OnceValue sync.OnceValues time.Duration time.Date hash/crc32.MakeTable hash/crc64.MakeTable"+
			" math/big.NewInt unsafe.Sizeof unsafe.Alignof unsafe.Offsetof ", importPath+"."+name)
	case "strconv":
		return !strings.HasPrefix(name, "Append")
	case "strings":
		return name != "Map" && !strings.HasSuffix(name, "Func")
	}
	return false
}

// hasEffect reports an initialiser that may do more than make its value.
func (d *decl) hasEffect() (effect bool) {
	v, ok := d.node.(*ast.ValueSpec)
	if !ok {
		return false
	}
	for _, value := range v.Values {
		ast.Inspect(value, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false // its calls are made when it is called
			case *ast.UnaryExpr:
				effect = effect || n.Op == token.ARROW
			case *ast.CallExpr:
				effect = effect || !d.onlyMakes(n)
			}
			return !effect
		})
	}
	return effect
}

// onlyMakes reports a call that does no more than make a value.
func (d *decl) onlyMakes(call *ast.CallExpr) bool {
	fun := ast.Unparen(call.Fun)
	switch x := fun.(type) {
	case *ast.IndexExpr: // of a generic function
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	switch fun := fun.(type) {
	case *ast.Ident:
		return in(builtins, fun.Name) && d.pkg.decls[fun.Name] == nil && len(d.file.dots) == 0 &&
			d.file.imports[fun.Name] == nil
	case *ast.SelectorExpr:
		x, ok := fun.X.(*ast.Ident)
		if !ok || len(d.file.imports[x.Name]) != 1 {
			return false
		}
		from := d.file.imports[x.Name][0]
		return maker(from, fun.Sel.Name) ||
			from == "fmt" && in(" Sprint Sprintf Sprintln Errorf ", fun.Sel.Name) && plain(call.Args)
	case *ast.ArrayType, *ast.InterfaceType, *ast.FuncType, *ast.MapType, *ast.StarExpr, *ast.ChanType:
		return true // a conversion
	}
	return false
}

// plain reports literals, which have no methods that printing would call.
func plain(args []ast.Expr) bool {
	return !slices.ContainsFunc(args, func(x ast.Expr) bool {
		_, lit := ast.Unparen(x).(*ast.BasicLit)
		return !lit
	})
}
