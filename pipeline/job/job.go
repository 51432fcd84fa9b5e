// Package job is what a running stage may ask of whoever runs it: to show
// progress, to keep a checkpoint, and how many cores it may use.
//
// The three travel in the context, so a stage stays a plain function that
// tests can call with context.Background(). Nothing here may change a result:
// a stage returns the same bytes whatever its runner answers.
//
// The package does not know keys, stores, schedulers or terminals.
package job

import "context"

// Runner is the runner's side of the bargain.
type Runner interface {
	// Progress reports that done of total steps are finished.
	Progress(done, total int)
	// Threads is the number of cores the stage may use now, at least 1.
	Threads() int
	Checkpointer
}

// A Checkpointer keeps one opaque snapshot of unfinished work, so that a
// killed run resumes instead of starting again.
type Checkpointer interface {
	// Load returns the snapshot that an earlier, interrupted run saved last.
	Load() (snapshot []byte, ok bool)
	// Save replaces the snapshot. It is atomic: a kill leaves the old or the new one.
	Save(snapshot []byte) error
	// Due reports that enough time has passed since the last Save for another.
	Due() bool
}

type contextKey struct{}

// With returns a context whose stage is run by r.
func With(ctx context.Context, r Runner) context.Context {
	return context.WithValue(ctx, contextKey{}, r)
}

// Progress reports that done of total steps are finished.
func Progress(ctx context.Context, done, total int) { runner(ctx).Progress(done, total) }

// Threads is the number of cores the stage may use now, at least 1. The answer
// may differ between calls.
func Threads(ctx context.Context) int { return max(1, runner(ctx).Threads()) }

// Checkpoint returns where the stage keeps its snapshot; without a runner,
// one that keeps nothing.
func Checkpoint(ctx context.Context) Checkpointer { return runner(ctx) }

func runner(ctx context.Context) Runner {
	if r, ok := ctx.Value(contextKey{}).(Runner); ok {
		return r
	}
	return alone{}
}

// alone serves a stage that nobody watches: one core, nothing kept.
type alone struct{}

func (alone) Progress(int, int)    {}
func (alone) Threads() int         { return 1 }
func (alone) Load() ([]byte, bool) { return nil, false }
func (alone) Save([]byte) error    { return nil }
func (alone) Due() bool            { return false }
