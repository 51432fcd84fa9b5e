package codeid

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

func info(deps []*debug.Module, settings ...string) *debug.BuildInfo {
	b := &debug.BuildInfo{Main: debug.Module{Path: "toy"}, Deps: deps}
	for _, s := range settings {
		key, value, _ := strings.Cut(s, "=")
		b.Settings = append(b.Settings, debug.BuildSetting{Key: key, Value: value})
	}
	return b
}

// usual are the settings of a plain build.
func usual(more ...string) []string {
	return append([]string{"-buildmode=exe", "-compiler=gc", "CGO_ENABLED=1", "CGO_CFLAGS=", "GOARCH=amd64", "GOOS=linux", "GOAMD64=v1"}, more...)
}

func TestSettingsThatChangeCodeCount(t *testing.T) {
	plain := settings(info(nil, usual()...), "")
	if !slices.Equal(plain, []string{`setting "-compiler" "gc"`}) {
		t.Errorf("of a plain build: %q", plain)
	}
	seen := map[string]string{}
	for _, set := range []string{
		"-tags=noasm", "-tags=noasm,other", "-ldflags=-X main.x=1", "-ldflags=-s -X main.x=1", "-gcflags=-N -l", "-gcflags=all=-N -l", "-asmflags=-D x",
		"-race=true", "-msan=true", "-asan=true", "-cover=true", "-covermode=atomic", "GOEXPERIMENT=nogreenteagc", "DefaultGODEBUG=panicnil=1",
		"GOFIPS140=latest", "GOARCH=riscv64", "GOARCH=386", "-buildmode=c-shared", "something=new",
	} {
		got := strings.Join(settings(info(nil, usual(set)...), ""), "\n")
		if got == strings.Join(plain, "\n") || seen[got] != "" {
			t.Errorf("%s has the lines of a plain build, or of %s: %s", set, seen[got], got)
		}
		seen[got] = set
	}
	if got := settings(info(nil, slices.Replace(usual(), 1, 2, "-compiler=gccgo")...), ""); slices.Equal(got, plain) {
		t.Error("another compiler does not count")
	}
}

func TestSettingsThatMoveNoBitDoNotCount(t *testing.T) {
	plain := settings(info(nil, usual()...), "")
	for _, set := range []string{
		"GOOS=darwin", "GOARCH=arm64", "GOAMD64=v4", "GOARM64=v8.2", "CGO_ENABLED=0", "CGO_CFLAGS=-O3", "vcs=git", "vcs.revision=abc", "vcs.time=now", "vcs.modified=true",
		"-buildmode=pie", "-trimpath=true", "-ldflags=-s -w", "-ldflags=-w", "-ldflags=",
	} {
		if got := settings(info(nil, usual(set)...), ""); !slices.Equal(got, plain) {
			t.Errorf("%s counts: %q", set, got)
		}
	}
}

func TestGODEBUGCountsWhereItChangesValues(t *testing.T) {
	plain := settings(info(nil, usual()...), "")
	for _, env := range []string{"", "gctrace=1", "cpu.avx2=off,cpu.fma=off", "asyncpreemptoff=1", "nothing"} {
		if got := settings(info(nil, usual()...), env); !slices.Equal(got, plain) {
			t.Errorf("GODEBUG=%s counts: %q", env, got)
		}
	}
	for _, env := range []string{"panicnil=1", "randautoseed=0", "gctrace=1,asynctimerchan=1", "unheardof=1"} {
		if got := settings(info(nil, usual()...), env); slices.Equal(got, plain) {
			t.Errorf("GODEBUG=%s does not count", env)
		}
	}
}

func TestBuildsThatHideSomethingAreRefused(t *testing.T) {
	clean := func() ([]string, error) {
		return []string{"runtime.buildVersion.str", "runtime.modinfo.str", "toy.table"}, nil
	}
	poked := func() ([]string, error) { return []string{"runtime.buildVersion.str", "toy/train.version.str"}, nil }
	stripped := func() ([]string, error) { return nil, errors.New("it is stripped") }
	for _, c := range []struct {
		set, goflags string
		symbols      func() ([]string, error)
		want         string // in the error; "" for none
	}{
		{"", "", stripped, ""},
		{"", "-buildvcs=false -mod=readonly", poked, ""}, // -ldflags is stated, and counts
		{"-trimpath=true", "", clean, ""},
		{"-trimpath=true", "", poked, "toy/train.version"},
		{"-trimpath=true", "", stripped, "stripped"},
		{"-pgo=/home/me/default.pgo", "", clean, "default.pgo"},
		{"-pgo=off", "", clean, ""},
		{"", "-overlay=/tmp/o.json", clean, "-overlay"},
		{"", "-mod=mod -toolexec=/bin/x", clean, "-toolexec"},
	} {
		err := refused(info(nil, usual(c.set)...), c.goflags, c.symbols)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s GOFLAGS=%s: %v, want %q", c.set, c.goflags, err, c.want)
		}
	}
}

const (
	toyMod = "module toy\n\ngo 1.26.3\n\nrequire (\n\texample.com/a v1.0.0\n\texample.com/b v1.1.0 // indirect\n)\n"
	toySum = "example.com/a v1.0.0 h1:a=\nexample.com/a v1.0.0/go.mod h1:am=\nexample.com/b v1.1.0 h1:b=\nexample.com/fork v2.0.0 h1:fork=\nexample.com/fork v3.0.0 h1:three=\nexample.com/d v1.0.0 h1:d=\n"
)

// modules.txt is about builds without tags on three systems; in others a
// package may import more.
func TestAllModulesCountInBuildsThatNobodyForesaw(t *testing.T) {
	for set, want := range map[string]bool{"": true, "GOOS=darwin": true, "-race=true": true, "-tags=noasm": false, "GOEXPERIMENT=x": false, "GOOS=plan9": false, "GOARCH=riscv64": false} {
		if got := foreseen(info(nil, append([]string{"GOARCH=amd64", "GOOS=linux"}, set)...)); got != want {
			t.Errorf("%s foreseen: %v, want %v", set, got, want)
		}
	}
	m, err := parseMod(toyMod, toySum)
	if all := m.all(); err != nil || len(all) != 2 || all[0] != `module "example.com/a" v1.0.0 h1:a=` {
		t.Errorf("all modules: %q %v", all, err)
	}
}

func TestGoFlagsComeFromTheEnvironmentAndTheFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "env")
	write(t, filepath.Dir(file), map[string]string{"env": "GOPROXY=direct\nGOFLAGS=-toolexec=/bin/x -v\n"})
	t.Setenv("GOENV", file)
	t.Setenv("GOFLAGS", "-mod=mod")
	if got := goFlags(); !strings.Contains(got, "-mod=mod") || !strings.Contains(got, "-toolexec=/bin/x") || strings.Contains(got, "direct") {
		t.Errorf("the flags are %q", got)
	}
	t.Setenv("GOENV", "off")
	if got := goFlags(); got != "-mod=mod" {
		t.Errorf("without a file the flags are %q", got)
	}
}

func dep(words ...string) *debug.Module {
	return &debug.Module{Path: words[0], Version: words[1], Sum: words[2]}
}

func TestTheProgramMustBeWhatGoModSays(t *testing.T) {
	a, b := dep("example.com/a", "v1.0.0", "h1:a="), dep("example.com/b", "v1.1.0", "h1:b=")
	replaced := func(by *debug.Module) *debug.Module {
		return &debug.Module{Path: "example.com/a", Version: "v1.0.0", Replace: by}
	}
	fork := "replace example.com/a => example.com/fork v2.0.0\n"
	for name, c := range map[string]struct {
		more string // in go.mod
		deps []*debug.Module
		want string
	}{
		"as required":               {"", []*debug.Module{a, b}, ""},
		"one of them":               {"", []*debug.Module{b}, ""},
		"its own package":           {"", []*debug.Module{dep("toy", "(devel)", ""), a}, ""},
		"a vendor folder":           {"", []*debug.Module{dep("example.com/a", "v1.0.0", "")}, "no sum"},
		"a workspace":               {"", []*debug.Module{dep("example.com/a", "(devel)", "")}, "no sum"},
		"a folder instead":          {"", []*debug.Module{replaced(dep("../a", "(devel)", ""))}, "../a"},
		"another version":           {"", []*debug.Module{dep("example.com/a", "v1.0.1", "h1:a=")}, "v1.0.1"},
		"another sum":               {"", []*debug.Module{dep("example.com/a", "v1.0.0", "h1:x=")}, "h1:x="},
		"unknown to go.mod":         {"", []*debug.Module{dep("example.com/c", "v1.0.0", "h1:c=")}, "example.com/c"},
		"a fork unknown to go.mod":  {"", []*debug.Module{replaced(dep("example.com/fork", "v2.0.0", "h1:fork="))}, "example.com/fork"},
		"a fork as go.mod says":     {fork, []*debug.Module{replaced(dep("example.com/fork", "v2.0.0", "h1:fork=")), b}, ""},
		"a fork of one version":     {strings.Replace(fork, "a =>", "a v1.0.0 =>", 1), []*debug.Module{replaced(dep("example.com/fork", "v2.0.0", "h1:fork="))}, ""},
		"a fork of another version": {strings.Replace(fork, "a =>", "a v0.9.0 =>", 1), []*debug.Module{replaced(dep("example.com/fork", "v2.0.0", "h1:fork="))}, "fork"},
		"another fork":              {fork, []*debug.Module{replaced(dep("example.com/fork", "v2.0.1", "h1:fork="))}, "v2.0.1"},
		"a fork left out":           {fork, []*debug.Module{a}, "example.com/a"},
		"a fork of this version":    {fork + "replace example.com/a v1.0.0 => example.com/fork v3.0.0\n", []*debug.Module{replaced(dep("example.com/fork", "v3.0.0", "h1:three="))}, ""},
		"the other way round":       {"replace example.com/a v1.0.0 => example.com/fork v3.0.0\n" + fork, []*debug.Module{replaced(dep("example.com/fork", "v3.0.0", "h1:three="))}, ""},
		"quoted and squeezed":       {"require(\n\t\"example.com/d\" `v1.0.0`\n)\n", []*debug.Module{dep("example.com/d", "v1.0.0", "h1:d=")}, ""},
		"itself replaced":           {"", []*debug.Module{{Path: "toy", Replace: dep("../toy", "", "")}}, "../toy"},
	} {
		m, err := parseMod(toyMod+c.more, toySum)
		if err != nil {
			t.Fatal(err)
		}
		err = m.agree(info(c.deps))
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	m, _ := parseMod(toyMod, toySum)
	if err := m.agree(&debug.BuildInfo{Main: debug.Module{Path: "other"}}); err == nil {
		t.Error("a program of another module agrees")
	}
}

func TestAFolderInPlaceOfAModuleIsRefused(t *testing.T) {
	for _, more := range []string{"replace example.com/a => ../a\n", "replace (\n\texample.com/a v1.0.0 => ./a // ours\n)\n", "replace example.com/a => /a\n"} {
		if _, err := parseMod(toyMod+more, toySum); err == nil || !strings.Contains(err.Error(), "example.com/a") {
			t.Errorf("%q: %v", more, err)
		}
	}
}

func TestTheLanguageIsThatOfGoMod(t *testing.T) {
	for mod, want := range map[string]string{"module x\ngo 1.26.3\n": "1.26", "module x\n\ngo 1.26\n": "1.26", "module x\ngo 1.27rc1\n": "1.27rc1", "module x\n": ""} {
		if m, err := parseMod(mod, ""); err != nil || m.language != want {
			t.Errorf("%q: %q %v", mod, m.language, err)
		}
	}
}

// The modules of a key are those that a package compiles in, while the list of
// them is about the versions that go.mod has.
func TestModulesCountForWhatCompilesThem(t *testing.T) {
	const compiled = "# comment\nexample.com/a/x example.com/a@v1.0.0\nexample.com/a/y example.com/a@v1.0.0 example.com/b@v1.1.0\n"
	of := func(mod, sum, compiled string, pkgs ...string) string {
		m, err := parseMod(mod, sum)
		if err != nil {
			t.Fatal(err)
		}
		m.compiled = parseCompiled(compiled)
		return strings.Join(m.lines(pkgs, nil), "\n")
	}
	const a, b = `module "example.com/a" v1.0.0 h1:a=`, `module "example.com/b" v1.1.0 h1:b=`
	unused := strings.Replace(toyMod, ")\n", "\texample.com/unused v1.0.0\n)\n", 1)
	for name, c := range map[string]struct{ got, want string }{
		"nothing":                   {of(toyMod, toySum, compiled), ""},
		"one module":                {of(toyMod, toySum, compiled, "example.com/a/x"), a},
		"and what that needs":       {of(toyMod, toySum, compiled, "example.com/a/y", "example.com/a/x"), a + "\n" + b},
		"an unused requirement":     {of(unused, toySum, compiled, "example.com/a/y"), a + "\n" + b},
		"not in the list":           {of(toyMod, toySum, compiled, "example.com/a/z"), a + "\n" + b},
		"a list of other versions":  {of(toyMod, toySum, strings.ReplaceAll(compiled, "v1.0.0", "v0.9.0"), "example.com/a/x"), a + "\n" + b},
		"without a list":            {of(toyMod, toySum, "", "example.com/a/x"), a + "\n" + b},
		"of no module of go.mod":    {of(toyMod, toySum, compiled, "example.com/q"), a + "\n" + b + "\n" + `module "example.com/q" unknown `},
		"another sum":               {of(toyMod, strings.Replace(toySum, "h1:a=", "h1:aa=", 1), compiled, "example.com/a/x"), `module "example.com/a" v1.0.0 h1:aa=`},
		"another version":           {of(strings.Replace(toyMod, "a v1.0.0", "a v1.0.1", 1), toySum, compiled, "example.com/a/x"), `module "example.com/a" v1.0.1 ` + "\n" + b},
		"replaced by another one":   {of(toyMod+"replace example.com/a => example.com/fork v2.0.0\n", toySum, compiled, "example.com/a/x"), `module "example.com/a" v1.0.0 => example.com/fork v2.0.0 h1:fork=` + "\n" + b},
		"comments and order change": {of("module toy\nrequire example.com/b v1.1.0\nrequire example.com/a v1.0.0 // why\n", toySum, compiled, "example.com/a/y"), a + "\n" + b},
	} {
		if c.got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, c.got, c.want)
		}
	}
}

// -trimpath leaves -ldflags out of what a program says of itself; its symbols
// tell what -X set, on every system.
func TestLinkedStringsAreFoundInSymbols(t *testing.T) {
	systems := []string{"linux"}
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		systems = []string{"linux", "darwin", "windows"}
	}
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"go.mod":  "module toy\n\ngo 1.26\n",
		"main.go": "package main\n\ntype T struct{}\n\nfunc (T) str() string { return Version }\n\nvar Version string\nvar call = T.str\n\nfunc main() { print(call(T{}), Version) }\n",
	})
	for _, system := range systems {
		for flags, want := range map[string]string{"": "", "-w": "", "-X main.Version=1": "main.Version", "-w -X main.Version=1": "main.Version", "-s": "stripped"} {
			bin := filepath.Join(dir, "toy-"+system)
			cmd := exec.Command("go", "build", "-trimpath", "-ldflags", flags, "-o", bin, ".")
			cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if system == "windows" && flags == "-w" {
				continue // the linker strips everything there
			}
			err := refused(info(nil, "-trimpath=true"), "", func() ([]string, error) { return dataSymbols(bin) })
			if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%s -ldflags %q: %v, want %q", system, flags, err, want)
			}
		}
	}
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
