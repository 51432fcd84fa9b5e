package orders

import "time"

// A State is what a worker does, or how it ended.
type State string

// A worker is Running; then it has Done all it could (failures of stages
// included), or it was Stopped by a signal, with checkpoints; or it Refused the order
// of another program; or it is Stuck: several legs in a row came no step further; or
// its results could not be kept, because the store is Full or cannot be written.
const (
	Running State = "running"
	Done    State = "done"
	Stopped State = "stopped"
	Refused State = "refused"
	Stuck   State = "stuck"
	Full    State = "full"
	Broken  State = "broken" // anything else went wrong
)

// A Beat is the last sign of a worker.
type Beat struct {
	Version  int              `json:"version"`
	State    State            `json:"state"`
	Why      string           `json:"why,omitempty"`
	Host     string           `json:"host"`
	Process  int              `json:"process"`
	Job      string           `json:"job,omitempty"` // the scheduler's name for it, if it tells
	Leg      int              `json:"leg"`           // how often it was started, from 1
	Idle     int              `json:"idle"`          // legs in a row, this included, without a new step
	Finished int              `json:"finished"`      // nodes made or found made
	Nodes    int              `json:"nodes"`         // of these
	Under    map[string]Step  `json:"under,omitempty"`
	Failed   map[string]Fault `json:"failed,omitempty"` // by ID
	Time     time.Time        `json:"time"`
}

// A Step is how far a node under way is.
type Step struct {
	Name  string `json:"name"`
	From  int    `json:"from"` // where this leg began
	Done  int    `json:"done"`
	Total int    `json:"total"`
}

// A Fault is how a stage failed.
type Fault struct {
	Error string `json:"error"`
	Log   string `json:"log,omitempty"`
}

// Begin is the first beat of a new leg of a worker whose last beat was last. The
// leg counts as idle until Advanced says otherwise.
func Begin(last Beat, host string, process int, now time.Time) Beat {
	return Beat{
		Version: Version, State: Running, Host: host, Process: process, Leg: last.Leg + 1, Idle: last.Idle + 1,
		Nodes: last.Nodes, Failed: map[string]Fault{}, Under: map[string]Step{}, Time: now,
	}
}

// Advanced reports that a node which begins a leg at step from shows that the
// leg before came further, or was of other nodes.
func (b Beat) Advanced(id string, from int) bool {
	before, ok := b.Under[id]
	return from > 0 && (!ok || from > before.From)
}
