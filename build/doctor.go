package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"

	"nofreelunch/stages/core/kernel"
)

// doctor checks what a run needs, and says what to do about what is missing.
func doctor(_ context.Context, s *session, args []string) error {
	if len(args) > 1 || len(args) == 1 && args[0] != "repair" {
		return usagef("doctor %s: want nothing or repair", strings.Join(args, " "))
	}
	bad := 0
	say := func(what string, err error, detail string) {
		if err != nil {
			bad++
			fmt.Fprintf(s.out, "BAD  %-8s %v\n", what, err)
			return
		}
		fmt.Fprintf(s.out, "ok   %-8s %s\n", what, detail)
	}
	say("machine", nil, fmt.Sprintf("%s, %s/%s, %d cores", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU()))
	say("kernel", nil, fmt.Sprintf("%s (of %s)", kernel.Active(), strings.Join(kernel.Names(), ", ")))
	if _, err := exec.LookPath("git"); err != nil {
		fmt.Fprintln(s.out, "note git      not found: figures will not name their commit")
	} else {
		say(s.sources())
	}
	say("out", writable(outDir), outDir+" is writable")
	e, err := s.engine()
	if err != nil {
		say("cache", err, "")
		return errors.New("the cache cannot be used")
	}
	say("cache", s.store.Writable(), s.store.Root()+" is writable")
	if err := s.examine(len(args) == 1); err != nil {
		say("cache", err, "")
	} else {
		say("cache", nil, fmt.Sprintf("%d actions are whole", len(s.store.Actions())))
	}
	p, err := e.Plan(targets(s.graph)...)
	if err != nil {
		say("graph", err, "")
	} else {
		say("graph", nil, fmt.Sprintf("%d nodes for %d figures", len(p.Steps), len(s.graph.Targets())))
	}
	if bad > 0 {
		return fmt.Errorf("%d checks are bad", bad)
	}
	return nil
}

// examine reads the whole cache, and repairs it if told to.
func (s *session) examine(repair bool) error {
	found, err := s.store.Examine()
	if err != nil {
		return err
	}
	for _, f := range found {
		fmt.Fprintf(s.out, "note cache    %v\n", f)
	}
	switch {
	case len(found) == 0:
		return nil
	case repair:
		return s.store.Repair()
	}
	return fmt.Errorf("%d findings; `doctor repair` mends them", len(found))
}
