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
// What differs is marked, so that no figure rests on it.
func verify(ctx context.Context, s *session, names []string) error {
	roots, err := s.rootsOr(names)
	if err != nil {
		return err
	}
	e, err := s.engine()
	if err != nil {
		return err
	}
	tell := s.printVerdict
	if s.JSON {
		tell = nil
	}
	before := kernel.Active()
	verdicts, err := e.Verify(ctx, s.Sample, s.Seed, s.ways(), tell, roots...)
	err = errors.Join(err, kernel.Set(before))
	if err != nil {
		return err
	}
	return s.sumUp(verdicts)
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

// sumUp counts results over all ways; one that differs in any is not the same.
func (s *session) sumUp(verdicts []pipeline.Verdict) error {
	nodes, bad, ways := map[*pipeline.Node]bool{}, map[*pipeline.Node]bool{}, []string{}
	for _, v := range verdicts {
		nodes[v.Node] = true
		if !v.Same {
			bad[v.Node] = true
		}
		if len(ways) == 0 || ways[len(ways)-1] != v.Way {
			ways = append(ways, v.Way)
		}
	}
	if s.JSON {
		if err := json.NewEncoder(s.out).Encode(map[string]any{
			"results": len(nodes), "differ": len(bad), "ways": ways, "seed": s.Seed, "verdicts": verdictRows(verdicts),
		}); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(s.out, "%d results run again in %d ways (%s), %d not the same (-seed %d)\n",
			len(nodes), len(ways), strings.Join(ways, ", "), len(bad), s.Seed)
	}
	if len(bad) > 0 {
		return fmt.Errorf("%d of %d results are not what running them again gives; those that differ are marked and will be made again", len(bad), len(nodes))
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
