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
// a reached type is reached, files of every platform count. What runs before
// main is looked for in the whole program, and so is code that may change a
// reached package variable later, or call a function in it that remembers: that
// is refused, with file and line, unless a comment above the variable,
// //codeid:agrees and a reason, vouches for it.
// Packages that do what syntax cannot follow (dot imports, linkname) are taken
// whole, cgo is refused. Comments, formatting, tests and the order of
// declarations do not count, except where the order of initialisation is at
// stake; compiler directives do. DESIGN.md lists what is not covered.
//
// The package does not know stages, keys or stores.
package codeid
