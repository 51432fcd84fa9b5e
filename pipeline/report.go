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

	at map[*Node]int // of Outcomes, made when it is first asked for
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
	if r.at == nil {
		r.at = make(map[*Node]int, len(r.Outcomes))
		for i, o := range r.Outcomes {
			r.at[o.Node] = i
		}
	}
	if i, ok := r.at[n]; ok {
		return &r.Outcomes[i]
	}
	return nil
}
