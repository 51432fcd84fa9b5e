// Package cluster makes orders by jobs of a scheduler that others run: it groups
// nodes by predicted time, submits the groups, and hands results back when they
// are in the store.
//
// The store is the truth. The scheduler only says whether something is still
// under way: what is neither in the store nor in the queue for a while was lost, and
// is submitted again. So a controller that is killed leaves jobs that go on, and the
// next one needs to know no more than the run's folder says.
//
// The package does not know Slurm or any other scheduler, nor what stages do.
package cluster
