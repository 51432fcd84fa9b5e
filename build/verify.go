package main

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// verifySample is how many actions verify runs again.
const verifySample = 8

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
	verdicts, err := e.Verify(ctx, verifySample, uint64(time.Now().UnixNano()), roots...)
	if err != nil {
		return err
	}
	bad := 0
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
	fmt.Fprintf(s.out, "%d actions run again, %d not the same\n", len(verdicts), bad)
	if bad > 0 {
		return fmt.Errorf("%d of %d results are not what running them again gives; they are marked and will be made again", bad, len(verdicts))
	}
	return nil
}
