package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"nofreelunch/build/compare"
)

// repository is the project in a git repository of its own.
func repository(t *testing.T, p place) {
	t.Helper()
	copyModule(t, p.dir)
	for _, args := range [][]string{
		{"init", "-q"}, {"config", "user.email", "test@example.org"}, {"config", "user.name", "Test"},
		{"add", "-A"}, {"commit", "-q", "-m", "Start"},
	} {
		p.git(args...)
	}
}

func (p place) git(args ...string) string {
	p.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = p.dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// edit replaces the one occurrence of from.
func (p place) edit(file, from, to string) {
	p.t.Helper()
	path := filepath.Join(p.dir, file)
	data, err := os.ReadFile(path)
	if err != nil {
		p.t.Fatal(err)
	}
	if n := strings.Count(string(data), from); n != 1 {
		p.t.Fatalf("%s has %q %d times, want once", file, from, n)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(data), from, to, 1)), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// diffed runs diff and reads its JSON.
func (p place) diffed(args ...string) (c comparison, code int) {
	p.t.Helper()
	out, stderr, code := p.run(append([]string{"diff", smoke, "-q", "-json"}, args...)...)
	if code != exitOK && code != exitDiffers {
		p.t.Fatalf("diff: exit code %d\n%s%s", code, out, stderr)
	}
	if err := json.Unmarshal([]byte(out), &c); err != nil {
		p.t.Fatalf("diff: %v in\n%s", err, out)
	}
	return c, code
}

// An edit to the paper, and what diff must say of it.
type labelled struct {
	name           string
	file, from, to string
	figure         string
	verdict        compare.Verdict
	cause          string // within one of the causes
}

func labelledEdits() []labelled {
	return []labelled{
		{"colour", "figures/style.go", "Ink: grey(0x22)", "Ink: grey(0x44)", "figure7", compare.Style, "figures.style"},
		{"line width", "figures/style.go", "DataPt: 1.1,", "DataPt: 1.3,", "figure7", compare.Style, "figures.style"},
		{"font size", "figures/style.go", "TickPt: 6,", "TickPt: 6.5,", "figure1", compare.Style, "figures.style"},
		{"axis label", "figures/figure7.go", `"Decoding error (cm)"`, `"Position error (cm)"`, "figure7", compare.Style, "errors"},
		{"caption", "figures/figure1.go", "Diverged networks count as inaccurate.", "Diverged ones count as inaccurate.", "figure1", compare.Style, "Figure1Output.notes"},
		{"layout", "figures/setupdraw.go", "setupPitch = 21.5", "setupPitch = 21", "setup", compare.Style, "setupPitch"},

		{"comment", "stages/net/train/train.go", "package train\n", "// A comment.\npackage train\n", "figure7", compare.Same, ""},
		{"formatting", "figures/figure7.go", "func errorCM(n estimate.Run) float64 { return n.ErrorM * 100 }", "func errorCM(n estimate.Run) float64 {\n\treturn n.ErrorM * 100\n}", "figure7", compare.Same, ""},
		{"unused function", "figures/figure7.go", "func errorCM(", "func unused() int { return 1 }\n\nfunc errorCM(", "figure7", compare.Same, ""},
		{"renamed local", "figures/sample.go", "for i, r := range m.Rates {\n\t\t\tvalues[i] = float64(r)", "for i, rate := range m.Rates {\n\t\t\tvalues[i] = float64(rate)", "figure7", compare.Same, ""},
		{"threshold that no figure reads", "stages/measure/gridscore/gridscore.go", "PeriodMinScore60: 0.3,", "PeriodMinScore60: 0.35,", "figure7", compare.Same, ""},

		{"threshold", "paper/graph/scale.go", "estimate.Judge{Threshold: 0.8", "estimate.Judge{Threshold: 0.3", "figure7", compare.Both, "Threshold"},
		{"width of a theory panel", "paper/graph/encodings.go", "placeCode(encoding.TrueDoGEntry(), 0.05, 2)", "placeCode(encoding.TrueDoGEntry(), 0.06, 2)", "figure7", compare.Both, "SigmaM"},
		{"number of seeds", "stages/net/sweep/laptop.go", "same: 2, cheap: 2, seeds: 2,", "same: 2, cheap: 2, seeds: 3,", "figure7", compare.Both, ""},
		{"bins", "goyek.go", `Paths: 100, Steps: 20, Bins: 20`, `Paths: 100, Steps: 20, Bins: 22`, "figure7", compare.Both, "Bins"},
		{"the null", "paper/graph/networks.go", "net.Seed, true, 0.75", "net.Seed, true, 0.9", "figure7", compare.Both, "ThresholdSD"},
		{"learning rate", "stages/net/train/profiles.go", "p.GradientSteps, p.LearningRate = 50, 100, 4e-3", "p.GradientSteps, p.LearningRate = 50, 100, 5e-3", "figure7", compare.Both, "LearningRate"},
		{"helper of the training", "stages/net/train/train.go", "return t.p.LearningRate * t.p.Schedule", "return 0.9 * t.p.LearningRate * t.p.Schedule", "figure7", compare.Both, "training.rate"},
		{"published value", "data/results_by_encoding.csv", "cartesian,1641,0.59", "cartesian,1641,0.49", "figure1", compare.Both, "Published"},

		{"number that is not drawn", "stages/measure/estimate/encodings.go", "stat.Quantile(errorsM, 0.5)", "stat.Quantile(errorsM, 0.6)", "figure1", compare.Data, "EncodingParams.encoding"},
		{"column's description", "stages/measure/estimate/encodings.go", `doc:"median decoding error of`, `doc:"middle decoding error of`, "figure1", compare.Data, `column "median_error_m" of "groups.parquet"`},
		{"added figure", "goyek.go", "	return p\n}\n\n// A Chore", "	pipeline.Figure(g, \"figure10\", \"again\", p.Figure7())\n\n	return p\n}\n\n// A Chore", "figure10", compare.Added, ""},
	}
}

// Diff says of every labelled edit what it did to the figure, and why.
func TestLabelledEdits(t *testing.T) {
	if os.Getenv("NOFREELUNCH_LONG") == "" {
		t.Skip("builds the command 44 times; NOFREELUNCH_LONG=1 runs it")
	}
	p := newPlace(t)
	repository(t, p)
	right := 0
	for _, e := range labelledEdits() {
		t.Run(e.name, func(t *testing.T) {
			q := p
			q.t = t
			defer q.git("checkout", "-q", "--", ".")
			q.edit(e.file, e.from, e.to)
			c, code := q.diffed("-only", "^"+e.figure+"$")
			if e.judge(t, c, code) {
				right++
			}
		})
	}
	t.Logf("%d of %d edits: verdict and cause right", right, len(labelledEdits()))
}

func (e labelled) judge(t *testing.T, c comparison, code int) bool {
	t.Helper()
	if len(c.Figures) != 1 {
		t.Errorf("%s: %d figures compared, want %s", e.name, len(c.Figures), e.figure)
		return false
	}
	d := c.Figures[0]
	wantCode := exitDiffers
	if e.verdict == compare.Same {
		wantCode = exitOK
	}
	if d.Verdict != e.verdict || code != wantCode {
		t.Errorf("%s: %s, exit code %d; want %s, %d; causes %q", e.name, d.Verdict, code, e.verdict, wantCode, d.Causes)
		return false
	}
	if !strings.Contains(strings.Join(d.Causes, "\n"), e.cause) {
		t.Errorf("%s: causes %q, want %s among them", e.name, d.Causes, e.cause)
		return false
	}
	return true
}

// One edit through every format, a bisection, the lock and a reproduction.
func TestDiffCheckReproduce(t *testing.T) {
	p := newPlace(t)
	repository(t, p)
	// Without the module's own lock, which already says what this build will.
	p.git("rm", "-q", "paper/figures.lock")
	p.git("commit", "-q", "-m", "Unlock")
	p.ok("setup", smoke)
	if out := p.git("status", "--porcelain", "paper"); out != "?? paper/figures.lock" {
		t.Fatalf("the build wrote no lock: %q", out)
	}
	p.git("add", "-A", "paper")
	p.git("commit", "-q", "-m", "Lock")
	p.ok("check", smoke)
	p.ok("setup", smoke)
	if out := p.ok("reproduce", "-q", "out/figures/setup.svg"); !strings.Contains(out, "byte for byte") {
		t.Errorf("reproduce says %q", out)
	}
	if os.Getenv("NOFREELUNCH_LONG") != "" { // each format is an order of its own
		p.ok("setup", smoke, "-format", "tiff", "-dpi", "72")
		if out := p.ok("reproduce", "-q", "out/figures/setup.tiff"); !strings.Contains(out, "byte for byte") {
			t.Errorf("reproduce says %q", out)
		}
	}
	p.edit("figures/setupdraw.go", "setupPitch = 21.5", "setupPitch = 21")
	bin := filepath.Join(t.TempDir(), "edited")
	build := exec.Command("go", "build", "-trimpath", "-o", bin, "./build")
	build.Dir = p.dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	p.with(bin).refused(exitStale, "stale", "check", smoke)
	p.git("commit", "-q", "-a", "-m", "Move the columns together")
	p.edit("README.md", "# nofreelunch", "# No free lunch")
	p.git("commit", "-q", "-a", "-m", "Rename")
	page := filepath.Join(p.dir, "diff.html")
	if _, stderr, code := p.run("diff", "HEAD~2", "HEAD", "-only", "^setup$", smoke, "-q", "-bisect", "-format", "html", "-o", page); code != exitDiffers {
		t.Fatalf("exit code %d, want %d\n%s", code, exitDiffers, stderr)
	}
	html, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"style only", "Move the columns together", "data:image/png;base64,", "swipe"} {
		if !strings.Contains(string(html), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	out, _, _ := p.run("diff", "HEAD~2", "HEAD", "-only", "^setup$", smoke, "-q", "-format", "markdown")
	if !strings.Contains(out, "| setup | style only |") {
		t.Errorf("Markdown:\n%s", out)
	}
	if out := p.ok("diff", "HEAD~1", "HEAD", "-only", "^setup$", smoke, "-q"); !strings.Contains(out, "same: setup") {
		t.Errorf("text:\n%s", out)
	}
	if left := p.git("worktree", "list", "--porcelain"); strings.Count(left, "worktree ") != 1 {
		t.Errorf("worktrees are left behind:\n%s", left)
	}
}

func TestDiffRefuses(t *testing.T) {
	p := newPlace(t)
	p.refused(exitUsage, "not a git repository", "diff", smoke)
	p.git("init", "-q")
	p.refused(exitUsage, `no commit "nowhere"`, "diff", "nowhere", smoke)
	p.refused(exitUsage, "at most two commits", "diff", "a", "b", "c", smoke)
	p.refused(exitUsage, "text, markdown, html and json", "diff", "-format", "dot", smoke)
	p.refused(exitUsage, "needs -o FILE", "diff", "-format", "html", smoke)
	p.refused(exitUsage, "needs a file", "reproduce")
	p.refused(exitFailed, "not in a checkout", "check", smoke)
	if err := os.WriteFile(filepath.Join(p.dir, "plain.svg"), []byte("<svg xmlns='http://www.w3.org/2000/svg'></svg>"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.refused(exitFailed, "carries no provenance", "reproduce", "plain.svg")
	p.ok("setup", smoke)
	p.refused(exitFailed, "names no commit", "reproduce", "out/figures/setup.png")
}
