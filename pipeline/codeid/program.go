package codeid

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// A program is every package of the module that may be linked: those in the
// embedded folders, and those that they import. What is not reached counts
// too, where it can change what is: see effects and shared.
type program struct {
	fsys   fs.FS
	module string

	absent  error                  // a package that is linked and not here
	pkgs    map[string]*pkg        // by import path
	sorted  []*pkg                 // by import path
	links   map[string][]symbol    // the other names of a symbol, by go:linkname
	asm     map[string][]*pkg      // packages whose assembly mentions a symbol
	methods map[string][]*decl     // by their own name
	fields  map[string][]field     // by name, when needed
	shapes  map[variableName]shape // of variables, as far as they are known
	solver  *solver                // of what is done with parameters, local variables and fields
	outs    map[*decl]bool         // effects that reach beyond their package
}

// A symbol is a package-level name.
type symbol struct{ pkg, name string }

func (s symbol) String() string { return s.pkg + "." + s.name }

func readProgram(fsys fs.FS, module string) (*program, error) {
	prog := &program{fsys: fsys, module: module, pkgs: map[string]*pkg{}, links: map[string][]symbol{},
		asm: map[string][]*pkg{}, methods: map[string][]*decl{}, solver: newSolver(), shapes: map[variableName]shape{},
		outs: map[*decl]bool{}}
	dirs, err := sourceDirs(fsys)
	if err != nil {
		return nil, err
	}
	for len(dirs) > 0 {
		if err := prog.readDirs(dirs); err != nil {
			return nil, err
		}
		dirs = prog.missing()
	}
	prog.sorted = slices.SortedFunc(maps.Values(prog.pkgs), func(a, b *pkg) int { return cmp.Compare(a.path, b.path) })
	for _, p := range prog.sorted {
		prog.nameImports(p)
		p.readDecls()
	}
	for _, p := range prog.sorted {
		p.findEffects()
		prog.index(p)
	}
	sideBySide(len(prog.sorted), func(i int) { prog.sorted[i].findSelections() })
	for _, p := range prog.sorted {
		p.findSetters()
	}
	return prog, nil
}

// sourceDirs are the folders of packages, as the go command's ./... has them.
func sourceDirs(fsys fs.FS) (dirs []string, err error) {
	err = fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil:
			return err
		case !e.IsDir():
			if dir := path.Dir(name); path.Ext(name) == ".go" && !ignored(base) && !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		case name != "." && (base[0] == '.' || base[0] == '_' || base == "testdata" || name == "vendor"):
			return fs.SkipDir
		}
		return nil
	})
	return dirs, err
}

// readDirs reads the packages in folders.
func (prog *program) readDirs(dirs []string) error {
	found := make([]*pkg, len(dirs))
	failed := make([]error, len(dirs))
	sideBySide(len(dirs), func(i int) { found[i], failed[i] = prog.readPackage(dirs[i]) })
	for _, p := range found {
		if p != nil {
			prog.pkgs[p.path] = p
		}
	}
	return errors.Join(failed...)
}

// sideBySide does n things, several at a time.
func sideBySide(n int, do func(i int)) {
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		wait.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
}

// missing are the folders of imported packages that no one has read yet: a
// package in testdata may be imported like any other.
func (prog *program) missing() (dirs []string) {
	for _, p := range prog.pkgs {
		for _, f := range p.files {
			for n, i := range f.ast.Imports {
				to := f.paths[n]
				if !within(to, prog.module) || prog.pkgs[to] != nil {
					continue
				}
				dir := prog.dirOf(to)
				if !hasGo(prog.fsys, dir) {
					prog.absent = fmt.Errorf("%s: package %s is linked and not among the embedded sources, so what it changes is "+
						"unknown; embed it in the root package", f.at(i.Pos()), to)
				} else if !slices.Contains(dirs, dir) {
					dirs = append(dirs, dir)
				}
			}
		}
	}
	return dirs
}

func hasGo(fsys fs.FS, dir string) bool {
	entries, err := fs.ReadDir(fsys, dir)
	return err == nil && slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return path.Ext(e.Name()) == ".go" && !ignored(e.Name())
	})
}

func (prog *program) dirOf(importPath string) string {
	if importPath == prog.module {
		return "."
	}
	return strings.TrimPrefix(importPath, prog.module+"/")
}

func (prog *program) pathOf(dir string) string {
	if dir == "." {
		return prog.module
	}
	return prog.module + "/" + dir
}

// index notes the names under which the assembly and the linker know what p
// declares or mentions.
func (prog *program) index(p *pkg) {
	for _, ds := range p.methods {
		for _, d := range ds {
			own := d.own()
			prog.methods[own] = append(prog.methods[own], d)
		}
	}
	for _, l := range p.links {
		if within(l.to.pkg, prog.module) {
			here := symbol{p.path, l.local}
			prog.links[here.String()] = append(prog.links[here.String()], l.to)
			prog.links[l.to.String()] = append(prog.links[l.to.String()], here)
		}
	}
	for _, a := range p.asm {
		for _, s := range a.symbols {
			if users := prog.asm[s.String()]; !slices.Contains(users, p) {
				prog.asm[s.String()] = append(users, p)
			}
		}
	}
}
