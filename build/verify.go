package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"nofreelunch/pipeline"
	"nofreelunch/stages/core/kernel"
)

// verify runs a random sample of what is cached again, on one core and on
// several and with every kernel that this processor has, and compares bytes.
// What differs is marked, so that no figure rests on it. Results under keys that
// this program would not compute are of other code, and are only counted.
func verify(ctx context.Context, s *session, names []string) error {
	roots, err := s.rootsOr(names)
	if err != nil {
		return err
	}
	e, err := s.engine()
	if err != nil {
		return err
	}
	p, err := e.Plan(roots...)
	if err != nil {
		return err
	}
	left := len(p.Steps) - p.Count(pipeline.UpToDate)
	if left == len(p.Steps) {
		return fmt.Errorf("nothing to verify: of %d results none is in the cache %s as this program makes them; make them first",
			left, s.store.Root())
	}
	tell := s.printVerdict
	if s.JSON {
		tell = nil
	}
	before := kernel.Active()
	verdicts, err := e.VerifyPlan(ctx, p, s.Sample, s.Seed, s.ways(), tell)
	err = errors.Join(err, kernel.Set(before))
	if err != nil {
		return err
	}
	return s.sumUp(verdicts, left)
}

// ways are one core and several with the kernel in force, and several with
// every other, unless the command line names one.
func (s *session) ways() []pipeline.Way {
	way := func(name string, workers int) pipeline.Way {
		return pipeline.Way{Name: fmt.Sprintf("%s -j %d", name, workers), Workers: workers, Enter: func() error { return kernel.Set(name) }}
	}
	active := kernel.Active()
	several := max(2, s.Workers)
	ways := []pipeline.Way{way(active, 1), way(active, several)}
	if s.Kernel != "" {
		return ways
	}
	for _, name := range kernel.Names() {
		if name != active {
			ways = append(ways, way(name, several))
		}
	}
	return ways
}

// tally counts results over all ways; one that differs or fails in any is not
// the same.
type tally struct {
	nodes, differ, failed map[*pipeline.Node]bool
	ways                  []string
}

func tallyOf(verdicts []pipeline.Verdict) tally {
	t := tally{map[*pipeline.Node]bool{}, map[*pipeline.Node]bool{}, map[*pipeline.Node]bool{}, []string{}}
	for _, v := range verdicts {
		t.nodes[v.Node] = true
		switch {
		case v.Err != nil:
			t.failed[v.Node] = true
		case !v.Same:
			t.differ[v.Node] = true
		}
		if len(t.ways) == 0 || t.ways[len(t.ways)-1] != v.Way {
			t.ways = append(t.ways, v.Way)
		}
	}
	return t
}

// sumUp says what came of it; left is how many results were not looked at.
func (s *session) sumUp(verdicts []pipeline.Verdict, left int) error {
	t := tallyOf(verdicts)
	if s.JSON {
		if err := json.NewEncoder(s.out).Encode(map[string]any{
			"results": len(t.nodes), "differ": len(t.differ), "failed": len(t.failed), "skipped": left,
			"ways": t.ways, "seed": s.Seed, "verdicts": verdictRows(verdicts),
		}); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(s.out, "%d results run again in %d ways (%s), %d not the same, %d could not be run (-seed %d)\n",
			len(t.nodes), len(t.ways), strings.Join(t.ways, ", "), len(t.differ), len(t.failed), s.Seed)
		if left > 0 {
			fmt.Fprintf(s.out, "%d more are not in the cache as this program makes them, and were skipped\n", left)
		}
	}
	switch {
	case len(t.differ) > 0:
		return fmt.Errorf("%d of %d results are not what running them again gives; those that differ are marked and will be made again",
			len(t.differ), len(t.nodes))
	case len(t.failed) > 0:
		return fmt.Errorf("%d of %d results could not be run again; nothing is known of them", len(t.failed), len(t.nodes))
	}
	return nil
}

// verdictRows are verdicts as data.
func verdictRows(verdicts []pipeline.Verdict) []map[string]any {
	rows := []map[string]any{}
	for _, v := range verdicts {
		row := map[string]any{"node": v.Node.Name(), "way": v.Way, "same": v.Same}
		if v.Err != nil {
			row["error"] = v.Err.Error()
		}
		if len(v.Differ) > 0 {
			row["differ"] = v.Differ
		}
		rows = append(rows, row)
	}
	return rows
}

// printVerdict says what came of running one result again.
func (s *session) printVerdict(v pipeline.Verdict) {
	way := ""
	if v.Way != "" {
		way = " (" + v.Way + ")"
	}
	switch {
	case v.Err != nil:
		fmt.Fprintf(s.out, "FAILED  %s%s: %v\n", v.Node.Name(), way, v.Err)
	case !v.Same:
		fmt.Fprintf(s.out, "DIFFERS %s%s: %s\n", v.Node.Name(), way, strings.Join(v.Differ, ", "))
	default:
		fmt.Fprintf(s.out, "same    %s%s\n", v.Node.Name(), way)
	}
}
