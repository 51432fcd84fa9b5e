package pipeline

import (
	"cmp"
	"time"

	"nofreelunch/pipeline/store"
)

// A phase is where a task of a run stands.
//
//	waiting -> ready -> running -> settled
//	   |         ^         |
//	   |         '- busy <-'         another process has the lease
//	   '-> settled                   cached, failed, skipped
//	settled -> waiting               its output is needed and cannot be read
type phase int

const (
	waiting phase = iota
	ready
	running
	busy
	settled
)

// A task is a node in a run.
type task struct {
	node     *Node
	phase    phase
	root     bool
	missing  int           // inputs not settled
	waiters  []*task       // told when this settles
	reason   string        // why it must run
	planned  string        // the plan's reason, which may say more
	forced   bool          // run even if recorded
	lost     bool          // recorded, but somebody could not read it
	ranOnce  bool          // settled before, so force has had its effect
	remakes  int           // times its recorded output was lost in this run
	waited   bool          // the observer knows that another process has it
	expected bool          // the plan says that it will or may run
	rest     time.Duration // predicted, from its start to the end of the run
	guess    time.Duration // predicted, its own

	preface  preface
	manifest manifest
	key      store.Key
	action   *store.Action
	kind     Kind
	err      error
	because  string
	differed bool
}

// A queue orders ready tasks: longest way to the end first.
type queue []*task

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[j].rest, q[i].rest), q[i].node.index-q[j].node.index) < 0
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(*task)) }
func (q *queue) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	*q = (*q)[:last]
	return x
}
