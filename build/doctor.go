package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"nofreelunch/pipeline/store"
	"nofreelunch/stages/core/kernel"
)

// doctor checks what a run needs, and says what to do about what is missing.
func doctor(ctx context.Context, s *session, args []string) error {
	if len(args) == 2 && args[0] == tryLock {
		return lockOnce(args[1])
	}
	if len(args) > 1 || len(args) == 1 && args[0] != "repair" {
		return usagef("doctor %s: want nothing or repair", strings.Join(args, " "))
	}
	d := &diagnosis{to: plainWriter{s.out}, quiet: s.JSON, Rows: []checkup{}}
	err := s.diagnose(ctx, d, len(args) == 1)
	if s.JSON {
		return firstOf(json.NewEncoder(s.out).Encode(d.Rows), err)
	}
	return err
}

// A diagnosis is what doctor found, in order.
type diagnosis struct {
	to    io.Writer
	quiet bool
	bad   int
	Rows  []checkup
}

// A checkup is one line of it.
type checkup struct {
	Status string `json:"status"` // ok, note or BAD
	What   string `json:"what"`
	Detail string `json:"detail"`
}

func (d *diagnosis) add(status, what, detail string) {
	d.Rows = append(d.Rows, checkup{status, what, detail})
	if !d.quiet {
		fmt.Fprintf(d.to, "%-4s %-8s %s\n", status, what, detail)
	}
}

// say adds what is wrong, or else what is right.
func (d *diagnosis) say(what string, err error, detail string) {
	if err != nil {
		d.bad++
		d.add("BAD", what, err.Error())
		return
	}
	d.add("ok", what, detail)
}

func (s *session) diagnose(ctx context.Context, d *diagnosis, repair bool) error {
	say := d.say
	say("machine", nil, fmt.Sprintf("%s, %s/%s, %d cores", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU()))
	say("kernel", nil, fmt.Sprintf("%s (of %s)", kernel.Active(), strings.Join(kernel.Names(), ", ")))
	if _, err := exec.LookPath("git"); err != nil {
		d.add("note", "git", "not found: figures will not name their commit")
	} else {
		commit, err := s.sources()
		say("git", err, commit)
	}
	say("out", writable(outDir), outDir+" is writable")
	e, err := s.engine()
	if err != nil {
		say("cache", err, "")
		return errors.New("the cache cannot be used")
	}
	say("cache", s.store.Writable(), s.store.Root()+" is writable")
	say("locks", locksWork(ctx, s.store.Root()), "two processes here see each other's; whether two hosts do, only a test on both can tell")
	if err := s.examine(d, repair); err != nil {
		say("cache", err, "")
	} else {
		say("cache", nil, fmt.Sprintf("%d actions are whole", len(s.store.Actions())))
	}
	if s.shared != nil {
		index, err := s.shared.Index()
		say("store", err, fmt.Sprintf("%s can be read; its index is %.12s", s.bucket, index))
	}
	p, err := e.Plan(targets(s.graph)...)
	if err != nil {
		say("graph", err, "")
	} else {
		say("graph", nil, fmt.Sprintf("%d nodes for %d figures", len(p.Steps), len(s.graph.Targets())))
	}
	if d.bad > 0 {
		return fmt.Errorf("%d checks are bad", d.bad)
	}
	return nil
}

// tryLock is the word by which doctor starts the other process of its test.
const tryLock = "try-lock"

// lockOnce succeeds if no other process has the lock of a file.
func lockOnce(path string) error {
	release, ok, err := store.TryLock(path)
	if err != nil {
		return err
	}
	if !ok {
		return errors.New(lockTaken)
	}
	return release()
}

// lockTaken is said by the other process.
const lockTaken = "another process has the lock"

// locksWork finds out whether a process sees the locks of another in a folder.
// Nothing is lost where it does not, but work may be done twice.
func locksWork(ctx context.Context, dir string) error {
	path := filepath.Join(dir, ".lock-test")
	release, ok, err := store.TryLock(path)
	if err != nil {
		return fmt.Errorf("files in %s cannot be locked: %w; nothing is lost, but work may be done twice", dir, err)
	}
	if !ok {
		return nil // another doctor has it: they do
	}
	defer func() { _, _ = os.Remove(path), release() }()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	said, err := exec.CommandContext(ctx, self, "doctor", tryLock, path).CombinedOutput()
	if err == nil {
		return fmt.Errorf("a second process got the lock of %s while the first had it; nothing is lost, but work may be done twice", path)
	}
	if !strings.Contains(string(said), lockTaken) {
		return fmt.Errorf("the test of locks did not run: %w: %s", err, strings.TrimSpace(string(said)))
	}
	return nil
}

// examine reads the whole cache, and repairs it if told to.
func (s *session) examine(d *diagnosis, repair bool) error {
	found, err := s.store.Examine()
	if err != nil {
		return err
	}
	for _, f := range found {
		d.add("note", "cache", f.String())
	}
	switch {
	case len(found) == 0:
		return nil
	case repair:
		return s.store.Repair()
	}
	return fmt.Errorf("%d findings; `doctor repair` mends them", len(found))
}
