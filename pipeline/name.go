package pipeline

// Name is the stage with the parameters that distinguish it. Where several
// nodes have the same stage and label, because the difference is upstream, the
// label of the first input that differs is added: "gridscores of DoS seed=3".
func (n *Node) Name() string {
	g := n.graph
	g.naming.Lock()
	defer g.naming.Unlock()
	if len(g.names) != len(g.nodes) {
		g.names = names(g.nodes)
	}
	return g.names[n.index]
}

func (n *Node) base() string {
	if n.label == "" {
		return n.stage
	}
	return n.stage + " " + n.label
}

// names finds the names of all nodes, inputs first.
func names(nodes []*Node) []string {
	twins := map[string][]*Node{}
	for _, n := range nodes {
		twins[n.base()] = append(twins[n.base()], n)
	}
	out := make([]string, len(nodes))
	position := map[string]int{} // of the input that tells twins apart
	for _, n := range nodes {
		out[n.index] = n.base()
		same := twins[n.base()]
		if len(same) == 1 {
			continue
		}
		at, ok := position[n.base()]
		if !ok {
			at = telling(same)
			position[n.base()] = at
		}
		if at < len(n.deps) {
			out[n.index] += " of " + short(out[n.deps[at].index], n.deps[at])
		}
	}
	return out
}

// telling is the first input in which not all of the nodes agree.
func telling(nodes []*Node) int {
	for at, d := range nodes[0].deps {
		for _, n := range nodes[1:] {
			if at >= len(n.deps) || n.deps[at] != d {
				return at
			}
		}
	}
	return len(nodes[0].deps)
}

// short drops the stage from an input's name if a label says enough.
func short(name string, n *Node) string {
	if n.label == "" {
		return name
	}
	return name[len(n.stage)+1:]
}
