package pipeline

import (
	"bytes"
	"encoding/binary"
	"sync"
	"time"

	"nofreelunch/pipeline/job"
	"nofreelunch/pipeline/store"
)

// A checkpoint may cost a hundredth of the time: its interval is a hundred times
// as long as it took to save, within bounds.
const (
	checkpointEvery = 10 * time.Second // at least, unless the engine says otherwise
	checkpointMost  = 20 * time.Minute // how much work a kill may cost
	checkpointShare = 100
)

// progressEvery is how often a stage's progress is passed on.
const progressEvery = 50 * time.Millisecond

// A runner is what a running stage may talk to: see package job.
type runner struct {
	store    Store
	key      store.Key
	progress func(done, total int)
	threads  func() int

	begun  time.Time
	least  time.Duration // between two checkpoints; 0: checkpointEvery
	before time.Duration // that earlier runs took to the loaded checkpoint

	mu    sync.Mutex
	saved time.Time
	cost  time.Duration // of the last save
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

// Threads is how many cores the stage may use now.
func (r *runner) Threads() int { return r.threads() }

// Load returns the snapshot of an earlier run, and takes over the time that it took.
func (r *runner) Load() ([]byte, bool) {
	kept, ok := r.store.Checkpoint(r.key)
	if !ok {
		return nil, false
	}
	snapshot, took := taken(kept)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.before = took
	return snapshot, true
}

// Save keeps a snapshot with the time that it took to get there, over all runs.
func (r *runner) Save(snapshot []byte) error {
	began := time.Now()
	if err := r.store.SaveCheckpoint(r.key, timed(r.elapsed(), snapshot)); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.saved = time.Now()
	r.cost = r.saved.Sub(began)
	return nil
}

// earlier is how long the runs took that a call went on from.
func earlier(of job.Runner) time.Duration {
	r, ok := of.(*runner)
	if !ok {
		return 0
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.before
}

// elapsed is the time of this run and of those that it goes on from.
func (r *runner) elapsed() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.before + time.Since(r.begun)
}

func (r *runner) Due() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Since(r.saved) >= interval(r.cost, r.least)
}

// interval is the time between two checkpoints, of which the last cost so much.
func interval(cost, least time.Duration) time.Duration {
	if least == 0 {
		least = checkpointEvery
	}
	return max(least, min(checkpointShare*cost, checkpointMost))
}

// timedTag begins a snapshot with a time. Those of earlier versions have none.
const timedTag = "nofreelunch elapsed\n"

func timed(took time.Duration, snapshot []byte) []byte {
	b := binary.LittleEndian.AppendUint64([]byte(timedTag), uint64(took))
	return append(b, snapshot...)
}

// taken is the snapshot in what was kept, and the time that it took. A time that
// cannot be is none.
func taken(kept []byte) (snapshot []byte, took time.Duration) {
	rest, ok := bytes.CutPrefix(kept, []byte(timedTag))
	if !ok || len(rest) < 8 {
		return kept, 0
	}
	took = time.Duration(binary.LittleEndian.Uint64(rest))
	if took < 0 || took > 100*365*24*time.Hour {
		took = 0
	}
	return rest[8:], took
}
