package main

import (
	"fmt"
	"text/tabwriter"

	"nofreelunch/pipeline"
)

// A load sums up what part of a plan takes.
type load struct {
	name     string
	networks int
	nodes    int
	toRun    int
	gflop    float64 // of what would run
	low      float64 // time of what would run, s: at least, likely, at most
	likely   float64
	high     float64
	bytes    int64 // of everything, also what is there
	basis    map[pipeline.Basis]int
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
	l.low += step.Predicted.Low.Seconds()
	l.likely += step.Predicted.Likely.Seconds()
	l.high += step.Predicted.High.Seconds()
	if l.basis == nil {
		l.basis = map[pipeline.Basis]int{}
	}
	l.basis[step.Predicted.Basis]++
}

// plus adds a part of the plan to another.
func (l *load) plus(m load) {
	l.networks += m.networks
	l.nodes += m.nodes
	l.toRun += m.toRun
	l.gflop += m.gflop
	l.low, l.likely, l.high = l.low+m.low, l.likely+m.likely, l.high+m.high
	l.bytes += m.bytes
	l.unsized += m.unsized
	for b, n := range m.basis {
		l.basis[b] += n
	}
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
	total := load{name: "total", basis: map[pipeline.Basis]int{}}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "networks\tnodes\tto run\tPFLOP\tcore hours\tGB\t  sweep")
	line := func(l load) {
		fmt.Fprintf(w, "%d\t%d\t%d\t%s\t%s\t%s\t  %s\n", l.networks, l.nodes, l.toRun,
			figure(l.gflop/1e6), figure(l.likely/3600), figure(float64(l.bytes)/1e9), l.name)
	}
	for _, l := range loads(s.graph, p) {
		if l.nodes == 0 {
			continue
		}
		line(l)
		total.plus(l)
	}
	line(total)
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(s.out, total.explain(s.opened.Rate))
	return nil
}

// explain says what the times rest on.
func (l load) explain(rate float64) string {
	text := "by earlier runs of this machine and of others whose results are here"
	for _, b := range []struct {
		basis pipeline.Basis
		words string
	}{
		{pipeline.Recorded, "timed before"},
		{pipeline.Rated, "by their GFLOP at the rate of runs of like size"},
		{pipeline.Scaled, fmt.Sprintf("by their GFLOP from runs of other sizes, at up to %.0f GFLOP/s a core", rate)},
		{pipeline.Averaged, "at the mean of the stage's recorded runs, which may be smaller ones"},
		{pipeline.Assumed, fmt.Sprintf("by their GFLOP at %.0f GFLOP/s a core, as measured just now", rate)},
		{pipeline.Unknown, "never timed and not counted"},
	} {
		if n := l.basis[b.basis]; n > 0 {
			text += fmt.Sprintf("; %s %s", counted(n, "node"), b.words)
		}
	}
	if l.unsized > 0 {
		text += fmt.Sprintf("; the size of %s is not known", counted(l.unsized, "result"))
	}
	return text
}

// counted is "1 node" or "2 nodes".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
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
			fmt.Fprintf(w, "run\t%s\t%d of %d\t%s\t%s\n", stage, l.toRun, l.nodes, l.time(1), most(reasons[stage]))
		}
	}
	fmt.Fprintln(w, "-v lists them all")
	return w.Flush()
}

// time is the likely range on a number of cores; "" where nothing is known.
func (l load) time(cores int) string {
	if l.likely == 0 {
		return ""
	}
	n := float64(cores)
	return timespan(l.low/n, l.high/n)
}

// timespan is a range of seconds in words: "27 s to 3 min".
func timespan(low, high float64) string {
	a, b := roughly(low), roughly(high)
	if a == b {
		return "about " + a
	}
	return a + " to " + b
}

// roughly is a time to two figures or so, in the unit that fits.
func roughly(seconds float64) string {
	for _, u := range []struct {
		name    string
		seconds float64
	}{{"years", 365.25 * 86400}, {"days", 86400}, {"h", 3600}, {"min", 60}} {
		if x := seconds / u.seconds; x >= 2 {
			return fmt.Sprintf("%s %s", twoFigures(x), u.name)
		}
	}
	return twoFigures(seconds) + " s"
}

func twoFigures(x float64) string {
	if x < 0.01 {
		return "0.01"
	}
	if x >= 100 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.2g", x)
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
