package main

import (
	"context"
	"encoding/json"
	"fmt"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/store"
)

// A staleError says that figures.lock is not what this commit makes, or that
// it cannot be told: exit code 3.
type staleError struct{ text string }

func (e staleError) Error() string { return e.text }

// checked is what check found of one figure.
type checked struct {
	Figure string `json:"figure"`
	Status string `json:"status"` // ok, stale, or uncommitted if only the sources are in the way
	Reason string `json:"reason,omitempty"`
}

// check makes figures, without writing them anywhere, and compares them with
// the lock: all that the lock has at this profile, or the named ones. With -n
// it looks only at what the cache has. It judges what the commit that is
// checked out makes, so a program of other sources has no say.
func check(ctx context.Context, s *session, names []string) error {
	if err := s.inCheckout(); err != nil {
		return err
	}
	from, err := s.origin(ctx)
	if err != nil {
		return err
	}
	if from.Stale != "" {
		return staleError{fmt.Sprintf("this program is not of the sources in %s: %s; build it again", s.checkout, from.Stale)}
	}
	lines, err := readLock(lockFile)
	if err != nil {
		return err
	}
	targets, err := s.lockedTargets(lines, names)
	if err != nil {
		return err
	}
	made, err := s.makeForCheck(ctx, targets)
	if err != nil {
		return err
	}
	var rows []checked
	for _, t := range targets {
		rows = append(rows, s.checkOne(t, made[t.Node], lines))
	}
	for _, l := range lines {
		if l.Profile == s.Profile && len(names) == 0 && s.graph.Target(l.Figure) == nil {
			rows = append(rows, checked{l.Figure, "stale", "the graph has no such figure any more"})
		}
	}
	if !s.Unsettled {
		rows = unsettle(rows, from.Uncommitted)
	}
	return s.reportCheck(rows, from.Uncommitted)
}

// unsettle takes the word ok back where what was made is not of the commit.
func unsettle(rows []checked, uncommitted string) []checked {
	for i := range rows {
		if rows[i].Status == "ok" && uncommitted != "" {
			rows[i].Status, rows[i].Reason = "uncommitted", "as in the lock, but "+uncommitted
		}
	}
	return rows
}

// lockedTargets are the figures to check.
func (s *session) lockedTargets(lines lockLines, names []string) ([]*pipeline.Target, error) {
	var targets []*pipeline.Target
	for _, name := range names {
		t := s.graph.Target(name)
		if t == nil {
			return nil, unknownTask(s.graph, name)
		}
		targets = append(targets, t)
	}
	if len(names) > 0 {
		return targets, nil
	}
	for _, l := range lines {
		if t := s.graph.Target(l.Figure); l.Profile == s.Profile && t != nil {
			targets = append(targets, t)
		}
	}
	if len(targets) == 0 {
		return nil, fmt.Errorf("%s has no figure of the profile %s; build one first", lockFile, s.Profile)
	}
	return targets, nil
}

// makeForCheck returns the actions of the figures; with -n, those recorded.
func (s *session) makeForCheck(ctx context.Context, targets []*pipeline.Target) (map[*pipeline.Node]*store.Action, error) {
	made := map[*pipeline.Node]*store.Action{}
	e, err := s.engine()
	if err != nil {
		return nil, err
	}
	if s.DryRun {
		for _, t := range targets {
			if a, err := e.Recorded(t.Node); err == nil {
				made[t.Node] = a
			}
		}
		return made, nil
	}
	var roots []*pipeline.Node
	for _, t := range targets {
		roots = append(roots, t.Node)
	}
	report, err := s.run(ctx, roots)
	if err != nil {
		return nil, err
	}
	for _, n := range roots {
		made[n] = report.Outcome(n).Action
	}
	return made, nil
}

func (s *session) checkOne(t *pipeline.Target, a *store.Action, lines lockLines) checked {
	c := checked{Figure: t.Name, Status: "stale"}
	i := lines.of(t.Name, s.Profile)
	switch {
	case i < 0:
		c.Reason = "not in the lock"
		return c
	case a == nil:
		c.Reason = "not in the cache as this commit makes it; check without -n makes it"
		return c
	}
	now := lockOf(t.Name, s.Profile, t.Node, a)
	switch was := lines[i]; {
	case was == now:
		c.Status = "ok"
	case was.Columns != now.Columns:
		c.Reason = "the tables have other columns"
	case was.Data != now.Data && was.Drawing != now.Drawing:
		c.Reason = "data and drawing differ"
	case was.Data != now.Data:
		c.Reason = "the data differ"
	default:
		c.Reason = "the drawing differs, the data do not"
	}
	if c.Status == "stale" {
		c.Reason += s.latestCause(t.Node)
	}
	return c
}

// latestCause names what changed since the figure's last recorded making.
func (s *session) latestCause(n *pipeline.Node) string {
	x, err := s.opened.Why(n)
	if err != nil || x.Against == nil {
		return ""
	}
	causes := causeTexts(s.graph, pipeline.Causes(x.Difference))
	if len(causes) == 0 {
		return ""
	}
	return "; against the making before: " + causes[0]
}

func (s *session) reportCheck(rows []checked, uncommitted string) error {
	count := map[string]int{}
	for _, r := range rows {
		count[r.Status]++
	}
	if s.JSON {
		if err := json.NewEncoder(s.out).Encode(rows); err != nil {
			return err
		}
	} else {
		for _, r := range rows {
			if r.Reason == "" {
				fmt.Fprintf(s.out, "%-6s %s (%s)\n", r.Status, r.Figure, s.Profile)
				continue
			}
			fmt.Fprintf(s.out, "%-6s %s (%s): %s\n", r.Status, r.Figure, s.Profile, r.Reason)
		}
	}
	switch {
	case count["stale"] > 0:
		return staleError{fmt.Sprintf("%s is stale in %d of its lines; build the figures, look at them, "+
			"and commit the lock with what changed them", lockFile, count["stale"])}
	case count["uncommitted"] > 0:
		return staleError{"the lock agrees with sources that no commit has: " + uncommitted + "; commit it, or give -uncommitted to check them as they are"}
	}
	return nil
}
