package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"os/user"
	"strings"

	"nofreelunch/pipeline"
)

// adopt takes results over to new keys after a change of code that was not to
// change them: it runs a sample again, and only if every byte of it agrees, the
// rest is believed. Who did it, when and on what sample stays in each record.
func adopt(ctx context.Context, s *session, names []string) error {
	roots, err := s.rootsOr(names)
	if err != nil {
		return err
	}
	e, err := s.engine()
	if err != nil {
		return err
	}
	if err := s.store.Writable(); err != nil {
		return err
	}
	who := person()
	rep, err := e.Adopt(ctx, who, s.Sample, s.Seed, roots...)
	if rep == nil {
		return err
	}
	if s.JSON {
		return firstOf(json.NewEncoder(s.out).Encode(adoption(rep, who, s.Seed)), err)
	}
	for _, v := range rep.Sample {
		s.printVerdict(v)
	}
	if err != nil {
		return err
	}
	for _, n := range rep.Adopted {
		if s.Verbose {
			fmt.Fprintln(s.out, "adopted", n.Name())
		}
	}
	switch {
	case len(rep.Adopted) == 0:
		fmt.Fprintln(s.out, "nothing to adopt: no earlier result differs in code alone")
	default:
		fmt.Fprintf(s.out, "adopted %d results (%s) for %s, after %d run again gave the same bytes (-seed %d)\n",
			len(rep.Adopted), byStage(rep.Adopted), who, len(rep.Sample), s.Seed)
	}
	if len(rep.Left) > 0 {
		fmt.Fprintf(s.out, "%d nodes would run all the same (%s)\n", len(rep.Left), byStage(rep.Left))
	}
	return nil
}

// adoption is the report as data.
func adoption(rep *pipeline.AdoptReport, who string, seed uint64) map[string]any {
	names := func(nodes []*pipeline.Node) []string {
		out := []string{}
		for _, n := range nodes {
			out = append(out, n.Name())
		}
		return out
	}
	return map[string]any{"by": who, "seed": seed, "sample": verdictRows(rep.Sample), "adopted": names(rep.Adopted), "left": names(rep.Left)}
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// byStage counts nodes by stage: "train 8, ratemaps 8".
func byStage(nodes []*pipeline.Node) string {
	var order []string
	counts := map[string]int{}
	for _, n := range nodes {
		if counts[n.Stage()] == 0 {
			order = append(order, n.Stage())
		}
		counts[n.Stage()]++
	}
	for i, stage := range order {
		order[i] = fmt.Sprintf("%s %d", stage, counts[stage])
	}
	return strings.Join(order, ", ")
}

// person is who answers for an adoption: git's user, else the system's.
func person() string {
	ask := func(key string) string {
		out, err := exec.Command("git", "config", key).Output()
		if err != nil {
			return ""
		}
		return strings.TrimSpace(string(out))
	}
	if name, mail := ask("user.name"), ask("user.email"); name != "" && mail != "" {
		return name + " <" + mail + ">"
	}
	u, err := user.Current()
	if err != nil {
		return "unknown"
	}
	return u.Username
}
