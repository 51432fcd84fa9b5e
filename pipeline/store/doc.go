// Package store keeps the results of actions: content-addressed blobs, and an
// index from the key of an action to the digests of what it made.
//
// A Digest names bytes by their SHA-256. A Key names an action by the SHA-256
// of its manifest, so the manifest itself is a blob whose digest is the key.
//
//	FORMAT               the version of this layout
//	packs/ID.index       actions, and where their small blobs are
//	packs/ID.data        small blobs, one after the other
//	packs/ID.lock        there while the process that made the pack appends to it
//	large/ab/abcd…       blobs above a mebibyte, one file each
//	checkpoints/KEY      snapshots of unfinished actions
//	leases/KEY           locked while a process runs the action
//	logs/                what failed actions said
//	bad/                 large blobs that were not what their name says
//	remote/              indexes of shared stores, so that they are read once
//
// Every process appends to a pack of its own, which nobody else can have named,
// so any number share a store without a lock, and thousands of small results
// are a handful of files. Locks save double work and tell a collection which
// packs are in use; where they do nothing, nothing is lost.
//
// Records carry checksums; a damaged one is lost alone. Blobs are written and
// synced before the record that names them. Whatever cannot be trusted is a
// Miss with its reason, never a wrong result. Nothing is removed from a folder
// without FORMAT, and no file that is not named as this package names its own.
//
// The package does not know graphs, stages, parameters or what blobs mean.
package store
