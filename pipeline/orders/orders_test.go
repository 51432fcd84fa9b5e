package orders

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func folder(t *testing.T) Folder {
	t.Helper()
	f := Folder(filepath.Join(t.TempDir(), "runs", "a run"))
	if err := f.Create(Run{Name: "a run", Program: "p", Arguments: []string{"-profile", "smoke"}}); err != nil {
		t.Fatal(err)
	}
	return f
}

func batch(n int) *Batch {
	return &Batch{Number: n, Program: "p", Cache: "/c", Groups: []Group{{Orders: []Order{{ID: "1", Key: "2", Name: "train"}}}}}
}

func TestBatchesComeBack(t *testing.T) {
	f := folder(t)
	for _, n := range []int{10, 2, 1} {
		if err := f.Order(batch(n)); err != nil {
			t.Fatal(err)
		}
	}
	if got := f.Batches(); len(got) != 3 || got[0] != 1 || got[2] != 10 {
		t.Errorf("batches %v, want 1 2 10", got)
	}
	b, err := ReadBatch(f.OrdersFile(2))
	if err != nil || b.Number != 2 || b.Groups[0].Orders[0].Name != "train" {
		t.Errorf("%+v, %v", b, err)
	}
	if _, err := b.Group(1); err == nil || !strings.Contains(err.Error(), "groups 0 to 0, not 1") {
		t.Errorf("group 1 of one: %v", err)
	}
	if _, err := b.Group(-1); err == nil {
		t.Error("group -1 is there")
	}
}

// A cut, foreign or later file is refused with what it is.
func TestFilesThatAreNoOrdersAreRefused(t *testing.T) {
	f := folder(t)
	if err := f.Order(batch(1)); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(f.OrdersFile(1))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"cut": string(whole[:len(whole)/2]), "empty": "", "other": `{"a":1}`, "list": "[]", "null": "null",
		"no groups": `{"version":1,"program":"p","cache":"/c"}`, "no program": `{"version":1,"cache":"/c","groups":[{}]}`,
	} {
		if err := os.WriteFile(f.OrdersFile(1), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadBatch(f.OrdersFile(1)); err == nil || !strings.Contains(err.Error(), "1.json") {
			t.Errorf("%s: %v", name, err)
		}
	}
	later := strings.Replace(string(whole), `"version":1`, `"version":2`, 1)
	if err := os.WriteFile(f.OrdersFile(1), []byte(later), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadBatch(f.OrdersFile(1)); !errors.Is(err, ErrNewer) {
		t.Errorf("a later version: %v", err)
	}
	if _, err := ReadBatch(f.OrdersFile(99)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}

func TestABeatOfALaterVersionOrCutIsNone(t *testing.T) {
	f := folder(t)
	if err := WriteBeat(f.BeatFile(1, 2), Begin(Beat{}, "h", 1, time.Now())); err != nil {
		t.Fatal(err)
	}
	if b, ok := f.Beat(1, 2); !ok || b.Leg != 1 || b.Idle != 1 {
		t.Errorf("%+v, %v", b, ok)
	}
	for _, text := range []string{"", "{", `{"version":2,"state":"done"}`} {
		if err := os.WriteFile(f.BeatFile(1, 2), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, ok := f.Beat(1, 2); ok {
			t.Errorf("%q is a beat", text)
		}
	}
}

// A leg that begins where the one before did has come no further.
func TestALegAdvancesOnlyPastTheOneBefore(t *testing.T) {
	last := Beat{Under: map[string]Step{"a": {From: 100, Done: 180}}}
	for _, c := range []struct {
		id   string
		from int
		want bool
	}{{"a", 100, false}, {"a", 99, false}, {"a", 101, true}, {"a", 0, false}, {"b", 0, false}, {"b", 5, true}} {
		if got := last.Advanced(c.id, c.from); got != c.want {
			t.Errorf("%s from %d: %v", c.id, c.from, got)
		}
	}
}

// Words reach the program as they are, whatever is in them.
func TestScriptsQuoteEverything(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "it's $HOME `a` \"b\" %a")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	f := Folder(filepath.Join(dir, "runs", "r"))
	if err := f.Create(Run{Name: "r"}); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "nfl")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nprintf '%s\\n' \"$NOFREELUNCH_CACHE\" \"$@\"\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	b := batch(3)
	b.Binary, b.Cache, b.Cores = program, dir, 4
	b.Arguments = []string{"-set", "a=b; rm -rf '*'", ""}
	file, err := f.WriteScript("3-0", f.Script(b, "3-0", "${TASK}"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", file)
	cmd.Env = append(os.Environ(), "TASK=7")
	out, err := cmd.CombinedOutput()
	want := strings.Join([]string{dir, "-set", "a=b; rm -rf '*'", "", "-j", "4", "worker", f.OrdersFile(3), "7"}, "\n") + "\n"
	if err != nil || string(out) != want {
		t.Errorf("%v:\n%s\nwant\n%s", err, out, want)
	}
}

func TestRunsAreFoundInOrder(t *testing.T) {
	root := t.TempDir()
	for i, name := range []string{"b", "a"} {
		f := Folder(filepath.Join(root, "runs", name))
		if err := f.Create(Run{Name: name, Begun: time.Unix(int64(i), 0)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(root, "runs", "programs"), 0o777); err != nil {
		t.Fatal(err)
	}
	got := Folders(root)
	if len(got) != 2 || got[0].Name() != "b" || got[1].Name() != "a" {
		t.Errorf("%v", got)
	}
}

func TestTheSameRunIsThatOfTheSameGraph(t *testing.T) {
	a := Run{Program: "p", Executor: "slurm", Arguments: []string{"-profile", "smoke"}, Tasks: []string{"figure1"}}
	b := a
	b.Tasks = []string{"figure2"}
	if !a.Same(b) {
		t.Error("another task of the same graph is another run")
	}
	for name, edit := range map[string]func(*Run){
		"program": func(r *Run) { r.Program = "q" }, "executor": func(r *Run) { r.Executor = "ssh" },
		"flags": func(r *Run) { r.Arguments = []string{"-profile", "paper"} },
	} {
		c := a
		edit(&c)
		if a.Same(c) {
			t.Errorf("another %s is the same run", name)
		}
	}
}
