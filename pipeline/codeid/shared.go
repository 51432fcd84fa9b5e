package codeid

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// agrees begins a comment above a package variable, with the reason why no
// assignment to it can change a result. Its assignments are then not looked for.
const agrees = "//codeid:agrees"

// shared looks at every package variable that is reached, for code that may
// change it though nothing reached names that code. What runs before main is
// taken in. What runs later, in an order that no key tells, is refused.
func (w *walk) shared() {
	for _, p := range w.prog.sorted {
		if !w.opened[p] {
			continue
		}
		for _, d := range p.ordered {
			if d.kind != "var" || !w.seen[d] || d.agreed() {
				continue
			}
			for _, name := range identNames(d.node.(*ast.ValueSpec).Names) {
				if name != "_" {
					w.judge(target{symbol: symbol{p.path, name}, variable: d}, d.shapeOf(name))
				}
			}
		}
	}
}

func (d *decl) agreed() bool {
	return slices.ContainsFunc(d.directives, func(text string) bool {
		return strings.HasPrefix(text, agrees+" ") && strings.TrimSpace(text[len(agrees):]) != ""
	})
}

// A target is a variable of which uses are looked for, or a function whose
// result aliases one.
type target struct {
	symbol
	variable *decl
	result   bool // it is a function
	method   bool
}

// judge looks through the program for uses of a target.
func (w *walk) judge(t target, s shape) {
	key := fmt.Sprint("judged ", t.symbol, t.result, t.method, s)
	if w.judged[key] || w.err != nil {
		return
	}
	w.judged[key] = true
	for _, q := range w.prog.asm[t.symbol.String()] {
		if q.path != t.pkg && !w.asm[q] {
			w.fail(fmt.Errorf("%s: assembly of another package names the variable %s, which the code whose results "+
				"are kept reads; keep the two in one package", q.asm[0].name, t.symbol))
		}
	}
	for _, p := range w.prog.sorted {
		for _, f := range p.files {
			if bytes.Contains(f.src, []byte(t.name)) && (t.method || f.knows(t.pkg)) {
				w.judgeFile(f, t, s)
			}
		}
	}
	for _, to := range w.prog.links[t.symbol.String()] {
		w.judge(target{to, t.variable, t.result, t.method}, deep)
	}
}

// knows reports that the file can name things of a package.
func (f *file) knows(to string) bool {
	return f.pkg.path == to || slices.ContainsFunc(f.ast.Imports, func(i *ast.ImportSpec) bool { return importPath(i) == to })
}

// means reports the nodes of f that are the symbol.
func (f *file) means(s symbol) func(ast.Node) bool {
	own := f.pkg.path == s.pkg || slices.Contains(f.dots, s.pkg)
	return func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			return own && n.Name == s.name && (n.Obj == nil || f.isTop(n.Obj))
		case *ast.SelectorExpr:
			x, ok := ast.Unparen(n.X).(*ast.Ident)
			return ok && n.Sel.Name == s.name && x.Obj == nil && slices.Contains(f.imports[x.Name], s.pkg)
		}
		return false
	}
}

func (f *file) isTop(o *object) bool {
	return f.full().Scope != nil && f.full().Scope.Lookup(o.Name) == o
}

func (w *walk) judgeFile(f *file, t target, s shape) {
	for _, d := range f.pkg.in(f) {
		if d.kind != "func" && d.kind != "var" || d == t.variable && !t.result {
			continue
		}
		means := f.means(t.symbol)
		if t.method {
			means = methodNamed(t.name)
		}
		r := useReader{d: d, shape: s, means: means}
		if t.result {
			r.means = callOf(means)
			if found, called, lazy := uses(d, means); found && !called {
				w.handled(t, d, keeps, d.node.Pos(), lazy)
			}
		}
		if h, at, lazy := r.handles(d.tree()); at.IsValid() {
			w.handled(t, d, h, at, lazy)
		}
	}
}

// callOf reports calls of what means tells.
func callOf(means func(ast.Node) bool) func(ast.Node) bool {
	return func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		return ok && means(ast.Unparen(call.Fun))
	}
}

// methodNamed reports selections of anything of that name.
func methodNamed(name string) func(ast.Node) bool {
	return func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		return ok && sel.Sel.Name == name
	}
}

// in is the declarations of one file.
func (p *pkg) in(f *file) (ds []*decl) {
	for _, d := range p.ordered {
		if d.file == f {
			ds = append(ds, d)
		}
	}
	return ds
}

// handled decides what a use of a target means for the key.
func (w *walk) handled(t target, d *decl, h handling, at token.Pos, lazy bool) {
	early := (d.isInit() || d.kind == "var") && !lazy
	switch {
	case h == reads || early && w.seen[d]:
	case early:
		w.push(d)
	case h == writes && w.onlyEarly(d, 0):
		w.pushCallers(d)
	case h == writes:
		w.fail(fmt.Errorf("%s: %s may change the package variable %s, which the code whose results are kept reads: when it "+
			"does so no key can tell; set it by its initialiser (sync.OnceValue, if late) or in init, pass the value as a "+
			"parameter, or say above the variable why no change matters: %s REASON",
			d.file.at(at), d.name, symbol{t.variable.pkg.path, t.variable.name}, agrees))
	case h == returns && !lazy:
		name := d.name[strings.LastIndexByte(d.name, '.')+1:]
		w.judge(target{symbol{d.pkg.path, name}, t.variable, true, name != d.name}, deep)
	case !w.seen[d]:
		w.push(d)
		w.pushCallers(d)
	}
}

// onlyEarly reports a function that nothing but init functions and
// initialisers call, themselves or through such functions.
func (w *walk) onlyEarly(d *decl, depth int) bool {
	if d.kind != "func" || strings.Contains(d.name, ".") || d.name == "main" || d.name == "init" || depth > 8 {
		return false
	}
	only := true
	w.callers(d, func(by *decl, called, lazy bool) {
		early := (by.isInit() || by.kind == "var") && !lazy
		only = only && called && (early || by == d || by.kind == "func" && !lazy && w.onlyEarly(by, depth+1))
	})
	return only
}

// pushCallers takes in a function and all that call it, themselves or through
// others: they decide what it is given.
func (w *walk) pushCallers(d *decl) {
	w.push(d)
	w.callers(d, func(by *decl, _, _ bool) {
		if !w.seen[by] {
			w.pushCallers(by)
		}
	})
}

// callers visits the declarations that name a function, or anything with the
// name of a method; called tells that they only call it.
func (w *walk) callers(d *decl, visit func(by *decl, called, lazy bool)) {
	name := d.name[strings.LastIndexByte(d.name, '.')+1:]
	method := name != d.name
	for _, p := range w.prog.sorted {
		for _, f := range p.files {
			if !bytes.Contains(f.src, []byte(name)) || !method && !f.knows(d.pkg.path) {
				continue
			}
			means := f.means(symbol{d.pkg.path, name})
			if method {
				means = methodNamed(name)
			}
			for _, by := range p.in(f) {
				if found, called, lazy := uses(by, means); found && by != d {
					visit(by, called, lazy)
				}
			}
		}
	}
}

// uses reports whether a declaration names something, whether it does no more
// than call it, and whether it does so in a function literal.
func uses(d *decl, means func(ast.Node) bool) (found, called, lazy bool) {
	called = true
	var stack []ast.Node
	declared := ast.Node(nil)
	if fn, ok := d.tree().(*ast.FuncDecl); ok {
		declared = fn.Name
	}
	ast.Inspect(d.tree(), func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		stack = append(stack, n)
		if n != declared && means(n) && !labels(stack) {
			call, ok := stack[max(0, len(stack)-2)].(*ast.CallExpr)
			found, called, lazy = true, called && ok && call.Fun == n, lazy || later(stack)
		}
		return true
	})
	return found, called, lazy
}
