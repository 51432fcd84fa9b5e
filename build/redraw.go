package main

import (
	"fmt"
	"slices"
	"strings"

	"nofreelunch"
	"nofreelunch/pipeline"
)

// redraw prepares to draw figures with what is there: estimates and drawings
// are made by the present code, networks and what is measured of them are taken
// as they were recorded last, and the figures say so.
func (s *session) redraw(works []string) error {
	for _, name := range works {
		if t := s.graph.Target(name); name == "paper" || name == "report" || t != nil && t.Table {
			return usagef("flag -redraw draws with what is out of date; %s says what is: leave one of them out", name)
		}
	}
	roots, err := s.nodesOf(works)
	if err != nil {
		return err
	}
	e, err := s.engine()
	if err != nil {
		return err
	}
	taken, missing, err := e.Old(roots, drawn, untrained)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		return fmt.Errorf("-redraw trains nothing, and %s never trained under any code, the first of them %s: run without -redraw",
			were(len(missing), "network"), missing[0].Short(planName))
	}
	if len(taken) == 0 {
		return nil // nothing is out of date, so nothing is to be marked
	}
	s.outdated = outdated(taken)
	s.asks.Warning = "drawn from results that are out of date: " + s.outdated
	if s.graph, err = nofreelunch.Graph(s.Profile, s.asks); err != nil {
		return err
	}
	if roots, err = s.nodesOf(works); err != nil {
		return err
	}
	s.opened = s.engineOn(s.graph)
	s.opened.KeepGoing, s.opened.Force = s.KeepGoing, s.Force
	s.opened.Taken, _, err = s.opened.Old(roots, drawn, untrained)
	return err
}

// drawn are what -redraw always makes by the present code.
func drawn(n *pipeline.Node) bool { return n.Stage() == "draw" || n.Stage() == "estimates" }

// untrained are what -redraw may make.
func untrained(n *pipeline.Node) bool { return n.Stage() != "train" }

// outdated counts results by stage, for a line on the figure.
func outdated[T any](taken map[*pipeline.Node]T) string {
	counts := map[string]int{}
	var stages []string
	for n := range taken {
		if counts[n.Stage()]++; counts[n.Stage()] == 1 {
			stages = append(stages, n.Stage())
		}
	}
	slices.Sort(stages)
	for i, stage := range stages {
		stages[i] = fmt.Sprintf("%s (%d)", stage, counts[stage])
	}
	return strings.Join(stages, ", ")
}

func were(n int, what string) string {
	if n == 1 {
		return "1 " + what + " was"
	}
	return counted(n, what) + " were"
}
