package cluster

import "time"

// Limits are what a controller keeps to.
type Limits struct {
	Jobs   int           // waiting or running at once
	Array  int           // groups of a batch
	Target time.Duration // predicted time of a job
	Cores  int           // of a job

	Gather   time.Duration // how long ready nodes are gathered before they are submitted
	PollMin  time.Duration // between looks at the queue while things happen
	PollMax  time.Duration // and while nothing does
	LookMin  time.Duration // between looks at the store
	Late     time.Duration // how long the store and the queue may show things late
	Tries    int           // jobs that may be lost with the same node, coming no further
	Backoff  time.Duration // after a submission that failed; doubled each time, up to BackoffMax
	BackMax  time.Duration
	Room     time.Duration // between looks whether there is room again
	Overhead time.Duration // of a node beside its predicted time
	Silent   time.Duration // after which a running worker without a sign is pointed at
}

// Usual are the limits of a cluster that others use too.
func Usual() Limits {
	return Limits{
		Jobs: 500, Array: 1000, Target: 30 * time.Minute, Cores: 1,
		Gather: 3 * time.Second, PollMin: 30 * time.Second, PollMax: 180 * time.Second, LookMin: 5 * time.Second,
		Late: 120 * time.Second, Tries: 6, Backoff: 10 * time.Second, BackMax: 5 * time.Minute,
		Room: time.Minute, Overhead: 200 * time.Millisecond, Silent: 30 * time.Minute,
	}
}

// Polling are the limits with other times between looks at the queue, and what
// follows from these.
func (l Limits) Polling(every time.Duration) Limits {
	l.PollMin, l.PollMax, l.Late = every, 6*every, 4*every
	l.LookMin, l.Gather, l.Backoff = min(every, l.LookMin), min(every, l.Gather), min(every, l.Backoff)
	l.Room = min(l.Room, 2*every)
	return l
}

// largestGroup bounds how many nodes one job is given, so that losing it loses
// little of what nobody could predict.
const largestGroup = 500
