package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/goyek/goyek/v2"

	"nofreelunch"
	"nofreelunch/paper"
	"nofreelunch/pipeline"
)

// runTasks runs the named tasks as a goyek flow. The flow is what a person
// sees: which task needs which. The first of its actions hands everything the
// command line asks for to the engine, which schedules it as one; the others
// find their nodes made.
func (s *session) runTasks(ctx context.Context, names []string) error {
	works, err := s.split(names)
	if err != nil {
		return err
	}
	if err := s.whatIf(works); err != nil {
		return err
	}
	if s.Redraw {
		if err := s.redraw(works); err != nil {
			return err
		}
	}
	roots, err := s.nodesOf(works)
	if err != nil {
		return err
	}
	if err := s.forces(roots); err != nil {
		return err
	}
	if s.DryRun {
		return s.printPlan(roots)
	}
	if err := writable(s.into(outDir)); len(works) > 0 && err != nil {
		return err
	}
	if err := s.typesettable(ctx, names, roots); err != nil {
		return err
	}
	r := &delivery{session: s, roots: roots}
	flow := nofreelunch.Tasks(s.graph, r.actions(ctx))
	flow.SetOutput(io.Discard) // progress and errors are shown by the session
	err = flow.Execute(ctx, names)
	if r.err != nil {
		return r.err
	}
	if err != nil {
		return fmt.Errorf("%s: %w", strings.Join(names, " "), err)
	}
	return r.close()
}

// whatIf refuses to judge or publish what -set has made up.
func (s *session) whatIf(names []string) error {
	if s.Share < 1 {
		for _, name := range names {
			if name == "paper" || name == "report" {
				return usagef("flag -share makes a part; %s is about all of it: leave one of them out", name)
			}
		}
	}
	if len(s.Set) == 0 {
		return nil
	}
	for _, name := range names {
		t := s.graph.Target(name)
		if name == "paper" || name == "report" || t != nil && t.Table {
			return usagef("flag -set asks what if; %s says what is: leave one of them out", name)
		}
	}
	return nil
}

// split checks the names, and returns those that the engine makes.
func (s *session) split(names []string) (works []string, err error) {
	for _, name := range names {
		if slices.ContainsFunc(nofreelunch.Chores(), func(c nofreelunch.Chore) bool { return c.Name == name }) {
			continue
		}
		if _, err := s.nodesOf([]string{name}); err != nil {
			return nil, err
		}
		works = append(works, name)
	}
	return works, nil
}

// delivery is one run of tasks: what the engine reported, and the figures
// written so far.
type delivery struct {
	*session
	roots  []*pipeline.Node
	report *pipeline.Report
	err    error
	done   []written
	lines  []lockLine // of the figures written
	claims *paper.Verdicts
	made   []string // the paper and the report, a line each
}

// actions are what the tasks do.
func (d *delivery) actions(ctx context.Context) nofreelunch.Actions {
	return nofreelunch.Actions{
		Make: func(t pipeline.Task) func(*goyek.A) { return func(a *goyek.A) { d.act(ctx, a, t) } },
		Paper: func(a *goyek.A) {
			if d.err = d.makePaper(ctx); d.err != nil {
				a.FailNow()
			}
		},
		Report: func(a *goyek.A) {
			if d.err = d.makeReport(); d.err != nil {
				a.FailNow()
			}
		},
		Command: func(name string, args ...string) func(*goyek.A) {
			return func(a *goyek.A) { d.command(ctx, a, name, args) }
		},
	}
}

// supplements is the task of every supplement.
const supplements = "supplements"

// supplement reports that a task is that of a whole supplement.
func supplement(t pipeline.Task) bool {
	return t.Product() && strings.HasPrefix(t.Name, "supplement")
}

// act makes the nodes of a task, and writes its figure if it is one. A task
// that another one needs may have more nodes than that one does; those are no
// part of the run.
func (d *delivery) act(ctx context.Context, a *goyek.A, t pipeline.Task) {
	if d.report == nil && d.err == nil {
		d.report, d.err = d.run(ctx, d.roots)
	}
	if d.report == nil { // the cache could not be opened
		a.FailNow()
	}
	for _, n := range t.Nodes {
		if o := d.report.Outcome(n); o != nil && o.Kind != pipeline.Ran && o.Kind != pipeline.Cached {
			a.FailNow() // the engine's error says why
		}
	}
	if t.Stage != "" {
		return
	}
	deliver := d.deliver
	if t.Table {
		deliver = d.deliverClaims
	}
	if err := deliver(t); err != nil {
		d.err = err
		a.FailNow()
	}
}

func (d *delivery) command(ctx context.Context, a *goyek.A, name string, args []string) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr, cmd.Stdin = d.out, d.console.err, os.Stdin
	if err := cmd.Run(); err != nil {
		d.err = fmt.Errorf("%s: %w", strings.Join(cmd.Args, " "), err)
		a.FailNow()
	}
}
