package main

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"nofreelunch"
	"nofreelunch/pipeline"
)

// A listing is one task in a list.
type listing struct {
	Task        string `json:"task"`
	Description string `json:"description"`
	Nodes       int    `json:"nodes"`
	Chore       bool   `json:"chore,omitempty"` // it is the repository's, not the graph's
}

// list prints the figures and the stages over all of them; with -v the stages
// of every figure as well.
func list(_ context.Context, s *session, _ []string) error {
	rows := s.listings()
	if s.JSON {
		return json.NewEncoder(s.out).Encode(rows)
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\n", r.Task, r.Description)
	}
	return w.Flush()
}

func (s *session) listings() []listing {
	all := s.graph.Tasks()
	having := map[string][]string{} // figures, by stage
	for _, t := range all {
		if t.Figure != "" && t.Stage != "" {
			having[t.Stage] = append(having[t.Stage], t.Figure)
		}
	}
	rows := groupListings(all)
	for _, t := range all {
		switch {
		case t.Stage == "":
			rows = append(rows, listing{t.Name, t.Description, len(t.Nodes), false})
		case t.Figure == "":
			rows = append(rows, listing{t.Name, stageUsage(t.Stage, having[t.Stage]), len(t.Nodes), false})
		case s.Verbose:
			rows = append(rows, listing{t.Name, "stage of " + t.Figure, len(t.Nodes), false})
		}
	}
	rows = append(rows, listing{"paper", nofreelunch.PaperUsage, 0, false}, listing{"report", nofreelunch.ReportUsage, 0, false})
	for _, c := range nofreelunch.Chores() {
		rows = append(rows, listing{c.Name, c.Usage, 0, true})
	}
	return rows
}

// groupListings are the tasks that stand for several figures.
func groupListings(all []pipeline.Task) []listing {
	rows := []listing{{"figures", "every figure", 0, false}, {supplements, "every supplement", 0, false}}
	for _, t := range all {
		if !t.Product() || t.Table {
			continue
		}
		rows[0].Nodes += len(t.Nodes)
		if supplement(t) {
			rows[1].Nodes += len(t.Nodes)
		}
	}
	return rows
}

// stageUsage names a figure's own task of a stage.
func stageUsage(stage string, figures []string) string {
	if len(figures) == 1 {
		return "stage of " + figures[0]
	}
	return fmt.Sprintf("stage of %d figures and tables; of one: %s/%s", len(figures), figures[0], stage)
}
