package pipeline

import (
	"slices"
	"strconv"
	"strings"
)

// Name is the stage with the parameters that distinguish it, which no other
// node of the graph has. Where several nodes have the same stage and label, what
// tells them apart is added: the function, the parameters that differ, the
// first input that differs ("gridscores of DoS seed=3"), or else part of the ID.
func (n *Node) Name() string {
	n.graph.mu.Lock()
	defer n.graph.mu.Unlock()
	return n.graph.naming().full[n.index]
}

// Short is the name cut to a number of characters, if it is longer. What all
// nodes of the stage have, or nearly all, is left out first; a seed never is.
func (n *Node) Short(width int) string {
	n.graph.mu.Lock()
	defer n.graph.mu.Unlock()
	return n.graph.naming().short(n, width)
}

func (n *Node) base() string {
	if n.label == "" {
		return n.stage
	}
	return n.stage + " " + n.label
}

// naming finds the names of all nodes, again if some were declared since.
func (g *Graph) naming() *naming {
	if g.named == nil || len(g.named.full) != len(g.nodes) {
		g.named = newNaming(g.nodes)
	}
	return g.named
}

// A naming is the names of the nodes of a graph.
type naming struct {
	full  []string
	nodes []*Node
	words map[string]*vocabulary // by stage, as far as it was asked for
}

func newNaming(nodes []*Node) *naming {
	m := &naming{make([]string, len(nodes)), nodes, map[string]*vocabulary{}}
	for _, n := range nodes {
		m.full[n.index] = n.base()
	}
	for _, feature := range []func([]*Node) func(*Node) string{byFunction, byParams} {
		for _, group := range m.twins() {
			of := feature(group)
			for _, n := range group {
				m.add(n, of(n))
			}
		}
	}
	m.byInputs()
	for _, group := range m.twins() {
		for _, n := range group {
			m.add(n, "#"+n.id.String()[:8])
		}
	}
	return m
}

// byInputs adds the first input in which not all nodes of a name agree; inputs
// first, so that their names are whole.
func (m *naming) byInputs() {
	telling := map[*Node]*Node{}
	for _, group := range m.twins() {
		at := firstDiffering(group)
		for _, n := range group {
			if at < len(n.deps) {
				telling[n] = n.deps[at]
			}
		}
	}
	for _, n := range m.nodes {
		if in := telling[n]; in != nil {
			m.full[n.index] += " of " + m.unstaged(in)
		}
	}
}

// twins are the groups of nodes that have one name.
func (m *naming) twins() (groups [][]*Node) {
	first := make(map[string]*Node, len(m.nodes))
	at := map[string]int{}
	for _, n := range m.nodes {
		name := m.full[n.index]
		twin := first[name]
		if twin == nil {
			first[name] = n
			continue
		}
		i, ok := at[name]
		if !ok {
			i = len(groups)
			at[name] = i
			groups = append(groups, []*Node{twin})
		}
		groups[i] = append(groups[i], n)
	}
	return groups
}

// add puts words into a name, before the seed if it ends with one.
func (m *naming) add(n *Node, words string) {
	if words == "" {
		return
	}
	name := m.full[n.index]
	at := strings.LastIndex(name, " seed=")
	if at < 0 || strings.Contains(name[at+1:], " ") {
		at = len(name)
	}
	m.full[n.index] = name[:at] + " " + words + name[at:]
}

func byFunction(nodes []*Node) func(*Node) string {
	differ := false
	for _, n := range nodes {
		differ = differ || n.function != nodes[0].function
	}
	return func(n *Node) string {
		if !differ {
			return ""
		}
		return "(" + unpathed(n.function) + ")"
	}
}

func firstDiffering(nodes []*Node) int {
	for at, d := range nodes[0].deps {
		for _, n := range nodes[1:] {
			if at >= len(n.deps) || n.deps[at] != d {
				return at
			}
		}
	}
	return len(nodes[0].deps)
}

// unstaged drops the stage from a node's name if its label says enough.
func (m *naming) unstaged(n *Node) string {
	name := m.full[n.index]
	if n.label == "" {
		return name
	}
	return name[len(n.stage)+1:]
}

// byParams is the fewest parameters that tell the nodes apart, or as many of
// them as parameters can.
func byParams(nodes []*Node) func(*Node) string {
	fields, order := fieldsOf(nodes)
	cell := make([]string, len(nodes)) // values of the fields chosen so far
	var chosen []string
	for cells := 1; cells < len(nodes); {
		best, most := "", cells
		for _, field := range order {
			if n := distinctWith(cell, fields, field); n > most {
				best, most = field, n
			}
		}
		if best == "" {
			break
		}
		for i := range cell {
			cell[i] += "\n" + fields[i][best]
		}
		chosen, cells = append(chosen, best), most
	}
	words := map[*Node]string{}
	for i, n := range nodes {
		words[n] = assignments(chosen, fields[i])
	}
	return func(n *Node) string { return words[n] }
}

// fieldsOf reads the parameters of nodes, and which of them differ, in order.
func fieldsOf(nodes []*Node) (fields []map[string]string, differ []string) {
	texts := make([]string, len(nodes))
	for i, n := range nodes {
		texts[i] = n.Params()
	}
	if !slices.ContainsFunc(texts, func(t string) bool { return t != texts[0] }) {
		return make([]map[string]string, len(nodes)), nil
	}
	var order []string
	seen := map[string]bool{}
	for _, t := range texts {
		labels, values := manifest(t).lines()
		fields = append(fields, values)
		for _, label := range labels {
			if !seen[label] {
				seen[label] = true
				order = append(order, label)
			}
		}
	}
	for _, label := range order {
		if slices.ContainsFunc(fields, func(of map[string]string) bool { return of[label] != fields[0][label] }) {
			differ = append(differ, label)
		}
	}
	return fields, differ
}

func distinctWith(cell []string, fields []map[string]string, field string) int {
	seen := make(map[[2]string]bool, len(cell))
	for i, c := range cell {
		seen[[2]string{c, fields[i][field]}] = true
	}
	return len(seen)
}

// assignments is "Rate=0.1 Net.Units=8".
func assignments(labels []string, values map[string]string) string {
	var words []string
	for _, label := range labels {
		value := readable(values[label])
		if plain, err := strconv.Unquote(value); err == nil && !strings.Contains(plain, " ") {
			value = plain
		}
		words = append(words, plainLabel(label)+"="+value)
	}
	return strings.Join(words, " ")
}
