package pipeline

import "reflect"

// Cost tells what calls with parameters of type P take, so that a plan can
// predict what never ran: gflop, 1e9 floating-point operations, and bytes of
// output; 0 where nothing is known. A plan's only: no key depends on it.
func Cost[P any](g *Graph, of func(P) (gflop, bytes float64)) {
	g.costs[reflect.TypeFor[P]()] = func(p any) (float64, float64) { return of(p.(P)) }
}

// cost is what the call of n is expected to take, 0 where nothing is known.
func (n *Node) cost() (gflop, bytes float64) {
	if of := n.graph.costs[reflect.TypeOf(n.bound.Params)]; of != nil {
		return of(n.bound.Params)
	}
	return 0, 0
}
