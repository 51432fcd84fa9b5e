package codeid

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An asmFile is a file that is not Go and goes into a package: beside it, or
// included by assembly from anywhere.
type asmFile struct {
	name    string // in the file system
	src     []byte
	symbols []symbol // Go's and other packages' names that it mentions
	layout  bool     // it includes go_asm.h, the constants and types of the package
}

// toolchain are the headers that come with Go, whose version is in every key.
const toolchain = " textflag.h funcdata.h asm_amd64.h asm_ppc64x.h asm_riscv64.h "

var include = regexp.MustCompile(`^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"`)

func (p *pkg) readAssembly(name string) error {
	return p.addAssembly(path.Join(p.dir, name))
}

func (p *pkg) addAssembly(name string) error {
	if slices.ContainsFunc(p.asm, func(a *asmFile) bool { return a.name == name }) {
		return nil
	}
	src, err := fs.ReadFile(p.prog.fsys, name)
	if err != nil {
		return err
	}
	a := &asmFile{name: name, src: src}
	p.asm = append(p.asm, a)
	if isObject(name) {
		return nil
	}
	a.symbols = p.symbolsIn(src)
	if !bytes.Contains(src, []byte("include")) {
		return nil
	}
	for _, included := range includes(src) {
		if err := p.follow(a, included); err != nil {
			return err
		}
	}
	return nil
}

// includes are the files that a source includes. Where no comment and no
// directive goes over a line's end, only lines with a number sign are read.
func includes(src []byte) (names []string) {
	text := src
	if bytes.Contains(src, []byte("/*")) || bytes.Contains(src, []byte("\\\n")) {
		text = []byte(withoutComments(strings.ReplaceAll(string(src), "\\\n", " ")))
	}
	for i := bytes.IndexByte(text, '#'); i >= 0; i = bytes.IndexByte(text, '#') {
		from := bytes.LastIndexByte(text[:i], '\n') + 1
		line, rest, _ := bytes.Cut(text[from:], []byte("\n"))
		if m := include.FindSubmatch(line); m != nil {
			names = append(names, string(m[1]))
		}
		text = rest
	}
	return names
}

// follow reads what a file includes, by a path from the folder of the package
// or from its own.
func (p *pkg) follow(a *asmFile, included string) error {
	if included == "go_asm.h" {
		a.layout = true
		return nil
	}
	for _, dir := range []string{p.dir, path.Dir(a.name)} {
		name := path.Join(dir, included)
		if info, err := fs.Stat(p.prog.fsys, name); fs.ValidPath(name) && err == nil && info.Mode().IsRegular() {
			return p.addAssembly(name)
		}
	}
	if !in(toolchain, included) {
		line := 1 + bytes.Count(a.src[:max(0, bytes.Index(a.src, []byte(included)))], []byte("\n"))
		p.fail(fmt.Errorf("%s:%d: %q is not among the embedded sources", a.name, line, included))
	}
	return nil
}

// symbolsIn finds the names with a middle dot: ·name of the package itself and
// path∕of·name of another.
func (p *pkg) symbolsIn(src []byte) (symbols []symbol) {
	seen := map[string]bool{}
	inName := func(r rune) bool {
		return r == '·' || r == '∕' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	for rest := src; ; {
		dot := bytes.Index(rest, []byte("·"))
		if dot < 0 {
			return symbols
		}
		from := 1 + bytes.LastIndexFunc(rest[:dot], func(r rune) bool { return !inName(r) })
		if from > 0 { // after the whole rune
			_, size := utf8.DecodeRune(rest[from-1:])
			from += size - 1
		}
		n := bytes.IndexFunc(rest[dot:], func(r rune) bool { return !inName(r) })
		if n < 0 {
			n = len(rest) - dot
		}
		word := string(rest[from : dot+n])
		rest = rest[dot+n:]
		if !seen[word] {
			seen[word] = true
			symbols = append(symbols, p.symbolsOf(word)...)
		}
	}
}

// symbolsOf reads one such name. A middle dot stands for a dot in a path too
// and before a method, so it is read in every way.
func (p *pkg) symbolsOf(word string) (symbols []symbol) {
	for i := max(0, strings.LastIndex(word, "∕")); ; {
		next := strings.Index(word[i:], "·")
		if next < 0 {
			return symbols
		}
		i += next
		at := strings.NewReplacer("∕", "/", "·", ".").Replace(word[:i])
		if at == "" || at == "main" && p.name == "main" {
			at = p.path
		}
		i += len("·")
		name, _, _ := strings.Cut(word[i:], "·")
		if at[0] != '.' && name != "" {
			symbols = append(symbols, symbol{at, name})
		}
	}
}

// isObject reports a file that is linked as it is.
func isObject(name string) bool { return path.Ext(name) == ".syso" }

// content is what of the file counts.
func (a *asmFile) content() []byte {
	if isObject(a.name) {
		return a.src
	}
	return stripAssembly(a.src)
}
