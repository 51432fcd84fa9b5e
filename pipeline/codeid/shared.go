package codeid

import (
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
					w.judgeVariable(d, name)
				}
			}
		}
	}
}

func (w *walk) judgeVariable(d *decl, name string) {
	s := d.shapeOf(name)
	w.judge(target{symbol: symbol{d.pkg.path, name}, variable: d}, s)
	if s == alien {
		w.owned(d.owners())
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
	w.prog.mentions(t.symbol, t.method, func(d *decl) { w.judgeIn(d, t, s) })
	for _, to := range w.prog.links[t.symbol.String()] {
		w.judge(target{to, t.variable, t.result, t.method}, alien)
	}
}

// mentions visits the declarations of files that may name a symbol, or a
// method of that name.
func (prog *program) mentions(s symbol, method bool, visit func(*decl)) {
	for _, p := range prog.sorted {
		for _, f := range p.files {
			if !method && !f.knows(s.pkg) || !f.contains(s.name) {
				continue
			}
			for _, d := range f.decls {
				visit(d)
			}
		}
	}
}

// knows reports that the file can name things of a package.
func (f *file) knows(to string) bool {
	return f.pkg.path == to || slices.Contains(f.paths, to)
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

// meaning reports the nodes of f that are the symbol, or a method of its name.
func (f *file) meaning(s symbol, method bool) func(ast.Node) bool {
	if method {
		return selectionOf(s.name)
	}
	return f.means(s)
}

func (w *walk) judgeIn(d *decl, t target, s shape) {
	if d.kind != "func" && d.kind != "var" || d == t.variable && !t.result {
		return
	}
	r := useReader{d: d, shape: s, means: d.file.meaning(t.symbol, t.method)}
	if t.result {
		if found, called, lazy := uses(d, r.means); found && !called {
			w.handled(t, d, s, use{keeps, d.node.Pos()}, lazy)
		}
		r.means = callOf(r.means)
	}
	now, later := r.handles(d.tree())
	w.handled(t, d, s, now, false)
	w.handled(t, d, s, later, true)
}

// callOf reports calls of what means tells.
func callOf(means func(ast.Node) bool) func(ast.Node) bool {
	return func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		return ok && means(ast.Unparen(call.Fun))
	}
}

// handled decides what a use of a target means for the key; lazy tells that it
// happens when a function literal is called.
func (w *walk) handled(t target, d *decl, s shape, u use, lazy bool) {
	h := u.handling
	if s < alien {
		h &^= calls // its functions remember nothing
	}
	switch early := (d.isInit() || d.kind == "var") && !lazy; {
	case h == reads:
		return
	case early:
		w.push(d)
		if h.with(writes|keeps) && d.isInit() {
			w.owned(d.owners())
		}
		if h.with(writes) && s < alien && t.mayHoldFunc() {
			w.judge(t, alien) // perhaps by one that remembers
		}
		return
	case h.with(writes|calls) && !lazy && w.onlyEarly(d, 0):
		w.pushCallers(d)
	case h.with(writes):
		w.refuse(t, d, u.at, "may change")
	case h.with(calls):
		w.refuse(t, d, u.at, "may call a function that remembers, in")
	}
	if h.with(returns) && !lazy {
		w.judge(target{symbol{d.pkg.path, d.own()}, t.variable, true, d.isMethod()}, max(s, deep))
	}
	if h.with(keeps) || lazy && h.with(returns) {
		w.pushCallers(d)
	}
}

func (w *walk) refuse(t target, d *decl, at token.Pos, does string) {
	w.fail(fmt.Errorf("%s: %s %s the package variable %s, which the code whose results are kept reads: when it "+
		"does so no key can tell; set it by its initialiser (sync.OnceValue, if late) or in init, pass the value as a "+
		"parameter, or say above the variable why no change matters: %s REASON",
		d.file.at(at), d.name, does, symbol{t.variable.pkg.path, t.variable.name}, agrees))
}

// mayHoldFunc reports a variable that can be given a function.
func (t target) mayHoldFunc() bool {
	v := t.variable.node.(*ast.ValueSpec)
	value := valueOf(v, slices.Index(identNames(v.Names), t.name))
	return (v.Type != nil || value != nil) && t.variable.file.holdsFunc(typeOf(v.Type, value), 0)
}

// onlyEarly reports a function that nothing but init functions and
// initialisers call, themselves or through such functions.
func (w *walk) onlyEarly(d *decl, depth int) bool {
	if d.kind != "func" || d.isMethod() || d.name == "main" || d.name == "init" || depth > 8 {
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
// others: they decide what it is given, and may have what it keeps.
func (w *walk) pushCallers(d *decl) {
	w.push(d)
	if w.called[d] {
		return
	}
	w.called[d] = true
	w.callers(d, func(by *decl, _, _ bool) { w.pushCallers(by) })
}

// callers visits the declarations that name a function, or anything with the
// name of a method; called tells that they only call it.
func (w *walk) callers(d *decl, visit func(by *decl, called, lazy bool)) {
	s := symbol{d.pkg.path, d.own()}
	w.prog.mentions(s, d.isMethod(), func(by *decl) {
		if found, called, lazy := uses(by, by.file.meaning(s, d.isMethod())); found && by != d {
			visit(by, called, lazy)
		}
	})
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
			found, called, lazy = true, called && ok && call.Fun == n, lazy || inLiteral(stack)
		}
		return true
	})
	return found, called, lazy
}
