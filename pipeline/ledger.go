package pipeline

import "nofreelunch/pipeline/store"

// A Standing says where a member of a sweep stands.
type Standing int

// A member is Present: its result is in the cache, made by the present code.
// Otherwise its last run FailedLast, or it is Missing.
const (
	Present Standing = iota
	FailedLast
	Missing
)

// An Entry is one member of a sweep in the ledger.
type Entry struct {
	Node     *Node
	Standing Standing
	Done     bool           // it finished at some time, if only under earlier code
	Action   *store.Action  // of a Present one
	Failure  *store.Failure // of a FailedLast one
}

// Ledger says where every member of the sweeps stands, a row for each sweep.
// It writes nothing and reads no outputs.
func (e *Engine) Ledger(sweeps ...*Series) ([][]Entry, error) {
	var roots []*Node
	for _, s := range sweeps {
		roots = append(roots, s.Nodes...)
	}
	plan, _, err := e.standing(roots)
	if err != nil {
		return nil, err
	}
	steps := make(map[*Node]*Step, len(plan.Steps))
	for i := range plan.Steps {
		steps[plan.Steps[i].Node] = &plan.Steps[i]
	}
	done := map[store.Digest]bool{}
	for _, a := range e.Store.Actions() {
		done[a.Declared] = true
	}
	failures := e.Store.Failures()
	rows := make([][]Entry, len(sweeps))
	for i, s := range sweeps {
		for _, n := range s.Nodes {
			rows[i] = append(rows[i], entry(steps[n], done, failures))
		}
	}
	return rows, nil
}

func entry(s *Step, done map[store.Digest]bool, failures map[store.Digest]store.Failure) Entry {
	id := store.Digest(s.Node.id)
	x := Entry{Node: s.Node, Standing: Missing, Done: done[id]}
	if s.Status == UpToDate {
		x.Standing, x.Action = Present, s.Action
	} else if f, ok := failures[id]; ok {
		x.Standing, x.Failure = FailedLast, &f
	}
	return x
}
