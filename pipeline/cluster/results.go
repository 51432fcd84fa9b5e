package cluster

import (
	"errors"
	"fmt"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/orders"
	"nofreelunch/pipeline/store"
)

// ErrCancelled says that somebody cancelled the run.
var ErrCancelled = errors.New("the run was cancelled; the same command begins another, which takes what is in the cache")

// look hands back what is in the store.
func (c *Controller) look(now time.Time) {
	if len(c.wants) == 0 {
		return
	}
	if err := c.Results.Refresh(); err != nil {
		c.once(fmt.Sprintf("the cache cannot be read now: %v; trying again", err))
		return
	}
	for _, w := range c.wants {
		c.collect(w, now)
	}
}

// collect hands a result back if it is there with its bytes.
func (c *Controller) collect(w *want, now time.Time) bool {
	a, err := c.Results.Lookup(w.order.Key)
	if err != nil {
		return false
	}
	for _, o := range a.Outputs {
		if !c.Results.Has(o.Digest) {
			return false
		}
	}
	c.progress.finished(w, now)
	c.finish(w, a, nil)
	return true
}

// finish ends an order.
func (c *Controller) finish(w *want, a *store.Action, err error) {
	delete(c.wants, w.order.Key)
	if w.group != nil {
		delete(w.group.wants, w)
	}
	w.done(a, err)
}

// heed takes in the beat of a group's worker.
func (c *Controller) heed(g *group, now time.Time) {
	b, ok := c.Folder.Beat(g.batch, g.number)
	if !ok {
		return
	}
	if b.Time.After(g.beaten) {
		g.beaten, g.warned = b.Time, false
	}
	for w := range g.wants {
		c.heedOrder(w, g, b)
	}
	if b.State == orders.Running && g.job.Phase == Running && now.Sub(b.Time) > c.Limits.Silent && !g.warned {
		g.warned = true
		c.say(fmt.Sprintf("job %d-%d on %s has given no sign for %v; see its log %s",
			g.batch, g.number, b.Host, now.Sub(b.Time).Round(time.Minute), c.log(g)))
	}
}

// heedOrder takes in what a beat says of one order.
func (c *Controller) heedOrder(w *want, g *group, b orders.Beat) {
	id := w.order.Node.ID().String()
	fault, failed := b.Failed[id]
	switch {
	case failed:
		c.finish(w, nil, w.order.Fail(errors.New(fault.Error), fault.Log))
	case b.State == orders.Refused:
		c.hopeless = fmt.Errorf("the worker on %s refused its order: %s", b.Host, b.Why)
	case b.State == orders.Stuck:
		c.finish(w, nil, w.order.Fail(errors.New(b.Why), c.log(g)))
	default:
		if s, ok := b.Under[id]; ok {
			w.steps = max(w.steps, s.From)
			if w.order.Progress != nil && b.State == orders.Running {
				w.order.Progress(s.Done, s.Total)
			}
		}
	}
}

func (c *Controller) log(g *group) string { return c.Folder.Log(g.batch, g.number) }

// drop forgets a group that is over.
func (c *Controller) drop(g *group) {
	delete(c.groups, [2]int{g.batch, g.number})
	for _, id := range g.ids {
		if c.live[id] == g {
			delete(c.live, id)
		}
	}
}

// lost takes the orders of a job that is gone back, to submit them again.
func (c *Controller) lost(g *group, now time.Time) {
	c.heed(g, now)
	b, _ := c.Folder.Beat(g.batch, g.number)
	switch b.State {
	case orders.Full:
		c.hold(errors.New(b.Why), now)
	case orders.Broken:
		g.said = b.Why
	}
	for w := range g.wants {
		if c.collect(w, now) {
			continue
		}
		c.again(w, g)
	}
	c.drop(g)
}

// again puts an order whose job was lost back, unless that is hopeless. A job
// that came further than the ones before it is no sign of a fault, and neither is
// one whose results found no room.
func (c *Controller) again(w *want, g *group) {
	w.group, w.tries = nil, max(w.tries, g.tries)+1
	delete(g.wants, w)
	if c.full != nil || w.steps > g.steps {
		w.tries = 0
	}
	c.lostJobs++
	if w.tries >= c.Limits.Tries {
		c.finish(w, nil, w.order.Fail(fmt.Errorf("its job was lost %d times, last %s", w.tries, ended(g)), c.log(g)))
		return
	}
	delete(c.wants, w.order.Key)
	c.pending = append(c.pending, w)
	c.say(fmt.Sprintf("job %d-%d ended without %s (%s): it is submitted again",
		g.batch, g.number, w.order.Node.Name(), ended(g)))
}

// ended words how a job ended.
func ended(g *group) string {
	text := "it is not in the queue any more"
	if g.job.Phase == Ended && g.job.Why != "" {
		text = g.job.Why
	}
	if g.said != "" {
		text = g.said
	}
	if g.job.Host != "" {
		text += " on " + g.job.Host
	}
	return text
}

var _ pipeline.Remote = (*Controller)(nil)
