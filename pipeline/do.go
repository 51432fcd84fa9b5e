package pipeline

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"nofreelunch/pipeline/call"
	"nofreelunch/pipeline/canon"
)

// Do0 declares a call of fn with parameters p and no inputs. stage is the
// name people see; fn must be a top-level function, because its code is found
// by its name. Equal declarations are one node.
func Do0[P, T any](g *Graph, stage string, fn func(context.Context, P) (T, error), p P) Ref[T] {
	p = canon.Clone(p)
	return declare[T](g, stage, fn, call.Bind0(fn, p))
}

// Do1 is Do0 with one input.
func Do1[P, A, T any](g *Graph, stage string, fn func(context.Context, P, A) (T, error), p P, a Ref[A]) Ref[T] {
	p = canon.Clone(p)
	return declare[T](g, stage, fn, call.Bind1(fn, p, a.src.loader()), a.src)
}

// Do2 is Do0 with two inputs.
func Do2[P, A, B, T any](g *Graph, stage string, fn func(context.Context, P, A, B) (T, error), p P, a Ref[A], b Ref[B]) Ref[T] {
	p = canon.Clone(p)
	return declare[T](g, stage, fn, call.Bind2(fn, p, a.src.loader(), b.src.loader()), a.src, b.src)
}

// Do3 is Do0 with three inputs.
func Do3[P, A, B, C, T any](g *Graph, stage string, fn func(context.Context, P, A, B, C) (T, error), p P, a Ref[A], b Ref[B], c Ref[C]) Ref[T] {
	p = canon.Clone(p)
	return declare[T](g, stage, fn, call.Bind3(fn, p, a.src.loader(), b.src.loader(), c.src.loader()), a.src, b.src, c.src)
}

// Do4 is Do0 with four inputs.
func Do4[P, A, B, C, D, T any](g *Graph, stage string, fn func(context.Context, P, A, B, C, D) (T, error), p P, a Ref[A], b Ref[B], c Ref[C], d Ref[D]) Ref[T] {
	p = canon.Clone(p)
	return declare[T](g, stage, fn, call.Bind4(fn, p, a.src.loader(), b.src.loader(), c.src.loader(), d.src.loader()), a.src, b.src, c.src, d.src)
}

// Do5 is Do0 with five inputs.
func Do5[P, A, B, C, D, E, T any](g *Graph, stage string, fn func(context.Context, P, A, B, C, D, E) (T, error), p P, a Ref[A], b Ref[B], c Ref[C], d Ref[D], e Ref[E]) Ref[T] {
	p = canon.Clone(p)
	return declare[T](g, stage, fn, call.Bind5(fn, p, a.src.loader(), b.src.loader(), c.src.loader(), d.src.loader(), e.src.loader()), a.src, b.src, c.src, d.src, e.src)
}

// Do6 is Do0 with six inputs.
func Do6[P, A, B, C, D, E, F, T any](g *Graph, stage string, fn func(context.Context, P, A, B, C, D, E, F) (T, error), p P, a Ref[A], b Ref[B], c Ref[C], d Ref[D], e Ref[E], f Ref[F]) Ref[T] {
	p = canon.Clone(p)
	return declare[T](g, stage, fn, call.Bind6(fn, p, a.src.loader(), b.src.loader(), c.src.loader(), d.src.loader(), e.src.loader(), f.src.loader()), a.src, b.src, c.src, d.src, e.src, f.src)
}

// declare makes the node, or finds the equal one, or records the fault. It
// must be called by a Do function directly: the caller's caller is the place.
func declare[T any](g *Graph, stage string, fn any, bound call.Stage, inputs ...*source) Ref[T] {
	place := g.caller(2)
	n, err := newNode(stage, fn, bound, inputs)
	if err != nil {
		g.fault(place, "stage %q: %w", stage, err)
		return Ref[T]{}
	}
	if n == nil { // an input is faulty; that is reported where it was declared
		return Ref[T]{}
	}
	if old := g.byID[n.id]; old != nil {
		switch {
		case old.stage != stage:
			g.fault(place, "stage %q: the same call is stage %q at %s", stage, old.stage, old.place)
		case !slices.Equal(old.held, n.held):
			g.fault(place, "stage %q: the parameters name %v as those at %s name %v; types of one name cannot be told apart", stage, n.held, old.place, old.held)
		}
		return Ref[T]{single[T](old)}
	}
	n.graph, n.index, n.place, n.output = g, len(g.nodes), place, reflect.TypeFor[T]()
	if s, ok := bound.Params.(fmt.Stringer); ok {
		n.label = s.String()
	}
	g.nodes = append(g.nodes, n)
	g.byID[n.id] = n
	return Ref[T]{single[T](n)}
}

func newNode(stage string, fn any, bound call.Stage, inputs []*source) (*Node, error) {
	if err := checkName(stage); err != nil {
		return nil, err
	}
	function, err := functionName(fn)
	if err != nil {
		return nil, err
	}
	for i, s := range inputs {
		if s == nil {
			return nil, fmt.Errorf("input %d of %s was not declared, or its declaration is faulty", i+1, function)
		}
		if !s.valid() {
			return nil, nil
		}
	}
	if p := reflect.TypeOf(fn).In(1); p.Kind() == reflect.Interface {
		return nil, fmt.Errorf("%s takes its parameters as %v: a stage names their type", function, p)
	}
	params := bound.Params
	if v, ok := params.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return nil, fmt.Errorf("parameters of %s: %w", function, err)
		}
	}
	lines, held, err := canon.Describe(make([]byte, 0, 4096), "param", params)
	if err != nil {
		return nil, fmt.Errorf("parameters of %s: %w", function, err)
	}
	n := &Node{stage: stage, function: function, paramsOf: reflect.TypeOf(params), bound: bound, held: held, inputs: inputs}
	n.deps = distinct(n)
	n.id = identity(n, lines)
	return n, nil
}

func distinct(n *Node) (deps []*Node) {
	seen := map[*Node]bool{}
	n.eachInput(func(_ string, in *Node, _ int) {
		if in != nil && !seen[in] {
			seen[in] = true
			deps = append(deps, in)
		}
	})
	return deps
}
