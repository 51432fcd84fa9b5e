package pipeline

// A Target is a named product that a person asks for: a figure.
type Target struct {
	Name        string // "figure7"
	Description string // one line for listings
	Node        *Node  // the stage call that makes it
}

// Figure declares that r is the figure of that name. Two figures may share
// every node but not a name.
func Figure[T any](g *Graph, name, description string, r Ref[T]) {
	place := caller(1)
	if err := checkName(name); err != nil {
		g.fault(place, "figure: %w", err)
		return
	}
	if g.byName[name] != nil {
		g.fault(place, "figure %q is declared twice", name)
		return
	}
	n := r.Node()
	if n == nil {
		if r.src != nil {
			g.fault(place, "figure %q is a list; a figure is one stage call", name)
		} else if len(g.faults) == 0 {
			g.fault(place, "figure %q: its stage call was not declared", name)
		}
		return
	}
	t := &Target{Name: name, Description: description, Node: n}
	n.targets = append(n.targets, t)
	g.targets = append(g.targets, t)
	g.byName[name] = t
}
