package codeid

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A pkg is one package of the module, parsed.
type pkg struct {
	prog    *program
	path    string // import path
	dir     string // in the file system
	name    string // what its files call it
	files   []*file
	decls   map[string][]*decl // by package-level name
	methods map[string][]*decl // by receiver's type name
	ordered []*decl            // in the order of files and within them
	effects []*decl            // init functions, and initialisers that do more than make a value
	imports []string           // of every file
	links   []link             // go:linkname with two names
	asm     []*asmFile         // files that are not Go but compile into the package
	setters []setter           // declarations that assign variables of other modules
	unsure  string             // why it must be taken whole, or ""
	err     error              // why it cannot be followed
}

// A file is one Go file.
type file struct {
	pkg        *pkg
	name       string
	fset       *token.FileSet
	src        []byte
	ast        *ast.File           // without the bodies of functions
	whole      bool                // no: with them
	decls      []*decl             // what it declares
	tops       map[token.Pos]bool  // where names of those stand, when needed
	paths      []string            // of the packages it imports
	constraint string              // build constraint, of the header and of the name
	imports    map[string][]string // local name to path; of third-party packages the name is a guess
	dots       []string            // packages imported with a dot
	foreign    []string            // third-party packages imported
	directives []*ast.Comment      // comments that the compiler reads
}

// A link is a go:linkname directive.
type link struct {
	local string
	to    symbol
}

func (p *pkg) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// at is a position as editors understand it.
func (f *file) at(pos token.Pos) string {
	return fmt.Sprintf("%s:%d", path.Join(f.pkg.dir, f.name), f.line(pos))
}

// line is counted in the source: the skeleton has fewer ends of lines.
func (f *file) line(pos token.Pos) int { return 1 + bytes.Count(f.src[:f.offset(pos)], []byte("\n")) }

func (f *file) offset(pos token.Pos) int { return f.fset.PositionFor(pos, false).Offset }

func ignored(name string) bool {
	return strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".")
}

// readPackage parses the files of a folder.
func (prog *program) readPackage(dir string) (*pkg, error) {
	p := &pkg{prog: prog, path: prog.pathOf(dir), dir: dir, decls: map[string][]*decl{}, methods: map[string][]*decl{}}
	entries, err := fs.ReadDir(prog.fsys, dir)
	if err != nil {
		return nil, fmt.Errorf("codeid: %w", err)
	}
	for _, e := range entries {
		switch name := e.Name(); {
		case !e.Type().IsRegular() || ignored(name):
		case path.Ext(name) == ".go":
			err = p.readGo(name)
		case compiled(name):
			err = p.readAssembly(name)
		}
		if err != nil {
			return nil, fmt.Errorf("codeid: %w", err)
		}
	}
	p.choose()
	for _, f := range p.files {
		p.readDirectives(f)
	}
	return p, nil
}

// readGo parses one file, unless nothing can make the go command compile it.
func (p *pkg) readGo(name string) error {
	src, err := fs.ReadFile(p.prog.fsys, path.Join(p.dir, name))
	if err != nil {
		return err
	}
	f := &file{pkg: p, name: name, fset: token.NewFileSet(), src: src, imports: map[string][]string{}}
	err = f.parse()
	if f.ast == nil || !f.ast.Package.IsValid() {
		p.fail(fmt.Errorf("%s is not Go: %w", path.Join(p.dir, name), err))
		return nil
	}
	var can bool
	f.constraint, can = constraintOf(name, header(f))
	if !can || f.ast.Name.Name == "documentation" {
		return nil // the go command ignores it
	}
	if err != nil {
		p.fail(err)
		return nil
	}
	for _, i := range f.ast.Imports {
		f.paths = append(f.paths, importPath(i))
	}
	p.files = append(p.files, f)
	return nil
}

// choose keeps the files of one package. Files that need a tag nobody sets,
// such as generators, may belong to another.
func (p *pkg) choose() {
	plain := slices.DeleteFunc(slices.Clone(p.files), func(f *file) bool {
		_, can := satisfiable(header(f), false)
		return !can
	})
	if len(plain) == 0 {
		plain = p.files
	}
	for _, f := range plain {
		if p.name == "" {
			p.name = f.ast.Name.Name
		} else if p.name != f.ast.Name.Name {
			p.fail(fmt.Errorf("%s: the package is %s here and %s in %s",
				f.at(f.ast.Package), f.ast.Name.Name, p.name, plain[0].name))
		}
	}
	p.files = slices.DeleteFunc(p.files, func(f *file) bool { return f.ast.Name.Name != p.name })
}

func (f *file) contains(text string) bool { return bytes.Contains(f.src, []byte(text)) }

// readDirectives collects the comments that the compiler reads.
func (p *pkg) readDirectives(f *file) {
	for _, g := range f.ast.Comments {
		for _, c := range g.List {
			if !directive(c.Text) {
				continue
			}
			f.directives = append(f.directives, c)
			if words := strings.Fields(c.Text); words[0] == "//go:linkname" {
				p.unsure = "linkname"
				if len(words) == 3 {
					p.links = append(p.links, link{words[1], linkTarget(words[2])})
				}
			}
		}
	}
}

// linkTarget takes a linker's symbol apart: path/of.Name or path/of.(*Type).Name.
func linkTarget(s string) symbol {
	s = strings.ReplaceAll(s, "%2e", ".")
	slash := strings.LastIndexByte(s, '/') + 1
	base, name, _ := strings.Cut(s[slash:], ".")
	name, _, _ = strings.Cut(strings.TrimPrefix(name, "(*"), ")")
	name, _, _ = strings.Cut(name, ".")
	return symbol{s[:slash] + base, name}
}

func importPath(i *ast.ImportSpec) string {
	to, err := strconv.Unquote(i.Path.Value)
	if err != nil {
		return i.Path.Value
	}
	return to
}

// nameImports finds out what the files of p call the packages they import.
func (prog *program) nameImports(p *pkg) {
	for _, f := range p.files {
		for _, spec := range f.ast.Imports {
			to, name := importPath(spec), ""
			if spec.Name != nil {
				name = spec.Name.Name
			}
			p.imports = append(p.imports, to)
			if !within(to, prog.module) && !standard(to) {
				f.foreign = append(f.foreign, to)
			}
			switch {
			case to == "C":
				p.fail(fmt.Errorf("%s: cgo: what C code does cannot be followed; write it in Go or assembly", f.at(spec.Pos())))
			case name == ".":
				f.dots = append(f.dots, to)
				p.unsure = "import . " + to
			case name == "_":
			case name != "":
				f.imports[name] = append(f.imports[name], to)
			default:
				name = prog.nameOf(to)
				f.imports[name] = append(f.imports[name], to)
			}
		}
	}
	slices.Sort(p.imports)
	p.imports = slices.Compact(p.imports)
}

// nameOf is the name a package is imported under by default. For third-party
// packages it is a guess; their use counts for the whole file anyway.
func (prog *program) nameOf(importPath string) string {
	if p := prog.pkgs[importPath]; p != nil && p.name != "" {
		return p.name
	}
	base := path.Base(importPath)
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" {
		base = path.Base(path.Dir(importPath))
	}
	return base
}
