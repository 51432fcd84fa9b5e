package codeid

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// The programs of testdata/programs are small modules, each about one thing
// that Go can do to a result, with edits. Every edit is built and run for
// real: where what the program prints changes, the listing must change, or be
// refused. Another kind of edit is a line in one of those files; the format:
//
//	-- path --
//	the text of a file, up to the next line that begins with -- or =
//	= result|harmless|refused what the edit is
//	path: old => new        replaces text, with \n and \t for line and tab
//	path < text             makes a file
//	path -                  removes a file
//	path -> path            moves a file
//
// Each module has, unless it says otherwise, a main.go that calls setup and
// prints stage.Run(), and a setup.go that does nothing.
type trialProgram struct {
	name  string
	files map[string]string
	edits []trialEdit
}

type trialEdit struct {
	expect, what string
	commands     []string
}

const entry = "trial/stage.Run"

func defaultFiles() map[string]string {
	return map[string]string{
		"go.mod":   "module trial\n\ngo 1.26\n",
		"main.go":  "package main\n\nimport (\n\t\"fmt\"\n\n\t\"trial/stage\"\n)\n\nfunc main() {\n\tsetup()\n\tfmt.Print(stage.Run())\n}\n",
		"setup.go": "package main\n\nfunc setup() {}\n",
	}
}

func readPrograms(t *testing.T) (programs []trialProgram) {
	t.Helper()
	names, err := filepath.Glob("testdata/programs/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal("no programs", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		base := strings.TrimSuffix(filepath.Base(name), ".txt")
		if _, arch, ok := strings.Cut(base, "_"); ok && arch != runtime.GOARCH {
			continue
		}
		p, err := parseProgram(base, string(text))
		if err != nil {
			t.Fatal(err)
		}
		programs = append(programs, p)
	}
	return programs
}

func parseProgram(name, text string) (trialProgram, error) {
	p := trialProgram{name: name, files: defaultFiles()}
	file := ""
	for line := range strings.Lines(text) {
		switch bare := strings.TrimSpace(line); {
		case strings.HasPrefix(line, "-- ") && strings.HasSuffix(bare, " --"):
			file = strings.TrimSuffix(strings.TrimPrefix(bare, "-- "), " --")
			p.files[file] = ""
		case strings.HasPrefix(line, "= "):
			file = ""
			expect, what, _ := strings.Cut(bare[2:], " ")
			p.edits = append(p.edits, trialEdit{expect: expect, what: what})
		case file != "":
			p.files[file] += line
		case bare == "" || strings.HasPrefix(line, "#"):
		case len(p.edits) == 0:
			return p, fmt.Errorf("%s: %q stands in no edit", name, bare)
		default:
			e := &p.edits[len(p.edits)-1]
			e.commands = append(e.commands, bare)
		}
	}
	return p, nil
}

// apply returns the files after an edit.
func (e trialEdit) apply(files map[string]string) (map[string]string, error) {
	out := maps.Clone(files)
	escapes := strings.NewReplacer(`\n`, "\n", `\t`, "\t")
	for _, c := range e.commands {
		if from, to, ok := strings.Cut(c, " -> "); ok {
			out[to] = out[from]
			delete(out, from)
		} else if name, ok := strings.CutSuffix(c, " -"); ok {
			delete(out, name)
		} else if name, text, ok := strings.Cut(c, " < "); ok && !strings.Contains(name, ":") {
			out[name] = escapes.Replace(text) + "\n"
		} else if name, rest, ok := strings.Cut(c, ": "); ok {
			from, to, ok := strings.Cut(rest, "=>")
			from, to = escapes.Replace(strings.TrimSpace(from)), escapes.Replace(strings.TrimSpace(to))
			if !ok || !strings.Contains(out[name], from) {
				return nil, fmt.Errorf("%s does not contain %q", name, from)
			}
			out[name] = strings.Replace(out[name], from, to, 1)
		} else {
			return nil, fmt.Errorf("no edit: %q", c)
		}
	}
	return out, nil
}

// execute writes a module, builds and runs it.
func execute(dir string, files map[string]string) (string, error) {
	src := filepath.Join(dir, "src")
	if err := os.RemoveAll(src); err != nil {
		return "", err
	}
	for name, text := range files {
		to := filepath.Join(src, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			return "", err
		}
		if err := os.WriteFile(to, []byte(text), 0o666); err != nil {
			return "", err
		}
	}
	bin := filepath.Join(dir, "program")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", bin, ".")
	build.Dir = src
	build.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	var out bytes.Buffer
	run := exec.Command(bin)
	run.Stdout, run.Stderr = &out, &out
	err := run.Run()
	return out.String() + fmt.Sprint(err), nil
}

// identity is the listing of the program's stage, or why there is none.
func identity(files map[string]string) (text string, refused bool) {
	m := fstest.MapFS{}
	for name, text := range files {
		if path.Base(name)[0] != '.' {
			m[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	s, err := New(m)
	if err != nil {
		return err.Error(), true
	}
	listing, err := s.Listing(entry)
	if err != nil {
		return err.Error(), true
	}
	return string(listing), false
}

// A tally is what came of the edits.
type tally struct {
	mu                                 sync.Mutex
	changing, refused, harmless, rerun int
	wrong                              []string
}

func (y *tally) String() string {
	return fmt.Sprintf("%d edits that change a result, each built and run: %d wrong hits, %d of them refused; %d harmless edits: %d run again (%.0f %%)",
		y.changing, len(y.wrong), y.refused, y.harmless, y.rerun, 100*float64(y.rerun)/float64(max(1, y.harmless)))
}

// TestPrograms builds and runs every edit; a few in a short test.
func TestPrograms(t *testing.T) {
	programs := readPrograms(t)
	long := os.Getenv("NOFREELUNCH_LONG") != ""
	var total tally
	t.Run("programs", func(t *testing.T) {
		for i, p := range programs {
			if !long {
				first := (7 * i) % len(p.edits)
				p.edits = p.edits[first : first+1]
			}
			if long || i%3 == 0 {
				t.Run(p.name, func(t *testing.T) {
					t.Parallel()
					p.try(t, &total)
				})
			}
		}
	})
	t.Log(&total)
	if 10*total.rerun > total.harmless && long {
		t.Errorf("%d of %d harmless edits run again", total.rerun, total.harmless)
	}
	if long && (total.changing < 150 || total.harmless < 60) {
		t.Error("too few edits")
	}
}

// TestProgramListings compares the listings alone, for every edit: what the
// long test finds out about results stands in the files.
func TestProgramListings(t *testing.T) {
	for _, p := range readPrograms(t) {
		before, refused := identity(p.files)
		if refused {
			t.Errorf("%s, before any edit: %s", p.name, before)
			continue
		}
		for _, e := range p.edits {
			files, err := e.apply(p.files)
			if err != nil {
				t.Errorf("%s, %s: %v", p.name, e.what, err)
				continue
			}
			after, refused := identity(files)
			if refused != (e.expect == "refused") || !refused && (after != before) != (e.expect == "result") {
				t.Errorf("%s, %s: changed %v, refused %v, want %s: %.300s", p.name, e.what, after != before, refused, e.expect, after)
			}
			if place := regexp.MustCompile(`[a-z]/?[a-z0-9_]+\.(go|s):\d+: |\.s: `); refused && !place.MatchString(after) {
				t.Errorf("%s, %s: the refusal names no file and line: %s", p.name, e.what, after)
			}
		}
	}
}

func (p trialProgram) try(t *testing.T, total *tally) {
	dir := t.TempDir()
	before, err := execute(dir, p.files)
	if err != nil {
		t.Fatal(err)
	}
	key, refused := identity(p.files)
	if refused {
		t.Fatalf("before any edit: %s", key)
	}
	for _, e := range p.edits {
		files, err := e.apply(p.files)
		if err != nil {
			t.Errorf("%s: %v", e.what, err)
			continue
		}
		after, err := execute(dir, files)
		if err != nil {
			t.Errorf("%s: %v", e.what, err)
			continue
		}
		changed, refused := identity(files)
		e.judge(t, total, before != after, changed != key, refused, changed)
	}
}

func (e trialEdit) judge(t *testing.T, total *tally, result, key, refused bool, why string) {
	total.mu.Lock()
	defer total.mu.Unlock()
	if result {
		total.changing++
		if refused {
			total.refused++
		}
		if !key {
			total.wrong = append(total.wrong, e.what)
			t.Errorf("wrong hit: %s changes the result and not the listing", e.what)
		}
	}
	switch {
	case e.expect == "harmless" && result:
		t.Errorf("%s changes the result", e.what)
	case e.expect == "harmless":
		total.harmless++
		if key {
			total.rerun++
			t.Logf("run again for nothing: %s", e.what)
		}
	case !result:
		t.Errorf("%s changes nothing", e.what)
	case e.expect == "refused" && (!refused || !strings.Contains(why, ".go:") && !strings.Contains(why, ".s:")):
		t.Errorf("%s is not refused with a place: %.200s", e.what, why)
	case e.expect == "result" && refused:
		t.Errorf("%s is refused: %.400s", e.what, why)
	}
}
