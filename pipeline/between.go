package pipeline

import (
	"cmp"
	"fmt"
	"slices"

	"nofreelunch/pipeline/store"
)

// Between is the difference of two recorded actions: the lines in which their
// manifests differ, and inside each input that differs, the same of the
// actions that made it. What is no longer recorded stays closed.
func (e *Engine) Between(before, after *store.Action) []Change {
	return e.between(before, after, map[[2]store.Key][]Change{})
}

func (e *Engine) between(before, after *store.Action, seen map[[2]store.Key][]Change) []Change {
	pair := [2]store.Key{before.Key, after.Key}
	if changes, ok := seen[pair]; ok {
		return changes
	}
	seen[pair] = nil
	was, is := e.inputKeys(before), e.inputKeys(after)
	changes := e.compare(e.manifestOf(before), e.manifestOf(after))
	for i, c := range changes {
		a, errA := e.Store.Lookup(was[c.What])
		b, errB := e.Store.Lookup(is[c.What])
		if errA == nil && errB == nil {
			changes[i].What += " (" + b.Name + ")"
			changes[i].Inside = e.between(a, b, seen)
		}
	}
	seen[pair] = changes
	return changes
}

// inputKeys are the keys of an action's inputs by their line in its manifest.
func (e *Engine) inputKeys(a *store.Action) map[string]store.Key {
	keys := map[string]store.Key{}
	i := 0
	for path := range manifestInputs(e.manifestOf(a)) {
		if i < len(a.Inputs) {
			keys["input "+path] = a.Inputs[i]
			i++
		}
	}
	return keys
}

// A Cause is a difference with nothing further upstream, and how many times it
// is met.
type Cause struct {
	Text  string // one line, as explanations have it
	Count int
}

// Causes are the innermost differences, the commonest first.
func Causes(changes []Change) []Cause {
	count := map[string]int{}
	var order []string
	var walk func([]Change)
	walk = func(changes []Change) {
		for _, c := range changes {
			if len(c.Inside) > 0 {
				walk(c.Inside)
				continue
			}
			line := c.line()
			if count[line] == 0 {
				order = append(order, line)
			}
			count[line]++
		}
	}
	walk(changes)
	slices.SortStableFunc(order, func(a, b string) int { return cmp.Compare(count[b], count[a]) })
	causes := make([]Cause, len(order))
	for i, line := range order {
		causes[i] = Cause{line, count[line]}
	}
	return causes
}

// String is the line, and how often it is met.
func (c Cause) String() string {
	if c.Count == 1 {
		return c.Text
	}
	return fmt.Sprintf("%s (%d times)", c.Text, c.Count)
}
