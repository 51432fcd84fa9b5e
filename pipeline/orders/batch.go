package orders

import (
	"errors"
	"fmt"
)

// Version is of all files of a run.
const Version = 1

// A Batch is what one submission is to make.
type Batch struct {
	Version   int      `json:"version"`
	Number    int      `json:"number"`
	Program   string   `json:"program"`   // digest of the binary whose order it is
	Binary    string   `json:"binary"`    // where a copy of it lies
	Cache     string   `json:"cache"`     // folder of the store
	Arguments []string `json:"arguments"` // flags with which the program declares the same graph
	Cores     int      `json:"cores"`     // of a job
	Requeue   string   `json:"requeue"`   // shell command by which a job asks to run again, "" if it cannot
	Left      string   `json:"left"`      // shell command that prints the time left to a job, "" if none does
	MarginS   float64  `json:"margin_s"`  // how long before the end of its time a job saves and stops
	Groups    []Group  `json:"groups"`
}

// A Group is what one job makes.
type Group struct {
	Orders     []Order `json:"orders"`
	PredictedS float64 `json:"predicted_s"`
	Tries      int     `json:"tries"` // jobs that were lost with it before
}

// An Order is one node.
type Order struct {
	ID   string   `json:"id"`             // of the declaration
	Key  string   `json:"key"`            // that the controller computed
	Name string   `json:"name"`           // for people
	Tail []string `json:"tail,omitempty"` // IDs of nodes to make with it
}

// ErrNewer says that a file is of a later version of the program.
var ErrNewer = errors.New("written by a later version of the program; use that one")

// check refuses a batch that no controller of this version writes.
func (b *Batch) check() error {
	switch {
	case b.Version > Version:
		return ErrNewer
	case b.Version < 1, b.Program == "", b.Cache == "", len(b.Groups) == 0:
		return errors.New("it is no batch of orders, or was cut")
	}
	return nil
}

// Group is the group of that number.
func (b *Batch) Group(g int) (Group, error) {
	if g < 0 || g >= len(b.Groups) {
		return Group{}, fmt.Errorf("batch %d has groups 0 to %d, not %d", b.Number, len(b.Groups)-1, g)
	}
	return b.Groups[g], nil
}
