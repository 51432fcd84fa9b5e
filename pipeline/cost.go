package pipeline

import "reflect"

// Cost tells what calls with parameters of type P take, so that a plan can
// predict what never ran: gflop, 1e9 floating-point operations in large matrix
// products, and bytes of output; 0 where nothing is known. A plan's only: no key
// depends on it.
func Cost[P any](g *Graph, of func(P) (gflop, bytes float64)) {
	g.costs[reflect.TypeFor[P]()] = func(p any) cost {
		gflop, bytes := of(p.(P))
		return cost{gflop, bytes, true, true}
	}
}

// Work tells how many operations of another kind calls take, 1e9 of them. How
// fast they are is known only from earlier runs of the same function.
func Work[P any](g *Graph, of func(P) (gflop float64)) {
	g.costs[reflect.TypeFor[P]()] = func(p any) cost { return cost{gflop: of(p.(P)), declared: true} }
}

// A cost is what a call is expected to take.
type cost struct {
	gflop, bytes float64
	products     bool // operations are in matrix products, at the rate of a core
	declared     bool // the parameters tell
}

func (n *Node) cost() cost {
	of := n.graph.costs[reflect.TypeOf(n.bound.Params)]
	if of == nil {
		return cost{}
	}
	return of(n.bound.Params)
}

// Parameters are the parameters of the call, which must not be changed.
func (n *Node) Parameters() any { return n.bound.Params }
