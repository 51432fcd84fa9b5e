package main

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"nofreelunch/pipeline"
)

func plan(_ context.Context, s *session, names []string) error {
	roots := s.graph.Nodes() // networks that no figure shows are part of the paper too
	if len(names) > 0 {
		var err error
		if roots, err = s.nodesOf(names); err != nil {
			return err
		}
	}
	if err := s.forces(roots); err != nil {
		return err
	}
	return s.printPlan(roots)
}

// printPlan says what would run for roots, why, and for how long.
func (s *session) printPlan(roots []*pipeline.Node) error {
	e, err := s.engine()
	if err != nil {
		return err
	}
	e.Rate = assumedRate()
	p, err := e.Plan(roots...)
	if err != nil {
		return err
	}
	if s.JSON {
		return s.planJSON(p)
	}
	if p.Count(pipeline.UpToDate) == len(p.Steps) && !s.Verbose {
		fmt.Fprintf(s.out, "nothing to do: %s up to date (profile %s)\n", counted(len(p.Steps), "node"), s.Profile)
		return nil
	}
	if s.Share < 1 {
		fmt.Fprintf(s.out, "a %g share of every sweep\n", s.Share)
	}
	if err := s.planNodes(p); err != nil {
		return err
	}
	if err := s.planSweeps(p); err != nil {
		return err
	}
	fmt.Fprintln(s.out, planned(p, s.Workers))
	return nil
}

// planned is a plan in a line.
func planned(p *pipeline.Plan, workers int) string {
	text := fmt.Sprintf("%s: %d cached, %d would run, %d more if their inputs change", counted(len(p.Steps), "node"),
		p.Count(pipeline.UpToDate), p.Count(pipeline.WillRun), p.Count(pipeline.MayRun))
	if w := p.Work; w.Likely > 0 {
		share := p.Elapsed.Seconds() / w.Likely.Seconds()
		text += fmt.Sprintf("; %s with -j %d, likely %s", timespan(w.Low.Seconds()*share, w.High.Seconds()*share), workers, roughly(p.Elapsed.Seconds()))
	}
	if p.Unknown > 0 {
		text += fmt.Sprintf("; %d never timed", p.Unknown)
	}
	return text
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
		name, predicted := step.Node.Short(planName), ""
		if s.Verbose {
			name = step.Node.Name()
		}
		if step.Predicted.Basis != pipeline.Unknown {
			predicted = roughly(step.Predicted.Likely.Seconds())
		}
		fmt.Fprintf(w, "%v\t%s\t%s\t%s\n", step.Status, name, predicted, step.Because())
	}
	return w.Flush()
}

// planName is the width of names in a plan: status, name and time fit a
// terminal of 80 columns; -v cuts nothing.
const planName = 60

func (s *session) planJSON(p *pipeline.Plan) error {
	type step struct {
		Node      string  `json:"node"`
		Status    string  `json:"status"`
		Reason    string  `json:"reason,omitempty"`
		Key       string  `json:"key,omitempty"`
		Predicted float64 `json:"predicted_s,omitempty"`
		Low       float64 `json:"predicted_low_s,omitempty"`
		High      float64 `json:"predicted_high_s,omitempty"`
		Basis     string  `json:"basis,omitempty"`
	}
	steps := []step{}
	for _, p := range p.Steps {
		row := step{Node: p.Node.Name(), Status: p.Status.String(), Reason: p.Because()}
		if g := p.Predicted; g.Basis != pipeline.Unknown {
			row.Predicted, row.Low, row.High, row.Basis = g.Likely.Seconds(), g.Low.Seconds(), g.High.Seconds(), g.Basis.String()
		}
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
