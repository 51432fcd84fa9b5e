// Package remote is a store that people share, behind the cache of each: a
// bucket of an S3 service, a folder that hosts share, or a public copy of one
// on a web server.
//
//	HEAD                which index is the present one: all that ever changes
//	index/DIGEST        the packs, a line each
//	packs/DIGEST.index  sealed packs, as package store writes them
//	packs/DIGEST.data
//	large/DIGEST        blobs above a mebibyte
//	MARKS               what nothing names any more, and since when
//
// Everything but HEAD and MARKS is named by its SHA-256 and checked against it
// before use, and its size is bounded by what names it before it is read. So who
// knows the digest of an index, from a file under version control, takes nobody's
// word for any byte below it.
//
// What is fetched is kept in the local cache. What cannot be fetched is a miss,
// said once and by name, and never an error of a build; a store that does not
// answer is left alone for a while.
//
// The package does not know graphs, stages, or how a command line names things.
package remote
