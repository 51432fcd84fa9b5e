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

	"nofreelunch/paper"
	"nofreelunch/pipeline"
)

// A chore is a task of the repository itself: it runs a command.
type chore struct {
	name, usage string
	args        []string
}

func chores() []chore {
	return []chore{
		{"test", "run the tests", []string{"go", "test", "./..."}},
		{"lint", "run the linters", []string{"golangci-lint", "run"}},
		{"ci", "do what continuous integration does", []string{"bash", ".ci/run"}},
	}
}

// paperUsage is what the paper is, in listings.
const paperUsage = "the paper as PDF, with every figure and the claims"

// runTasks runs the named tasks as a goyek flow. The flow is what a person
// sees: which task needs which. The first of its actions hands everything the
// command line asks for to the engine, which schedules it as one; the others
// find their nodes made.
func (s *session) runTasks(ctx context.Context, names []string) error {
	works, err := s.split(names)
	if err != nil {
		return err
	}
	roots, err := s.nodesOf(works)
	if err != nil {
		return err
	}
	if s.DryRun {
		return s.printPlan(roots)
	}
	if err := writable(outDir); len(works) > 0 && err != nil {
		return err
	}
	r := &delivery{session: s, roots: roots}
	flow := r.flow(ctx)
	err = flow.Execute(ctx, names)
	if r.err != nil {
		return r.err
	}
	if err != nil {
		return fmt.Errorf("%s: %w", strings.Join(names, " "), err)
	}
	return r.close()
}

// split checks the names, and returns those that the engine makes.
func (s *session) split(names []string) (works []string, err error) {
	for _, name := range names {
		if slices.ContainsFunc(chores(), func(c chore) bool { return c.name == name }) {
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

// flow defines a goyek task for every task of the graph, with the same
// dependencies, one for all figures, and the chores.
func (d *delivery) flow(ctx context.Context) *goyek.Flow {
	flow := &goyek.Flow{}
	flow.SetOutput(io.Discard) // progress and errors are shown by the session
	defined := map[string]*goyek.DefinedTask{}
	var figures, extra, products goyek.Deps
	for _, t := range d.graph.Tasks() {
		var deps goyek.Deps
		for _, name := range t.Deps {
			deps = append(deps, defined[name])
		}
		defined[t.Name] = flow.Define(goyek.Task{
			Name: t.Name, Usage: t.Description, Deps: deps,
			Action: func(a *goyek.A) { d.act(ctx, a, t) },
		})
		if t.Figure != "" && t.Stage == "" {
			products = append(products, defined[t.Name])
		}
		if t.Figure != "" && t.Stage == "" && !t.Table {
			figures = append(figures, defined[t.Name])
			if supplement(t) {
				extra = append(extra, defined[t.Name])
			}
		}
	}
	flow.Define(goyek.Task{Name: "paper", Usage: paperUsage, Deps: products, Action: func(a *goyek.A) {
		if d.err = d.makePaper(ctx); d.err != nil {
			a.FailNow()
		}
	}})
	flow.Define(goyek.Task{Name: "report", Usage: reportUsage, Deps: products, Action: func(a *goyek.A) {
		if d.err = d.makeReport(); d.err != nil {
			a.FailNow()
		}
	}})
	flow.Define(goyek.Task{Name: "figures", Usage: "every figure", Deps: figures})
	flow.Define(goyek.Task{Name: supplements, Usage: "every supplement", Deps: extra})
	for _, c := range chores() {
		flow.Define(goyek.Task{Name: c.name, Usage: c.usage, Action: func(a *goyek.A) { d.chore(ctx, a, c) }})
	}
	return flow
}

// supplements is the task of every supplement.
const supplements = "supplements"

// supplement reports that a task is that of a whole supplement.
func supplement(t pipeline.Task) bool {
	return t.Figure != "" && t.Stage == "" && strings.HasPrefix(t.Name, "supplement")
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

func (d *delivery) chore(ctx context.Context, a *goyek.A, c chore) {
	cmd := exec.CommandContext(ctx, c.args[0], c.args[1:]...)
	cmd.Stdout, cmd.Stderr, cmd.Stdin = d.out, d.console.err, os.Stdin
	if err := cmd.Run(); err != nil {
		d.err = fmt.Errorf("%s: %s: %w", c.name, strings.Join(c.args, " "), err)
		a.FailNow()
	}
}
