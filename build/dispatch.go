package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"nofreelunch"
	"nofreelunch/pipeline"
	"nofreelunch/stages/core/kernel"
)

// A verb is a command with arguments of its own, unlike a task.
type verb struct {
	name, args, usage string
	run               func(context.Context, *session, []string) error
}

func verbs() []verb {
	return []verb{
		{"list", "", "the tasks and what they make", list},
		{"plan", "[TASK...]", "what would run, why, and for how long", plan},
		{"status", "", "what is up to date", status},
		{"why", "TASK...", "what changed since the task's nodes last ran", why},
		{"graph", "[TASK...]", "the graph, as -format dot, mermaid or json", graph},
		{"sweeps", "[NAME...]", "how far each sweep of networks is", sweeps},
		{"retry", "[SWEEP...]", "run what failed or is missing of sweeps", retry},
		{"check", "[FIGURE...]", "whether paper/figures.lock is what this commit makes", check},
		{"diff", "[A [B]]", "which figures differ between two commits, or a commit and the working tree, how and why", diff},
		{"reproduce", "FILE...", "make a figure again from its recorded commit, and compare bytes", reproduce},
		{"inspect", "FILE...", "where a figure or table came from", inspect},
		{"cache", "info | gc [SIZE] | export FILE [TASK...] | import FILE", "show, shrink (to 10GB) or carry the cache", cacheVerb},
		{"adopt", "[TASK...]", "take results over after a refactoring, if a sample run again agrees", adopt},
		{"verify", "[TASK...]", "run a sample of what is cached again, every way, and compare bytes", verify},
		{"selftest", "[NAME... | K/N]", "the long tests of what the cache and the keys promise, and what they counted", selftest},
		{"bench", "[update]", "measure the numerical core against its targets, OpenBLAS and PyTorch; update writes the README's table", bench},
		{"completion", "bash | zsh | fish", completionUsage, completion},
		{"doctor", "[repair]", "check this machine, the cache and the output folder", doctor},
	}
}

// dispatch runs the verb or the tasks that the command line names.
func dispatch(ctx context.Context, o options, c console) error {
	if o.Help || len(o.Words) == 0 {
		return help(c)
	}
	if o.Kernel != "" {
		if err := kernel.Set(o.Kernel); err != nil {
			return usageError{err}
		}
	}
	g, err := nofreelunch.Graph(o.Profile)
	if err != nil {
		return unknownProfile(o.Profile, err)
	}
	if err := g.Err(); err != nil {
		return fmt.Errorf("the graph has faults:\n%w", err)
	}
	root, err := enter(&o)
	if err != nil {
		return err
	}
	s := &session{options: o, console: c, graph: g, checkout: root}
	defer s.close()
	for _, v := range verbs() {
		if v.name == o.Words[0] {
			return v.run(ctx, s, o.Words[1:])
		}
	}
	return s.runTasks(ctx, o.Words)
}

func unknownProfile(name string, err error) error {
	known := nofreelunch.Profiles()
	if slices.Contains(known, name) {
		return err
	}
	if near, ok := nearest(name, known); ok {
		return usagef("unknown profile %q; did you mean %q?", name, near)
	}
	return usagef("unknown profile %q; known are %s", name, strings.Join(known, ", "))
}

// unknownTask names the nearest task or verb.
func unknownTask(g *pipeline.Graph, name string) error {
	var known []string
	for _, t := range g.Tasks() {
		known = append(known, t.Name)
	}
	for _, t := range nofreelunch.Chores() {
		known = append(known, t.Name)
	}
	known = append(known, "figures", "paper", "report", supplements)
	for _, v := range verbs() {
		known = append(known, v.name)
	}
	if near, ok := nearest(name, known); ok {
		return usagef("unknown task %q; did you mean %q?", name, near)
	}
	return usagef("unknown task %q; `list` shows the tasks", name)
}
