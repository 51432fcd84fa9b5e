package pipeline

import (
	"errors"
	"fmt"
	"time"

	"nofreelunch/pipeline/store"
)

// A Status is what is known of a node before a run.
type Status int

// A node is UpToDate; or it WillRun; or it MayRun, because an input will and
// may come out changed.
const (
	UpToDate Status = iota
	WillRun
	MayRun
)

func (s Status) String() string { return [...]string{"cached", "run", "maybe"}[s] }

// A Step is one node of a plan.
type Step struct {
	Node      *Node
	Status    Status
	Reason    string        // why it WillRun
	Needs     *Node         // why it MayRun: the first node upstream that will
	Predicted Guess         // how long it will run; zero if unknown or UpToDate
	Bytes     int64         // of its output, as recorded or predicted; 0 if unknown
	GFLOP     float64       // in matrix products, as its declaration says; 0 if nothing
	Key       store.Key     // zero for MayRun
	Action    *store.Action // what is recorded, if UpToDate
}

// Because says why it is not UpToDate.
func (s *Step) Because() string {
	if s.Status == MayRun {
		return "needs " + s.Needs.Name()
	}
	return s.Reason
}

// A Plan is what a run would do, inputs before their users.
type Plan struct {
	Steps   []Step
	Work    Guess         // of all that will or may run
	Elapsed time.Duration // likely, on the engine's workers
	Unknown int           // steps to run of which no duration is known
}

// Count is the number of steps with that status.
func (p *Plan) Count(s Status) (n int) {
	for _, step := range p.Steps {
		if step.Status == s {
			n++
		}
	}
	return n
}

// Plan says what Run would do for roots. It writes nothing and locks nothing.
func (e *Engine) Plan(roots ...*Node) (*Plan, error) {
	p, at, err := e.standing(roots)
	if err != nil {
		return nil, err
	}
	e.predict(p, at)
	return p, nil
}

// standing is a plan without predictions, and where in it each node is.
func (e *Engine) standing(roots []*Node) (*Plan, map[*Node]int, error) {
	if err := e.check(roots); err != nil {
		return nil, nil, err
	}
	nodes := e.closure(roots)
	at := make(map[*Node]int, len(nodes))
	p := &Plan{Steps: make([]Step, len(nodes))}
	for i, n := range nodes {
		at[n] = i
		if err := e.planStep(&p.Steps[i], n, func(d *Node) *Step { return &p.Steps[at[d]] }); err != nil {
			return nil, nil, err
		}
	}
	e.demandBlobs(p, roots, at)
	return p, at, nil
}

func (e *Engine) planStep(s *Step, n *Node, step func(*Node) *Step) error {
	s.Node = n
	if s.Action = e.Taken[n]; s.Action != nil {
		s.Key = s.Action.Key
		return nil
	}
	for _, d := range n.deps {
		if from := step(d); from.Status != UpToDate {
			s.Status, s.Needs = MayRun, d
			if from.Status == MayRun {
				s.Needs = from.Needs
			}
			break
		}
	}
	forced := e.forced(n)
	if forced != "" {
		s.Status, s.Reason = WillRun, forced
	}
	if s.Status != UpToDate {
		return nil
	}
	h, err := e.head(n)
	if err != nil {
		return err
	}
	s.Key = complete(h.text, n, func(d *Node) store.Digest { return step(d).Action.Content }).key()
	s.Action, err = e.Store.Lookup(s.Key)
	if err != nil {
		s.Status, s.Reason = WillRun, e.reason(n, err)
	}
	return nil
}

const (
	notCached   = "not in the cache"
	causesAmong = 2000 // how many steps of a plan are explained; more is for nobody to read
)

// cause words the first difference from the last run of the same declaration.
func (e *Engine) cause(n *Node, old *store.Action, p *Plan, at map[*Node]int) string {
	h, err := e.head(n)
	if err != nil || old == nil {
		return notCached
	}
	before := e.manifestOf(old)
	now := complete(h.text, n, func(d *Node) store.Digest { return p.Steps[at[d]].Action.Content })
	if before == "" || before == now {
		return notCached
	}
	first := compareLines(before, now)[0]
	inside := e.inside(first.Old, first.New)
	if len(inside) == 0 {
		return first.line()
	}
	more := ""
	if n := len(inside) - 1; n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	return inside[0].line() + more
}

// forced says why n runs although it may be cached, "" if it need not.
func (e *Engine) forced(n *Node) string {
	switch {
	case e.NoCache:
		return "the cache is not used"
	case e.Force != nil && e.Force.MatchString(n.Name()):
		return "forced"
	}
	return ""
}

// reason words a miss.
func (e *Engine) reason(n *Node, err error) string {
	var m *store.Miss
	if errors.As(err, &m) && m.Reason == store.Absent && m.Detail == "" {
		return notCached
	}
	return err.Error()
}

// demandBlobs marks what is recorded but must run all the same, because
// somebody needs its output and the bytes are gone.
func (e *Engine) demandBlobs(p *Plan, roots []*Node, at map[*Node]int) {
	needed := make([]bool, len(p.Steps))
	for _, n := range roots {
		needed[at[n]] = true
	}
	for i := len(p.Steps) - 1; i >= 0; i-- {
		s := &p.Steps[i]
		if s.Status == UpToDate && needed[i] && !e.hasBlobs(s.Action) {
			s.Status, s.Reason = WillRun, "its output is gone from the cache"
		}
		if s.Status == WillRun {
			for _, d := range s.Node.deps {
				needed[at[d]] = true
			}
		}
	}
}

func (e *Engine) hasBlobs(a *store.Action) bool {
	for _, o := range a.Outputs {
		if !e.Store.Has(o.Digest) {
			return false
		}
	}
	return true
}

func (e *Engine) predict(p *Plan, at map[*Node]int) {
	est := e.estimates()
	for i := range p.Steps {
		s := &p.Steps[i]
		if c := s.Node.cost(); c.products {
			s.GFLOP = c.gflop
		}
		if s.Status == UpToDate {
			s.Bytes = size(s.Action)
			continue
		}
		if s.Predicted = est.guess(s.Node); s.Predicted.Basis == Unknown {
			p.Unknown++
		}
		s.Bytes, _ = est.bytes(s.Node)
		p.Work = p.Work.plus(s.Predicted)
		if old := est.declared[store.Digest(s.Node.id)]; s.Reason == notCached && i < causesAmong {
			s.Reason = e.cause(s.Node, old, p, at)
		}
	}
	p.Elapsed = elapsed(p, at, e.workers())
}

// elapsed is what the plan takes on a number of workers that are kept busy:
// its work shared among them, but no less than its longest chain.
func elapsed(p *Plan, at map[*Node]int, workers int) time.Duration {
	end := make([]time.Duration, len(p.Steps))
	longest := p.Work.Likely / time.Duration(max(1, workers))
	for i, s := range p.Steps {
		for _, d := range s.Node.deps {
			end[i] = max(end[i], end[at[d]])
		}
		if s.Status != UpToDate {
			end[i] = plus(end[i], s.Predicted.Likely)
		}
		longest = max(longest, end[i])
	}
	return longest
}
