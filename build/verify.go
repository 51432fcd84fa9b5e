package main

import (
	"context"
	"fmt"
	"strings"

	"nofreelunch/pipeline"
)

// verify runs a random sample of what is cached again and compares bytes. What
// differs is marked, so that no figure rests on it.
func verify(ctx context.Context, s *session, names []string) error {
	roots, err := s.rootsOr(names)
	if err != nil {
		return err
	}
	e, err := s.engine()
	if err != nil {
		return err
	}
	verdicts, err := e.Verify(ctx, s.Sample, s.Seed, roots...)
	if err != nil {
		return err
	}
	bad := s.printVerdicts(verdicts)
	fmt.Fprintf(s.out, "%d actions run again, %d not the same\n", len(verdicts), bad)
	if bad > 0 {
		return fmt.Errorf("%d of %d results are not what running them again gives; they are marked and will be made again", bad, len(verdicts))
	}
	return nil
}

// printVerdicts says what came of running results again, and how many were
// not the same.
func (s *session) printVerdicts(verdicts []pipeline.Verdict) (bad int) {
	for _, v := range verdicts {
		switch {
		case v.Err != nil:
			bad++
			fmt.Fprintf(s.out, "FAILED  %s: %v\n", v.Node.Name(), v.Err)
		case !v.Same:
			bad++
			fmt.Fprintf(s.out, "DIFFERS %s: %s\n", v.Node.Name(), strings.Join(v.Differ, ", "))
		default:
			fmt.Fprintf(s.out, "same    %s\n", v.Node.Name())
		}
	}
	return bad
}
