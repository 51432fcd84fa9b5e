package pipeline

import (
	"time"

	"nofreelunch/pipeline/store"
)

// An Outcome is what became of one node in a run.
type Outcome struct {
	Node     *Node
	Kind     Kind // Cached, Ran, Failed or Skipped; Queued if the run ended before
	Action   *store.Action
	Reason   string
	Err      error
	Differed bool // it ran again under the same key and its bytes changed
}

// A Report is what a run did.
type Report struct {
	Outcomes []Outcome // inputs before their users
	Elapsed  time.Duration
	Work     time.Duration // time in stages that ran
}

// Count is the number of nodes with that outcome.
func (r *Report) Count(k Kind) (n int) {
	for _, o := range r.Outcomes {
		if o.Kind == k {
			n++
		}
	}
	return n
}

// Outcome is what became of n, nil if it was no part of the run.
func (r *Report) Outcome(n *Node) *Outcome {
	for i := range r.Outcomes {
		if r.Outcomes[i].Node == n {
			return &r.Outcomes[i]
		}
	}
	return nil
}
