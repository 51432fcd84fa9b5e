package main

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"nofreelunch/pipeline"
)

func plan(_ context.Context, s *session, names []string) error {
	roots, err := s.rootsOr(names)
	if err != nil {
		return err
	}
	if len(names) == 0 { // networks that no figure shows are part of the paper too
		roots = s.graph.Nodes()
	}
	return s.printPlan(roots)
}

// printPlan says what would run for roots, why, and for how long.
func (s *session) printPlan(roots []*pipeline.Node) error {
	e, err := s.engine()
	if err != nil {
		return err
	}
	p, err := e.Plan(roots...)
	if err != nil {
		return err
	}
	if s.JSON {
		return s.planJSON(p)
	}
	if err := s.planNodes(p); err != nil {
		return err
	}
	if err := s.planSweeps(p); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%d nodes: %d cached, %d would run, %d more if their inputs change", len(p.Steps),
		p.Count(pipeline.UpToDate), p.Count(pipeline.WillRun), p.Count(pipeline.MayRun))
	if p.Work > 0 {
		fmt.Fprintf(s.out, "; about %s of work, %s with -j %d", seconds(p.Work), seconds(p.Elapsed), s.Workers)
	}
	if p.Unknown > 0 {
		fmt.Fprintf(s.out, "; %d never timed", p.Unknown)
	}
	fmt.Fprintln(s.out)
	return nil
}

// planLines is how many nodes a plan lists one by one; of more it counts the
// stages, unless -v asks for all.
const planLines = 200

// planNodes lists what would run.
func (s *session) planNodes(p *pipeline.Plan) error {
	if len(p.Steps)-p.Count(pipeline.UpToDate) > planLines && !s.Verbose {
		return s.planStages(p)
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, step := range p.Steps {
		if step.Status == pipeline.UpToDate && !s.Verbose {
			continue
		}
		predicted := ""
		if step.Basis != pipeline.Unknown {
			predicted = seconds(step.Predicted)
		}
		fmt.Fprintf(w, "%v\t%s\t%s\t%s\n", step.Status, step.Node.Name(), predicted, step.Reason)
	}
	return w.Flush()
}

func (s *session) planJSON(p *pipeline.Plan) error {
	type step struct {
		Node      string  `json:"node"`
		Status    string  `json:"status"`
		Reason    string  `json:"reason,omitempty"`
		Key       string  `json:"key,omitempty"`
		Predicted float64 `json:"predicted_s,omitempty"`
	}
	steps := []step{}
	for _, p := range p.Steps {
		row := step{Node: p.Node.Name(), Status: p.Status.String(), Reason: p.Reason, Predicted: p.Predicted.Seconds()}
		if p.Status != pipeline.MayRun {
			row.Key = p.Key.String()
		}
		steps = append(steps, row)
	}
	return json.NewEncoder(s.out).Encode(steps)
}

// status says of each figure whether it is up to date.
func status(_ context.Context, s *session, names []string) error {
	if len(names) > 0 {
		return usagef("status takes no arguments; `plan %s` says more", names[0])
	}
	e, err := s.engine()
	if err != nil {
		return err
	}
	type row struct {
		Figure string `json:"figure"`
		Cached int    `json:"cached"`
		Nodes  int    `json:"nodes"`
	}
	rows := []row{}
	for _, t := range s.graph.Targets() {
		p, err := e.Plan(t.Node)
		if err != nil {
			return err
		}
		rows = append(rows, row{t.Name, p.Count(pipeline.UpToDate), len(p.Steps)})
	}
	if s.JSON {
		return json.NewEncoder(s.out).Encode(rows)
	}
	for _, r := range rows {
		state := fmt.Sprintf("%d of %d nodes cached", r.Cached, r.Nodes)
		if r.Cached == r.Nodes {
			state = fmt.Sprintf("up to date (%d nodes)", r.Nodes)
		}
		fmt.Fprintf(s.out, "%s  %s  (profile %s)\n", r.Figure, state, s.Profile)
	}
	return nil
}
