package call

import (
	"context"

	"nofreelunch/pipeline/canon"
)

// A Stage is a stage function with its parameters, and how its inputs are
// loaded. Every run has parameters of its own: what one writes to them, the
// next does not see.
type Stage struct {
	Params any
	run    func(context.Context, *inputs) (any, error)
}

// Bind0 binds a function without inputs to its parameters.
func Bind0[P, T any](fn func(context.Context, P) (T, error), p P) Stage {
	return Stage{p, func(ctx context.Context, _ *inputs) (any, error) { return fn(ctx, canon.Clone(p)) }}
}

// Bind1 is Bind0 with one input.
func Bind1[P, A, T any](fn func(context.Context, P, A) (T, error), p P, a Loader) Stage {
	return Stage{p, func(ctx context.Context, in *inputs) (any, error) {
		va := next[A](in, a)
		if in.err != nil {
			return nil, in.err
		}
		return fn(ctx, canon.Clone(p), va)
	}}
}

// Bind2 is Bind0 with two inputs.
func Bind2[P, A, B, T any](fn func(context.Context, P, A, B) (T, error), p P, a, b Loader) Stage {
	return Stage{p, func(ctx context.Context, in *inputs) (any, error) {
		va, vb := next[A](in, a), next[B](in, b)
		if in.err != nil {
			return nil, in.err
		}
		return fn(ctx, canon.Clone(p), va, vb)
	}}
}

// Bind3 is Bind0 with three inputs.
func Bind3[P, A, B, C, T any](fn func(context.Context, P, A, B, C) (T, error), p P, a, b, c Loader) Stage {
	return Stage{p, func(ctx context.Context, in *inputs) (any, error) {
		va, vb, vc := next[A](in, a), next[B](in, b), next[C](in, c)
		if in.err != nil {
			return nil, in.err
		}
		return fn(ctx, canon.Clone(p), va, vb, vc)
	}}
}

// Bind4 is Bind0 with four inputs.
func Bind4[P, A, B, C, D, T any](fn func(context.Context, P, A, B, C, D) (T, error), p P, a, b, c, d Loader) Stage {
	return Stage{p, func(ctx context.Context, in *inputs) (any, error) {
		va, vb, vc, vd := next[A](in, a), next[B](in, b), next[C](in, c), next[D](in, d)
		if in.err != nil {
			return nil, in.err
		}
		return fn(ctx, canon.Clone(p), va, vb, vc, vd)
	}}
}

// Bind5 is Bind0 with five inputs.
func Bind5[P, A, B, C, D, E, T any](fn func(context.Context, P, A, B, C, D, E) (T, error), p P, a, b, c, d, e Loader) Stage {
	return Stage{p, func(ctx context.Context, in *inputs) (any, error) {
		va, vb, vc, vd, ve := next[A](in, a), next[B](in, b), next[C](in, c), next[D](in, d), next[E](in, e)
		if in.err != nil {
			return nil, in.err
		}
		return fn(ctx, canon.Clone(p), va, vb, vc, vd, ve)
	}}
}

// Bind6 is Bind0 with six inputs.
func Bind6[P, A, B, C, D, E, F, T any](fn func(context.Context, P, A, B, C, D, E, F) (T, error), p P, a, b, c, d, e, f Loader) Stage {
	return Stage{p, func(ctx context.Context, in *inputs) (any, error) {
		va, vb, vc, vd, ve, vf := next[A](in, a), next[B](in, b), next[C](in, c), next[D](in, d), next[E](in, e), next[F](in, f)
		if in.err != nil {
			return nil, in.err
		}
		return fn(ctx, canon.Clone(p), va, vb, vc, vd, ve, vf)
	}}
}
