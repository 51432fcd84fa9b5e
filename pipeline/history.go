package pipeline

import "nofreelunch/pipeline/store"

// A history is what ran before, oldest first: by declaration, and by function,
// wherever its package lay.
type history struct {
	e        *Engine
	declared map[store.Digest][]*store.Action
	function map[string][]*store.Action
	similar  map[string]*likeness // by function, as far as it was asked for
}

// history reads the store's records, once for any number of questions.
func (e *Engine) history() *history {
	h := &history{e, map[store.Digest][]*store.Action{}, map[string][]*store.Action{}, map[string]*likeness{}}
	for _, a := range e.Store.Actions() {
		h.declared[a.Declared] = append(h.declared[a.Declared], a)
		name := unpathed(a.Function)
		h.function[name] = append(h.function[name], a)
	}
	return h
}

// nearest is the action to compare n with: the latest of the same declaration,
// else the most similar of its function. If the present key is recorded, it is
// what was there before.
func (h *history) nearest(n *Node, now manifest, present *store.Action) *store.Action {
	usable := func(a *store.Action) bool {
		return (present == nil || a.Time.Before(present.Time)) && h.e.manifestOf(a) != ""
	}
	if a := latest(h.declared[store.Digest(n.id)], usable); a != nil {
		return a
	}
	name := unpathed(n.function)
	if h.similar[name] == nil {
		h.similar[name] = h.e.likeness(h.function[name])
	}
	return latest(h.similar[name].to(now), usable)
}

func latest(of []*store.Action, usable func(*store.Action) bool) *store.Action {
	for i := len(of) - 1; i >= 0; i-- {
		if usable(of[i]) {
			return of[i]
		}
	}
	return nil
}
