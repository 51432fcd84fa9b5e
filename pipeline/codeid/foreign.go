package codeid

import (
	"go/ast"
	"strings"
)

// foreign reads what a function of another module does with an argument.
func (r useReader) foreign(above []ast.Node, importPath, name string, index int, s shape, addr bool) handling {
	shared := addr || s > values
	switch {
	case !shared && importPath != "unsafe":
		return reads
	case importPath == "fmt" && strings.HasPrefix(name, "Fprint") && index == 0:
		return writes
	case prints(importPath, name):
		return r.printed(s, addr || s >= deep) | r.handedOn(above, name == "Errorf" && (addr || s >= deep))
	case handsOn(importPath, name):
		return r.handedOn(above, addr || s >= deep)
	case reader(importPath, name):
		return reads
	case addr, importPath == "sort", importPath == "slices", importPath == "maps" && index == 0:
		return writes
	}
	return keeps
}

// handedOn goes on with the result of a function, if it aliases what was given.
func (r useReader) handedOn(above []ast.Node, aliases bool) handling {
	if !aliases {
		return reads
	}
	return r.climb(above, alien, false)
}

// printed is what the methods do that printing calls: those of a pointer only
// where there may be one.
func (r useReader) printed(s shape, pointer bool) (most handling) {
	for _, name := range []string{"String", "Error", "GoString", "Format"} {
		for _, m := range r.d.pkg.prog.methods[name] {
			if fn, ok := m.node.(*ast.FuncDecl); ok && (pointer || !isPointer(fn.Recv)) {
				most |= m.parameter(-1, s, pointer) &^ returns
			}
		}
	}
	return most
}

func isPointer(receiver *ast.FieldList) bool {
	_, star := ast.Unparen(receiver.List[0].Type).(*ast.StarExpr)
	return star
}

func prints(importPath, name string) bool {
	return importPath == "fmt" && (name == "Errorf" || strings.HasPrefix(strings.TrimLeft(name, "FS"), "Print") ||
		strings.HasPrefix(strings.TrimLeft(name, "FS"), "print"))
}

// handsOn reports a function that gives back its argument, or parts of it, and
// changes nothing.
func handsOn(importPath, name string) bool {
	switch importPath {
	case "slices":
		return in(" Clone Concat Repeat Max MaxFunc Min MinFunc Sorted Values All Backward ", name)
	case "maps":
		return in(" Clone Keys Values All ", name)
	case "cmp":
		return name == "Or"
	case "errors":
		return name == "Join" || name == "Unwrap"
	case "sync/atomic":
		return strings.HasPrefix(name, "Load")
	}
	return false
}

// reader reports a function of the standard library that changes nothing that
// it is given, keeps nothing and gives nothing of it back.
func reader(importPath, name string) bool {
	switch importPath {
	case "math", "math/bits", "math/cmplx", "strings", "strconv", "unicode", "unicode/utf8", "path", "cmp",
		"hash/crc32", "hash/crc64", "crypto/sha256":
		return !strings.HasPrefix(name, "Append") && !handsOn(importPath, name)
	case "errors":
		return name == "New" || name == "Is"
	case "slices":
		return in(" BinarySearch BinarySearchFunc Compare Contains ContainsFunc Equal Index IndexFunc IsSorted ", name)
	case "maps":
		return name == "Equal"
	case "bytes":
		return in(" Compare Contains Count Equal Index IndexByte HasPrefix HasSuffix ", name)
	case "reflect":
		return name == "DeepEqual" || name == "TypeOf"
	}
	return false
}

// foreignMethod reads a method of another module by its name.
func foreignMethod(name string) handling {
	switch {
	case name == "Load":
		return returns
	case in(" Len String RLock RUnlock Lock Unlock Do Error Name Kind ", name):
		return reads
	case in(" Store Swap CompareAndSwap Add Put Delete LoadOrStore LoadAndDelete Reset Write WriteString"+
		" WriteByte Seed Set ", name):
		return writes
	}
	return keeps
}

// owners are the packages of other modules that an initialiser or an init
// function calls and that may hold on to what they made or were given.
func (d *decl) owners() (paths []string) {
	ast.Inspect(d.tree(), func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !d.onlyMakes(call) {
			root, names := d.file.rootOf(call.Fun)
			harmless := in(stateless, root) || len(names) == 1 && (reader(root, names[0]) || prints(root, names[0]))
			if root != "" && !within(root, d.pkg.prog.module) && !harmless {
				paths = append(paths, root)
			}
		}
		return true
	})
	return paths
}

// owned takes in whoever else uses packages that may hold on to a variable.
func (w *walk) owned(paths []string) {
	for _, path := range paths {
		if w.judged["owner "+path] {
			continue
		}
		w.judged["owner "+path] = true
		for _, p := range w.prog.sorted {
			for _, f := range p.files {
				if f.knows(path) {
					w.ownedIn(f, path)
				}
			}
		}
	}
}

func (w *walk) ownedIn(f *file, path string) {
	for _, d := range f.decls {
		if d.kind != "func" && d.kind != "var" {
			continue
		}
		names := false
		ast.Inspect(d.tree(), func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				root, _ := f.rootOf(sel)
				names = names || root == path
			}
			return !names
		})
		switch {
		case names && (d.isInit() || d.kind == "var"):
			w.push(d)
		case names:
			w.pushCallers(d)
		}
	}
}
