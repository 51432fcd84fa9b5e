package pipeline

import (
	"slices"

	"nofreelunch/pipeline/store"
)

// An Explanation says why a node runs, or why it last ran: the difference
// between its manifest and that of the nearest earlier action.
type Explanation struct {
	Node       *Node
	Name       string
	Status     Status
	Reason     string        // when there is no difference to show
	Now        *store.Action // what is recorded under the present key, if it is
	Against    *store.Action // the earlier action, nil if there is none
	Difference *Difference   // from it, nil if there is none
}

// Why explains n against the latest earlier action of the same declaration,
// or else the most similar recent action of the same function.
func (e *Engine) Why(n *Node) (*Explanation, error) {
	q, err := e.question(n)
	if err != nil {
		return nil, err
	}
	return q.explain(n), nil
}

// WhyAll explains the roots that are not up to date, and after them whatever
// else of what they need will run and is not explained by then, users before
// inputs. If everything is up to date it explains the roots.
func (e *Engine) WhyAll(roots ...*Node) ([]*Explanation, error) {
	q, err := e.question(roots...)
	if err != nil {
		return nil, err
	}
	idle := q.plan.Count(UpToDate) == len(q.plan.Steps)
	var all []*Explanation
	for _, n := range roots {
		q.differ.met[n] = true // every root is explained by itself
		if idle || q.step(n).Status != UpToDate {
			all = append(all, q.explain(n))
		}
	}
	for _, s := range slices.Backward(q.plan.Steps) {
		if s.Status == WillRun && !q.differ.met[s.Node] {
			all = append(all, q.explain(s.Node))
		}
	}
	return all, nil
}

// A question is one plan, and one reading of the records, for any number of
// explanations.
type question struct {
	e       *Engine
	plan    *Plan
	at      map[*Node]int
	history *history
	differ  *comparison
}

func (e *Engine) question(roots ...*Node) (*question, error) {
	plan, at, err := e.standing(roots)
	if err != nil {
		return nil, err
	}
	q := &question{e: e, plan: plan, at: at, history: e.history()}
	q.differ = e.comparison(q.step)
	return q, nil
}

func (q *question) step(n *Node) *Step { return &q.plan.Steps[q.at[n]] }

func (q *question) explain(n *Node) *Explanation {
	s := q.step(n)
	x := &Explanation{Node: n, Name: n.Name(), Status: s.Status, Reason: s.Because(), Now: s.Action}
	q.differ.met[n] = true
	head, _ := q.differ.parts(side{node: n})
	x.Against = q.history.nearest(n, head, s.Action)
	switch {
	case x.Against != nil:
		x.Difference = q.differ.compare(x.Against, side{node: n})
	case s.Status == WillRun && s.Key != (store.Key{}):
		x.Reason = "no earlier run of this stage is recorded"
	}
	return x
}
