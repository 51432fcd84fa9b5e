package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"nofreelunch/pipeline/provenance"
	"nofreelunch/pipeline/store"
	"nofreelunch/stages/core/kernel"
)

// These tests run the real command: a binary built from this checkout, or from
// an edited copy of it, in a folder and with a cache of their own.

var builtOnce = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "nofreelunch-bin-")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "build")
	out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput()
	if err != nil {
		return string(out), err
	}
	return bin, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if bin, err := builtOnce(); err == nil {
		_ = os.RemoveAll(filepath.Dir(bin))
	}
	os.Exit(code)
}

// place is a working folder with a cache.
type place struct {
	t          *testing.T
	bin        string
	dir, cache string
}

func newPlace(t *testing.T) place {
	t.Helper()
	bin, err := builtOnce()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, bin)
	}
	return place{t, bin, t.TempDir(), t.TempDir()}
}

// elsewhere is another folder on the same cache.
func (p place) elsewhere() place { return place{p.t, p.bin, p.t.TempDir(), p.cache} }

func (p place) with(bin string) place { return place{p.t, bin, p.dir, p.cache} }

func (p place) command(args ...string) *exec.Cmd {
	cmd := exec.Command(p.bin, args...)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), "NOFREELUNCH_CACHE="+p.cache, "GIT_CEILING_DIRECTORIES="+filepath.Dir(p.dir))
	return cmd
}

// run returns output and exit code.
func (p place) run(args ...string) (stdout, stderr string, code int) {
	p.t.Helper()
	var out, err bytes.Buffer
	cmd := p.command(args...)
	cmd.Stdout, cmd.Stderr = &out, &err
	if e := cmd.Run(); e != nil {
		var exit *exec.ExitError
		if !errors.As(e, &exit) {
			p.t.Fatal(e)
		}
		code = exit.ExitCode()
	}
	return out.String(), err.String(), code
}

// ok runs a command that must succeed.
func (p place) ok(args ...string) string {
	p.t.Helper()
	out, err, code := p.run(args...)
	if code != 0 {
		p.t.Fatalf("%v: exit code %d\n%s%s", args, code, out, err)
	}
	return out
}

// refused runs a command that must fail with that code and those words.
func (p place) refused(code int, words string, args ...string) {
	p.t.Helper()
	_, err, got := p.run(args...)
	if got != code || !strings.Contains(err, words) {
		p.t.Errorf("%v: exit code %d, want %d, with %q in\n%s", args, got, code, words, err)
	}
	if strings.Contains(err, "goroutine ") {
		p.t.Errorf("%v: a bare stack trace:\n%s", args, err)
	}
}

// files are the bytes of everything in out/figures.
func (p place) files() map[string]string {
	p.t.Helper()
	files := map[string]string{}
	root := filepath.Join(p.dir, outDir)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(root, path)
		files[rel] = string(data)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return files
}

func (p place) same(want map[string]string) {
	p.t.Helper()
	got := p.files()
	if len(got) != len(want) || len(want) == 0 {
		p.t.Errorf("%d files, want %d", len(got), len(want))
	}
	for name, data := range want {
		if got[name] != data {
			p.t.Errorf("%s differs", name)
		}
	}
}

const smoke = "-profile=smoke"

func TestFigure7FromNothingAndAgain(t *testing.T) {
	p := newPlace(t)
	out := p.ok("figure7", smoke)
	for _, want := range []string{"figure7 (profile smoke)", "networks", "TFLOP", " cm (", "ran "} {
		if !strings.Contains(out, want) {
			t.Errorf("the closing lines lack %q:\n%s", want, out)
		}
	}
	files := p.files()
	tables := 0
	for name := range files {
		if strings.HasSuffix(name, ".parquet") {
			tables++
		}
	}
	for _, ext := range []string{"pdf", "svg", "png"} {
		if len(files["figure7."+ext]) < 1000 {
			t.Errorf("figure7.%s has %d bytes", ext, len(files["figure7."+ext]))
		}
	}
	if tables < 4 {
		t.Errorf("%d tables, want one behind every panel", tables)
	}
	if out := p.ok("figure7", smoke); !strings.Contains(out, "everything is cached") {
		t.Errorf("the second run says\n%s", out)
	}
	p.same(files)
	for _, want := range []string{"key ", "commit", "smoke", "go run ./build figure7 -profile smoke"} {
		if got := p.ok("inspect", filepath.Join(outDir, "figure7.png")); !strings.Contains(got, want) {
			t.Errorf("inspect lacks %q:\n%s", want, got)
		}
	}
	for name := range files {
		if strings.HasPrefix(name, ".made") { // notes on the files, not results
			continue
		}
		p.ok("inspect", filepath.Join(outDir, name))
	}
	if got := p.ok("status", smoke); !strings.Contains(got, "up to date") {
		t.Errorf("status says\n%s", got)
	}
}

func TestSameBytesForAnyWorkersFolderAndBuild(t *testing.T) {
	one := newPlace(t)
	one.ok("figure7", smoke, "-j", "1")
	want := one.files()

	two := newPlace(t) // another cache, another folder
	two.ok("figure7", smoke, "-j", "2")
	two.same(want)

	bin := filepath.Join(t.TempDir(), "trimmed")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build -trimpath: %v\n%s", err, out)
	}
	if out := one.elsewhere().with(bin).ok("plan", "figure7", smoke, "-json"); strings.Contains(out, `"run"`) {
		t.Errorf("a -trimpath build does not find what the other made:\n%s", out)
	}
	trimmed := newPlace(t).with(bin)
	trimmed.ok("figure7", smoke)
	trimmed.same(want)
}

func TestTwoProcessesShareTheWork(t *testing.T) {
	a := newPlace(t)
	b := a.elsewhere()
	var first, second bytes.Buffer
	ca, cb := a.command("figure7", smoke, "-json"), b.command("figure7", smoke, "-json")
	ca.Stdout, cb.Stdout = &first, &second
	if err := ca.Start(); err != nil {
		t.Fatal(err)
	}
	if err := cb.Run(); err != nil {
		t.Errorf("the second process: %v", err)
	}
	if err := ca.Wait(); err != nil {
		t.Errorf("the first process: %v", err)
	}
	b.same(a.files())
	var ra, rb struct{ Ran, Cached int }
	if err := json.Unmarshal(first.Bytes(), &ra); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(second.Bytes(), &rb); err != nil {
		t.Fatal(err)
	}
	if ra.Ran+rb.Ran != ra.Ran+ra.Cached {
		t.Errorf("%d and %d nodes ran, of %d in the graph: some work was done twice", ra.Ran, rb.Ran, ra.Ran+ra.Cached)
	}
}

// kills is how often a run is killed: a few times, or the full 20.
func kills() int {
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		return 20
	}
	return 4
}

func TestKilledAtRandomAndFinished(t *testing.T) {
	quiet := newPlace(t)
	begun := time.Now()
	quiet.ok("figure7", smoke)
	took := time.Since(begun)

	p := newPlace(t)
	random := rand.New(rand.NewSource(1))
	killed := 0
	for range kills() {
		cmd := p.command("figure7", smoke)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.Int63n(int64(took) / 2)))
		if cmd.Process.Kill() == nil {
			killed++
		}
		_ = cmd.Wait()
	}
	p.ok("figure7", smoke)
	p.same(quiet.files())
	t.Logf("%d kills", killed)
}

func TestSignalsStopCleanly(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		p := newPlace(t)
		cmd := p.command("figure7", smoke, "-j", "1")
		stderr, err := cmd.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		r := bufio.NewReader(stderr)
		if _, err := r.ReadString('\n'); err != nil { // something has run
			t.Fatal(err)
		}
		if err := cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		out, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		err = cmd.Wait()
		if cmd.ProcessState.ExitCode() != exitInterrupted || !strings.Contains(string(out), "stopped cleanly") {
			t.Errorf("%v: %v, exit code %d\n%s", sig, err, cmd.ProcessState.ExitCode(), out)
		}
		p.ok("figure7", smoke)
	}
}

func TestBadCommandLines(t *testing.T) {
	p := newPlace(t)
	p.refused(exitUsage, `did you mean "figure7"?`, "figrue7")
	p.refused(exitUsage, `did you mean "figure7/train"?`, "figure7/trian")
	p.refused(exitUsage, "did you mean -profile?", "figure7", "-profil", "smoke")
	p.refused(exitUsage, `did you mean "smoke"?`, "figure7", "-profile", "smke")
	p.refused(exitUsage, "portable", "figure7", smoke, "-kernel", "sse9")
	p.refused(exitUsage, "why needs a task", "why")
	p.refused(exitUsage, `known are dot, mermaid and json`, "graph", "-format", "png")
	p.refused(exitFailed, "no such file", "inspect", "nothing.png")
	if entries, err := os.ReadDir(p.dir); err != nil || len(entries) > 0 {
		t.Errorf("a refused command left %v, %v", entries, err)
	}
}

func TestUnusableFolders(t *testing.T) {
	p := newPlace(t)
	file := filepath.Join(p.dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	bad := p
	bad.cache = file
	bad.refused(exitFailed, file, "figure7", smoke)

	p = newPlace(t)
	if err := os.WriteFile(filepath.Join(p.dir, "out"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p.refused(exitFailed, "out/figures", "figure7", smoke)
}

// Whatever happens to the cache's bytes, the figure is right or made again.
func TestDamagedCache(t *testing.T) {
	p := newPlace(t)
	p.ok("figure7", smoke)
	want := p.files()
	random := rand.New(rand.NewSource(2))
	for _, damage := range []func([]byte) []byte{
		func(b []byte) []byte { b[random.Intn(len(b))] ^= 1 << random.Intn(8); return b },
		func(b []byte) []byte { return b[:len(b)/2] },
		func([]byte) []byte { return []byte("not ours") },
	} {
		err := filepath.WalkDir(p.cache, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil || len(data) == 0 || random.Intn(2) == 0 || filepath.Dir(path) == p.cache {
				return err
			}
			return os.WriteFile(path, damage(data), 0o600)
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(filepath.Join(p.dir, "out")); err != nil {
			t.Fatal(err)
		}
		p.ok("figure7", smoke)
		p.same(want)
	}
}

// edited builds a copy of the module with some text of a file replaced.
func edited(t *testing.T, file, from, to string) string {
	t.Helper()
	dir := t.TempDir()
	copyModule(t, dir)
	path := filepath.Join(dir, file)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Count(data, []byte(from)) != 1 {
		t.Fatalf("%s has %q %d times, want once", file, from, bytes.Count(data, []byte(from)))
	}
	if err := os.WriteFile(path, bytes.Replace(data, []byte(from), []byte(to), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(t.TempDir(), "build")
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "build", "-o", bin, "./build")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return bin
}

func copyModule(t *testing.T, to string) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel("..", path)
		if d.IsDir() {
			if rel != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "out" || d.Name() == "_asm") {
				return filepath.SkipDir
			}
			return os.MkdirAll(filepath.Join(to, rel), 0o777)
		}
		if strings.HasSuffix(path, "_test.go") || d.Name() == ".git" { // a file in a worktree
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), data, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// planned counts, by stage, the nodes that are not up to date.
func (p place) planned() map[string]int {
	p.t.Helper()
	var steps []struct{ Node, Status string }
	if err := json.Unmarshal([]byte(p.ok("plan", "figure7", smoke, "-json")), &steps); err != nil {
		p.t.Fatal(err)
	}
	count := map[string]int{}
	for _, s := range steps {
		if s.Status != "cached" {
			stage, _, _ := strings.Cut(s.Node, " ")
			count[stage]++
		}
	}
	return count
}

// redraws checks that -redraw draws with networks of other code, says so, and
// leaves everything else as it was.
func (p place) redraws() {
	p.t.Helper()
	before := p.planned()
	out := p.ok("figure7", smoke, "-redraw")
	svg, err := os.ReadFile(filepath.Join(p.dir, outDir, "figure7.svg"))
	if err != nil {
		p.t.Fatal(err)
	}
	meta, err := provenance.Read(svg)
	if err != nil || !strings.Contains(meta["outdated"], "rows (") {
		p.t.Errorf("its provenance says %q, %v; want what is out of date\n%s", meta["outdated"], err, out)
	}
	if after := p.planned(); !maps.Equal(before, after) {
		p.t.Errorf("without -redraw %v would run, before it was %v", after, before)
	}
	p.refused(exitFailed, "out of date", "reproduce", filepath.Join(outDir, "figure7.svg"))
	empty := place{p.t, p.bin, p.dir, p.t.TempDir()}
	empty.refused(exitFailed, "never trained", "figure7", smoke, "-redraw")
	p.refused(exitUsage, "leave one of them out", "claims", smoke, "-redraw")
}

func TestEditsRerunExactlyWhatDependsOnThem(t *testing.T) {
	p := newPlace(t)
	p.ok("figure7", smoke)
	networks := p.stageNodes("figure7/train")

	t.Run("colour", func(t *testing.T) {
		if os.Getenv("NOFREELUNCH_LONG") == "" {
			t.Skip("long: set NOFREELUNCH_LONG=1")
		}
		q := p.with(edited(t, "figures/style.go", "Ink: grey(0x22)", "Ink: grey(0x23)"))
		got := q.planned()
		if len(got) != 1 || got["draw"] != 1 {
			t.Errorf("would run %v, want the figure alone", got)
		}
		if why := q.ok("why", "figure7", smoke); !strings.Contains(why, "figures") {
			t.Errorf("why does not name the figure's code:\n%s", why)
		}
	})
	t.Run("comment", func(t *testing.T) {
		q := p.with(edited(t, "stages/net/train/train.go", "package train\n", "// A comment.\npackage train\n"))
		if got := q.planned(); len(got) != 0 {
			t.Errorf("would run %v, want nothing", got)
		}
	})
	t.Run("constant of the training", func(t *testing.T) {
		q := p.with(edited(t, "stages/net/train/evaluate.go", "const shortSteps = 20", "const shortSteps = 19"))
		got := q.planned()
		if got["train"] != networks || got["simulate"] != 0 || got["theory"] != 0 || got["draw"] != 1 {
			t.Errorf("would run %v, want the %d networks and what follows", got, networks)
		}
		if why := q.ok("why", "figure7/train", smoke); !strings.Contains(why, "train") {
			t.Errorf("why does not name the training:\n%s", why)
		}
		q.redraws()
	})
	t.Run("one network's parameter", func(t *testing.T) {
		if os.Getenv("NOFREELUNCH_LONG") == "" {
			t.Skip("long: set NOFREELUNCH_LONG=1")
		}
		q := p.with(edited(t, "paper/graph/networks.go", "for _, net := range distinct(networks) {\n\t\tof = append",
			"for _, net := range distinct(networks) {\n\t\tif net.Seed == 1 && net.Encoding.Kind.String() == \"dos\" {\n\t\t\tnet.LearningRate *= 1.5\n\t\t}\n\t\tof = append"))
		if got := q.planned(); got["train"] != 1 || got["ratemaps"] != 1 || got["simulate"] != 0 || got["draw"] != 1 {
			t.Errorf("would run %v, want one network and what follows", got)
		}
		if why := q.ok("why", "figure7/train", smoke); !strings.Contains(why, "LearningRate") {
			t.Errorf("why does not name the parameter:\n%s", why)
		}
	})
}

// Results that are lost are made again, and nothing else, whichever stage's.
func TestALostStageRunsAgainAlone(t *testing.T) {
	p := newPlace(t)
	p.ok("figure7", smoke)
	files := p.files()
	whole, err := store.Open(p.cache)
	if err != nil {
		t.Fatal(err)
	}
	defer whole.Close()
	stageOf := func(a *store.Action) string { stage, _, _ := strings.Cut(a.Name, " "); return stage }
	stages := map[string]int{}
	for _, a := range whole.Actions() {
		stages[stageOf(a)]++
	}
	if len(stages) < 7 {
		t.Fatalf("stages %v, want at least 7", stages)
	}
	for stage, nodes := range stages {
		q := newPlace(t)
		fill(t, q.cache, whole, func(a *store.Action) bool { return stageOf(a) != stage })
		var report struct{ Ran, Cached int }
		if err := json.Unmarshal([]byte(q.ok("figure7", smoke, "-json")), &report); err != nil {
			t.Fatal(err)
		}
		if report.Ran != nodes {
			t.Errorf("without %s %d nodes ran, want its %d", stage, report.Ran, nodes)
		}
		q.same(files)
	}
}

// fill makes a cache of the actions of another that keep chooses.
func fill(t *testing.T, dir string, from *store.Store, keep func(*store.Action) bool) {
	t.Helper()
	to, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range from.Actions() {
		if !keep(a) {
			continue
		}
		blobs := slices.Clone(a.Uses)
		for _, o := range a.Outputs {
			blobs = append(blobs, o.Digest)
		}
		for _, d := range blobs {
			b, err := from.Get(d)
			if err == nil {
				_, err = to.Put(b)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := to.Record(a); err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
}

// stageNodes counts the nodes of a task.
func (p place) stageNodes(task string) int {
	p.t.Helper()
	var tasks []struct {
		Name  string
		Nodes []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(p.ok("graph", "figure7", smoke, "-format", "json")), &tasks); err != nil {
		p.t.Fatal(err)
	}
	for _, t := range tasks {
		if t.Name == task {
			return len(t.Nodes)
		}
	}
	p.t.Fatalf("no task %s in %s", task, strconv.Itoa(len(tasks))+" tasks")
	return 0
}

func TestEveryKernelMakesTheSameFigure(t *testing.T) {
	best := newPlace(t)
	best.ok("figure7", smoke)
	want := best.files()
	for _, name := range kernel.Names() {
		p := newPlace(t)
		p.ok("figure7", smoke, "-kernel", name)
		p.same(want)
	}
}

// A network that diverges is a result, stated with the figure.
func TestDivergedNetworkIsReported(t *testing.T) {
	p := newPlace(t)
	q := p.with(edited(t, "paper/graph/networks.go", "for _, net := range distinct(networks) {\n\t\tof = append",
		"for _, net := range distinct(networks) {\n\t\tif net.Seed == 1 && net.Encoding.Kind.String() == \"dos\" {\n\t\t\tnet.LossBound = 1e-9\n\t\t}\n\t\tof = append"))
	if out := q.ok("figure7", smoke); !strings.Contains(out, "1 diverged") {
		t.Errorf("the closing lines do not mention the diverged network:\n%s", out)
	}
}

func TestCacheOfANewerVersion(t *testing.T) {
	p := newPlace(t)
	p.ok("simulate", smoke)
	format := filepath.Join(p.cache, "FORMAT")
	if err := os.WriteFile(format, []byte("nofreelunch cache 99\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.refused(exitFailed, p.cache+" has format 99, this program knows 1 to 2", "simulate", smoke)
}
