package codeid

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
)

// FuzzListing puts arbitrary text in the place of a Go file, an assembly file,
// a header, go.mod and the patterns of go:embed. Whatever it is, there is a
// listing or an error, soon.
func FuzzListing(f *testing.F) {
	names, err := filepath.Glob("testdata/programs/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		for _, text := range fuzzSeeds(f, name) {
			f.Add(text, text)
		}
	}
	for _, seed := range []string{"", "package", "package x;;", "//go:build ((((\npackage x", "#include \"k.s\"\n·", "∕·", "·∕·x··(SB)", "\"", "/*", "'", "//go:embed \"", "//go:linkname a b.\npackage x",
		"package stage\nvar x, y = 1\nfunc (", "package stage\nfunc (a, b) f() {}\nvar _ = x.y.z[1](2)()", "package stage\ntype A = A\nfunc (A) m() {}\nvar v = v\nfunc f() { v = f }",
		"package stage\ntype T [len(x)]T\nvar x T\nfunc f() { x[0] = 1; f(x) }\nfunc g(p T) T { return g(p) }"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, code, other string) {
		m := fstest.MapFS{}
		for name, text := range map[string]string{
			"go.mod": "module trial\n", "stage/stage.go": "package stage\n\nimport \"trial/lib\"\n\nfunc Run() { lib.F(); kernel() }\n\nfunc kernel()\n\nvar V = map[string]*int{}\n",
			"stage/other.go": code, "stage/k.s": other, "stage/k.h": code, "lib/lib.go": other, "lib/more.go": "package lib\n\nfunc F() {}\n",
		} {
			m[name] = &fstest.MapFile{Data: []byte(text)}
		}
		if s, err := New(m); err == nil {
			_, _ = s.Listing(entry)
		}
		m["go.mod"] = &fstest.MapFile{Data: []byte(other)}
		if s, err := New(m); err == nil {
			_, _ = s.Listing(entry)
		}
		_, _ = embedPatterns(code)
		_ = linkTarget(code)
		_ = normalize([]byte(code))
		_ = stripAssembly([]byte(other))
	})
}

func fuzzSeeds(f *testing.F, name string) (texts []string) {
	text, err := os.ReadFile(name)
	if err != nil {
		f.Fatal(err)
	}
	p, err := parseProgram(name, string(text))
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range p.files {
		texts = append(texts, text)
	}
	return texts
}
