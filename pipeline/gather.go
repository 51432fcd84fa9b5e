package pipeline

import (
	"context"
	"slices"
)

// GatherFan is how many inputs a node of a gathering tree has at most, unless
// the caller says otherwise: few enough that one changed input makes little
// again, enough that the tree stays flat (17,776 rows take three layers).
const GatherFan = 64

// Gather joins the outputs of any number of calls in a tree of calls of fn, of
// which none has more than fan inputs, 0 for GatherFan. Where one node over all of
// them would read and join everything again when a single input changes, a
// tree reads the branch above it.
//
// fn joins parts, in order, into a whole of the same type, and is given wholes
// as parts: it must be associative, as concatenation is, or the result would
// depend on fan. It is a top-level function like that of any call, so for
// each type of row one line:
//
//	func Join(_ context.Context, _ Params, parts []Rows) (Rows, error) { return slices.Concat(parts...), nil }
//
// No refs are one call of fn without parts; one ref is a call with one part,
// because a result has passed fn whatever their number.
func Gather[P, T any](g *Graph, stage string, fn func(context.Context, P, []T) (T, error), p P, refs []Ref[T], fan int) Ref[T] {
	if fan == 0 {
		fan = GatherFan
	}
	if fan < 2 {
		g.fault(g.caller(1), "stage %q: a tree with %d inputs a node has no end; want 2 or more", stage, fan)
		return Ref[T]{}
	}
	for len(refs) > fan {
		var joined []Ref[T]
		for part := range slices.Chunk(refs, fan) {
			joined = append(joined, Do1(g, stage, fn, p, List(part)))
		}
		refs = joined
	}
	return Do1(g, stage, fn, p, List(refs))
}
