package main

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"nofreelunch/pipeline"
	"nofreelunch/stages/net/train"
)

// A sweepRow is one sweep in the ledger.
type sweepRow struct {
	Sweep       string       `json:"sweep"`
	Description string       `json:"description"`
	Networks    int          `json:"networks"`
	Done        int          `json:"done"`     // finished at some time, if only under earlier code
	Cached      int          `json:"cached"`   // the result of the present code is there
	Diverged    int          `json:"diverged"` // of the cached, ended without a network to look at
	Failed      int          `json:"failed"`   // not cached, and the last try ended with an error
	Missing     int          `json:"missing"`  // not cached, and never tried or interrupted
	Failures    []failureRow `json:"failures,omitempty"`
}

// A failureRow is the last failure of one network.
type failureRow struct {
	Network string `json:"network"`
	Error   string `json:"error"`
	Time    string `json:"time"`
	Log     string `json:"log,omitempty"`
}

// sweeps prints the ledger of every sweep. It writes nothing.
func sweeps(_ context.Context, s *session, names []string) error {
	series, err := s.sweepsOf(names)
	if err != nil {
		return err
	}
	rows, err := s.ledger(series)
	if err != nil {
		return err
	}
	if s.JSON {
		return json.NewEncoder(s.out).Encode(rows)
	}
	return s.printLedger(rows)
}

// sweepsOf are the named sweeps, all of them if none is named.
func (s *session) sweepsOf(names []string) ([]*pipeline.Series, error) {
	all := s.graph.Sweeps()
	if len(names) == 0 {
		return all, nil
	}
	byName := map[string]*pipeline.Series{}
	var known []string
	for _, x := range all {
		byName[x.Name] = x
		known = append(known, x.Name)
	}
	var found []*pipeline.Series
	for _, name := range names {
		x := byName[name]
		if x == nil {
			if near, ok := nearest(name, known); ok {
				return nil, usagef("unknown sweep %q; did you mean %q?", name, near)
			}
			return nil, usagef("unknown sweep %q; `sweeps` lists them", name)
		}
		found = append(found, x)
	}
	return found, nil
}

// ledger counts where the networks of sweeps stand.
func (s *session) ledger(series []*pipeline.Series) ([]sweepRow, error) {
	e, err := s.engine()
	if err != nil {
		return nil, err
	}
	entries, err := e.Ledger(series...)
	if err != nil {
		return nil, err
	}
	rows := []sweepRow{}
	for i, x := range series {
		row := sweepRow{Sweep: x.Name, Description: x.Description, Networks: len(entries[i])}
		for _, entry := range entries[i] {
			if err := s.count(&row, entry); err != nil {
				return nil, err
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (s *session) count(row *sweepRow, entry pipeline.Entry) error {
	if entry.Done {
		row.Done++
	}
	switch entry.Standing {
	case pipeline.Present:
		row.Cached++
		net, err := s.summary(entry.Action)
		if err != nil {
			return fmt.Errorf("%s: %w", entry.Node.Name(), err)
		}
		if net.Outcome == train.Diverged {
			row.Diverged++
		}
	case pipeline.FailedLast:
		row.Failed++
		f := entry.Failure
		row.Failures = append(row.Failures, failureRow{entry.Node.Name(), f.Error, f.Time.Format("2006-01-02T15:04:05Z07:00"), f.Log})
	case pipeline.Missing:
		row.Missing++
	}
	return nil
}

func (s *session) printLedger(rows []sweepRow) error {
	if len(rows) == 0 {
		fmt.Fprintf(s.out, "profile %s has no sweeps\n", s.Profile)
		return nil
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "networks\tdone\tcached\tdiverged\tfailed\tmissing\t  sweep")
	for _, r := range rows {
		fmt.Fprintf(w, "%d\t%d\t%d\t%d\t%d\t%d\t  %s\n", r.Networks, r.Done, r.Cached, r.Diverged, r.Failed, r.Missing, r.Sweep)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, r := range rows {
		for _, f := range r.Failures {
			fmt.Fprintf(s.out, "failed %s (%s): %s\n", f.Network, f.Time, f.Error)
			if f.Log != "" {
				fmt.Fprintf(s.out, "  log: %s\n", f.Log)
			}
		}
	}
	fmt.Fprintf(s.out, "profile %s; done: finished at some time; cached: by the present code; diverged: of the cached; a network may be in several sweeps\n", s.Profile)
	return nil
}

// retry runs what failed or is missing of sweeps, and goes on after failures.
func retry(ctx context.Context, s *session, names []string) error {
	series, err := s.sweepsOf(names)
	if err != nil {
		return err
	}
	s.KeepGoing = true
	e, err := s.engine()
	if err != nil {
		return err
	}
	entries, err := e.Ledger(series...)
	if err != nil {
		return err
	}
	var roots []*pipeline.Node
	for _, row := range entries {
		for _, x := range row {
			if x.Standing != pipeline.Present {
				roots = append(roots, x.Node)
			}
		}
	}
	if err := s.forces(roots); err != nil {
		return err
	}
	if len(roots) == 0 && !s.JSON {
		fmt.Fprintln(s.out, "nothing failed and nothing is missing")
		return nil
	}
	if s.DryRun {
		return s.printPlan(roots)
	}
	_, failed := s.run(ctx, roots)
	rows, err := s.ledger(series)
	if err != nil {
		return firstOf(failed, err)
	}
	if s.JSON {
		err = json.NewEncoder(s.out).Encode(rows)
	} else {
		err = s.printLedger(rows)
	}
	return firstOf(failed, err)
}
