package nofreelunch_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite modules.txt")

const modulesHeader = `# What each package of another module compiles in, by module, on any platform.
# It decides which modules are in which key. Written by: go test -run TestModules -update .
`

// A listed package is what the go command tells of it.
type listedPackage struct {
	ImportPath string
	Imports    []string
	ImportMap  map[string]string
	CgoFiles   []string
	Standard   bool
	Module     *struct {
		Path, Version string
		Main          bool
		Replace       *struct{ Path string }
	}
}

// platforms are those that the module is built for. Each has files of its own,
// and keys must not tell them apart.
func platforms() [][]string {
	if os.Getenv("NOFREELUNCH_LONG") == "" && !*update {
		return [][]string{nil} // the one at hand
	}
	return [][]string{
		{"GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=1"}, {"GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0"}, {"GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0"},
		{"GOOS=darwin", "GOARCH=arm64", "CGO_ENABLED=1"}, {"GOOS=darwin", "GOARCH=amd64", "CGO_ENABLED=0"}, {"GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0"},
	}
}

// A key has the modules that a package compiles in, so the list of them must be
// complete, and the go command must agree.
func TestModulesAreThoseThatAreCompiledIn(t *testing.T) {
	behind := map[string]map[string]bool{}
	for _, env := range platforms() {
		packages := listPackages(t, env)
		for _, p := range packages {
			if p.Module == nil || !p.Module.Main {
				continue
			}
			for _, to := range p.Imports {
				if of := packages[to]; of != nil && of.Module != nil && !of.Module.Main {
					behind[to] = union(behind[to], modulesBehind(t, packages, to))
				}
			}
		}
	}
	if *update {
		if err := os.WriteFile("build/modules.txt", []byte(modulesHeader+modulesText(behind)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile("build/modules.txt")
	if err != nil {
		t.Fatal(err)
	}
	listed := string(text)
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		if want := modulesHeader + modulesText(behind); listed != want {
			t.Errorf("modules.txt is not what the go command says; write it with -update. Want\n%s", want)
		}
		return
	}
	for pkg, modules := range behind {
		for m := range modules {
			if !strings.Contains(listed, "\n"+pkg+" ") || !lineHas(listed, pkg, m) {
				t.Errorf("modules.txt does not say that %s compiles in %s; write it with -update", pkg, m)
			}
		}
	}
}

func lineHas(text, pkg, module string) bool {
	for line := range strings.Lines(text) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == pkg {
			return slices.Contains(f[1:], module)
		}
	}
	return false
}

func listPackages(t *testing.T, env []string) map[string]*listedPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Imports,ImportMap,CgoFiles,Standard,Module", "./...")
	cmd.Env = append(append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly"), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, stderr.Bytes())
	}
	packages := map[string]*listedPackage{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listedPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages[p.ImportPath] = &p
	}
}

// modulesBehind are the modules of a package and of all that it imports. None
// may have C in it: which C compiler it was, no program says.
func modulesBehind(t *testing.T, packages map[string]*listedPackage, pkg string) map[string]bool {
	modules, seen := map[string]bool{}, map[string]bool{}
	var visit func(string)
	visit = func(name string) {
		p := packages[name]
		if p == nil || p.Standard || seen[name] {
			return
		}
		seen[name] = true
		if len(p.CgoFiles) > 0 {
			t.Errorf("%s, behind %s, is compiled with C (%v)", name, pkg, p.CgoFiles)
		}
		modules[p.Module.Path+"@"+p.Module.Version] = true
		for _, to := range p.Imports {
			if real := p.ImportMap[to]; real != "" {
				to = real
			}
			visit(to)
		}
	}
	visit(pkg)
	return modules
}

func union(a, b map[string]bool) map[string]bool {
	if a == nil {
		return b
	}
	maps.Copy(a, b)
	return a
}

func modulesText(behind map[string]map[string]bool) string {
	var b strings.Builder
	for _, pkg := range slices.Sorted(maps.Keys(behind)) {
		b.WriteString(pkg + " " + strings.Join(slices.Sorted(maps.Keys(behind[pkg])), " ") + "\n")
	}
	return b.String()
}
