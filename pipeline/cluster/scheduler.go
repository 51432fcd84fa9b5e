package cluster

import (
	"context"
	"errors"

	"nofreelunch/pipeline/orders"
)

// A Scheduler runs jobs. Its methods may take long and are called one at a time.
type Scheduler interface {
	// Submit starts a job for every group of the batch and returns the names by
	// which Cancel knows them: one for all, or one a group. An error that no later
	// try can mend is Hopeless.
	Submit(ctx context.Context, b *orders.Batch) (jobs []string, err error)
	// List is every job of the run that waits or runs, and, as far as it is still
	// known, how others ended.
	List(ctx context.Context) ([]Job, error)
	Cancel(ctx context.Context, jobs []string) error
	// Avoid keeps later jobs from a host.
	Avoid(host string)
}

// A Job is one group of one batch, as the scheduler sees it.
type Job struct {
	Batch, Group int
	Phase        Phase
	Host         string
	Why          string // it waits or ended, in the scheduler's words
	HostFailed   bool
	Never        string // what to do about a job that waits for what will not come, "" of others
}

// A Phase is how far a job is.
type Phase int

// A job waits, runs or has ended.
const (
	Waiting Phase = iota
	Running
	Ended
)

// Hopeless is a submission that would be refused again and again: what it says
// is what to do.
type Hopeless struct{ Err error }

func (h *Hopeless) Error() string { return h.Err.Error() }

// Unwrap is what the scheduler said.
func (h *Hopeless) Unwrap() error { return h.Err }

func hopeless(err error) bool {
	var h *Hopeless
	return errors.As(err, &h)
}
