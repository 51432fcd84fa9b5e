// Package worker makes the orders of one job: it checks that it is the program
// whose orders they are, makes the nodes, and leaves beats by which a controller
// sees how far it is. It stops at a signal, with checkpoints saved, or shortly
// before its time is over.
//
// The package does not know schedulers: the orders say by which commands a job
// learns of its time and asks to be run again.
package worker

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/orders"
)

// A Worker is one job at work.
type Worker struct {
	Engine  *pipeline.Engine
	Program string // digest of this binary
	Batch   *orders.Batch
	Group   int
	Pulse   *Pulse
	Late    time.Duration // how long inputs may be seen late here
}

// refusal is an order that this program must not obey.
type refusal struct{ error }

// idleLegs is how many legs in a row may come no step further.
const idleLegs = 5

// Work makes the group's nodes and returns how the leg ended, which is also in
// the last beat.
func (w *Worker) Work(ctx context.Context) orders.State {
	nodes, err := w.nodes(ctx)
	if err == nil && w.Pulse.idle() > idleLegs {
		w.Pulse.end(orders.Stuck, fmt.Sprintf(
			"%d jobs in a row came no step further: give it more time (-time) or cores (-cores), or see why it is slow",
			idleLegs))
		return orders.Stuck
	}
	if err == nil {
		err = w.run(ctx, nodes)
	}
	state, why := w.judge(ctx, err)
	w.Pulse.end(state, why)
	return state
}

// judge says how a leg ended.
func (w *Worker) judge(ctx context.Context, err error) (orders.State, string) {
	var no refusal
	switch {
	case errors.As(err, &no):
		return orders.Refused, no.Error()
	case ctx.Err() != nil:
		return orders.Stopped, ""
	case err == nil:
		return orders.Done, ""
	case full(err):
		return orders.Full, err.Error()
	}
	return orders.Broken, err.Error()
}

// nodes are the declarations of the group's orders, once their keys are found
// to be the controller's.
func (w *Worker) nodes(ctx context.Context) ([]*pipeline.Node, error) {
	if w.Batch.Program != w.Program {
		return nil, refusal{fmt.Errorf("the orders are of program %.12s and this is %.12s; "+
			"run the copy that lies beside them, or begin another run", w.Batch.Program, w.Program)}
	}
	g, err := w.Batch.Group(w.Group)
	if err != nil {
		return nil, refusal{err}
	}
	var nodes, tails []*pipeline.Node
	for _, o := range g.Orders {
		n, err := w.declared(o.ID, o.Name)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
		for _, id := range o.Tail {
			tail, err := w.declared(id, "what hangs on "+o.Name)
			if err != nil {
				return nil, err
			}
			tails = append(tails, tail)
		}
	}
	if err := w.compare(ctx, g, nodes); err != nil {
		return nil, err
	}
	return append(nodes, tails...), nil
}

func (w *Worker) declared(text, name string) (*pipeline.Node, error) {
	id, err := pipeline.ParseID(text)
	if err != nil {
		return nil, refusal{err}
	}
	n := w.Engine.Graph.Node(id)
	if n == nil {
		return nil, refusal{fmt.Errorf("this program does not declare %s with flags %s; begin another run",
			name, strings.Join(w.Batch.Arguments, " "))}
	}
	return n, nil
}

// compare holds the keys of the orders against those of this program. Inputs
// that the controller has seen may be seen late here; what stays away is made.
func (w *Worker) compare(ctx context.Context, g orders.Group, nodes []*pipeline.Node) error {
	for end := time.Now().Add(w.Late); ; {
		steps, missing, err := w.steps(nodes)
		if err != nil {
			return err
		}
		for i, o := range g.Orders {
			if s := steps[nodes[i]]; s.Status != pipeline.MayRun && s.Key.String() != o.Key {
				return refusal{fmt.Errorf("the key of %s is %.12s here and %.12s at the controller: "+
					"another program, toolchain or input; begin another run", o.Name, s.Key, o.Key)}
			}
		}
		if !missing || time.Now().After(end) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
		if err := w.Engine.Store.Refresh(); err != nil {
			return err
		}
	}
}

// steps is how the nodes stand, and whether an input of one is missing.
func (w *Worker) steps(nodes []*pipeline.Node) (map[*pipeline.Node]pipeline.Step, bool, error) {
	p, err := w.Engine.Plan(nodes...)
	if err != nil {
		return nil, false, err
	}
	steps, missing := map[*pipeline.Node]pipeline.Step{}, false
	for _, s := range p.Steps {
		steps[s.Node] = s
	}
	for _, n := range nodes {
		missing = missing || steps[n].Status == pipeline.MayRun
	}
	return steps, missing, nil
}

// run makes the nodes. Failures of stages are in the beat and are no error.
func (w *Worker) run(ctx context.Context, nodes []*pipeline.Node) error {
	w.Engine.KeepGoing, w.Engine.Observer = true, w.Pulse
	w.Pulse.begin(len(pipeline.Closure(nodes...)))
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	rep, err := w.Engine.Run(ctx, nodes...)
	if err == nil || rep == nil || ctx.Err() != nil {
		return err
	}
	if rep.Count(pipeline.Queued) == 0 && !full(err) { // every node has come to an end
		return nil
	}
	return err
}

// full reports that results found no room.
func full(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }
