// Package orders is what a controller and its workers tell each other through
// files in a folder of the store, the run's:
//
//	run.json          what was asked for, and by which program
//	orders/N.json     a batch: groups of nodes to make, each for one job
//	orders/N.jobs     the names that the scheduler gave to the jobs of the batch
//	beats/N-G.json    how far the worker of group G of batch N is
//	logs/N-G.log      what it printed, over all of its legs
//	controller.lock   locked while a controller minds the run
//	cancelled         somebody gave the run up
//	finished          all that was asked for is made
//
// All files but the lock are written aside and renamed. A file of a later version is
// refused, not guessed at.
//
// The package does not know graphs, keys' meaning, or schedulers.
package orders
