package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/remote"
	"nofreelunch/pipeline/store"
)

// bulky are the stages whose results figures are not drawn from: the networks, and
// what is measured of each to make its row.
func bulky() []string { return []string{"train", "ratemaps", "gridscores", "nulls"} }

// pull brings results of the shared store here: of a stage all that it made, of a
// figure rows, tables and example maps, from which it is then drawn.
func pull(ctx context.Context, s *session, names []string) error {
	if len(names) == 0 {
		return usagef("pull needs a task, such as pull figures, or pull figure7/train for networks")
	}
	from, err := s.storeNeeded()
	if err != nil {
		return err
	}
	if s.Offline {
		return usagef("pull makes requests, and -offline makes none; what was pulled is drawn without it")
	}
	nodes, err := s.nodesOf(names)
	if err != nil {
		return err
	}
	if err := from.Open(); err != nil {
		return err
	}
	plan, err := s.opened.Plan(nodes...)
	if err != nil {
		return err
	}
	wanted, summaries := wantedOf(plan, nodes)
	got, err := from.Fetch(ctx, wanted, summaries, s.steps("pull"))
	if err != nil {
		return err
	}
	if err := s.store.Remember(lastPulled(), []byte(s.bucket.String())); err != nil {
		return err
	}
	if err := s.sayPulled(got); err != nil {
		return err
	}
	if got.Missed > 0 { // making it could need networks that cannot be had either
		return fmt.Errorf("%s could not be had of %s, so nothing is drawn; the same command tries again, "+
			"`cache push` by who has the results mends it, and %q makes what is missing",
			counted(got.Missed, "blob"), s.bucket, strings.Join(names, " "))
	}
	return s.drawPulled(ctx, names)
}

func (s *session) sayPulled(got remote.Fetched) error {
	if s.JSON {
		return json.NewEncoder(s.out).Encode(map[string]any{
			"store": s.bucket.String(), "actions": got.Actions, "blobs": got.Blobs, "bytes": got.Bytes, "missed": got.Missed,
		})
	}
	fmt.Fprintf(s.out, "%s: brought %s, %.1f MB\n", s.bucket, counted(got.Actions, "result"), float64(got.Bytes)/1e6)
	return nil
}

// wantedOf are the actions to bring of a plan, and of networks that are left
// there the summaries, which a figure's description counts.
func wantedOf(plan *pipeline.Plan, asked []*pipeline.Node) (actions []*store.Action, summaries []store.Digest) {
	for _, step := range plan.Steps {
		if step.Action == nil {
			continue
		}
		if !slices.Contains(bulky(), step.Node.Stage()) || slices.Contains(asked, step.Node) {
			actions = append(actions, step.Action)
			continue
		}
		for _, o := range step.Action.Outputs {
			if o.Name == summaryName {
				summaries = append(summaries, o.Digest)
			}
		}
	}
	return actions, summaries
}

// drawPulled draws the figures among the names, unless networks are missing.
func (s *session) drawPulled(ctx context.Context, names []string) error {
	drawn := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return strings.Contains(name, "/") ||
			!s.draws(name)
	})
	if len(drawn) == 0 {
		return nil
	}
	roots, err := s.nodesOf(drawn)
	if err != nil {
		return err
	}
	plan, err := s.opened.Plan(roots...)
	if err != nil {
		return err
	}
	lacking := 0
	for _, step := range plan.Steps {
		if step.Status != pipeline.UpToDate && step.Node.Stage() == "train" {
			lacking++
		}
	}
	if lacking > 0 {
		return fmt.Errorf("%s of %s are not in %s as this program makes them, and pull trains none; "+
			"%q does, or check out the commit that was pushed",
			counted(lacking, "network"), strings.Join(drawn, ", "), s.bucket, strings.Join(drawn, " "))
	}
	return s.runTasks(ctx, drawn)
}

// draws reports that a task makes figures or tables.
func (s *session) draws(name string) bool {
	if slices.Contains([]string{"figures", supplements, "paper", "report"}, name) {
		return true
	}
	return s.graph.Target(name) != nil
}
