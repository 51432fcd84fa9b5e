package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLockRoundTrip(t *testing.T) {
	hex := strings.Repeat("0a", 16)
	want := []lockLine{{"figure1", "laptop", hex, hex, hex}, {"figure7", "smoke", hex, hex, hex}}
	text := lockHeader
	for _, l := range want {
		text += l.String() + "\n"
	}
	got, err := parseLock("lock", text)
	if err != nil || len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
	for _, bad := range []string{"figure1", "figure1 laptop data:1 drawing:2 columns:3", "<<<<<<< HEAD", text + "figure2 laptop data:" + hex + " columns:" + hex + " drawing:" + hex} {
		if _, err := parseLock("lock", bad); err == nil || !strings.Contains(err.Error(), "lock:") {
			t.Errorf("%q: %v, want an error that names the line", bad, err)
		}
	}
}

// Whatever a lock holds, reading it gives lines or an error that names it.
func FuzzParseLock(f *testing.F) {
	f.Add(lockHeader + "figure1 laptop data:" + strings.Repeat("0a", 16) + " drawing:" + strings.Repeat("0b", 16) + " columns:" + strings.Repeat("0c", 16) + "\n")
	f.Fuzz(func(t *testing.T, text string) {
		lines, err := parseLock("lock", text)
		if err != nil {
			return
		}
		for _, l := range lines {
			again, err := parseLock("lock", l.String())
			if err != nil || len(again) != 1 || again[0] != l {
				t.Fatalf("%v reads back as %v, %v", l, again, err)
			}
		}
	})
}

func TestDamagedLocksNameTheLine(t *testing.T) {
	hex := strings.Repeat("0a", 16)
	good := lockLine{"figure1", "laptop", hex, hex, hex}.String()
	for name, line := range map[string]string{
		"cut short":           good[:len(good)-3],
		"upper case":          strings.Replace(good, "0a", "0A", 1),
		"no digits":           strings.Replace(good, "0a", "0g", 1),
		"a word more":         good + " more",
		"a word less":         "figure1 laptop data:" + hex,
		"two on one line":     good + good,
		"a marker of a merge": "=======",
		"another order":       "laptop data:" + hex + " figure1 drawing:" + hex + " columns:" + hex,
		"a name with a path":  strings.Replace(good, "figure1", "../figure1", 1),
		"an escape":           strings.Replace(good, "figure1", "figure1\x1b[31m", 1),
		"an empty label":      strings.Replace(good, "data:", ":", 1),
		"a label less":        strings.Replace(good, "data:", "", 1),
		"the same twice":      good,
		"two for a figure":    strings.Replace(good, "data:0a", "data:0b", 1),
	} {
		path := filepath.Join(t.TempDir(), "figures.lock")
		text := lockHeader + "\n" + good + "\n" + line + "\n"
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		const want = "figures.lock:6:" // after three of the header, an empty one and a good one
		if _, err := readLock(path); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
		if _, err := updateLock(path, []lockLine{{"figure2", "laptop", hex, hex, hex}}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: an update says %v, want %s", name, err, want)
		}
		alone(t, path, text)
	}
}

// An update touches its own line alone, whatever else the lock has.
func TestUpdateLeavesOtherLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "figures.lock")
	line := func(figure, profile string, digit string) lockLine {
		hex := strings.Repeat(digit, 32)
		return lockLine{figure, profile, hex, hex, hex}
	}
	want := []lockLine{line("figure1", "laptop", "1"), line("figure7", "laptop", "2"), line("figure1", "smoke", "3")}
	if moved, err := updateLock(path, want); err != nil || len(moved) != 3 {
		t.Fatalf("%v, %v", moved, err)
	}
	want[1] = line("figure7", "laptop", "4")
	for _, moves := range []int{1, 0} {
		if moved, err := updateLock(path, []lockLine{want[1]}); err != nil || len(moved) != moves {
			t.Errorf("moved %v, %v; want %d", moved, err, moves)
		}
		if got, err := readLock(path); err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, %v; want %v", got, err, want)
		}
	}
	alone(t, path, string(lockLines(nil).with(want)))
}

// TestLockWriter is one of the processes of the test below.
func TestLockWriter(t *testing.T) {
	path, name, _ := strings.Cut(os.Getenv("NOFREELUNCH_LOCK_WRITER"), " ")
	if path == "" {
		t.Skip("no test of its own")
	}
	for i := range 20 {
		hex := fmt.Sprintf("%032x", i)
		if _, err := updateLock(path, []lockLine{{name, "smoke", hex, hex, hex}}); err != nil {
			t.Fatal(err)
		}
	}
	os.Exit(0) // without what the other tests need at their end
}

// Sixteen processes that write one lock at once lose nothing; nor does it
// matter that others are killed meanwhile.
func TestManyProcessesWriteTheLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "figures.lock")
	const writers, killed = 16, 4
	start := func(name string) *exec.Cmd {
		cmd := exec.Command(os.Args[0], "-test.run=^TestLockWriter$")
		cmd.Env = append(os.Environ(), "NOFREELUNCH_LOCK_WRITER="+path+" "+name)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	var all []*exec.Cmd
	for i := range writers {
		all = append(all, start(fmt.Sprintf("figure%d", i)))
	}
	for range killed {
		cmd := start("victim")
		time.Sleep(5 * time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	for _, cmd := range all {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	lines, err := readLock(path)
	if err != nil {
		t.Fatal(err)
	}
	last, kept := fmt.Sprintf("%032x", 19), 0
	for i := range writers {
		if at := lines.of(fmt.Sprintf("figure%d", i), "smoke"); at >= 0 && lines[at].Data == last {
			kept++
		}
	}
	if kept != writers {
		t.Errorf("%d of %d lines are the last that was written", kept, writers)
	}
	alone(t, path, string(lockLines(nil).with(lines)))
	t.Logf("%d processes of 20 updates each and %d killed ones: %d lines kept", writers, killed, kept)
}
