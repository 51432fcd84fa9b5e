package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"nofreelunch/pipeline/store"
)

// An AdoptReport is what Adopt did.
type AdoptReport struct {
	Sample  []Verdict
	Adopted []*Node
	Left    []*Node // would run; nothing earlier differs in code alone
}

// Adopt takes over results after a change of code that should not change
// them. It finds the nodes of which an earlier action had the same parameters and
// inputs (see core), whatever its code, toolchain, schema text and package,
// runs a sample of them again, and only if every byte agrees records the
// earlier outputs of all of them under the new keys, with by and the sample.
// The sample has at least one node of every function concerned. One
// difference, and nothing is adopted.
func (e *Engine) Adopt(ctx context.Context, by string, sample int, seed uint64, roots ...*Node) (*AdoptReport, error) {
	if err := e.check(roots); err != nil {
		return nil, err
	}
	if err := e.Store.Refresh(); err != nil {
		return nil, err
	}
	a := &adoption{engine: e, actions: map[*Node]*store.Action{}, keys: map[*Node]store.Key{}, report: &AdoptReport{}}
	if err := a.walk(Closure(roots...)); err != nil {
		return nil, err
	}
	if err := a.try(ctx, sample, seed); err != nil {
		return a.report, err
	}
	return a.report, a.record(by)
}

// An adoption is one call of Adopt.
type adoption struct {
	engine  *Engine
	earlier earlierByCore // read when a node is first not in the store
	actions map[*Node]*store.Action
	keys    map[*Node]store.Key // the present ones, also of what is to be adopted
	found   []candidate
	report  *AdoptReport
}

// A candidate is a node with the earlier action it may take over.
type candidate struct {
	Step // Action is the earlier one, Key the new
	work *Assignment
}

// walk finds the candidates among nodes as if every candidate were adopted.
func (a *adoption) walk(nodes []*Node) error {
	for _, n := range nodes {
		if !known(n, a.actions) {
			a.report.Left = append(a.report.Left, n)
			continue
		}
		if err := a.visit(n, nodes); err != nil {
			return err
		}
	}
	return nil
}

func known(n *Node, actions map[*Node]*store.Action) bool {
	for _, d := range n.deps {
		if actions[d] == nil {
			return false
		}
	}
	return true
}

// visit takes n from the store, or from an earlier action, or leaves it. What
// the store has and refuses, such as a quarantined result, is left to run.
func (a *adoption) visit(n *Node, all []*Node) error {
	e := a.engine
	h, err := e.head(n)
	if err != nil {
		return err
	}
	m := complete(h.text, n, func(d *Node) store.Digest { return a.actions[d].Content })
	a.keys[n] = m.key()
	present, err := e.Store.Lookup(m.key())
	if err == nil {
		a.actions[n] = present
		return nil
	}
	if a.earlier == nil {
		a.earlier = e.earlierByCore(all)
	}
	old := a.earlier[core(m)]
	if old == nil || !absent(err) {
		a.report.Left = append(a.report.Left, n)
		return nil
	}
	a.actions[n] = old
	work := &Assignment{Node: n, Key: m.key(), manifest: m, preface: h, engine: e}
	a.found = append(a.found, candidate{Step{Node: n, Key: m.key(), Action: old}, work})
	return nil
}

func absent(err error) bool {
	var m *store.Miss
	return errors.As(err, &m) && m.Reason == store.Absent
}

// try runs a sample of the candidates again.
func (a *adoption) try(ctx context.Context, sample int, seed uint64) error {
	var steps []*Step
	for i := range a.found {
		steps = append(steps, &a.found[i].Step)
	}
	if sample > 0 {
		steps = spread(steps, sample, seed)
	}
	for _, s := range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		v := a.engine.again(ctx, Way{Workers: a.engine.workers()}, s.Node, s.Action, a.actions)
		a.report.Sample = append(a.report.Sample, v)
		if v.Err != nil {
			return fmt.Errorf("pipeline: nothing adopted: running %s again: %w", s.Node.Name(), v.Err)
		}
		if !v.Same {
			return fmt.Errorf("pipeline: nothing adopted: %s came out different in %q", s.Node.Name(), v.Differ)
		}
	}
	return nil
}

// record writes the candidates under their new keys, inputs first, so that
// what an interruption leaves is whole.
func (a *adoption) record(by string) error {
	var sample []string
	for _, v := range a.report.Sample {
		sample = append(sample, v.Node.Name())
	}
	for _, c := range a.found {
		how := &store.Adoption{From: c.Action.Key, By: by, Time: time.Now().UTC(), Sample: sample}
		if err := a.adopt(c, how); err != nil {
			return fmt.Errorf("pipeline: adopting %s: %w", c.Node.Name(), err)
		}
		a.report.Adopted = append(a.report.Adopted, c.Node)
	}
	return nil
}

// adopt records one candidate. Its Function stays that which made the bytes,
// because tables carry that name.
func (a *adoption) adopt(c candidate, how *store.Adoption) error {
	action := *c.Action
	action.Key, action.Declared, action.Name, action.Adopted = c.Key, store.Digest(c.Node.id), c.Node.Name(), how
	action.Uses, action.Inputs = nil, nil
	c.Node.eachInput(func(_ string, in *Node, _ int) {
		if in != nil {
			action.Inputs = append(action.Inputs, a.keys[in])
		}
	})
	if err := c.work.keepManifest(&action); err != nil {
		return err
	}
	return a.engine.Store.Record(&action)
}
