package pipeline_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// fork is where a module comes from that nobody else has.
const fork = "nofreelunch.invalid/"

// moduleChanges link other modules than go.mod and go.sum say, or say others.
func moduleChanges(t *testing.T, p project) []change {
	cache := moduleCache(t)
	t.Cleanup(func() { forget(t, cache) })
	proxy := t.TempDir()
	snappy := poison{"github.com/golang/snappy", "v0.0.4", "snappy", "encode.go",
		"func Encode(dst, src []byte) []byte {", "func Encode(dst, src []byte) []byte {\n\tsrc = append(src, src...)\n\tsrc = append(src, 1, 2, 3)"}
	zstd := poison{"github.com/klauspost/compress", "v1.17.9", "compress", "zstd/encoder_options.go", "crc:           true", "crc:           false"}
	folder := filepath.Join(t.TempDir(), "snappy")
	snappy.into(t, cache, proxy, folder)
	zstd.into(t, cache, proxy, "")
	env := []string{"GOPROXY=file://" + proxy, "GONOSUMDB=*", "GONOSUMCHECK=1", "GOFLAGS=-mod=mod"}
	forked := func(m poison) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			q := project{t, dir}
			q.run(nil, "go", "mod", "edit", "-replace", m.path+"="+fork+m.name+"@v1.0.0")
			q.run(env, "go", "list", "-deps", "./build")
		}
	}
	beside := func(t *testing.T, dir string) { // a go.mod with the fork, which is not embedded
		q := project{t, dir}
		q.write("other.mod", q.read(filepath.Join(dir, "go.mod")))
		q.write("other.sum", q.read(filepath.Join(dir, "go.sum")))
		q.run(nil, "go", "mod", "edit", "-replace", snappy.path+"="+fork+"snappy@v1.0.0", "other.mod")
		q.run(env, "go", "list", "-modfile", "other.mod", "-deps", "./build")
	}
	folderIn := func(file string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			q := project{t, dir}
			q.write("other.mod", q.read(filepath.Join(dir, "go.mod")))
			q.write("other.sum", q.read(filepath.Join(dir, "go.sum")))
			q.run(nil, "go", "mod", "edit", "-replace", snappy.path+"="+folder, file)
		}
	}
	return []change{
		{name: "a fork of a stage's module", set: forked(snappy)},
		{name: "a fork of the codec's module", set: forked(zstd)},
		{name: "a fork in another go.mod", set: beside, build: []string{"-modfile", "other.mod"}, means: barred, want: "snappy"},
		{name: "a folder in go.mod", set: folderIn("go.mod"), means: barred, want: "folder"},
		{name: "a folder in another go.mod", set: folderIn("other.mod"), build: []string{"-modfile", "other.mod"}, means: barred, want: "no sum"},
		{name: "a folder in go.work", files: map[string]string{"go.work": "go 1.26.0\n\nuse .\n\nuse " + folder + "\n"}, means: barred, want: "no sum"},
		{name: "a replacement in go.work", files: map[string]string{"go.work": "go 1.26.0\n\nuse .\n\nreplace " + snappy.path + " => " + folder + "\n"}, means: barred, want: "no sum"},
		{name: "a vendor folder", set: vendor(""), means: barred, want: "no sum"},
		{name: "a vendor folder with an edit", set: vendor(snappy.file), means: barred, want: "no sum"},
		{name: "an overlay of a module", set: overlay(filepath.Join(cache, snappy.path+"@"+snappy.version, snappy.file), "package snappy\n"),
			build: []string{"-overlay", "overlay.json"}, means: barred, want: "GOMODCACHE"},
		{name: "an overlay of the sources", set: overlay(walkFile, ""), build: []string{"-overlay", "overlay.json"}},
		{name: "an overlay that adds a file", set: overlay("stages/toy/walk/added.go", "package walk\n\nfunc init() { version = \"added\" }\n"), build: []string{"-overlay", "overlay.json"}},
		{name: "a sum that go.mod's module has not", file: "go.sum", old: "github.com/golang/snappy v0.0.4 h1:y", new: "github.com/golang/snappy v0.0.4 h1:z", means: barred, want: "snappy"},
		{name: "a requirement of the codec left out of modules.txt", means: may, set: func(t *testing.T, dir string) {
			q := project{t, dir}
			q.write("build/modules.txt", strings.ReplaceAll(q.read(filepath.Join(dir, "build/modules.txt")), " github.com/klauspost/compress@v1.17.9", ""))
		}},
		{name: "modules.txt of other versions", means: may, set: func(t *testing.T, dir string) {
			q := project{t, dir}
			q.write("build/modules.txt", strings.ReplaceAll(q.read(filepath.Join(dir, "build/modules.txt")), "snappy@v0.0.4", "snappy@v0.0.3"))
		}},
		{name: "no modules.txt", means: may, set: func(t *testing.T, dir string) { project{t, dir}.write("build/modules.txt", "#\n") }},
	}
}

// A poison is an edit of one file of a module of others.
type poison struct{ path, version, name, file, old, new string }

// into writes the edited module as a version of its own into a proxy, and, if
// it is named, into a folder.
func (m poison) into(t *testing.T, cache, proxy, folder string) {
	t.Helper()
	r, err := zip.OpenReader(filepath.Join(cache, "cache", "download", m.path, "@v", m.version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	mod := "module " + m.path + "\n"
	for _, f := range r.File {
		name := strings.TrimPrefix(f.Name, m.path+"@"+m.version+"/")
		if strings.Contains(name, "testdata/") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		text := m.edited(t, f, name)
		if name == "go.mod" {
			mod = text
		}
		out, err := w.Create(fork + m.name + "@v1.0.0/" + name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(out, text)
		if folder != "" {
			project{t, folder}.write(name, text)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	at := project{t, filepath.Join(proxy, fork+m.name, "@v")}
	at.write("v1.0.0.zip", archive.String())
	at.write("v1.0.0.mod", mod)
	at.write("v1.0.0.info", `{"Version":"v1.0.0"}`)
	at.write("list", "v1.0.0\n")
}

func (m poison) edited(t *testing.T, f *zip.File, name string) string {
	t.Helper()
	in, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	b, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	if name != m.file {
		return string(b)
	}
	if strings.Count(string(b), m.old) != 1 {
		t.Fatalf("%s has no single %q", f.Name, m.old)
	}
	return strings.Replace(string(b), m.old, m.new, 1)
}

func moduleCache(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// forget takes the forks out of the module cache again.
func forget(t *testing.T, cache string) {
	for _, dir := range []string{filepath.Join(cache, fork), filepath.Join(cache, "cache", "download", fork)} {
		_ = filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
			if err == nil {
				err = os.Chmod(path, 0o777) // the cache is read-only
			}
			return err
		})
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	}
}

// vendor vendors everything, and edits a file of snappy if one is named.
func vendor(file string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		q := project{t, dir}
		q.run(nil, "go", "mod", "vendor", "-e")
		if file != "" {
			q.edit(filepath.Join("vendor/github.com/golang/snappy", file), "func Encode(dst, src []byte) []byte {", "func Encode(dst, src []byte) []byte {\n\tsrc = append(src, src...)")
		}
	}
}

// overlay puts a text in place of a file, for the compiler alone; the empty
// text is an edit of the file.
func overlay(name, text string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		q := project{t, dir}
		path := name
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, name)
		}
		if text == "" {
			text = strings.Replace(q.read(path), `version = "a"`, `version = "overlaid"`, 1)
		}
		q.write("overlay.txt", text)
		q.write("overlay.json", fmt.Sprintf("{\"Replace\": {%q: %q}}", path, filepath.Join(dir, "overlay.txt")))
	}
}
