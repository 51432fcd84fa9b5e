package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"nofreelunch/pipeline"
)

// statusRow is how a product stands: in the cache, and in the folder it is
// written to.
type statusRow struct {
	Figure string `json:"figure"`
	Cached int    `json:"cached"`
	Nodes  int    `json:"nodes"`
	onDisk
}

// status says of each figure whether it is up to date, and of its files whether
// they are what was written.
func status(_ context.Context, s *session, names []string) error {
	if len(names) > 0 {
		return usagef("status takes no arguments; `plan %s` says more", names[0])
	}
	e, err := s.engine()
	if err != nil {
		return err
	}
	rows := []statusRow{}
	for _, t := range s.graph.Targets() {
		p, err := e.Plan(t.Node)
		if err != nil {
			return err
		}
		row, err := s.statusOf(t, p)
		if err != nil {
			return err
		}
		rows = append(rows, row)
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
		for _, line := range r.lines() {
			fmt.Fprintf(s.out, "  %s\n", line)
		}
	}
	return s.printProducts()
}

func (s *session) statusOf(t *pipeline.Target, p *pipeline.Plan) (row statusRow, err error) {
	row = statusRow{Figure: t.Name, Cached: p.Count(pipeline.UpToDate), Nodes: len(p.Steps)}
	key := ""
	for _, step := range p.Steps {
		if step.Node == t.Node && step.Action != nil {
			key = step.Action.Key.String()
		}
	}
	row.onDisk, err = diskOf(s.into(productOf(t)), key)
	return row, err
}

// productOf is the path that the files of a target begin with.
func productOf(t *pipeline.Target) string {
	if t.Table {
		return claimsFile
	}
	return filepath.Join(outDir, t.Name)
}

// printProducts says of the report and the paper when they are not as written.
func (s *session) printProducts() error {
	for _, product := range []string{reportFile, paperFile} {
		path := s.into(product)
		var n note
		text, err := os.ReadFile(notePath(path))
		if err != nil || json.Unmarshal(text, &n) != nil {
			continue // never written, or nobody knows as what
		}
		is, err := digestOf(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			fmt.Fprintf(s.out, "%s: removed since it was written\n", path)
		case err != nil:
			return err
		case is != n.Is:
			fmt.Fprintf(s.out, "%s: edited since it was written\n", path)
		}
	}
	return nil
}
