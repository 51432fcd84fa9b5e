package pipeline

import (
	"time"
)

// An Observer is told what happens in a run. Calls come one at a time.
type Observer interface{ Observe(Event) }

// A Kind says what an event is.
type Kind int

// The kinds of event. A node is Queued, then Started and Ran or Failed; or it
// is Cached; or it is Skipped. Waiting says that another process is running it.
const (
	Queued Kind = iota
	Waiting
	Started
	Progress
	Cached
	Ran
	Failed
	Skipped
)

func (k Kind) String() string {
	return [...]string{"queued", "waiting", "started", "progress", "cached", "ran", "failed", "skipped"}[k]
}

// An Event is one thing that happened to one node.
type Event struct {
	Kind      Kind
	Node      *Node
	Time      time.Time
	Done      int           // Progress: steps done
	Total     int           // Progress: of these
	Duration  time.Duration // Ran and Cached: time it took to run
	Predicted time.Duration // Queued and Started: 0 if unknown
	Reason    string        // Queued: why it must run; Skipped: because of what
	Err       error         // Failed
	Overall   Overall
}

// Overall is where the run stands.
type Overall struct {
	Finished int // cached, ran, failed or skipped
	Nodes    int // in all
	Running  int
	Queued   int
	Left     time.Duration // predicted, with the cores of the run
}
