package pipeline

import "reflect"

// Cost tells what calls with parameters of type P take, so that a plan can
// predict what never ran: gflop, 1e9 floating-point operations, and bytes of
// output; 0 where nothing is known. A plan's only: no key depends on it.
func Cost[P any](g *Graph, of func(P) (gflop, bytes float64)) {
	g.costs[reflect.TypeFor[P]()] = func(p any) (float64, float64) { return of(p.(P)) }
}

// cost is what the call of n is expected to take; declared is false where its
// parameters do not tell.
func (n *Node) cost() (gflop, bytes float64, declared bool) {
	of := n.graph.costs[reflect.TypeOf(n.bound.Params)]
	if of == nil {
		return 0, 0, false
	}
	gflop, bytes = of(n.bound.Params)
	return gflop, bytes, true
}

// Parameters are the parameters of the call, which must not be changed.
func (n *Node) Parameters() any { return n.bound.Params }
