package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"nofreelunch/pipeline/store"
)

// A Remote executor carries out orders in other processes, which open the same
// store and take their own leases: a run holds none while it waits, and may have
// any number of orders under way.
type Remote interface {
	// Start takes an order and returns at once. It or a later call of another
	// goroutine calls done, once: with the action when it is in the store and
	// the store was refreshed since, with a *StageError when the stage failed, with the context's error when the run was
	// interrupted. Any other error ends the run.
	Start(ctx context.Context, o *Order, done func(*store.Action, error))
}

// An Order is one node to make elsewhere. Whoever has the same graph and store
// can make it from its declaration; the key says whether they do have the same.
type Order struct {
	Node      *Node
	Key       store.Key
	Tail      []*Node       // nodes that will be ready once this one and each other are made
	Predicted time.Duration // of the node and its tail, 0 if unknown
	Ahead     time.Duration // predicted work of all that the run has still to do, this included

	// Progress tells that a worker is at it, and how far it is. It is nil if
	// nobody watches.
	Progress func(done, total int)
}

// Fail is the failure of the order's stage elsewhere.
func (o *Order) Fail(cause error, log string) error {
	return &StageError{Node: o.Node, Cause: cause, Log: log}
}

// order hands a ready task to the remote executor.
func (r *run) order(t *task) {
	o := &Order{Node: t.node, Key: t.key, Predicted: t.guess, Ahead: r.left}
	for _, w := range r.tail(t) {
		o.Tail, o.Predicted = append(o.Tail, w.node), plus(o.Predicted, w.guess)
	}
	started := make(chan struct{}, 1) // full once a worker was seen at it
	o.Progress = func(done, total int) {
		select {
		case started <- struct{}{}:
			r.cores.Add(1)
			r.tell(Event{Kind: Started, Node: t.node, Predicted: t.guess})
		default:
		}
		r.tell(Event{Kind: Progress, Node: t.node, Done: done, Total: total})
	}
	t.manifest = "" // kilobytes, of tens of thousands; the key is known
	r.e.Remote.Start(r.ctx, o, func(a *store.Action, err error) {
		go func() { r.results <- r.returned(t, a, err, started) }() // done never waits for the run
	})
}

// returned is the result of an order.
func (r *run) returned(t *task, a *store.Action, err error, started chan struct{}) result {
	select {
	case started <- struct{}{}:
	default:
		r.cores.Add(-1)
	}
	if err == nil && a == nil {
		err = &StageError{Node: t.node, Cause: errors.New("the executor ended without a result and without an error")}
	}
	return result{task: t, action: a, ran: err == nil, elsewhere: true, err: err}
}

// longestTail is how many nodes may go with one.
const longestTail = 100

// tail are the tasks that wait for nothing but t and each other, as long as they
// take no longer than t: a network takes its rate map and scores with it, but a
// walk not the networks that are trained on it, which can run side by side.
func (r *run) tail(t *task) (found []*task) {
	with, budget := map[*task]bool{t: true}, t.guess
	for todo := []*task{t}; len(todo) > 0; todo = todo[1:] {
		for _, w := range todo[0].waiters {
			if with[w] || w.phase != waiting || w.guess > budget || len(found) == longestTail || !r.hangsOn(w, with) {
				continue
			}
			with[w], budget = true, budget-w.guess
			found, todo = append(found, w), append(todo, w)
		}
	}
	return found
}

// hangsOn reports that every input of w is made, or among some tasks.
func (r *run) hangsOn(w *task, some map[*task]bool) bool {
	for _, d := range w.node.deps {
		in := r.of[d]
		if !some[in] && (in.phase != settled || in.action == nil) {
			return false
		}
	}
	return true
}

// localOnly refuses what only a run in this process can do.
func (e *Engine) localOnly() error {
	if e.Remote != nil && (e.NoCache || e.Force != nil) {
		return fmt.Errorf("pipeline: a remote executor makes what is missing and nothing again; " +
			"to run results again, run them in this process")
	}
	return nil
}
