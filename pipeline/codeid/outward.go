package codeid

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// outward takes in what runs before main in packages that nothing reached, but
// that are linked, if it may reach beyond its own package: a call of another
// module's code or of the standard library may register or set something.
// What it does to variables of the module is seen from the variables.
func (w *walk) outward() {
	for _, p := range w.prog.sorted {
		if w.opened[p] {
			continue
		}
		for _, l := range p.links {
			if !within(l.to.pkg, w.prog.module) && p.provides(l.local) {
				w.takeWhole(p)
			}
		}
		for _, d := range p.effects {
			if !w.seen[d] && w.reachesOut(d) {
				w.push(d)
			}
		}
	}
	w.foreignSettings()
}

// provides reports a name that is more than a name for something elsewhere.
func (p *pkg) provides(name string) bool {
	return slices.ContainsFunc(p.decls[name], func(d *decl) bool { return !d.bodyless })
}

func (w *walk) reachesOut(d *decl) bool {
	if known, ok := w.prog.outs[d]; ok {
		return known
	}
	inner := newWalk(w.prog)
	inner.opened = allOpened(w.prog) // only what the effect itself calls
	inner.push(d)
	inner.run()
	out := inner.err != nil || len(inner.asm) > 0
	for d := range inner.seen {
		out = out || d.callsOut()
	}
	w.prog.outs[d] = out
	return out
}

func allOpened(prog *program) map[*pkg]bool {
	opened := map[*pkg]bool{}
	for _, p := range prog.sorted {
		opened[p] = true
	}
	return opened
}

// stateless are packages of the standard library that keep nothing from one
// call to the next which another could tell.
const stateless = " bufio bytes cmp compress/flate compress/gzip container/heap container/list container/ring crypto/sha1" +
	" crypto/sha256 crypto/sha512 embed encoding/base64 encoding/binary encoding/csv encoding/hex errors hash/crc32" +
	" hash/crc64 hash/fnv hash/maphash io io/fs iter maps math math/big math/bits math/cmplx path path/filepath regexp" +
	" regexp/syntax slices sort strconv strings sync sync/atomic text/tabwriter unicode unicode/utf16 unicode/utf8 "

// callsOut reports a call of a function of another module, or a change of one
// of its variables.
func (d *decl) callsOut() bool { return len(d.owners()) > 0 || len(d.setsIn()) > 0 }

// rootOf is the package that an expression starts from and the names selected
// of it, "" if it starts from none.
func (f *file) rootOf(x ast.Expr) (root string, names []string) {
	for {
		switch e := x.(type) {
		case *ast.ParenExpr:
			x = e.X
		case *ast.IndexExpr:
			x = e.X
		case *ast.StarExpr:
			x = e.X
		case *ast.CallExpr:
			x = e.Fun
		case *ast.SelectorExpr:
			names = append(names, e.Sel.Name)
			x = e.X
		case *ast.Ident:
			if to := f.imports[e.Name]; len(to) > 0 && e.Obj == nil && len(names) > 0 {
				slices.Reverse(names)
				return to[0], names
			}
			return "", nil
		default:
			return "", nil
		}
	}
}

// A setting is an assignment to a variable of another module.
type setting struct {
	pkg, name string
	pos       token.Pos
}

// selections finds what a declaration assigns or takes the address of that
// begins with a name from outside it, such as the name of a package.
func (d *decl) selections() (found []ast.Expr) {
	add := func(xs ...ast.Expr) {
		for _, x := range xs {
			if selectsOutside(x) {
				found = append(found, x)
			}
		}
	}
	ast.Inspect(d.tree(), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			add(n.Lhs...)
		case *ast.IncDecStmt:
			add(n.X)
		case *ast.RangeStmt:
			add(n.Key, n.Value)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				add(n.X)
			}
		}
		return true
	})
	return found
}

// selectsOutside reports something selected of a name from outside.
func selectsOutside(x ast.Expr) bool {
	for {
		switch e := x.(type) {
		case *ast.ParenExpr:
			x = e.X
		case *ast.IndexExpr:
			x = e.X
		case *ast.StarExpr:
			x = e.X
		case *ast.SelectorExpr:
			if id, ok := e.X.(*ast.Ident); ok && id.Obj == nil {
				return true
			}
			x = e.X
		default:
			return false
		}
	}
}

// setsIn finds assignments to variables of other modules.
func (d *decl) setsIn() (sets []setting) {
	for _, x := range d.assigns {
		root, names := d.file.rootOf(x)
		if root == "" || within(root, d.pkg.prog.module) {
			continue
		}
		r := useReader{d: d, shape: values, means: func(n ast.Node) bool { return n == ast.Node(x) }}
		if r.handled(d.tree()).with(writes) {
			sets = append(sets, setting{root, names[0], x.Pos()})
		}
	}
	return sets
}

// foreignSettings refuses functions that assign variables of the standard
// library or of another module which what is reached may read.
func (w *walk) foreignSettings() {
	for _, p := range w.prog.sorted {
		for _, d := range p.setters {
			for _, s := range d.sets {
				if !w.mayRead(s.pkg) {
					continue
				}
				if d.isInit() || d.kind == "var" {
					w.push(d.decl)
					continue
				}
				w.fail(fmt.Errorf("%s: %s assigns %s.%s, which the code whose results are kept may read: when it does so "+
					"no key can tell; set it in an init function",
					d.file.at(s.pos), d.name, s.pkg, s.name))
			}
		}
	}
}

// mayRead reports whether what is reached may read variables of a package. A
// third-party package may use any, but for those of a command's own.
func (w *walk) mayRead(importPath string) bool {
	if !standard(importPath) {
		return len(w.foreign) > 0
	}
	return w.std[importPath] || len(w.foreign) > 0 && importPath != "flag" && importPath != "log"
}

// A setter is a declaration that assigns variables of other modules.
type setter struct {
	*decl
	sets []setting
}

func (p *pkg) findSelections() {
	for _, f := range p.files {
		if !f.maySet(f.src) {
			continue
		}
		for _, d := range f.decls {
			if (d.kind == "func" || d.kind == "var") && f.maySet(d.text()) {
				d.assigns = d.selections()
			}
		}
	}
}

func (p *pkg) findSetters() {
	for _, d := range p.ordered {
		if len(d.assigns) > 0 {
			if sets := d.setsIn(); len(sets) > 0 {
				p.setters = append(p.setters, setter{d, sets})
			}
		}
	}
}

// registrars are the standard packages that tell another one of themselves
// when they are linked.
const registrars = " image/gif:image image/jpeg:image image/png:image time/tzdata:time" +
	" net/http/pprof:net/http expvar:net/http "

// sideEffects lists what is linked for what it does by being linked: blank
// imports anywhere in the program, and registrations with a package in use.
func (w *walk) sideEffects() {
	for _, p := range w.prog.sorted {
		for _, f := range p.files {
			for n, i := range f.ast.Imports {
				to := f.paths[n]
				blank := i.Name != nil && i.Name.Name == "_"
				switch {
				case within(to, w.prog.module) || to == "embed" || to == "unsafe":
				case standard(to) && (blank || w.registersWithReached(to)):
					w.lines[fmt.Sprintf("package %q linked", to)] = true
				case blank && !standard(to):
					w.foreign[to] = true
				}
			}
		}
	}
}

func (w *walk) registersWithReached(importPath string) bool {
	_, rest, ok := strings.Cut(registrars, " "+importPath+":")
	owner, _, _ := strings.Cut(rest, " ")
	return ok && (w.std[owner] || len(w.foreign) > 0)
}
