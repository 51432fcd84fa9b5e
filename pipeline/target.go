package pipeline

// A Target is a named product that a person asks for: a figure, or a table
// that is none.
type Target struct {
	Name        string // "figure7"
	Description string // one line for listings
	Node        *Node  // the stage call that makes it
	Table       bool   // it is no figure
}

// Table declares that r is a product of that name which is no figure.
func Table[T any](g *Graph, name, description string, r Ref[T]) {
	target(g, g.caller(1), "table", name, description, r)
}

// Figure declares that r is the figure of that name. Two figures may share
// every node but not a name.
func Figure[T any](g *Graph, name, description string, r Ref[T]) {
	target(g, g.caller(1), "figure", name, description, r)
}

func target[T any](g *Graph, place, kind, name, description string, r Ref[T]) {
	if err := checkName(name); err != nil {
		g.fault(place, "%s: %w", kind, err)
		return
	}
	if g.byName[name] != nil {
		g.fault(place, "%s %q is declared twice", kind, name)
		return
	}
	n := r.Node()
	if n == nil {
		if r.src != nil {
			g.fault(place, "%s %q is a list; a %s is one stage call", kind, name, kind)
		} else if len(g.faults) == 0 {
			g.fault(place, "%s %q: its stage call was not declared", kind, name)
		}
		return
	}
	t := &Target{name, description, n, kind == "table"}
	n.targets = append(n.targets, t)
	g.targets = append(g.targets, t)
	g.byName[name] = t
}
