package main

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"nofreelunch"
)

// help is what `go run ./build` without words prints.
func help(c console) error {
	fmt.Fprint(c.out, "usage: go run ./build [flags] TASK...\n       go run ./build [flags] VERB [ARGUMENTS]\n\n"+
		"`go run ./build list` shows the tasks; `go run ./build figure7` makes a figure.\n\nverbs:\n")
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, v := range verbs() {
		fmt.Fprintf(w, "  %s %s\t%s\n", v.name, v.args, v.usage)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprint(c.out, "\nflags, in any position:\n")
	var o options
	var force, only string
	fs := flags(&o, &force, &only)
	fs.SetOutput(c.out)
	fs.PrintDefaults()
	fmt.Fprint(c.out, "\nexit codes of the built binary: 0 done, 1 failed, 2 wrong usage, 3 lock stale,\n4 figures differ, 130 interrupted;\n"+
		"`go run` turns all but 0 into 1.\n")
	return nil
}

// list prints the figures and the stages over all of them.
func list(_ context.Context, s *session, _ []string) error {
	type row struct {
		Task        string `json:"task"`
		Description string `json:"description"`
		Nodes       int    `json:"nodes"`
	}
	rows := []row{{"figures", "every figure", 0}, {supplements, "every supplement", 0}}
	for _, t := range s.graph.Tasks() {
		switch {
		case t.Stage == "":
			rows = append(rows, row{t.Name, t.Description, len(t.Nodes)})
			rows[0].Nodes += len(t.Nodes)
			if supplement(t) {
				rows[1].Nodes += len(t.Nodes)
			}
		case t.Figure == "":
			rows = append(rows, row{t.Name, "stage of every figure; one figure's is FIGURE/" + t.Name, len(t.Nodes)})
		case s.Verbose:
			rows = append(rows, row{t.Name, "stage", len(t.Nodes)})
		}
	}
	rows = append(rows, row{"paper", nofreelunch.PaperUsage, 0}, row{"report", nofreelunch.ReportUsage, 0})
	for _, c := range nofreelunch.Chores() {
		rows = append(rows, row{c.Name, c.Usage, 0})
	}
	if s.JSON {
		return json.NewEncoder(s.out).Encode(rows)
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\n", r.Task, r.Description)
	}
	return w.Flush()
}
