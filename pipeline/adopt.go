package pipeline

import (
	"context"
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
// them. It finds the nodes whose earlier action differs only in code, Go version
// or schema text, runs a sample of them again, and only if every byte agrees
// records the earlier outputs of all of them under the new keys, with by and
// the sample. The sample has at least one node of every function concerned. One
// difference, and nothing is adopted.
func (e *Engine) Adopt(ctx context.Context, by string, sample int, seed uint64, roots ...*Node) (*AdoptReport, error) {
	if err := e.check(roots); err != nil {
		return nil, err
	}
	if err := e.Store.Refresh(); err != nil {
		return nil, err
	}
	rep := &AdoptReport{}
	actions, candidates, err := e.candidates(rep, roots)
	if err != nil {
		return nil, err
	}
	var steps []*Step
	for i := range candidates {
		steps = append(steps, &candidates[i].Step)
	}
	var names []string
	if sample > 0 {
		steps = spread(steps, sample, seed)
	}
	for _, s := range steps {
		if err := ctx.Err(); err != nil {
			return rep, err
		}
		v := e.again(ctx, Way{Workers: e.workers()}, s.Node, s.Action, actions)
		rep.Sample = append(rep.Sample, v)
		if v.Err != nil {
			return rep, v.Err
		}
		if !v.Same {
			return rep, fmt.Errorf("pipeline: nothing adopted: %s came out different in %q", s.Node.Name(), v.Differ)
		}
		names = append(names, s.Node.Name())
	}
	for _, c := range candidates {
		if err := e.adopt(c, by, names); err != nil {
			return rep, err
		}
		rep.Adopted = append(rep.Adopted, c.Node)
	}
	return rep, nil
}

// A candidate is a node with the earlier action it may take over.
type candidate struct {
	Step // Action is the earlier one, Key the new
	work *Assignment
}

// candidates walks the closure of roots as if every candidate were adopted.
func (e *Engine) candidates(rep *AdoptReport, roots []*Node) (map[*Node]*store.Action, []candidate, error) {
	actions := map[*Node]*store.Action{}
	declared := map[store.Digest][]*store.Action{}
	for _, a := range e.Store.Actions() {
		declared[a.Declared] = append(declared[a.Declared], a)
	}
	var found []candidate
	for _, n := range Closure(roots...) {
		if !known(n, actions) {
			rep.Left = append(rep.Left, n)
			continue
		}
		h, err := e.head(n)
		if err != nil {
			return nil, nil, err
		}
		m := complete(h.text, n, func(d *Node) store.Digest { return actions[d].Content })
		if a, err := e.Store.Lookup(m.key()); err == nil {
			actions[n] = a
			continue
		}
		old := e.differsInCodeAlone(declared[store.Digest(n.id)], m)
		if old == nil {
			rep.Left = append(rep.Left, n)
			continue
		}
		actions[n] = old
		found = append(found, candidate{Step{Node: n, Key: m.key(), Action: old}, &Assignment{Node: n, Key: m.key(), manifest: m, preface: h, engine: e, inputs: actions}})
	}
	return actions, found, nil
}

func known(n *Node, actions map[*Node]*store.Action) bool {
	for _, d := range n.deps {
		if actions[d] == nil {
			return false
		}
	}
	return true
}

// differsInCodeAlone is the latest of the earlier actions of a declaration
// that had the same parameters and inputs.
func (e *Engine) differsInCodeAlone(earlier []*store.Action, now manifest) (latest *store.Action) {
	for _, a := range earlier {
		alone := true
		for _, c := range compareLines(e.manifestOf(a), now) {
			alone = alone && (c.What == "code" || c.What == "go" || c.What == "schema")
		}
		if alone && e.hasBlobs(a) {
			latest = a
		}
	}
	return latest
}

func (e *Engine) adopt(c candidate, by string, sample []string) error {
	a := *c.Action
	a.Adopted = &store.Adoption{From: a.Key, By: by, Time: time.Now().UTC(), Sample: sample}
	a.Key, a.Uses, a.Inputs = c.Key, nil, nil
	c.Node.eachInput(func(_ string, in *Node, _ int) {
		if in != nil {
			a.Inputs = append(a.Inputs, e.keyUnderAdoption(c, in))
		}
	})
	if err := c.work.keepManifest(&a); err != nil {
		return err
	}
	return e.Store.Record(&a)
}

// keyUnderAdoption is the key that an input has now: the new one if it is
// adopted as well.
func (e *Engine) keyUnderAdoption(c candidate, in *Node) store.Key {
	h, err := e.head(in)
	if err != nil {
		return c.work.inputs[in].Key
	}
	return complete(h.text, in, func(d *Node) store.Digest { return c.work.inputs[d].Content }).key()
}
