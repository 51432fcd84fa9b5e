// Package pipeline is a build engine for computed results: a graph of pure
// functions with typed inputs, whose outputs are cached under keys that cover
// everything the output can depend on.
//
//	g := pipeline.New()
//	paths := pipeline.Do0(g, "simulate", trajectory.Simulate, walk)
//	network := pipeline.Do1(g, "train", train.Train, params, paths)
//	pipeline.Figure(g, "figure7", "…", pipeline.Do2(g, "draw", figures.Figure7, style, paths, network))
//
// An Engine runs a graph: it finds by key what is already in its Store, runs
// the rest on its Executor, and says why. DESIGN.md has the reasons.
//
// The package knows nothing of what the stages compute, how tables are
// encoded (Codec), how sources are read (Code), or how a terminal looks
// (Observer).
package pipeline
