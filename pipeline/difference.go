package pipeline

import (
	"slices"
	"strings"

	"nofreelunch/pipeline/store"
)

// A Difference is how the later of two actions differs from the earlier: the
// lines of their manifests, and inside them the differences of their inputs.
type Difference struct {
	Stage, Name string // of the later
	Changes     []Change
}

// A Change is one differing line; of the code and the schema with the lines
// that differ inside, of an input with the difference of what made it.
type Change struct {
	What     string // `param "Units"`, "input 1[3]", "code", `func "…"`
	Old, New string // "" where the line is missing
	Inside   []Change
	Input    *Difference // nil where a side is no longer recorded
}

// A side is one of two things compared: a recorded action, or a node as it
// stands, which may never have run.
type side struct {
	node   *Node
	action *store.Action
}

// A comparison compares what stands on two sides, and all that is upstream.
// No pair is looked at twice, so its work grows as the graph does.
type comparison struct {
	e       *Engine
	step    func(*Node) *Step // of nodes as they stand
	seen    map[pair]*Difference
	met     map[*Node]bool // nodes that were compared with something
	insides map[[2]string][]Change
}

type pair struct {
	before, after store.Key
	node          *Node // in place of after
}

func (e *Engine) comparison(step func(*Node) *Step) *comparison {
	return &comparison{e: e, step: step, seen: map[pair]*Difference{}, met: map[*Node]bool{}, insides: map[[2]string][]Change{}}
}

// BetweenAll compares pairs of records, each earlier one with a later one, and looks
// at nothing twice.
func (e *Engine) BetweenAll(pairs [][2]*store.Action) []*Difference {
	c := e.comparison(nil)
	out := make([]*Difference, len(pairs))
	for i, p := range pairs {
		out[i] = c.compare(p[0], side{action: p[1]})
	}
	return out
}

// compare is nil if nothing differs.
func (c *comparison) compare(before *store.Action, after side) *Difference {
	p := pair{before: before.Key, node: after.node}
	if after.node == nil {
		p.after = after.action.Key
	}
	if d, ok := c.seen[p]; ok {
		return d
	}
	c.met[after.node] = true
	d := &Difference{Stage: after.stage(), Name: after.name()}
	c.seen[p] = d
	was, wasInputs := c.e.manifestOf(before).parts()
	is, isInputs := c.parts(after)
	d.Changes = compareLines(differing(was, is))
	for i, x := range d.Changes {
		d.Changes[i].Inside = c.inside(x)
	}
	if wasInputs != isInputs {
		d.Changes = append(d.Changes, c.inputs(c.leaves(side{action: before}, wasInputs), c.leaves(after, isInputs))...)
	}
	return d
}

func (s side) stage() string {
	if s.node != nil {
		return s.node.stage
	}
	stage, _, _ := strings.Cut(s.action.Name, " ")
	return stage
}

func (s side) name() string {
	if s.node != nil {
		return s.node.Name()
	}
	return s.action.Name
}

// parts is a side's manifest, split before its inputs; the content of an input
// that is not recorded is zero, which no content is.
func (c *comparison) parts(s side) (head, inputs manifest) {
	if s.node == nil {
		return c.e.manifestOf(s.action).parts()
	}
	h, err := c.e.head(s.node)
	if err != nil {
		return "", "" // whoever asked for the plan was told
	}
	return manifest(h.text), complete("", s.node, c.content)
}

func (c *comparison) content(n *Node) store.Digest {
	if s := c.step(n); s.Status == UpToDate {
		return s.Action.Content
	}
	return store.Digest{}
}

// parts splits a manifest before its inputs.
func (m manifest) parts() (head, inputs manifest) {
	if at := strings.Index(string(m), "\ninput "); at >= 0 {
		return m[:at+1], m[at+1:]
	}
	return m, ""
}

// differing cuts the lines off with which both begin, and those with which
// both end. Their lines must not repeat a label.
func differing(a, b manifest) (manifest, manifest) {
	for n := firstLine(a); n > 0 && firstLine(b) == n && a[:n] == b[:n]; n = firstLine(a) {
		a, b = a[n:], b[n:]
	}
	for n := lastLine(a); n > 0 && lastLine(b) == n && a[len(a)-n:] == b[len(b)-n:]; n = lastLine(a) {
		a, b = a[:len(a)-n], b[:len(b)-n]
	}
	return a, b
}

func firstLine(m manifest) int { return strings.IndexByte(string(m), '\n') + 1 }

func lastLine(m manifest) int {
	return len(m) - 1 - strings.LastIndexByte(strings.TrimSuffix(string(m), "\n"), '\n')
}

// compareLines lists the lines in which two texts differ, in the order of the
// later one.
func compareLines(before, after manifest) (changes []Change) {
	if n, m := firstLine(before), firstLine(after); n == len(before) && m == len(after) && n > 0 && m > 0 { // as it is of thousands of calls
		label, old := splitLine(string(before[:n-1]))
		if now, value := splitLine(string(after[:m-1])); now == label && old != value && before[0] != '\t' {
			return []Change{{What: label, Old: old, New: value}}
		}
	}
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

// inside is what differs in the texts that two lines name: the listings of
// code, the descriptions of the output.
func (c *comparison) inside(x Change) []Change {
	if x.Old == "" || x.New == "" || !slices.Contains([]string{"code", "engine", "build", "schema"}, x.What) {
		return nil
	}
	id := [2]string{x.Old, x.New}
	changes, ok := c.insides[id]
	if !ok {
		changes = c.e.inside(x.Old, x.New)
		c.insides[id] = changes
	}
	return changes
}

func (e *Engine) inside(before, after string) []Change {
	was, is := e.named(before), e.named(after)
	if was == "" || is == "" {
		return nil
	}
	return compareLines(was, is)
}

// named is a text that a manifest names by its digest: one in use now, or a
// kept one; "" if it is gone.
func (e *Engine) named(hex string) manifest {
	var d store.Digest
	if d.UnmarshalText([]byte(hex)) != nil {
		return ""
	}
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

// manifestOf is the manifest that an action is recorded under, "" if it is gone.
func (e *Engine) manifestOf(a *store.Action) manifest {
	text, err := e.Store.Get(store.Digest(a.Key))
	if err != nil {
		return ""
	}
	return manifest(text)
}
