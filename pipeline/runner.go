package pipeline

import (
	"encoding/binary"
	"sync"
	"time"

	"nofreelunch/pipeline/store"
)

// A Pace bounds how often a stage saves a checkpoint. Between the bounds it is a
// hundred times what a save takes, so that saving takes a hundredth of the work: a
// thousand jobs on one file system would else write gigabytes a second.
type Pace struct {
	Least time.Duration // what a kill may cost; 0: leastPace
	Most  time.Duration // what a slow save may put off; 0: mostPace
}

const (
	leastPace = 10 * time.Second
	mostPace  = 20 * time.Minute
	savesCost = 100 // the interval over the cost of a save
)

// interval is the time between saves that take so long.
func (p Pace) interval(cost time.Duration) time.Duration {
	least, most := p.Least, p.Most
	if least <= 0 {
		least = leastPace
	}
	if most <= 0 {
		most = mostPace
	}
	return max(least, min(most, savesCost*cost))
}

// progressEvery is how often a stage's progress is passed on.
const progressEvery = 50 * time.Millisecond

// A runner is what a running stage may talk to: see package job.
type runner struct {
	store    Store
	key      store.Key
	progress func(done, total int)
	threads  func() int
	pace     Pace
	begun    time.Time // of this leg of the work

	mu     sync.Mutex
	before time.Duration // elapsed in the legs before the snapshot that was loaded
	asked  time.Time     // when a save was last found due
	cost   time.Duration // of the last save, the stage's part included
	saved  time.Time
	told   time.Time
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

func (r *runner) Threads() int { return r.threads() }

// Load returns the snapshot and remembers how long the work had taken by then.
func (r *runner) Load() ([]byte, bool) {
	kept, ok := r.store.Checkpoint(r.key)
	if !ok {
		return nil, false
	}
	snapshot, elapsed := openLegs(kept)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.before = elapsed
	return snapshot, true
}

// Save keeps the snapshot, and with it how long the work has taken in all.
func (r *runner) Save(snapshot []byte) error {
	if err := r.store.SaveCheckpoint(r.key, sealLegs(snapshot, r.earlier()+time.Since(r.begun))); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.saved = time.Now()
	if !r.asked.IsZero() {
		r.cost = r.saved.Sub(r.asked)
	}
	return nil
}

func (r *runner) Due() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Since(r.saved) < r.pace.interval(r.cost) {
		return false
	}
	r.asked = time.Now()
	return true
}

// earlier is what the legs took that led to the snapshot this one began with.
func (r *runner) earlier() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.before
}

// legs ends a snapshot after which the time of all legs stands. Snapshots of
// earlier versions have none.
const legs = "nofreelunch legs"

func sealLegs(snapshot []byte, elapsed time.Duration) []byte {
	kept := append(snapshot[:len(snapshot):len(snapshot)], legs...)
	return binary.LittleEndian.AppendUint64(kept, uint64(elapsed))
}

func openLegs(kept []byte) (snapshot []byte, elapsed time.Duration) {
	end := len(kept) - len(legs) - 8
	if end < 0 || string(kept[end:end+len(legs)]) != legs {
		return kept, 0
	}
	return kept[:end], time.Duration(max(0, int64(binary.LittleEndian.Uint64(kept[end+len(legs):]))))
}
