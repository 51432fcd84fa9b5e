package pipeline

// A Series is a named group of calls of one stage: the networks that one
// question is asked of. Series may share nodes.
type Series struct {
	Name        string // "true-dog"
	Description string // one line for listings
	Nodes       []*Node
}

// Sweep declares that members are the sweep of that name.
func Sweep[T any](g *Graph, name, description string, members []Ref[T]) {
	place := g.caller(1)
	if err := checkName(name); err != nil {
		g.fault(place, "sweep: %w", err)
		return
	}
	s := &Series{Name: name, Description: description}
	seen := map[*Node]bool{}
	for i, r := range members {
		n := r.Node()
		if n == nil {
			if len(g.faults) == 0 {
				g.fault(place, "sweep %q: member %d is not one declared stage call", name, i)
			}
			return
		}
		if !seen[n] {
			seen[n] = true
			s.Nodes = append(s.Nodes, n)
		}
	}
	for _, other := range g.sweeps {
		if other.Name == name {
			g.fault(place, "sweep %q is declared twice", name)
			return
		}
	}
	g.sweeps = append(g.sweeps, s)
}

// Sweeps are the declared sweeps in order of declaration.
func (g *Graph) Sweeps() []*Series { return g.sweeps }
