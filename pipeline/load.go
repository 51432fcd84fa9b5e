package pipeline

import (
	"context"
	"fmt"

	"nofreelunch/pipeline/store"
)

// Recorded is the action of n under the present code, parameters and inputs,
// if it and everything it needs is recorded.
func (e *Engine) Recorded(n *Node) (*store.Action, error) {
	plan, err := e.Plan(n)
	if err != nil {
		return nil, err
	}
	s := plan.Steps[len(plan.Steps)-1]
	if s.Action == nil || s.Status != UpToDate {
		return nil, fmt.Errorf("pipeline: %s is not up to date: %s", n.Name(), s.Because())
	}
	return s.Action, nil
}

// Blobs are the verified outputs of an action, by name.
func (e *Engine) Blobs(a *store.Action) (map[string][]byte, error) { return e.blobs(a) }

// Outputs are the verified outputs of n, of which a run reported the action. What
// has been damaged or lost since is made again, a few times at most.
func (e *Engine) Outputs(ctx context.Context, n *Node, a *store.Action) (blobs map[string][]byte, err error) {
	for range maxRemakes {
		if blobs, err = e.blobs(a); err == nil {
			return blobs, nil
		}
		if a, err = e.restore(ctx, n); err != nil {
			return nil, err
		}
	}
	if blobs, err = e.blobs(a); err != nil {
		return nil, fmt.Errorf("%s: made %d times and lost again; see that nobody removes the cache's files and that the disk is sound: %w", n.Name(), maxRemakes, err)
	}
	return blobs, nil
}

// restore makes n if it cannot be read, and nothing that can.
func (e *Engine) restore(ctx context.Context, n *Node) (*store.Action, error) {
	noCache, force := e.NoCache, e.Force
	e.NoCache, e.Force = false, nil
	defer func() { e.NoCache, e.Force = noCache, force }()
	rep, err := e.Run(ctx, n)
	if err != nil {
		return nil, err
	}
	return rep.Outcome(n).Action, nil
}

// Load decodes what an action of r's node made.
func Load[T any](e *Engine, r Ref[T], a *store.Action) (v T, err error) {
	blobs, err := e.blobs(a)
	if err != nil {
		return v, err
	}
	err = e.Codec.Decode(blobs, &v)
	return v, err
}

// Inputs are the recorded actions that a took its inputs from, without
// repetition; what is no longer recorded is left out.
func (e *Engine) Inputs(a *store.Action) []*store.Action {
	var found []*store.Action
	seen := map[store.Key]bool{}
	for _, k := range a.Inputs {
		if seen[k] {
			continue
		}
		seen[k] = true
		if in, err := e.Store.Lookup(k); err == nil {
			found = append(found, in)
		}
	}
	return found
}
