package codeid

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

// A Source is the module's own source code.
type Source struct {
	fsys   fs.FS
	mod    modFile
	leaves []string

	mu   sync.Mutex
	pkgs map[string]*pkg
}

// New reads go.mod and go.sum at the root of fsys; packages are read when
// they are needed. leaves are third-party modules known to need no others.
func New(fsys fs.FS, leaves ...string) (*Source, error) {
	mod, err := fs.ReadFile(fsys, "go.mod")
	if err != nil {
		return nil, fmt.Errorf("codeid: the embedded sources have no go.mod: %w", err)
	}
	sum, err := fs.ReadFile(fsys, "go.sum")
	if err != nil {
		sum = nil // a module that requires nothing has none
	}
	m, err := parseMod(string(mod), string(sum))
	if err != nil {
		return nil, err
	}
	if compiled, err := fs.ReadFile(fsys, "modules.txt"); err == nil { // else all requirements stand behind every package
		m.compiled = parseCompiled(string(compiled))
	}
	return &Source{fsys: fsys, mod: m, leaves: leaves, pkgs: map[string]*pkg{}}, nil
}

// Listing lists what function, named by import path, dot and name, can reach.
func (s *Source) Listing(function string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	slash := strings.LastIndexByte(function, '/') + 1
	name, fn, ok := strings.Cut(function[slash:], ".")
	importPath := function[:slash] + name
	if !ok || !within(importPath, s.mod.path) {
		return nil, fmt.Errorf("codeid: %s is not a function of module %s", function, s.mod.path)
	}
	w := &walk{s: s, seen: map[*decl]bool{}, whole: map[*pkg]bool{}, closed: map[*pkg]bool{}, asm: map[*pkg]bool{}, lines: map[string]bool{}, foreign: map[string]bool{}}
	p, err := s.load(importPath)
	if err != nil {
		return nil, err
	}
	if p.decls[fn] == nil {
		return nil, fmt.Errorf("codeid: %s is not declared in the embedded sources", function)
	}
	w.name(p, fn)
	if w.run(); w.err != nil {
		return nil, w.err
	}
	lines := slices.Sorted(maps.Keys(w.lines))
	lines = append(lines, s.mod.lines(slices.Sorted(maps.Keys(w.foreign)), s.leaves)...)
	return []byte(strings.Join(lines, "\n") + "\n"), nil
}

// A walk follows names from declaration to declaration.
type walk struct {
	s       *Source
	todo    []*decl
	seen    map[*decl]bool
	whole   map[*pkg]bool // packages taken whole
	closed  map[*pkg]bool // packages whose effects and imports are in
	asm     map[*pkg]bool // packages whose assembly is in
	lines   map[string]bool
	foreign map[string]bool
	err     error
}

func (w *walk) run() {
	for len(w.todo) > 0 && w.err == nil {
		d := w.todo[len(w.todo)-1]
		w.todo = w.todo[:len(w.todo)-1]
		w.follow(d)
	}
}

// name reaches everything that name may mean in p.
func (w *walk) name(p *pkg, name string) {
	w.open(p)
	for _, d := range p.decls[name] {
		w.push(d)
	}
	for _, d := range p.methods[name] {
		w.push(d)
	}
}

func (w *walk) push(d *decl) {
	if !w.seen[d] {
		w.seen[d] = true
		w.todo = append(w.todo, d)
	}
}

func (w *walk) follow(d *decl) {
	w.lines[fmt.Sprintf("%s %q %s", d.kind, d.pkg.path+"."+d.name, d.hash)] = true
	for _, to := range d.imported {
		w.foreign[to] = true
	}
	for _, name := range d.idents {
		w.name(d.pkg, name)
	}
	for _, sel := range d.selected {
		if within(sel[0], w.s.mod.path) {
			if p := w.load(sel[0]); p != nil {
				w.name(p, sel[1])
			}
		}
	}
	if d.bodyless {
		w.assembly(d.pkg)
	}
}

func (w *walk) load(importPath string) *pkg {
	p, err := w.s.load(importPath)
	if err != nil && w.err == nil {
		w.err = err
	}
	return p
}

// open takes in what runs because p is in the program at all: the effects of
// its initialisation and of every package it imports.
func (w *walk) open(p *pkg) {
	if w.closed[p] {
		return
	}
	w.closed[p] = true
	for _, d := range p.effects {
		w.push(d)
	}
	if p.unsure != "" {
		w.takeWhole(p)
	}
	for _, to := range slices.Sorted(maps.Keys(p.imports)) {
		if within(to, w.s.mod.path) {
			if q := w.load(to); q != nil {
				w.open(q)
			}
		}
	}
}

// takeWhole reaches every declaration and file of p.
func (w *walk) takeWhole(p *pkg) {
	if w.whole[p] {
		return
	}
	w.whole[p] = true
	var parts [][]byte
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		parts = append(parts, []byte(name), p.files[name])
	}
	w.lines[fmt.Sprintf("package %q %s", p.path, hash(parts...))] = true
	for _, name := range slices.Sorted(maps.Keys(p.decls)) {
		w.name(p, name)
	}
	for _, to := range slices.Sorted(maps.Keys(p.imports)) {
		switch q := (*pkg)(nil); {
		case within(to, w.s.mod.path):
			if q = w.load(to); q != nil && p.unsure != "linkname" {
				w.takeWhole(q) // a dot import: which of its names are used is unknown
			}
		case !standard(to):
			w.foreign[to] = true
		}
	}
}

// assembly reaches all assembly of p, and the Go names it mentions.
func (w *walk) assembly(p *pkg) {
	if w.asm[p] {
		return
	}
	w.asm[p] = true
	for _, name := range p.asm {
		text := p.files[name]
		w.lines[fmt.Sprintf("asm %q %s", path.Join(p.path, name), hash(text))] = true
		for _, part := range strings.Split(string(text), "·")[1:] {
			end := strings.IndexFunc(part, func(r rune) bool {
				return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r < 128
			})
			if end >= 0 {
				part = part[:end]
			}
			w.name(p, part)
		}
	}
}
