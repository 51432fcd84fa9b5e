package pipeline

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A Cause is a difference with nothing further upstream, and the calls of one
// stage that have it.
type Cause struct {
	Stage string   // of the calls
	What  string   // the line: `param "Units"`, "result"
	Text  string   // what differs, in words: "LearningRate 0.004 -> 0.005"
	Calls []string // names of the calls
}

// Count is the number of calls.
func (c Cause) Count() int { return len(c.Calls) }

// Causes are the innermost differences, equal ones of a stage joined, the
// commonest first.
func Causes(of ...*Difference) []Cause {
	w := causes{seen: map[*Difference]bool{}, at: map[[2]string]int{}}
	for _, d := range of {
		w.walk(d)
	}
	slices.SortStableFunc(w.all, func(a, b Cause) int { return cmp.Compare(b.Count(), a.Count()) })
	return w.all
}

type causes struct {
	all  []Cause
	at   map[[2]string]int // by stage and text
	seen map[*Difference]bool
}

func (w *causes) walk(d *Difference) {
	if d == nil || w.seen[d] {
		return
	}
	w.seen[d] = true
	for _, c := range d.Changes {
		switch {
		case c.Input != nil && len(c.Input.Changes) > 0:
			w.walk(c.Input)
		case c.Input != nil:
			w.add(c.Input, Change{What: "result", Old: c.Old, New: c.New})
		case len(c.Inside) > 0:
			for _, line := range c.Inside {
				w.add(d, line)
			}
		default:
			w.add(d, c)
		}
	}
}

func (w *causes) add(d *Difference, c Change) {
	text := c.words()
	id := [2]string{d.Stage, text}
	i, ok := w.at[id]
	if !ok {
		i = len(w.all)
		w.at[id] = i
		w.all = append(w.all, Cause{Stage: d.Stage, What: c.What, Text: text})
	}
	w.all[i].Calls = append(w.all[i].Calls, d.Name)
}

// words are the line without what only tells lines of a manifest apart.
func (c Change) words() string {
	c.What = plainLabel(c.What)
	return c.line()
}

// Label is what differs, without how: "LearningRate".
func (c Cause) Label() string { return plainLabel(c.What) }

// plainLabel is a line's label without what says that it is a parameter.
func plainLabel(label string) string {
	name, ok := strings.CutPrefix(label, "param ")
	if plain, err := strconv.Unquote(name); ok && err == nil {
		return plain
	}
	return label
}
