package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"nofreelunch"
	"nofreelunch/pipeline"
	"nofreelunch/stages/core/kernel"
	"nofreelunch/stages/net/sweep"
)

// dispatch runs the verb or the tasks that the command line names.
func dispatch(ctx context.Context, o options, c console) error {
	known := nofreelunch.Profiles()
	if !slices.Contains(known, o.Profile) {
		return unknownProfile(o.Profile, known)
	}
	switch {
	case o.Help:
		return help(o.Words, c)
	case len(o.Words) == 0:
		return usagef("name a task or a verb; `list` shows the tasks, `help` the verbs and flags")
	case o.Words[0] == "help":
		return help(o.Words[1:], c)
	}
	if err := o.heeds(); err != nil {
		return err
	}
	if o.Kernel != "" {
		if err := kernel.Set(o.Kernel); err != nil {
			return usageError{err}
		}
	}
	change, err := sweep.ParseChange(o.Set)
	if err != nil {
		return usagef("flag -set: %v", err)
	}
	asked := nofreelunch.Ask{Change: change, Share: o.Share}
	g, err := nofreelunch.Graph(o.Profile, asked)
	if err != nil {
		return usagef("%v", err)
	}
	if err := g.Err(); err != nil {
		return fmt.Errorf("the graph has faults:\n%w", err)
	}
	root, err := enter(&o)
	if err != nil {
		return err
	}
	s := &session{options: o, console: c, graph: g, asks: asked, checkout: root}
	defer s.close()
	if v, ok := verbNamed(o.Words[0]); ok {
		return v.run(ctx, s, o.Words[1:])
	}
	return s.runTasks(ctx, o.Words)
}

func unknownProfile(name string, known []string) error {
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
