// Package codeid tells what code a function can reach, from sources alone.
//
// A Source is the module's own files, usually embedded in the binary, so that
// the answer is about the program that runs and not about a working tree that
// was edited since. Listing follows a function to every declaration it can
// reach inside the module and writes one line for each:
//
//	func "nofreelunch/stages/net/train.Train" 5d41…
//	type "nofreelunch/stages/net/train.Params" 9f86…
//	asm "nofreelunch/stages/core/vec/exp_amd64.s" 2c26…
//	module "golang.org/x/sys" v0.49.0 h1:…
//
// The analysis is syntactic and errs on the side of too much: every method of
// a reached type is reached, a name that a local variable shadows is reached,
// files of every platform count, and so do the init functions and the
// initialisers with effects of every package in the import closure. A package
// that does what syntax cannot follow (dot imports, linkname, cgo) is taken
// whole. Comments, formatting, tests and the order of declarations do not
// count; compiler directives do.
//
// What it does not see: assignments to package variables by functions that
// the stage cannot reach. The linter forbids such variables in stages.
//
// The package does not know stages, keys or stores.
package codeid
