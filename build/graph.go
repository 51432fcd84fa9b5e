package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"nofreelunch/pipeline"
)

// graph prints the task graph.
func graph(_ context.Context, s *session, names []string) error {
	if _, err := s.rootsOr(names); err != nil {
		return err
	}
	tasks := reachable(s.graph.Tasks(), names)
	if s.JSON {
		return graphJSON(s, tasks)
	}
	switch s.Format {
	case "dot":
		fmt.Fprintln(s.out, "digraph nofreelunch {\n\trankdir=LR;\n\tnode [shape=box];")
		for _, t := range tasks {
			fmt.Fprintf(s.out, "\t%q [label=\"%s\\n%d nodes\"];\n", t.Name, t.Name, len(t.Nodes))
			for _, d := range t.Deps {
				fmt.Fprintf(s.out, "\t%q -> %q;\n", d, t.Name)
			}
		}
		fmt.Fprintln(s.out, "}")
	case "mermaid", "":
		fmt.Fprintln(s.out, "graph LR")
		id := strings.NewReplacer("/", "_", "-", "_")
		for _, t := range tasks {
			fmt.Fprintf(s.out, "  %s[\"%s (%d)\"]\n", id.Replace(t.Name), t.Name, len(t.Nodes))
			for _, d := range t.Deps {
				fmt.Fprintf(s.out, "  %s --> %s\n", id.Replace(d), id.Replace(t.Name))
			}
		}
	case "json":
		return graphJSON(s, tasks)
	default:
		return usagef("flag -format: %q; known are dot, mermaid and json", s.Format)
	}
	return nil
}

func graphJSON(s *session, tasks []pipeline.Task) error {
	type node struct {
		ID       string   `json:"id"`
		Name     string   `json:"name"`
		Function string   `json:"function"`
		Declared string   `json:"declared"`
		Inputs   []string `json:"inputs"`
	}
	type task struct {
		Name  string   `json:"name"`
		Deps  []string `json:"deps"`
		Nodes []node   `json:"nodes"`
	}
	rows := []task{}
	for _, t := range tasks {
		row := task{Name: t.Name, Deps: t.Deps, Nodes: []node{}}
		for _, n := range t.Nodes {
			entry := node{n.ID().String(), n.Name(), n.Function(), n.Place(), []string{}}
			for _, d := range n.Deps() {
				entry.Inputs = append(entry.Inputs, d.ID().String())
			}
			row.Nodes = append(row.Nodes, entry)
		}
		rows = append(rows, row)
	}
	return json.NewEncoder(s.out).Encode(rows)
}

// reachable keeps the named tasks and what they need; all figures' if none is named.
func reachable(tasks []pipeline.Task, names []string) []pipeline.Task {
	keep := map[string]bool{}
	for _, t := range tasks {
		if len(names) == 0 && t.Figure != "" {
			keep[t.Name] = true
		}
	}
	for _, name := range names {
		keep[name] = true
	}
	var out []pipeline.Task
	for i := len(tasks) - 1; i >= 0; i-- {
		t := tasks[i]
		if !keep[t.Name] && !(keep["figures"] && t.Figure != "") && !(keep[supplements] && supplement(t)) {
			continue
		}
		for _, d := range t.Deps {
			keep[d] = true
		}
		out = append([]pipeline.Task{t}, out...)
	}
	return out
}
