package pipeline_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The project in testdata/rebuilt is this engine with three small stages. These
// tests edit it or build it otherwise, build it, and run it twice: on the cache
// that the unedited program filled, and on an empty one. Other bytes from the
// two are a wrong hit. What may not reach a result must run nothing again.

// An effect is what a change does to results.
type effect int

const (
	moves   effect = iota // other bytes
	may                   // could be other bytes, so it must run again
	nothing               // must not run anything again
	barred                // must end with an error that says want
	safe                  // an error, or the same bytes; never other ones from the cache
)

// A change is one edit, or one way to build.
type change struct {
	name     string
	means    effect
	file     string // to edit, "" for none
	old, new string
	files    map[string]string // to write
	build    []string          // flags
	env      []string          // of the build and the run
	set      func(t *testing.T, dir string)
	want     string // in the error
}

// A project is a copy of the small project in a folder of its own.
type project struct {
	t   *testing.T
	dir string
}

func newProject(t *testing.T) project {
	t.Helper()
	p := project{t, t.TempDir()}
	p.copyFrom("testdata/rebuilt", ".", func(string) bool { return true })
	p.copyFrom(".", "pipeline", func(name string) bool { return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") })
	for _, name := range []string{"go.mod", "go.sum", "build/modules.txt"} {
		p.write(name, p.read(filepath.Join("..", name)))
	}
	// the tests add requirements that nothing needs
	p.edit("go.mod", "\tgithub.com/vbauerster/mpb/v8 v8.9.3\n", "")
	p.write("build/modules.txt", p.read(filepath.Join(p.dir, "build/modules.txt"))+"github.com/golang/snappy github.com/golang/snappy@v0.0.4\n")
	return p
}

func (p project) copyFrom(from, to string, wanted func(string) bool) {
	p.t.Helper()
	err := fs.WalkDir(os.DirFS(from), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && e.Name() == "testdata" {
			return fs.SkipDir
		}
		if !e.IsDir() && wanted(name) {
			p.write(filepath.Join(to, name), p.read(filepath.Join(from, name)))
		}
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p project) read(path string) string {
	p.t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(b)
}

func (p project) write(name, text string) {
	p.t.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		p.t.Fatal(err)
	}
}

// run runs a command in the project.
func (p project) run(env []string, words ...string) {
	p.t.Helper()
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir, cmd.Env = p.dir, append(append(os.Environ(), "GOFLAGS=", "GOWORK="), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		p.t.Fatalf("%v: %v\n%s", words, err, out)
	}
}

func (p project) edit(name, old, by string) {
	p.t.Helper()
	text := p.read(filepath.Join(p.dir, name))
	if strings.Count(text, old) != 1 {
		p.t.Fatalf("%s has %q %d times, want once", name, old, strings.Count(text, old))
	}
	p.write(name, strings.Replace(text, old, by, 1))
}

// with is a copy of the project with a change.
func (p project) with(c change) project {
	p.t.Helper()
	q := project{p.t, p.t.TempDir()}
	if err := os.CopyFS(q.dir, os.DirFS(p.dir)); err != nil {
		p.t.Fatal(err)
	}
	if c.file != "" {
		q.edit(c.file, c.old, c.new)
	}
	for name, text := range c.files {
		q.write(name, text)
	}
	if c.set != nil {
		c.set(p.t, q.dir)
	}
	return q
}

// build builds the project's command; what the compiler says is an error's text.
func (p project) build(c change) (bin, fault string) {
	bin = filepath.Join(p.t.TempDir(), "toy")
	cmd := exec.Command("go", slices.Concat([]string{"build", "-o", bin}, c.build, []string{"./build"})...)
	cmd.Dir, cmd.Env = p.dir, append(append(os.Environ(), "GOFLAGS=", "GOWORK="), c.env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", string(out)
	}
	return bin, ""
}

// A made is what the small project's command says.
type made struct {
	Ran     []string
	Outputs map[string]string
}

func runProject(t *testing.T, bin, cache string, env []string) (m made, fault string) {
	t.Helper()
	cmd := exec.Command(bin, cache)
	cmd.Env = append(append(os.Environ(), "GOFLAGS="), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return m, errs.String()
	}
	if err := json.Unmarshal(out.Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	return m, ""
}

// effects count what came of changes.
type effects struct{ moved, harmless, reran, refused, wrong int }

// try makes one change and holds it against what it means.
func (p project) try(c change, before made, cache string, n *effects) {
	t := p.t
	bin, fault := p.with(c).build(c)
	if fault != "" {
		n.refused++
		if c.means != barred && c.means != safe || !strings.Contains(fault, c.want) {
			t.Errorf("%s does not build: %s", c.name, fault)
		}
		return
	}
	warm := filepath.Join(t.TempDir(), "cache")
	if err := os.CopyFS(warm, os.DirFS(cache)); err != nil {
		t.Fatal(err)
	}
	served, faultServed := runProject(t, bin, warm, c.env)
	fresh, faultFresh := runProject(t, bin, t.TempDir(), c.env)
	if c.means == barred {
		n.refused++
		if faultServed == "" || faultFresh == "" || !strings.Contains(faultServed, c.want) {
			t.Errorf("%s: %q and %q, want an error that says %q", c.name, faultServed, faultFresh, c.want)
		}
		return
	}
	if c.means == safe && (faultServed != "" || faultFresh != "") {
		n.refused++
		return
	}
	if faultServed+faultFresh != "" {
		t.Errorf("%s: %s%s", c.name, faultServed, faultFresh)
		return
	}
	if !maps.Equal(served.Outputs, fresh.Outputs) {
		n.wrong++
		t.Errorf("%s: WRONG HIT: the cache gave other bytes than an empty one; ran %v", c.name, served.Ran)
	}
	switch same := maps.Equal(fresh.Outputs, before.Outputs); c.means {
	case moves, may:
		n.moved++
		if c.means == moves && same {
			t.Errorf("%s moves no byte, so it tests nothing", c.name)
		}
		if len(served.Ran) == 0 {
			t.Errorf("%s: nothing ran again", c.name)
		}
	case nothing:
		n.harmless++
		if !same {
			t.Errorf("%s: other bytes, though it should change nothing", c.name)
		}
		if len(served.Ran) > 0 {
			n.reran++
			t.Errorf("%s: ran again: %v", c.name, served.Ran)
		}
	}
}

// Each change is really built and run.
func TestRebuiltPrograms(t *testing.T) {
	p := newProject(t)
	bin, fault := p.build(change{})
	if fault != "" {
		t.Fatal(fault)
	}
	cache := t.TempDir()
	before, fault := runProject(t, bin, cache, nil)
	if fault != "" || len(before.Ran) != 6 || len(before.Outputs) != 8 {
		t.Fatalf("%s: %+v", fault, before)
	}
	var n effects
	for _, c := range changes(t, p) {
		if !longTests() && !slices.Contains([]string{"a list reversed", "-ldflags -X", "a word of the log"}, c.name) {
			continue
		}
		p.try(c, before, cache, &n)
	}
	t.Logf("%d edits and builds that may change results: %d wrong hits; %d harmless: %d ran again; %d refused",
		n.moved, n.wrong, n.harmless, n.reran, n.refused)
}

func longTests() bool { return os.Getenv("NOFREELUNCH_LONG") != "" }
