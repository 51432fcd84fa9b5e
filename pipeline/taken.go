package pipeline

import "nofreelunch/pipeline/store"

// Old finds results that are out of date and good enough to draw with. Below
// roots, every node that is not up to date, and that fresh does not want made by
// the present code, stands for its latest recorded result; one that has none is
// made if mayRun allows it, and is missing otherwise. Take the results by setting
// the engine's Taken; a node made of them has the key of what it was made of, so
// that no record says more than is true.
func (e *Engine) Old(roots []*Node, fresh, mayRun func(*Node) bool) (taken map[*Node]*store.Action, missing []*Node, err error) {
	p, at, err := e.standing(roots)
	if err != nil {
		return nil, nil, err
	}
	h := e.history()
	taken, seen := map[*Node]*store.Action{}, map[*Node]bool{}
	var visit func(*Node) error
	visit = func(n *Node) error {
		if seen[n] || p.Steps[at[n]].Status == UpToDate {
			return nil
		}
		seen[n] = true
		if !fresh(n) {
			old, err := h.readable(n)
			if err != nil {
				return err
			}
			if old != nil {
				taken[n] = old
				return nil
			}
		}
		if !mayRun(n) {
			missing = append(missing, n)
			return nil
		}
		for _, d := range n.deps {
			if err := visit(d); err != nil {
				return err
			}
		}
		return nil
	}
	for _, n := range roots {
		if err := visit(n); err != nil {
			return nil, nil, err
		}
	}
	return taken, missing, nil
}

// readable is the latest action of n's declaration that is all there and in the
// columns that n has now, nil if there is none.
func (h *history) readable(n *Node) (*store.Action, error) {
	now, err := h.e.head(n)
	if err != nil {
		return nil, err
	}
	return latest(h.declared[store.Digest(n.id)], func(a *store.Action) bool {
		return schemaOf(h.e.manifestOf(a)) == schemaOf(manifest(now.text)) && h.e.hasBlobs(a)
	}), nil
}

// schemaOf is the line of a manifest that describes the output.
func schemaOf(m manifest) string {
	_, values := m.lines()
	return values["schema"]
}

// closure is every node that a run for roots looks at: what is taken as it is
// needs nothing.
func (e *Engine) closure(roots []*Node) []*Node {
	if len(e.Taken) == 0 {
		return Closure(roots...)
	}
	return closure(roots, func(n *Node) []*Node {
		if e.Taken[n] != nil {
			return nil
		}
		return n.deps
	})
}
