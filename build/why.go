package main

import (
	"context"
	"encoding/json"
	"fmt"

	"nofreelunch/pipeline"
)

// shownReasons is how many lines of why fit a screen beside what stands
// around them; -v shows all, as trees.
const shownReasons = 16

// why says what changed since what the tasks need last ran, equal causes
// joined; of tasks that are up to date, when they ran last and why.
func why(_ context.Context, s *session, names []string) error {
	if len(names) == 0 {
		return usagef("why needs a task, such as figure7 or figure7/train")
	}
	roots, err := s.nodesOf(names)
	if err != nil {
		return err
	}
	e, err := s.engine()
	if err != nil {
		return err
	}
	xs, err := e.WhyAll(roots...)
	if err != nil {
		return err
	}
	w := reasonsOf(s.graph, xs)
	switch {
	case s.JSON:
		return json.NewEncoder(s.out).Encode(w.asJSON())
	case s.Verbose:
		for _, x := range xs {
			fmt.Fprintln(s.out, x)
		}
		return nil
	}
	w.print(s.console)
	return nil
}

// reasons sums up explanations.
type reasons struct {
	graph  *pipeline.Graph
	recent []*pipeline.Explanation // of what is up to date
	causes []pipeline.Cause
	others []pipeline.Cause // of what has nothing earlier to differ from
}

func reasonsOf(g *pipeline.Graph, xs []*pipeline.Explanation) reasons {
	w := reasons{graph: g}
	var differences []*pipeline.Difference
	at := map[[2]string]int{}
	for _, x := range xs {
		if x.Status == pipeline.UpToDate {
			w.recent = append(w.recent, x)
		}
		if x.Difference != nil && len(x.Difference.Changes) > 0 {
			differences = append(differences, x.Difference)
			continue
		}
		if x.Status != pipeline.WillRun {
			continue
		}
		id := [2]string{x.Node.Stage(), x.Reason}
		i, ok := at[id]
		if !ok {
			i = len(w.others)
			at[id] = i
			w.others = append(w.others, pipeline.Cause{Stage: id[0], What: "reason", Text: x.Reason})
		}
		w.others[i].Calls = append(w.others[i].Calls, x.Name)
	}
	w.causes = pipeline.Causes(differences...)
	return w
}

func (w reasons) print(c console) {
	for i, x := range w.recent {
		if i == 3 {
			fmt.Fprintf(c.out, "and %d more that are up to date; -v shows all\n", len(w.recent)-i)
			break
		}
		fmt.Fprintf(c.out, "%s: %v\n%s", x.Name, x.Status, x.Ran())
	}
	if len(w.recent) > 0 && len(w.causes) > 0 {
		fmt.Fprintln(c.out, "what had changed since the run before:")
	}
	lines := append(causeTexts(w.graph, w.causes), causeTexts(w.graph, w.others)...)
	for i, line := range lines {
		if i == shownReasons {
			fmt.Fprintf(c.out, "and %d more; -v shows all\n", len(lines)-i)
			break
		}
		fmt.Fprintln(c.out, line)
	}
	if len(lines) == 0 && len(w.recent) == 0 {
		fmt.Fprintln(c.out, "nothing differs from the last run")
	}
}

func (w reasons) asJSON() any {
	type cause struct {
		Stage string   `json:"stage"`
		What  string   `json:"what"`
		Text  string   `json:"text"`
		Count int      `json:"count"`
		Calls []string `json:"calls"`
	}
	rows := []cause{}
	for _, c := range append(w.causes, w.others...) {
		rows = append(rows, cause{c.Stage, c.What, c.Text, c.Count(), c.Calls})
	}
	return rows
}
