package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"nofreelunch/pipeline/provenance"
)

// commitOf is the commit that a file of the place names.
func (p place) commitOf(file string) string {
	p.t.Helper()
	data, err := os.ReadFile(filepath.Join(p.dir, file))
	if err != nil {
		p.t.Fatal(err)
	}
	meta, err := provenance.Read(data)
	if err != nil {
		p.t.Fatal(err)
	}
	return meta["commit"]
}

// warned runs a command that must succeed and say something on the way.
func (p place) warned(words string, args ...string) {
	p.t.Helper()
	out, err, code := p.run(args...)
	if code != 0 || !strings.Contains(err, words) {
		p.t.Errorf("%v: exit code %d, want 0 and a warning with %q in\n%s%s", args, code, words, out, err)
	}
}

// unlocked is the place with a repository, but without a lock.
func (p place) unlocked() place {
	p.t.Helper()
	repository(p.t, p)
	p.git("rm", "-q", "paper/figures.lock")
	p.git("commit", "-q", "-m", "Unlock")
	return p
}

const setupPNG = "out/figures/setup.png"

// A program that is older than what is checked out names its own commit,
// leaves the lock alone, and is no judge of it.
func TestStaleProgram(t *testing.T) {
	p := newPlace(t).unlocked()
	before := p.git("rev-parse", "HEAD")
	p.ok("setup", smoke)
	p.git("add", "-A", "paper")
	p.git("commit", "-q", "-m", "Lock")
	p.ok("check", smoke)
	lock := p.lockText()

	p.edit("figures/setupdraw.go", "setupPitch = 21.5", "setupPitch = 21")
	p.write("paper/figures.lock", lock+"# moved\n")
	p.git("commit", "-q", "-a", "-m", "Move the columns together")
	moved := p.lockText()
	p.warned("figures/setupdraw.go differs", "setup", smoke, "-q")
	if got := p.commitOf(setupPNG); got == p.git("rev-parse", "HEAD") || got == before+"-dirty" {
		t.Errorf("a stale program names the commit %s", got)
	}
	if p.lockText() != moved {
		t.Error("a stale program wrote the lock")
	}
	for _, args := range [][]string{{"check", smoke}, {"check", smoke, "-n"}, {"check", "setup", smoke, "-uncommitted"}} {
		p.refused(exitStale, "figures/setupdraw.go differs; build it again", args...)
	}
	if out, _, code := p.run("doctor", smoke); code != exitFailed || !strings.Contains(out, "figures/setupdraw.go differs") {
		t.Errorf("doctor: exit code %d\n%s", code, out)
	}
}

func (p place) lockText() string {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.dir, lockFile))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

func (p place) write(file, text string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, file), []byte(text), 0o666); err != nil {
		p.t.Fatal(err)
	}
}

// A file that git was not told of makes the commit one that cannot make the
// figure, however clean git finds the rest.
func TestForgottenFile(t *testing.T) {
	p := newPlace(t).unlocked()
	p.git("rm", "-q", "--cached", "figures/figure7.go")
	p.git("commit", "-q", "-m", "Forget a file")
	const words = "figures/figure7.go is not in commit"
	p.warned(words, "setup", smoke, "-q")
	if got := p.commitOf(setupPNG); got != p.git("rev-parse", "HEAD")+"-dirty" {
		t.Errorf("the figure names the commit %s", got)
	}
	if _, err := os.Stat(filepath.Join(p.dir, lockFile)); err == nil {
		t.Error("the lock was written")
	}
	p.refused(exitFailed, "uncommitted changes", "reproduce", setupPNG)

	p.ok("setup", smoke, "-uncommitted")
	p.refused(exitStale, words, "check", smoke, "-json")
	out, _, _ := p.run("check", smoke)
	if strings.Contains(out, "ok ") || !strings.Contains(out, words) {
		t.Errorf("check says\n%s", out)
	}
	p.ok("check", smoke, "-uncommitted")
	p.git("add", "-A", ".")
	p.git("commit", "-q", "-m", "Remember it, and lock")
	p.ok("check", smoke)
}

// What cannot reach a result leaves the stamp clean; without a repository, in
// a foreign one, or outside a checkout there is no commit to name.
func TestStamps(t *testing.T) {
	p := newPlace(t)
	p.ok("setup", smoke)
	if got := p.commitOf(setupPNG); got != "unknown" {
		t.Errorf("outside a checkout: %s", got)
	}
	p.warned("not in a checkout", "setup", smoke, "-q")
	p.refused(exitFailed, "not in a checkout", "check", smoke)
	p.git("init", "-q")
	p.git("-c", "user.name=n", "-c", "user.email=n@n", "commit", "-q", "--allow-empty", "-m", "Theirs")
	p.ok("setup", smoke)
	if got := p.commitOf(setupPNG); got != "unknown" {
		t.Errorf("in a foreign repository: %s", got)
	}
	if _, err := os.Stat(filepath.Join(p.dir, "paper")); err == nil {
		t.Error("a lock was written outside a checkout")
	}

	plain := p.elsewhere()
	copyModule(t, plain.dir)
	plain.ok("setup", smoke)
	if got := plain.commitOf(setupPNG); got != "unknown" {
		t.Errorf("without a repository: %s", got)
	}
	plain.ok("check", "setup", smoke)

	p = p.elsewhere()
	repository(t, p)
	p.write("README.md", "Another text.\n")
	p.write("figures/new_test.go", "package figures\n")
	head := p.git("rev-parse", "HEAD")
	for _, env := range []string{"X=", "GIT_DIR=/nonexistent", "GIT_INDEX_FILE=/nonexistent", "GIT_WORK_TREE=/"} {
		if err := os.RemoveAll(filepath.Join(p.dir, "out")); err != nil {
			t.Fatal(err)
		}
		cmd := p.command("setup", smoke, "-q")
		cmd.Env = append(cmd.Env, env)
		if out, err := cmd.CombinedOutput(); err != nil || strings.Contains(string(out), "build:") {
			t.Errorf("%s: %v\n%s", env, err, out)
		}
		if got := p.commitOf(setupPNG); got != head {
			t.Errorf("%s: the figure names %s, want the clean %s", env, got, head)
		}
	}
}

// Every verb works from any folder of the checkout as from its root.
func TestFromASubfolder(t *testing.T) {
	root := newPlace(t).unlocked()
	below := root
	below.dir = filepath.Join(root.dir, "stages", "net")
	below.ok("setup", smoke)
	if _, err := os.Stat(filepath.Join(below.dir, "out")); err == nil {
		t.Error("the figure landed in the subfolder")
	}
	root.ok("check", smoke)
	below.ok("check", smoke)
	below.ok("inspect", filepath.Join("..", "..", setupPNG))
	below.ok("inspect", filepath.Join(root.dir, setupPNG))
	below.refused(exitFailed, "no such file", "inspect", setupPNG)
	below.ok("cache", "export", "archive", "setup", smoke)
	if _, err := os.Stat(filepath.Join(below.dir, "archive")); err != nil {
		t.Errorf("a file named from the subfolder: %v", err)
	}
	relative := below.command("setup", smoke)
	relative.Env = append(relative.Env, "NOFREELUNCH_CACHE=mine")
	if out, err := relative.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err := os.Stat(filepath.Join(below.dir, "mine")); err != nil {
		t.Errorf("a cache named from the subfolder: %v", err)
	}
}

// What a file would have run is refused before anything is, unless it is a
// figure, a profile and a commit of this project; and nothing it says reaches
// the terminal as it is.
func TestHostileOrders(t *testing.T) {
	p := newPlace(t).unlocked()
	p.ok("setup", smoke)
	head := p.git("rev-parse", "HEAD")
	p.git("checkout", "-q", "-b", "side")
	p.git("commit", "-q", "--allow-empty", "-m", "Not in the history")
	side := p.git("rev-parse", "HEAD")
	p.git("tag", "-a", "-m", "A tag", "tag")
	tag, tree := p.git("rev-parse", "tag"), p.git("rev-parse", "HEAD^{tree}")
	p.git("checkout", "-q", "-")

	plain := p.unstamped(setupPNG)
	var files, words []string
	for _, o := range []struct{ figure, profile, commit, words string }{
		{"setup", "smoke", "HEAD", "not the full name"},
		{"setup", "smoke", "side", "not the full name"},
		{"setup", "smoke", head[:12], "not the full name"},
		{"setup", "smoke", head + "^", "not the full name"},
		{"setup", "smoke", "--upload-pack=touch x", "not the full name"},
		{"setup", "smoke", strings.ToUpper(head), "not the full name"},
		{"setup", "smoke", head + "\n" + head, "not the full name"},
		{"setup", "smoke", "https://example.org/x.git", "not the full name"},
		{"setup", "smoke", "\u202e" + head[1:], "not the full name"},
		{"setup", "smoke", tag, "is not a commit"},
		{"setup", "smoke", tree, "no commit"},
		{"setup", "smoke", strings.Repeat("0", 40), "no commit"},
		{"setup", "smoke", side, "-trust-foreign-commit"},
		{"setup", "smoke", "unknown", "names no commit"},
		{"setup", "smoke", "", "names no commit"},
		{"setup", "smoke", head + "-dirty", "uncommitted"},
		{"figures", "smoke", head, "no figure"},
		{"cache", "smoke", head, "no figure"},
		{"selftest", "smoke", head, "no figure"},
		{"ci", "smoke", head, "no figure"},
		{"setup/train", "smoke", head, "no figure"},
		{"../setup", "smoke", head, "no figure"},
		{"-force=.", "smoke", head, "no figure"},
		{"setup", "huge", head, "known are"},
		{"setup", "-n", head, "known are"},
		{"setup", "smoke -force=.", head, "known are"},
		{"setup", "", head, "no profile"},
		{"", "smoke", head, "no figure"},
	} {
		data, err := provenance.Stamp(plain, map[string]string{"figure": o.figure, "profile": o.profile, "commit": o.commit})
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("hostile%d.png", len(files))
		p.write(name, string(data))
		files, words = append(files, name), append(words, o.words)
	}
	out, errs, code := p.run(append([]string{"reproduce", "-json"}, files...)...)
	var rows []reproduced
	if err := json.Unmarshal([]byte(out), &rows); err != nil || len(rows) != len(files) || code != exitFailed {
		t.Fatalf("exit code %d, %v in\n%s%s", code, err, out, errs)
	}
	refused := 0
	for i, r := range rows {
		if r.Same || !strings.Contains(r.Error, words[i]) {
			t.Errorf("%+v, want %q", r, words[i])
			continue
		}
		refused++
	}
	if strings.Contains(errs, "builds and runs") || strings.ContainsAny(errs, "\u202e\x1b") {
		t.Errorf("something was run, or printed as it is:\n%q", errs)
	}
	t.Logf("%d hostile orders, %d refused before anything ran", len(files), refused)

	out, errs, code = p.run("reproduce", "-n", setupPNG)
	for _, want := range []string{"builds and runs the code of commit " + head[:10], "setup at the profile smoke", "networks", "empty cache"} {
		if code != 0 || out != "" || !strings.Contains(errs, want) {
			t.Errorf("the cost is stated as %q (exit code %d), want %q", errs, code, want)
		}
	}
	data, err := provenance.Stamp(plain, map[string]string{"figure": "setup", "profile": "smoke", "commit": side})
	if err != nil {
		t.Fatal(err)
	}
	p.write("side.png", string(data))
	if _, errs, code := p.run("reproduce", "-n", "-trust-foreign-commit", "side.png"); code != 0 || !strings.Contains(errs, side[:10]) {
		t.Errorf("a commit that is trusted: exit code %d\n%s", code, errs)
	}
	if err := os.Mkdir(filepath.Join(p.dir, "folder.png"), 0o777); err != nil {
		t.Fatal(err)
	}
	p.refused(exitFailed, "no regular file", "reproduce", "folder.png")
	p.refused(exitFailed, "no regular file", "reproduce", "/dev/zero")
}

func (p place) unstamped(file string) []byte {
	p.t.Helper()
	data, err := os.ReadFile(filepath.Join(p.dir, file))
	if err == nil {
		data, err = provenance.Strip(data)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return data
}

// A shallow clone is told what helps.
func TestShallowClone(t *testing.T) {
	p := newPlace(t).unlocked()
	p.ok("setup", smoke)
	clone := p.elsewhere()
	clone.dir = filepath.Join(clone.dir, "clone")
	p.git("commit", "-q", "--allow-empty", "-m", "Later")
	if out, err := exec.Command("git", "clone", "-q", "--depth", "1", "file://"+p.dir, clone.dir).CombinedOutput(); err != nil {
		t.Fatalf("git clone: %v\n%s", err, out)
	}
	clone.refused(exitUsage, "git fetch --unshallow", "diff", "HEAD~1", smoke)
	clone.refused(exitUsage, "fetch-depth: 0", "diff", "HEAD~1", smoke)
	clone.refused(exitFailed, "git fetch --unshallow", "reproduce", filepath.Join(p.dir, setupPNG))
	clone.ok("setup", smoke)
	if got := clone.commitOf(setupPNG); got != p.git("rev-parse", "HEAD") {
		t.Errorf("a shallow clone's figure names %s", got)
	}
}

// Nothing to verify is no success, and results of other code are left alone.
func TestVerifyOfNothing(t *testing.T) {
	p := newPlace(t)
	p.refused(exitFailed, "nothing to verify", "verify", "figure7", smoke)
	p.ok("setup", smoke)
	p.refused(exitFailed, "nothing to verify", "verify", "figure6", smoke)
	var v struct{ Results, Skipped, Differ, Failed int }
	if err := json.Unmarshal([]byte(p.ok("verify", "setup", "figure7", smoke, "-json", "-sample", "1", "-kernel", "portable")), &v); err != nil {
		t.Fatal(err)
	}
	if v.Results == 0 || v.Skipped == 0 || v.Differ+v.Failed != 0 {
		t.Errorf("%+v, want results of setup and figure7's own skipped", v)
	}
}
