package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"nofreelunch/pipeline"
)

// assumedRate is what a core is taken to do, in GFLOP/s, as long as no training
// was timed on this machine: about half the peak of one with AVX2.
const assumedRate = 50

// A load sums up what part of a plan takes.
type load struct {
	name     string
	networks int
	nodes    int
	toRun    int
	gflop    float64 // of what would run
	work     time.Duration
	bytes    int64 // of everything, also what is there
	basis    [5]int
	unsized  int
}

func (l *load) add(step *pipeline.Step) {
	l.nodes++
	l.bytes += step.Bytes
	if step.Bytes == 0 {
		l.unsized++
	}
	if step.Status == pipeline.UpToDate {
		return
	}
	l.toRun++
	l.gflop += step.GFLOP
	l.work += step.Predicted
	l.basis[step.Basis]++
}

// loads splits a plan by sweep: its networks, and whatever is made from one
// network of it alone. What rests on networks of several sweeps, or on none, comes
// last. A network of several sweeps counts in the first.
func loads(g *pipeline.Graph, p *pipeline.Plan) []load {
	rows := make([]load, len(g.Sweeps())+1)
	const none, many = -1, -2
	owner := map[*pipeline.Node]int{}
	for i, s := range g.Sweeps() {
		rows[i].name = s.Name
		for _, n := range s.Nodes {
			if _, taken := owner[n]; !taken {
				owner[n] = i
			}
		}
	}
	last := len(rows) - 1
	rows[last].name = "shared by sweeps"
	networks := make(map[*pipeline.Node]bool, len(owner))
	for n := range owner {
		networks[n] = true
	}
	for i := range p.Steps {
		n := p.Steps[i].Node
		of, ok := owner[n]
		if !ok {
			of = none
			for _, d := range n.Deps() {
				if from := owner[d]; from != none && of != from {
					if of == none {
						of = from
					} else {
						of = many
					}
				}
			}
			owner[n] = of
		}
		row := last
		if of >= 0 {
			row = of
		}
		if networks[n] {
			rows[row].networks++
		}
		rows[row].add(&p.Steps[i])
	}
	return rows
}

// planSweeps prints, by sweep, what there is to run and what it takes.
func (s *session) planSweeps(p *pipeline.Plan) error {
	if len(s.graph.Sweeps()) == 0 {
		return nil
	}
	var total load
	total.name = "total"
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "networks\tnodes\tto run\tPFLOP\tcore hours\tGB\t  sweep")
	line := func(l load) {
		fmt.Fprintf(w, "%d\t%d\t%d\t%s\t%s\t%s\t  %s\n", l.networks, l.nodes, l.toRun,
			figure(l.gflop/1e6), figure(l.work.Hours()), figure(float64(l.bytes)/1e9), l.name)
	}
	for _, l := range loads(s.graph, p) {
		if l.nodes == 0 {
			continue
		}
		line(l)
		total.networks += l.networks
		total.nodes += l.nodes
		total.toRun += l.toRun
		total.gflop += l.gflop
		total.work += l.work
		total.bytes += l.bytes
		total.unsized += l.unsized
		for i, n := range l.basis {
			total.basis[i] += n
		}
	}
	line(total)
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(s.out, total.explain(s.Workers))
	return nil
}

// explain says what the hours rest on.
func (l load) explain(workers int) string {
	text := fmt.Sprintf("about %s hours with -j %d", figure(l.work.Hours()/float64(workers)), workers)
	for _, b := range []struct {
		basis pipeline.Basis
		words string
	}{
		{pipeline.Recorded, "timed before"},
		{pipeline.Rated, "by their GFLOP at the rate of the runs recorded here"},
		{pipeline.Averaged, "at the mean of the stage's recorded runs, which may be smaller ones"},
		{pipeline.Assumed, fmt.Sprintf("by their GFLOP at an assumed %d GFLOP/s a core", assumedRate)},
		{pipeline.Unknown, "never timed and not counted"},
	} {
		if n := l.basis[b.basis]; n > 0 {
			text += fmt.Sprintf("; %d nodes %s", n, b.words)
		}
	}
	if l.unsized > 0 {
		text += fmt.Sprintf("; the size of %d results is not known", l.unsized)
	}
	return text
}

// planStages counts what would run by stage.
func (s *session) planStages(p *pipeline.Plan) error {
	var order []string
	rows := map[string]*load{}
	reasons := map[string]map[string]int{}
	for i := range p.Steps {
		step := &p.Steps[i]
		stage := step.Node.Stage()
		if rows[stage] == nil {
			rows[stage], reasons[stage] = &load{name: stage}, map[string]int{}
			order = append(order, stage)
		}
		rows[stage].add(step)
		if step.Status == pipeline.WillRun {
			reasons[stage][step.Reason]++
		}
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, stage := range order {
		if l := rows[stage]; l.toRun > 0 {
			fmt.Fprintf(w, "run\t%s\t%d of %d\t%s\t%s\n", stage, l.toRun, l.nodes, seconds(l.work), most(reasons[stage]))
		}
	}
	fmt.Fprintln(w, "-v lists them all")
	return w.Flush()
}

// most is the commonest reason, and how many others there are.
func most(reasons map[string]int) string {
	best := ""
	for r, n := range reasons {
		if n > reasons[best] || n == reasons[best] && r < best {
			best = r
		}
	}
	if best == "" {
		return "if its inputs change"
	}
	if len(reasons) > 1 {
		return fmt.Sprintf("%s (%d nodes; %d other reasons)", best, reasons[best], len(reasons)-1)
	}
	return best
}

// figure prints a quantity to three figures or so.
func figure(x float64) string {
	switch {
	case x == 0:
		return "0"
	case x >= 100:
		return fmt.Sprintf("%.0f", x)
	case x >= 1:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.3f", x)
}
