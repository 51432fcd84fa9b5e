package codeid

import (
	"fmt"
	"io/fs"
	"maps"
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
	prog *program // read when first needed
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
	if compiled, err := fs.ReadFile(fsys, "build/modules.txt"); err == nil { // else all requirements stand behind every package
		m.compiled = parseCompiled(string(compiled))
	}
	return &Source{fsys: fsys, mod: m, leaves: leaves}, nil
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
	prog, err := s.program()
	if err != nil {
		return nil, err
	}
	if prog.absent != nil {
		return nil, fmt.Errorf("codeid: %w", prog.absent)
	}
	w := newWalk(prog)
	p := w.load(importPath)
	if w.err != nil {
		return nil, w.err
	}
	if p.decls[fn] == nil {
		return nil, fmt.Errorf("codeid: %s is not declared in the embedded sources", function)
	}
	w.name(p, fn)
	if w.all(); w.err != nil {
		return nil, fmt.Errorf("codeid: what %s reaches cannot be known: %w", function, w.err)
	}
	lines := slices.Sorted(maps.Keys(w.lines))
	lines = append(lines, s.mod.lines(slices.Sorted(maps.Keys(w.foreign)), s.leaves)...)
	return []byte(strings.Join(lines, "\n") + "\n"), nil
}

// program reads all packages, once.
func (s *Source) program() (*program, error) {
	if s.prog == nil {
		prog, err := readProgram(s.fsys, s.mod.path)
		if err != nil {
			return nil, err
		}
		s.prog = prog
	}
	return s.prog, nil
}
