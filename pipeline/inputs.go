package pipeline

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"nofreelunch/pipeline/store"
)

// A leaf is one input of a side that is no list.
type leaf struct {
	path, content string
	side          side // zero if it is no longer recorded
}

// argument is the input's number: all of a list are one argument.
func (l leaf) argument() string {
	number, _, _ := strings.Cut(l.path, "[")
	return number
}

// declared names the declaration that made it, zero if that is not known.
func (l leaf) declared() store.Digest {
	switch {
	case l.side.node != nil:
		return store.Digest(l.side.node.id)
	case l.side.action != nil:
		return l.side.action.Declared
	}
	return store.Digest{}
}

// unknown is the content of what will or may run.
var unknown = store.Digest{}.String()

// leaves reads the inputs of a side from the lines of its manifest.
func (c *comparison) leaves(s side, lines manifest) map[string][]leaf {
	var all []leaf
	for line := range strings.Lines(string(lines)) {
		label, value := splitLine(strings.TrimSuffix(line, "\n"))
		if path, ok := strings.CutPrefix(label, "input "); ok && !strings.HasPrefix(value, "list ") {
			all = append(all, leaf{path: path, content: value})
		}
	}
	if s.node != nil {
		i := 0
		s.node.eachInput(func(_ string, in *Node, _ int) {
			if in != nil {
				all[i].side.node = in
				i++
			}
		})
	} else {
		for i := range min(len(all), len(s.action.Inputs)) {
			if a, err := c.e.Store.Lookup(s.action.Inputs[i]); err == nil {
				all[i].side.action = a
			}
		}
	}
	by := map[string][]leaf{}
	for _, l := range all {
		by[l.argument()] = append(by[l.argument()], l)
	}
	return by
}

// inputs compares arguments one by one.
func (c *comparison) inputs(was, is map[string][]leaf) (changes []Change) {
	for _, number := range arguments(was, is) {
		old, now, moved := unequal(was[number], is[number])
		for _, m := range match(old, now) {
			if x, ok := c.input(m[0], m[1]); ok {
				changes = append(changes, x)
			}
		}
		if moved && len(was[number]) == len(is[number]) {
			changes = append(changes, Change{What: "the order of input " + number})
		}
	}
	return changes
}

func arguments(was, is map[string][]leaf) []string {
	numbers := slices.AppendSeq(slices.Collect(maps.Keys(was)), maps.Keys(is))
	slices.SortFunc(numbers, func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) })
	return slices.Compact(numbers)
}

// unequal leaves out the inputs that both sides have: first those in the same
// place, then, as moved, those elsewhere.
func unequal(was, is []leaf) (old, now []leaf, moved bool) {
	there := make(map[string]string, len(was))
	for _, l := range was {
		there[l.path] = l.content
	}
	left := map[string]int{}
	for _, l := range is {
		if there[l.path] == l.content {
			delete(there, l.path)
		} else {
			left[l.content]++
			now = append(now, l)
		}
	}
	taken := map[string]int{}
	for _, l := range was {
		switch {
		case there[l.path] == "": // in its place
		case left[l.content] > taken[l.content]:
			taken[l.content]++
			moved = true
		default:
			old = append(old, l)
		}
	}
	now = slices.DeleteFunc(now, func(l leaf) bool {
		taken[l.content]--
		return taken[l.content] >= 0
	})
	return old, now, moved
}

// match pairs what a declaration made before with what it makes now, and the
// rest in order; a pair has a zero leaf where a side has more.
func match(old, now []leaf) (pairs [][2]leaf) {
	by := map[store.Digest]int{}
	for i, l := range old {
		by[l.declared()] = i + 1
	}
	delete(by, store.Digest{})
	at, paired := make([]int, len(now)), make([]bool, len(old))
	for i, l := range now {
		if at[i] = by[l.declared()]; at[i] > 0 {
			paired[at[i]-1] = true
			delete(by, l.declared())
		}
	}
	next := 0
	for i, l := range now {
		for at[i] == 0 && next < len(old) {
			if next++; !paired[next-1] {
				at[i] = next
				paired[next-1] = true
			}
		}
		var before leaf
		if at[i] > 0 {
			before = old[at[i]-1]
		}
		pairs = append(pairs, [2]leaf{before, l})
	}
	for i, l := range old {
		if !paired[i] {
			pairs = append(pairs, [2]leaf{l, {}})
		}
	}
	return pairs
}

// input is the difference of one input; ok is false if it will run and nothing
// says that it will come out changed.
func (c *comparison) input(old, now leaf) (x Change, ok bool) {
	x = Change{What: "input " + cmp.Or(now.path, old.path), Old: old.content, New: now.content}
	later := now.side
	if now.path == "" {
		later = old.side
	}
	if later == (side{}) { // its record is gone
		return x, true
	}
	x.What += " (" + later.name() + ")"
	if old.side.action == nil || now.side == (side{}) {
		x.Input = &Difference{Stage: later.stage(), Name: later.name()}
		return x, true
	}
	x.Input = c.compare(old.side.action, now.side)
	return x, now.content != unknown || len(x.Input.Changes) > 0
}
