package pipeline

import (
	"sync"
	"time"

	"nofreelunch/pipeline/store"
)

// checkpointEvery is how much work a kill may cost.
const checkpointEvery = 10 * time.Second

// progressEvery is how often a stage's progress is passed on.
const progressEvery = 50 * time.Millisecond

// A runner is what a running stage may talk to: see package job.
type runner struct {
	store    Store
	key      store.Key
	progress func(done, total int)
	threads  func() int

	mu    sync.Mutex
	saved time.Time
	told  time.Time
}

// Progress passes on the first, the last, and not too many between, so that a
// stage may call it at every step.
func (r *runner) Progress(done, total int) {
	r.mu.Lock()
	now := time.Now()
	due := done >= total || now.Sub(r.told) >= progressEvery
	if due {
		r.told = now
	}
	r.mu.Unlock()
	if due {
		r.progress(done, total)
	}
}

func (r *runner) Threads() int         { return r.threads() }
func (r *runner) Load() ([]byte, bool) { return r.store.Checkpoint(r.key) }

func (r *runner) Save(snapshot []byte) error {
	if err := r.store.SaveCheckpoint(r.key, snapshot); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.saved = time.Now()
	return nil
}

func (r *runner) Due() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Since(r.saved) >= checkpointEvery
}
