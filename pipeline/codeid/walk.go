package codeid

import (
	"fmt"
	"slices"
)

// A walk follows names from declaration to declaration.
type walk struct {
	prog    *program
	todo    []*decl
	seen    map[*decl]bool
	whole   map[*pkg]bool // packages taken whole
	opened  map[*pkg]bool // packages whose effects and imports are in
	asm     map[*pkg]bool // packages whose assembly is in
	lines   map[string]bool
	foreign map[string]bool // third-party packages
	std     map[string]bool // standard packages that reached files import
	judged  map[string]bool // variables whose assignments were looked for
	called  map[*decl]bool  // functions whose callers are in
	err     error
}

func newWalk(prog *program) *walk {
	return &walk{prog: prog, seen: map[*decl]bool{}, whole: map[*pkg]bool{}, opened: map[*pkg]bool{}, asm: map[*pkg]bool{},
		lines: map[string]bool{}, foreign: map[string]bool{}, std: map[string]bool{}, judged: map[string]bool{},
		called: map[*decl]bool{}}
}

// all follows everything: what is named, what runs before main, and who else
// may change what is reached.
func (w *walk) all() {
	for before := -1; before != len(w.seen) && w.err == nil; {
		before = len(w.seen)
		w.run()
		w.outward()
		w.shared()
	}
	if w.err == nil {
		w.sideEffects()
		w.order()
	}
	for _, p := range w.prog.sorted {
		for _, d := range p.ordered {
			if d.broken != nil {
				w.fail(d.broken)
			}
		}
	}
}

func (w *walk) run() {
	for len(w.todo) > 0 && w.err == nil {
		wave := w.todo
		w.todo = nil
		sideBySide(len(wave), func(i int) { wave[i].resolve() })
		for _, d := range wave {
			w.follow(d)
		}
	}
}

func (w *walk) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// name reaches everything that name may mean in p, and what the linker and
// assembly know under it.
func (w *walk) name(p *pkg, name string) {
	w.open(p)
	for _, d := range p.decls[name] {
		w.push(d)
	}
	for _, d := range p.methods[name] {
		w.push(d)
	}
	key := p.path + "." + name
	for _, to := range w.prog.links[key] {
		w.symbol(to)
	}
	for _, q := range w.prog.asm[key] {
		w.assembly(q)
	}
}

// symbol reaches a name of any package.
func (w *walk) symbol(s symbol) {
	if !within(s.pkg, w.prog.module) {
		if !standard(s.pkg) {
			w.foreign[s.pkg] = true
		}
		return
	}
	if p := w.prog.pkgs[s.pkg]; p != nil && !w.asksAgain(p, s.name) {
		w.name(p, s.name)
	}
}

// asksAgain reports a linker's symbol that was followed, so that two names of
// one thing do not follow each other for ever.
func (w *walk) asksAgain(p *pkg, name string) bool {
	key := "symbol " + p.path + "." + name
	asked := w.judged[key]
	w.judged[key] = true
	return asked
}

func (w *walk) push(d *decl) {
	if !w.seen[d] {
		w.seen[d] = true
		w.todo = append(w.todo, d)
	}
}

func (w *walk) follow(d *decl) {
	if d.fault != nil {
		w.fail(d.fault)
		return
	}
	w.open(d.pkg)
	w.lines[fmt.Sprintf("%s %q %s", d.kind, d.pkg.path+"."+d.name, d.hash)] = true
	for _, to := range d.file.foreign {
		w.foreign[to] = true
	}
	for _, to := range d.file.paths {
		if standard(to) && !within(to, w.prog.module) {
			w.std[to] = true
		}
	}
	for _, name := range d.idents {
		w.name(d.pkg, name)
	}
	for _, sel := range d.selected {
		if within(sel.pkg, w.prog.module) {
			if p := w.load(sel.pkg); p != nil {
				w.name(p, sel.name)
			}
		}
	}
	if d.bodyless {
		w.assembly(d.pkg)
	}
}

func (w *walk) load(importPath string) *pkg {
	p := w.prog.pkgs[importPath]
	if p == nil {
		w.fail(fmt.Errorf("codeid: package %s is not among the embedded sources", importPath))
	}
	return p
}

// open takes in what runs because p is in the program at all: the effects of
// its initialisation and of every package it imports.
func (w *walk) open(p *pkg) {
	if w.opened[p] {
		return
	}
	w.opened[p] = true
	if p.err != nil {
		w.fail(p.err)
	}
	for _, d := range p.effects {
		w.push(d)
	}
	if p.unsure != "" {
		w.takeWhole(p)
	}
	if slices.ContainsFunc(p.asm, func(a *asmFile) bool { return isObject(a.name) }) {
		w.assembly(p) // an object file is linked whether anything names it or not
	}
	for _, to := range p.imports {
		if within(to, w.prog.module) {
			if q := w.load(to); q != nil {
				w.open(q)
			}
		}
	}
}

// takeWhole reaches every declaration and file of p, and of packages imported
// with a dot.
func (w *walk) takeWhole(p *pkg) {
	if w.whole[p] {
		return
	}
	w.whole[p] = true
	w.open(p)
	for _, d := range p.ordered {
		w.push(d)
	}
	var parts [][]byte
	for _, f := range p.files {
		parts = append(parts, []byte(f.constraint))
		for _, c := range f.directives {
			parts = append(parts, []byte(c.Text))
		}
	}
	w.lines[fmt.Sprintf("package %q %s", p.path, hash(parts...))] = true
	w.assembly(p)
	for _, f := range p.files {
		for _, to := range f.foreign {
			w.foreign[to] = true
		}
		for _, to := range f.dots {
			if q := w.prog.pkgs[to]; q != nil {
				w.takeWhole(q) // which of its names are used is unknown
			}
		}
	}
}

// assembly reaches all assembly of p, and the names it mentions.
func (w *walk) assembly(p *pkg) {
	if w.asm[p] {
		return
	}
	w.asm[p] = true
	w.open(p)
	for _, a := range p.asm {
		w.lines[fmt.Sprintf("asm %q %s", w.prog.module+"/"+a.name, hash(a.content()))] = true
		for _, s := range a.symbols {
			w.symbol(s)
		}
		if a.layout {
			w.layout(p)
		}
	}
}

// layout reaches what go_asm.h tells assembly: constants, and sizes and
// offsets of types.
func (w *walk) layout(p *pkg) {
	for _, d := range p.ordered {
		if d.kind == "const" || d.kind == "type" {
			w.push(d)
		}
	}
}
