package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// scratches are the temporary checkouts in a folder.
func scratches(t *testing.T, in string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(in, scratchName+"*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// begun starts a command with a folder for temporary files of its own, and
// waits until it has a checkout there with its sources.
func (p place) begun(temp string, args ...string) *exec.Cmd {
	p.t.Helper()
	cmd := p.command(args...)
	cmd.Env = append(cmd.Env, "TMPDIR="+temp)
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	for {
		if found := scratches(p.t, temp); len(found) == 1 {
			if _, err := os.Stat(filepath.Join(found[0], "sources", "go.mod")); err == nil {
				return cmd
			}
		}
		if err := cmd.Process.Signal(syscall.Signal(0)); err != nil {
			p.t.Fatalf("%v ended before it began", args)
		}
		time.Sleep(time.Millisecond)
	}
}

func TestSignalsLeaveNoCheckout(t *testing.T) {
	p := newPlace(t).unlocked()
	p.ok("setup", smoke)
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		for _, args := range [][]string{{"reproduce", setupPNG}, {"diff", "HEAD", "HEAD", smoke, "-only", "^setup$"}} {
			temp := t.TempDir()
			cmd := p.begun(temp, args...)
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
				t.Errorf("%v of %v: exit code %d, want %d", sig, args, code, exitInterrupted)
			}
			if entries, err := os.ReadDir(temp); err != nil || len(entries) > 0 {
				t.Errorf("%v of %v: left %v, %v", sig, args, entries, err)
			}
		}
	}
	if left := p.git("worktree", "list", "--porcelain"); strings.Count(left, "worktree ") != 1 {
		t.Errorf("worktrees are left behind:\n%s", left)
	}
}

// What a killed process leaves is removed by the next one, and nothing else is.
func TestKilledCheckoutsAreRemovedByTheNext(t *testing.T) {
	p := newPlace(t).unlocked()
	p.ok("setup", smoke)
	temp := t.TempDir()
	cmd := p.begun(temp, "reproduce", setupPNG)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	left := scratches(t, temp)
	if len(left) != 1 {
		t.Fatalf("%v, want the checkout of the killed process", left)
	}
	held, err := newScratchIn(temp)
	if err != nil {
		t.Fatal(err)
	}
	theirs := map[string]string{ // none of them is provably ours
		scratchName + "unmarked/photo.jpg":           "",
		scratchName + "other/" + scratchMark:         "Something else.\n",
		scratchName + "file":                         scratchText,
		"other/" + scratchMark:                       scratchText,
		scratchName + "longer/" + scratchMark:        scratchText + "more",
		scratchName + "folder/" + scratchMark + "/x": scratchText,
	}
	for name, text := range theirs {
		path := filepath.Join(temp, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(left[0], filepath.Join(temp, scratchName+"link")); err != nil {
		t.Fatal(err)
	}
	for range 100 { // a child of the killed process may still be writing
		sweepScratch(temp)
		if _, err := os.Stat(left[0]); errors.Is(err, fs.ErrNotExist) {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if _, err := os.Stat(left[0]); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what the killed process left is still there: %v", err)
	}
	if _, err := os.Stat(filepath.Join(held.dir, scratchMark)); err != nil {
		t.Errorf("the folder of a living process is gone: %v", err)
	}
	held.remove()
	if _, err := os.Stat(held.dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("removed, but there: %v", err)
	}
	for name := range theirs {
		if _, err := os.Lstat(filepath.Join(temp, name)); err != nil {
			t.Errorf("not ours, but removed: %v", err)
		}
	}
	if _, err := os.Lstat(filepath.Join(temp, scratchName+"link")); err != nil {
		t.Errorf("a link, but removed: %v", err)
	}
}
