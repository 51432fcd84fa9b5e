package codeid

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// toy is a module with everything the analysis must see.
func toy() fstest.MapFS {
	files := map[string]string{
		"go.mod": "module toy\n\ngo 1.26\n\nrequire (\n\tgolang.org/x/sys v0.1.0\n\texample.com/plot v1.2.3 // indirect\n\texample.com/other v0.0.1\n)\n",
		"go.sum": "golang.org/x/sys v0.1.0 h1:sys=\nexample.com/plot v1.2.3 h1:plot=\nexample.com/other v0.0.1 h1:other=\n",
		"train/train.go": `// Package train trains.
package train

import (
	"errors"

	"toy/blas"
	named "toy/config"
)

// ErrStop is unused.
var ErrStop = errors.New("stop")

const (
	small = iota
	large
)

type Params struct{ Units int }

func (p Params) String() string { return label(p) }

func label(p Params) string { return "p" }

func Train(p Params) int {
	local := blas.Gemm(p.Units, large)
	return local + named.Default.Size() + step(local)
}

func step(x int) int { return x + 1 }

func unused() int { return 7 }
`,
		"config/config.go": `package config

import _ "embed"

//go:embed table.txt
var table string

type Config struct{ n int }

var Default = Config{n: 3}

func (c Config) Size() int { return c.n + len(table) }

func Other() int { return 1 }
`,
		"config/table.txt": "1 2 3",
		"blas/blas.go": `package blas

import "golang.org/x/sys/cpu"

var fast bool

func init() { fast = cpu.X86.HasAVX2 }

func Gemm(m, n int) int { return kernel(m) * n }

func Pure(m int) int { return m }
`,
		"blas/kernel_amd64.go": "package blas\n\n//go:noescape\nfunc kernel(m int) int\n",
		"blas/kernel_other.go": "//go:build !amd64\n\npackage blas\n\nfunc kernel(m int) int { return m }\n",
		"blas/kernel_amd64.s":  "#include \"textflag.h\"\n\n// kernel multiplies.\nTEXT ·kernel(SB), NOSPLIT, $0-16\n\tMOVQ ·scale(SB), AX // scale\n\tRET\n",
		"blas/scale.go":        "package blas\n\nvar scale = 3\n",
		"blas/blas_test.go":    "package blas\n\nfunc helper() {}\n",
		"figures/figure2.go":   "package figures\n\nimport \"example.com/plot\"\n\nfunc Figure2() int { return plot.New() }\n",
		"figures/figure7.go":   "package figures\n\nimport \"toy/train\"\n\nfunc Figure7(p train.Params) int { return p.Units }\n",
		"dot/dot.go":           "package dot\n\nimport . \"toy/config\"\n\nfunc F() int { return Other() }\n",
	}
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func list(t *testing.T, m fstest.MapFS, function string) string {
	t.Helper()
	s, err := New(m, "golang.org/x/sys")
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.Listing(function)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestListingSeesExactlyWhatIsReached(t *testing.T) {
	got := list(t, toy(), "toy/train.Train")
	var labels []string
	for line := range strings.Lines(got) {
		word, rest, _ := strings.Cut(line, " ")
		name, _, _ := strings.Cut(rest, " ")
		labels = append(labels, word+" "+strings.Trim(name, `"`))
	}
	want := `asm toy/blas/kernel_amd64.s
func toy/blas.Gemm
func toy/blas.init
func toy/blas.kernel
func toy/blas.kernel
func toy/config.Config.Size
func toy/train.Params.String
func toy/train.Train
func toy/train.label
func toy/train.step
const toy/train.small,large
type toy/config.Config
type toy/train.Params
var toy/blas.fast
var toy/blas.scale
var toy/config.Default
var toy/config.table
module golang.org/x/sys`
	if !sameLines(labels, strings.Split(want, "\n")) {
		t.Errorf("reached\n%s\nwant\n%s", strings.Join(labels, "\n"), want)
	}
}

func sameLines(a, b []string) bool {
	count := map[string]int{}
	for _, x := range a {
		count[x]++
	}
	for _, x := range b {
		count[x]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

func TestEdits(t *testing.T) {
	const train, fig2, fig7, dot = "toy/train.Train", "toy/figures.Figure2", "toy/figures.Figure7", "toy/dot.F"
	all := []string{train, fig2, fig7, dot}
	for _, c := range []struct {
		what, file, old, new string
		changes              string // space-separated of the above, by function name
	}{
		{"a comment", "train/train.go", "// Package train trains.", "// Package train is\n// about training.", ""},
		{"formatting", "train/train.go", "func Train(p Params) int {\n", "func Train(\n\tp Params,\n) int {\n\n", ""},
		{"a reached constant", "train/train.go", "x + 1", "x + 2", "Train"},
		{"iota", "train/train.go", "small = iota", "tiny = iota\n\tsmall", "Train"},
		{"an operator", "blas/blas.go", "kernel(m) * n", "kernel(m) + n", "Train"},
		{"an unused function", "train/train.go", "return 7", "return 8", ""},
		{"a new unused function", "train/train.go", "func unused()", "func more() {}\n\nfunc unused()", ""},
		{"an unused error", "train/train.go", `"stop"`, `"halt"`, ""},
		{"a method of a reached type", "train/train.go", "return label(p)", `return label(p) + "x"`, "Train Figure7"},
		{"what only that method calls", "train/train.go", `return "p"`, `return "q"`, "Train Figure7"},
		{"assembly", "blas/kernel_amd64.s", "MOVQ", "MOVL", "Train"},
		{"a comment in assembly", "blas/kernel_amd64.s", "// kernel multiplies.", "/* kernel\n adds */", ""},
		{"what assembly mentions", "blas/scale.go", "3", "4", "Train"},
		{"another platform's body", "blas/kernel_other.go", "return m", "return m + 0", "Train"},
		{"a build tag", "blas/kernel_other.go", "!amd64", "!arm64", "Train"},
		{"an init function", "blas/blas.go", "HasAVX2", "HasAVX512", "Train Figure2 Figure7"},
		{"an embedded file", "config/table.txt", "1", "2", "Train F"},
		{"a variable's initialiser", "config/config.go", "n: 3", "n: 4", "Train F"},
		{"a test", "blas/blas_test.go", "helper", "helped", ""},
		{"another figure", "figures/figure2.go", "plot.New()", "plot.Old()", "Figure2"},
		{"what a dot import may use", "config/config.go", "return 1", "return 2", "F"},
		{"a leaf module", "go.mod", "sys v0.1.0", "sys v0.2.0", "Train Figure2 Figure7"},
		{"a module's sum", "go.sum", "h1:plot=", "h1:plop=", "Figure2"},
		{"a module that another may need", "go.mod", "other v0.0.1", "other v0.0.2", "Figure2"},
		{"an import of the same name", "train/train.go", `named "toy/config"`, `named "toy/other/config"`, "Train"},
	} {
		before, after := toy(), toy()
		after["other/config/config.go"] = after["config/config.go"]
		after["other/config/table.txt"] = after["config/table.txt"]
		text := string(after[c.file].Data)
		if !strings.Contains(text, c.old) {
			t.Fatalf("%s: %s does not contain %q", c.what, c.file, c.old)
		}
		after[c.file] = &fstest.MapFile{Data: []byte(strings.Replace(text, c.old, c.new, 1))}
		for _, fn := range all {
			changed := list(t, before, fn) != list(t, after, fn)
			_, name, _ := strings.Cut(fn, ".")
			want := strings.Contains(" "+c.changes+" ", " "+name+" ")
			if changed != want {
				t.Errorf("%s: %s changed: %v, want %v", c.what, fn, changed, want)
			}
		}
	}
}

func TestErrorsNameWhatIsMissing(t *testing.T) {
	m := toy()
	s, err := New(m)
	if err != nil {
		t.Fatal(err)
	}
	for fn, want := range map[string]string{
		"toy/train.Nothing": "not declared",
		"toy/absent.F":      "not among the embedded sources",
		"other/x.F":         "not a function of module toy",
	} {
		if _, err := s.Listing(fn); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", fn, err, want)
		}
	}
	m["config/more.go"] = &fstest.MapFile{Data: []byte("package config\n\nimport _ \"toy/absent\"\n")}
	s, _ = New(m)
	if _, err := s.Listing("toy/train.Train"); err == nil || !strings.Contains(err.Error(), "config/more.go:3: package toy/absent") {
		t.Errorf("a package that is linked and not embedded: %v", err)
	}
	delete(m, "config/more.go")
	delete(m, "config/table.txt")
	s, _ = New(m)
	if _, err := s.Listing("toy/train.Train"); err == nil || !strings.Contains(err.Error(), "table.txt") {
		t.Errorf("a missing embedded file: %v", err)
	}
}

// TestOwnModule follows a function of this very package.
func TestOwnModule(t *testing.T) {
	began := time.Now()
	s, err := New(os.DirFS("../.."), "golang.org/x/sys")
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.Listing("nofreelunch/pipeline/codeid.New")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `func "nofreelunch/pipeline/codeid.parseMod" `) {
		t.Errorf("New does not reach parseMod:\n%s", text)
	}
	t.Log(time.Since(began), strings.Count(string(text), "\n"), "lines")
}
