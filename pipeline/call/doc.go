// Package call is the part of the engine that results pass through: which
// inputs a stage gets and in what order, with which parameters it is called,
// and what is kept of what it returns. Its code, with that of the codec, is in
// every key.
//
// Nothing outside it can change a result without changing its key, whatever is
// edited there, because the package believes nobody. A call is held against its
// manifest, whose hash is the key: the parameters must be those it states, the
// number of inputs too, and the bytes of an input must have the digests that
// make up the content it states. Outputs and snapshots are known by their digest
// before a store sees them. So the scheduler, the planner and the store need
// not be in the key, and may be improved without a rerun.
//
// The package does not know graphs, plans, keys of other calls, or figures.
package call
