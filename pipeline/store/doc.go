// Package store keeps the results of actions: content-addressed blobs, and an
// index from the key of an action to the digests of what it made.
//
// A Digest names bytes by their SHA-256. A Key names an action by the SHA-256
// of its manifest, so the manifest itself is a blob whose digest is the key.
//
//	FORMAT               the version of this layout
//	packs/00.lock        held by the process that appends to 00-*
//	packs/00-0001.index  actions, and where their small blobs are
//	packs/00-0001.data   small blobs, one after the other
//	large/ab/abcd…       blobs above a mebibyte, one file each
//	checkpoints/KEY      snapshots of unfinished actions
//	leases/KEY           locked while a process runs the action
//	logs/                what failed actions said
//	bad/                 large blobs that were not what their name says
//
// Every process appends to files of its own, so any number share a store
// without a global lock, and thousands of small runs are a handful of files.
// Records carry checksums; a damaged one is lost alone. Blobs are written and
// synced before the record that names them. Whatever cannot be trusted is a
// Miss with its reason, never a wrong result.
//
// The package does not know graphs, stages, parameters or what blobs mean.
package store
