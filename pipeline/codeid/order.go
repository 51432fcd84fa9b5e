package codeid

import (
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"strings"
)

// order lists in which order what runs before main does so, where more than
// one thing does: the order of files by name, and of declarations in them.
func (w *walk) order() {
	var busy []*pkg
	for _, p := range w.prog.sorted {
		effects := slices.DeleteFunc(slices.Clone(p.effects), func(d *decl) bool { return !w.seen[d] })
		if len(effects) > 0 {
			busy = append(busy, p)
		}
		if sequence := w.sequence(p, effects); len(sequence) > 1 {
			w.lines[fmt.Sprintf("init %q %s", p.path, hash([]byte(strings.Join(sequence, "\n"))))] = true
		}
	}
	if len(busy) > 1 {
		w.lines[fmt.Sprintf("init \"order of packages\" %s", hash([]byte(w.imports(busy))))] = true
	}
}

// sequence is the effects of p in order. If an initialiser is among them, it
// may change what others read, so all that compute something count.
func (w *walk) sequence(p *pkg, effects []*decl) (sequence []string) {
	variable := slices.ContainsFunc(effects, func(d *decl) bool { return d.kind == "var" })
	for _, d := range p.ordered {
		if slices.Contains(effects, d) || variable && w.seen[d] && d.kind == "var" && d.computes() {
			sequence = append(sequence, d.hash)
		}
	}
	return sequence
}

// computes reports an initialiser that reads a variable or calls a function of
// its package or of another.
func (d *decl) computes() bool {
	v, ok := d.node.(*ast.ValueSpec)
	if !ok || len(v.Values) == 0 {
		return false
	}
	if len(d.selected) > 0 {
		return true
	}
	own := identNames(v.Names)
	return slices.ContainsFunc(d.idents, func(name string) bool {
		return !slices.Contains(own, name) && slices.ContainsFunc(d.pkg.decls[name], func(to *decl) bool {
			return to.kind == "var" || to.kind == "func"
		})
	})
}

// imports lists what each package needs before itself, which decides the order
// between packages.
func (w *walk) imports(busy []*pkg) string {
	var b strings.Builder
	for _, p := range busy {
		needs := map[string]bool{}
		w.needs(p, needs)
		fmt.Fprintf(&b, "%s: %s\n", p.path, strings.Join(slices.Sorted(maps.Keys(needs)), " "))
	}
	return b.String()
}

func (w *walk) needs(p *pkg, into map[string]bool) {
	for _, to := range p.imports {
		if into[to] {
			continue
		}
		into[to] = true
		if q := w.prog.pkgs[to]; q != nil {
			w.needs(q, into)
		}
	}
}
