package codeid

import (
	"bytes"
	"go/build/constraint"
	"go/token"
	"path"
	"strings"
)

// The names of systems and processors that the go command knows in the names
// of files, those it does not support among them.
const (
	systems = " aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1" +
		" windows zos "
	machines = " 386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le" +
		" ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm "
	others = " unix cgo gc gccgo race msan asan purego boringcrypto "
)

func in(words, w string) bool { return w != "" && strings.Contains(words, " "+w+" ") }

// header is the build constraints before the package clause: //go:build, or
// else // +build, which counts only above a blank line.
func header(f *file) (lines []string) {
	var old []string
	for _, g := range f.ast.Comments {
		for _, c := range g.List {
			switch {
			case c.Pos() > f.ast.Package || !f.startsLine(c.Pos()):
			case constraint.IsGoBuild(c.Text):
				lines = append(lines, c.Text)
			case constraint.IsPlusBuild(c.Text) && f.line(g.End())+1 < f.line(f.ast.Package):
				old = append(old, c.Text)
			}
		}
	}
	if lines == nil {
		return old
	}
	return lines
}

// startsLine reports that only space stands before pos in its line.
func (f *file) startsLine(pos token.Pos) bool {
	before := f.src[:f.offset(pos)]
	return len(bytes.TrimSpace(before[bytes.LastIndexByte(before, '\n')+1:])) == 0
}

// constraintOf is when a file is compiled: the part of its name that the go
// command reads, and the build lines of its header. It also tells whether any
// platform compiles it.
func constraintOf(name string, header []string) (text string, can bool) {
	exprs, can := satisfiable(header, true)
	return strings.Join(append(nameConstraint(name), exprs...), "\n"), can
}

// nameConstraint is _GOOS, _GOARCH or both at the end of a file's name.
func nameConstraint(name string) (words []string) {
	name, _, _ = strings.Cut(name, ".")
	_, name, _ = strings.Cut(name, "_")
	parts := strings.Split(strings.TrimSuffix(name, "_test"), "_")
	n := len(parts)
	if n >= 2 && in(systems, parts[n-2]) && in(machines, parts[n-1]) {
		return parts[n-2:]
	}
	if in(systems, parts[n-1]) || in(machines, parts[n-1]) {
		return parts[n-1:]
	}
	return nil
}

// satisfiable reports whether a file with this header is compiled on some
// platform, with tags of the user's own or without, and the conditions.
func satisfiable(header []string, tags bool) (exprs []string, can bool) {
	can = true
	for _, line := range header {
		x, err := constraint.Parse(line)
		if err != nil {
			continue
		}
		yes, _ := outcomes(x, tags)
		exprs, can = append(exprs, x.String()), can && yes
	}
	return exprs, can
}

// Satisfiable reports that some platform and some tags admit a file with this
// constraint. Where a tag occurs twice it may say so of more.
func Satisfiable(x constraint.Expr) bool {
	yes, _ := outcomes(x, true)
	return yes
}

// outcomes reports whether x can be true and whether it can be false, whatever
// the platform. Nobody sets the tag ignore.
func outcomes(x constraint.Expr, tags bool) (yes, no bool) {
	switch x := x.(type) {
	case *constraint.NotExpr:
		no, yes = outcomes(x.X, tags)
	case *constraint.AndExpr:
		y1, n1 := outcomes(x.X, tags)
		y2, n2 := outcomes(x.Y, tags)
		yes, no = y1 && y2, n1 || n2
	case *constraint.OrExpr:
		y1, n1 := outcomes(x.X, tags)
		y2, n2 := outcomes(x.Y, tags)
		yes, no = y1 || y2, n1 && n2
	case *constraint.TagExpr:
		known := in(systems, x.Tag) || in(machines, x.Tag) || in(others, x.Tag)
		own := !known && !strings.HasPrefix(x.Tag, "go1") && !strings.HasPrefix(x.Tag, "goexperiment.")
		yes, no = x.Tag != "ignore" && (tags || !own), true
	}
	return yes, no
}

// compiled reports a file that is not Go and goes into the package beside it.
func compiled(name string) bool {
	switch path.Ext(name) {
	case ".s", ".S", ".sx", ".h", ".hh", ".hpp", ".hxx", ".inc", ".syso", ".c", ".cc", ".cpp", ".cxx", ".m", ".mm",
		".f", ".F", ".for", ".f90", ".swig", ".swigcxx":
		return true
	}
	return false
}
