package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"nofreelunch/pipeline/store"
)

// An Explanation says why a node runs, or why it last ran: the difference
// between its manifest and that of the nearest earlier action.
type Explanation struct {
	Node    *Node // nil for actions of which only the record is left
	Name    string
	Status  Status
	Reason  string        // when there is no difference to show
	Now     *store.Action // what is recorded under the present key, if it is
	Against *store.Action // the earlier action, nil if there is none
	Changes []Change
}

// A Change is one differing line, or an input or the code with what differs
// inside it.
type Change struct {
	What     string // `param "Units"`, "input 1", "code", `func "…"`
	Old, New string // "" where the line is missing
	Inside   []Change
}

// nearestAmong bounds how many earlier actions are compared.
const nearestAmong = 200

// Why explains n against the latest earlier action of the same declaration,
// or else the most similar recent action of the same function.
func (e *Engine) Why(n *Node) (*Explanation, error) {
	plan, err := e.Plan(n)
	if err != nil {
		return nil, err
	}
	steps := map[*Node]*Step{}
	for i := range plan.Steps {
		steps[plan.Steps[i].Node] = &plan.Steps[i]
	}
	return e.why(n, steps)
}

func (e *Engine) why(n *Node, steps map[*Node]*Step) (*Explanation, error) {
	s := steps[n]
	x := &Explanation{Node: n, Name: n.Name(), Status: s.Status, Reason: s.Reason, Now: s.Action}
	h, err := e.head(n)
	if err != nil {
		return nil, err
	}
	now := complete(h.text, n, func(d *Node) store.Digest {
		if a := steps[d].Action; a != nil {
			return a.Content
		}
		return store.Digest{}
	})
	x.Against = e.nearest(n, now, s.Action)
	if x.Against == nil {
		if s.Status == WillRun && s.Key != (store.Key{}) {
			x.Reason = "no earlier run of this stage is recorded"
		}
		return x, nil
	}
	x.Changes = e.compare(e.manifestOf(x.Against), now)
	e.openInputs(x.Changes, n, x.Against, steps)
	return x, nil
}

func (e *Engine) manifestOf(a *store.Action) manifest {
	text, err := e.Store.Get(store.Digest(a.Key))
	if err != nil {
		return ""
	}
	return manifest(text)
}

// nearest is the action to compare with. If the present key is recorded, it
// is what was there before.
func (e *Engine) nearest(n *Node, now manifest, present *store.Action) *store.Action {
	var same, others []*store.Action
	for _, a := range e.Store.History(n.function) {
		if present != nil && !a.Time.Before(present.Time) {
			continue
		}
		if e.manifestOf(a) == "" {
			continue
		}
		if a.Declared == store.Digest(n.id) {
			same = append(same, a)
		} else {
			others = append(others, a)
		}
	}
	if len(same) > 0 {
		return same[len(same)-1]
	}
	var best *store.Action
	fewest := 0
	for _, a := range others[max(0, len(others)-nearestAmong):] {
		if d := distance(e.manifestOf(a), now); best == nil || d <= fewest {
			best, fewest = a, d
		}
	}
	return best
}

func distance(a, b manifest) (n int) {
	_, was := a.lines()
	_, is := b.lines()
	for label, value := range is {
		if was[label] != value {
			n++
		}
	}
	for label := range was {
		if _, ok := is[label]; !ok {
			n++
		}
	}
	return n
}

// compare lists the lines in which two manifests or listings differ, in the
// order of the later one, and looks inside the code and the schema.
func (e *Engine) compare(before, after manifest) []Change {
	changes := compareLines(before, after)
	for i, c := range changes {
		if c.New != "" {
			changes[i].Inside = e.inside(c.What, c.Old, c.New)
		}
	}
	return changes
}

func compareLines(before, after manifest) (changes []Change) {
	oldLabels, was := before.lines()
	newLabels, is := after.lines()
	for _, label := range newLabels {
		if old, ok := was[label]; !ok || old != is[label] {
			changes = append(changes, Change{What: label, Old: old, New: is[label]})
		}
	}
	for _, label := range oldLabels {
		if _, ok := is[label]; !ok {
			changes = append(changes, Change{What: label, Old: was[label]})
		}
	}
	return changes
}

func (e *Engine) inside(label, before, after string) []Change {
	if !slices.Contains([]string{"code", "engine", "build", "schema"}, label) {
		return nil
	}
	texts := [2]manifest{}
	for i, hex := range []string{before, after} {
		var d store.Digest
		if d.UnmarshalText([]byte(hex)) != nil {
			return nil
		}
		texts[i] = e.named(d)
		if texts[i] == "" {
			return nil
		}
	}
	return e.compare(texts[0], texts[1])
}

// named is a text that a manifest names: one in use now, or a kept one.
func (e *Engine) named(d store.Digest) manifest {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, c := range e.codes {
		if c.digest == d {
			return manifest(c.text)
		}
	}
	for _, t := range e.types {
		if t.digest == d {
			return manifest(t.text)
		}
	}
	text, err := e.Store.Get(d)
	if err != nil {
		return ""
	}
	return manifest(text)
}

// openInputs explains changed inputs by their own differences.
func (e *Engine) openInputs(changes []Change, n *Node, against *store.Action, steps map[*Node]*Step) {
	i := 0
	oldKeys := map[string]store.Key{}
	for path := range manifestInputs(e.manifestOf(against)) {
		if i < len(against.Inputs) {
			oldKeys[path] = against.Inputs[i]
			i++
		}
	}
	n.eachInput(func(path string, in *Node, _ int) {
		c := slices.IndexFunc(changes, func(c Change) bool { return c.What == "input "+path })
		if in == nil || c < 0 {
			return
		}
		changes[c].What += " (" + in.Name() + ")"
		old, err := e.Store.Lookup(oldKeys[path])
		if err != nil {
			return
		}
		changes[c].Inside = e.betweenInputs(in, old, steps)
	})
}

func (e *Engine) betweenInputs(in *Node, old *store.Action, steps map[*Node]*Step) []Change {
	h, err := e.head(in)
	if err != nil {
		return nil
	}
	now := complete(h.text, in, func(d *Node) store.Digest {
		if a := steps[d].Action; a != nil {
			return a.Content
		}
		return store.Digest{}
	})
	changes := e.compare(e.manifestOf(old), now)
	e.openInputs(changes, in, old, steps)
	return changes
}

// manifestInputs yields the paths of the inputs that are not lists.
func manifestInputs(m manifest) func(yield func(string) bool) {
	labels, values := m.lines()
	return func(yield func(string) bool) {
		for _, label := range labels {
			path, ok := strings.CutPrefix(label, "input ")
			if ok && !strings.HasPrefix(values[label], "list ") && !yield(path) {
				return
			}
		}
	}
}

// String is the explanation as an indented tree.
func (x *Explanation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", x.Name, x.Status)
	if x.Status != UpToDate && x.Reason != "" {
		fmt.Fprintf(&b, " (%s)", x.Reason)
	}
	b.WriteByte('\n')
	if x.Now != nil && x.Now.Adopted != nil {
		a := x.Now.Adopted
		fmt.Fprintf(&b, "  adopted %s by %s from key %s, after %d were run again and agreed\n",
			a.Time.Local().Format("2006-01-02 15:04:05"), a.By, a.From.String()[:12], len(a.Sample))
	}
	if x.Now != nil {
		fmt.Fprintf(&b, "  ran %s in %.1fs on %s\n", x.Now.Time.Local().Format("2006-01-02 15:04:05"), x.Now.Seconds, x.Now.Host)
	}
	switch {
	case x.Against == nil:
		return b.String()
	case len(x.Changes) == 0:
		fmt.Fprintf(&b, "  nothing differs from the run of %s\n", x.Against.Time.Local().Format("2006-01-02 15:04:05"))
	default:
		fmt.Fprintf(&b, "  compared with %s, run %s:\n", x.Against.Name, x.Against.Time.Local().Format("2006-01-02 15:04:05"))
	}
	writeChanges(&b, "  ", x.Changes)
	return b.String()
}

func writeChanges(b *strings.Builder, indent string, changes []Change) {
	for i, c := range changes {
		branch, below := "├─ ", "│  "
		if i == len(changes)-1 {
			branch, below = "└─ ", "   "
		}
		fmt.Fprintf(b, "%s%s%s\n", indent, branch, c.line())
		writeChanges(b, indent+below, c.Inside)
	}
}

func (c Change) line() string {
	switch {
	case c.Inside != nil || isHash(c.Old) || isHash(c.New):
		switch {
		case c.Old == "":
			return c.What + " is new"
		case c.New == "":
			return c.What + " is gone"
		}
		return c.What + " changed"
	case c.Old == "":
		return c.What + " is new: " + readable(c.New)
	case c.New == "":
		return c.What + " is gone: " + readable(c.Old)
	}
	return fmt.Sprintf("%s %s -> %s", c.What, readable(c.Old), readable(c.New))
}

func isHash(s string) bool {
	var d store.Digest
	return d.UnmarshalText([]byte(s)) == nil
}

// readable drops the type, and the bits of floats, from a parameter's line.
func readable(value string) string {
	kind, rest, ok := strings.Cut(value, " ")
	if !ok || strings.HasPrefix(value, `"`) {
		return value
	}
	if strings.HasPrefix(kind, "float") {
		_, decimal, _ := strings.Cut(rest, " ")
		return decimal
	}
	return rest
}
