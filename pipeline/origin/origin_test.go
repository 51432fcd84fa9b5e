package origin_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"nofreelunch/pipeline/git"
	"nofreelunch/pipeline/origin"
)

// sources are a small module that embeds itself, and files that do not count.
func sources() map[string]string {
	return map[string]string{
		"go.mod":              "module small\n",
		"small.go":            "package small\n\n//go:embed go.mod *.go part/*/*.go \"part/*/*.s\"\n//go:embed all:data\nvar sources embed.FS\n",
		"part/one/one.go":     "package one\n",
		"part/one/one.s":      "TEXT\n",
		"data/deep/table.csv": "1,2\n",
		"README.md":           "read me\n",
		"small_test.go":       "package small\n",
		"part/one/gen.go":     "// Generates.\n\n//go:build ignore\n\npackage main\n",
		"part/one/arm.go":     "//go:build (linux && !arm64 || x) && !ignore\n\npackage one\n",
		"other/other.go":      "package other\n",
	}
}

// program is what a build of the files carries.
func program(files map[string]string) fs.FS {
	carried := fstest.MapFS{}
	for name, text := range files {
		if name != "README.md" && !strings.HasPrefix(name, "other/") {
			carried[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return carried
}

// checkedOut writes files into a new folder, and commits them if told to.
func checkedOut(t *testing.T, files map[string]string, commit bool) (dir, id string) {
	t.Helper()
	dir = t.TempDir()
	write(t, dir, files)
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(dir))
	if commit {
		run(t, dir, "init", "-q")
		id = committed(t, dir)
	}
	return dir, id
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=n", "-c", "user.email=n@n"}, args...)...)
	cmd.Dir, cmd.Env = dir, git.Environment(os.Environ())
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func committed(t *testing.T, dir string) string {
	t.Helper()
	run(t, dir, "add", "-A")
	run(t, dir, "commit", "-q", "--allow-empty", "-m", "m")
	return run(t, dir, "rev-parse", "HEAD")
}

func of(t *testing.T, files map[string]string, dir, built string) origin.Origin {
	t.Helper()
	o, err := origin.Of(t.Context(), program(files), dir, built)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func edited(name, text string) map[string]string {
	files := sources()
	files[name] = text
	return files
}

func without(name string) map[string]string {
	files := sources()
	delete(files, name)
	return files
}

func TestCleanCheckout(t *testing.T) {
	dir, id := checkedOut(t, sources(), true)
	if o := of(t, sources(), dir, ""); o.Stamp() != id || o.Stale != "" || o.Uncommitted != "" || len(o.Digest) != 64 {
		t.Errorf("%+v, want commit %s", o, id)
	}
}

// What cannot reach a result does not count, on either side.
func TestHarmlessEdits(t *testing.T) {
	for _, name := range []string{"README.md", "small_test.go", "part/one/gen.go", "other/other.go", "part/one/new_test.go", "notes/new.go", ".hidden/x.go",
		"part/testdata/x.go", "part/_asm/x.go", "_x.go"} {
		dir, id := checkedOut(t, sources(), true)
		want := of(t, sources(), dir, "").Digest
		text := "//go:build ignore\n\npackage edited\n"
		write(t, dir, map[string]string{name: text})
		for what, files := range map[string]map[string]string{"in the folder": sources(), "in the program": edited(name, text)} {
			if o := of(t, files, dir, ""); o.Stamp() != id || o.Stale != "" || o.Uncommitted != "" || o.Digest != want {
				t.Errorf("%s edited %s: %+v, want the clean commit %s", name, what, o, id)
			}
		}
		if now := committed(t, dir); of(t, sources(), dir, "").Stamp() != now {
			t.Errorf("%s committed: want %s", name, now)
		}
	}
}

// Every edit that counts is found, whoever has it, and its file is named.
func TestEditsThatCount(t *testing.T) {
	edits := map[string]map[string]string{
		"part/one/one.go":      edited("part/one/one.go", "package two\n"),
		"part/one/one.s":       without("part/one/one.s"),
		"part/one/new.go":      edited("part/one/new.go", "package one\n"),
		"part/one/arm.go":      edited("part/one/arm.go", "//go:build arm64\n\npackage one // edited\n"),
		"data/deep/table.csv":  edited("data/deep/table.csv", "1,3\n"),
		"data/deeper/more.csv": edited("data/deeper/more.csv", ""),
		"go.mod":               edited("go.mod", "module small\n\ngo 1.26\n"),
		"new.go":               edited("new.go", "package small\n"),
	}
	for name, files := range edits {
		t.Run("stale/"+name, func(t *testing.T) { // the folder and the commit have the edit, the program has not
			dir, old := checkedOut(t, sources(), true)
			clear(t, dir)
			write(t, dir, files)
			committed(t, dir)
			o := of(t, sources(), dir, "")
			if !strings.HasPrefix(o.Stale, name+" ") || !strings.HasPrefix(o.Uncommitted, name+" ") || o.Stamp() != old {
				t.Errorf("%+v, want %s named and the commit before, %s", o, name, old)
			}
		})
		t.Run("dirty/"+name, func(t *testing.T) { // the program and the folder have the edit, the commit has not
			dir, id := checkedOut(t, sources(), true)
			clear(t, dir)
			write(t, dir, files)
			o := of(t, files, dir, "")
			if o.Stale != "" || !strings.HasPrefix(o.Uncommitted, name+" ") || o.Stamp() != id+"-dirty" {
				t.Errorf("%+v, want %s named and %s-dirty", o, name, id)
			}
			run(t, dir, "add", "-A") // staged is not committed
			if o := of(t, files, dir, ""); o.Stamp() != id+"-dirty" {
				t.Errorf("staged: %+v", o)
			}
		})
		t.Run("foreign/"+name, func(t *testing.T) { // only the program has the edit
			dir, _ := checkedOut(t, sources(), true)
			if o := of(t, files, dir, ""); o.Stamp() != origin.Unknown || !strings.HasPrefix(o.Stale, name+" ") {
				t.Errorf("%+v, want unknown and %s named", o, name)
			}
		})
		t.Run("no repository/"+name, func(t *testing.T) {
			dir, _ := checkedOut(t, sources(), false)
			if o := of(t, files, dir, ""); o.Stamp() != origin.Unknown || !strings.HasPrefix(o.Stale, name+" ") || o.Uncommitted != "" {
				t.Errorf("%+v, want unknown and %s named", o, name)
			}
		})
		if of(t, files, "", "").Digest == of(t, sources(), "", "").Digest {
			t.Errorf("%s is not in the digest", name)
		}
	}
}

func clear(t *testing.T, dir string) {
	t.Helper()
	for name := range sources() {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// Git can be told to overlook a change; the comparison cannot.
func TestGitToldToOverlook(t *testing.T) {
	files := edited("part/one/one.go", "package two\n")
	for _, flag := range []string{"--assume-unchanged", "--skip-worktree"} {
		dir, id := checkedOut(t, sources(), true)
		run(t, dir, "update-index", flag, "part/one/one.go")
		write(t, dir, files)
		if o := of(t, files, dir, ""); o.Stamp() != id+"-dirty" {
			t.Errorf("%s: %+v", flag, o)
		}
	}
	dir, id := checkedOut(t, sources(), true)
	write(t, dir, map[string]string{".git/info/exclude": "new.go\n"})
	files = edited("new.go", "package small\n")
	write(t, dir, files)
	if o := of(t, files, dir, ""); o.Stamp() != id+"-dirty" || !strings.HasPrefix(o.Uncommitted, "new.go ") {
		t.Errorf("an ignored file: %+v", o)
	}
}

func TestOtherPlaces(t *testing.T) {
	if o := of(t, sources(), "", ""); o.Stamp() != origin.Unknown || o.Digest == "" || o.Stale != "" {
		t.Errorf("outside a checkout: %+v", o)
	}
	dir, _ := checkedOut(t, sources(), false)
	if o := of(t, sources(), dir, ""); o.Stamp() != origin.Unknown || o.Stale != "" || o.Uncommitted != "" {
		t.Errorf("without a repository: %+v", o)
	}
	run(t, dir, "init", "-q")
	if o := of(t, sources(), dir, ""); o.Stamp() != origin.Unknown || o.Uncommitted != "" {
		t.Errorf("without a commit: %+v", o)
	}
	foreign, _ := checkedOut(t, map[string]string{"theirs.txt": "x", "go.mod": "module theirs\n"}, true)
	write(t, foreign, sources())
	if o := of(t, sources(), foreign, ""); o.Stamp() != origin.Unknown || o.Stale != "" || o.Uncommitted == "" {
		t.Errorf("in somebody else's repository: %+v", o)
	}
	outer, _ := checkedOut(t, map[string]string{"theirs.txt": "x"}, true)
	inner := filepath.Join(outer, "deep", "small")
	write(t, inner, sources())
	if o := of(t, sources(), inner, ""); o.Stamp() != origin.Unknown {
		t.Errorf("untracked inside another repository: %+v", o)
	}
	id := committed(t, outer)
	if o := of(t, sources(), inner, ""); o.Stamp() != id {
		t.Errorf("committed as a folder of another repository: %+v, want %s", o, id)
	}
}

// The build's own note leads to a commit beside the history checked out, but
// only if that commit has the files.
func TestBuiltFrom(t *testing.T) {
	dir, first := checkedOut(t, sources(), true)
	run(t, dir, "checkout", "-q", "-b", "side")
	write(t, dir, edited("new.go", "package small\n"))
	side := committed(t, dir)
	run(t, dir, "checkout", "-q", "-")
	files := edited("new.go", "package small\n")
	for built, want := range map[string]string{side: side, "": origin.Unknown, first: origin.Unknown, "--all": origin.Unknown} {
		if o := of(t, files, dir, built); o.Stamp() != want || o.Stale == "" {
			t.Errorf("built from %q: %+v, want %s", built, o, want)
		}
	}
}

func TestRoot(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"go.mod": "// The module.\nmodule \"small\" // here\n\ngo 1.26\n", "a/b/x.go": "", "a/_asm/go.mod": "module small/asm\n", "a/_asm/y/z.go": "",
	})
	for _, below := range []string{"", "a", "a/b", "a/_asm", "a/_asm/y"} {
		if got := origin.Root(filepath.Join(dir, below), "small"); got != dir {
			t.Errorf("from %q: %q, want %q", below, got, dir)
		}
	}
	if got := origin.Root(filepath.Join(dir, "a"), "large"); got != "" {
		t.Errorf("another module: %q", got)
	}
	if got := origin.Module([]byte("go 1.26\n")); got != "" {
		t.Errorf("no module: %q", got)
	}
}
