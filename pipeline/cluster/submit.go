package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"syscall"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/orders"
)

// place gives pending orders to jobs under way that make them anyway: those of
// an earlier controller, and those that take what hangs on a network with it.
func (c *Controller) place() {
	if !c.listed { // a job of an earlier controller may have it
		return
	}
	c.pending = slices.DeleteFunc(c.pending, func(w *want) bool {
		g := c.live[w.order.Node.ID()]
		if g == nil {
			return false
		}
		c.give(w, g)
		return true
	})
}

func (c *Controller) give(w *want, g *group) {
	w.group = g
	g.wants[w] = true
	c.wants[w.order.Key] = w
}

// form makes groups of pending orders.
func (c *Controller) form(now time.Time) {
	if !c.listed || len(c.pending) == 0 || now.Sub(c.gathered) < c.Limits.Gather {
		return
	}
	var g *group
	for _, w := range c.pending {
		takes := c.takes(w.order)
		if g == nil || g.predicted+takes > c.Limits.Target || len(g.wants) == largestGroup || w.tries > 0 {
			g = newGroup()
			c.formed = append(c.formed, g)
		}
		g.predicted += takes
		g.tries, g.steps = max(g.tries, w.tries), max(g.steps, w.steps)
		c.give(w, g)
		for _, n := range append([]*pipeline.Node{w.order.Node}, w.order.Tail...) {
			g.ids = append(g.ids, n.ID())
			c.live[n.ID()] = g
		}
		if w.tries > 0 { // what was lost before takes no other with it
			g = nil
		}
	}
	c.pending = nil
	// Jobs of one array are alike in time.
	slices.SortStableFunc(c.formed, func(a, b *group) int { return bucket(b.predicted) - bucket(a.predicted) })
}

// takes is how long an order occupies a job.
func (c *Controller) takes(o *pipeline.Order) time.Duration {
	return o.Predicted/time.Duration(max(1, c.Limits.Cores)) + c.Limits.Overhead*time.Duration(1+len(o.Tail))
}

// bucket numbers predicted times by powers of two of ten minutes.
func bucket(d time.Duration) (n int) {
	for d > 10*time.Minute {
		d /= 2
		n++
	}
	return n
}

// submit hands groups to the scheduler as far as limits allow. It waits until a
// tenth of the jobs is free, or none is under way, so that arrays stay large.
func (c *Controller) submit(ctx context.Context, now time.Time) {
	c.formed = slices.DeleteFunc(c.formed, func(g *group) bool {
		if len(g.wants) == 0 { // somebody else has made it meanwhile
			c.drop(g)
		}
		return len(g.wants) == 0
	})
	if len(c.formed) == 0 || now.Before(c.noSubmission) || !c.roomy(now) {
		return
	}
	under := c.underWay()
	room := c.Limits.Jobs - under
	if room <= 0 || under > 0 && room < min(len(c.formed), c.Limits.Jobs/10) {
		return
	}
	for room > 0 && len(c.formed) > 0 {
		n := alike(c.formed, min(room, max(1, c.Limits.Array)))
		batch := c.formed[:n:n]
		if !c.order(batch, now) {
			return
		}
		c.formed = c.formed[n:]
		if !c.send(ctx, batch, now) {
			return
		}
		room -= n
	}
}

// alike is how many of the first groups, at most some, ask for the same time.
func alike(groups []*group, most int) int {
	n := 1
	for n < min(most, len(groups)) && bucket(groups[n].predicted) == bucket(groups[0].predicted) {
		n++
	}
	return n
}

// roomy reports that results and orders find room. It is asked less often
// while they do not.
func (c *Controller) roomy(now time.Time) bool {
	if c.full != nil && now.Sub(c.probed) < c.Limits.Room {
		return false
	}
	if c.full == nil && now.Sub(c.probed) < c.Limits.Room/6 {
		return true
	}
	c.probed = now
	probe := c.Probe
	if probe == nil {
		probe = c.Folder.Probe
	}
	err := probe()
	if err != nil {
		c.hold(err, now)
		return false
	}
	if c.full != nil {
		c.full = nil
		c.say("there is room again; submission goes on")
	}
	return true
}

// hold stops submission because results find no room.
func (c *Controller) hold(err error, now time.Time) {
	if c.full == nil {
		c.say(fmt.Sprintf("%s: %v; nothing is submitted until there is room", fullness(err), err))
		c.probed = now
	}
	c.full = err
}

func fullness(err error) string {
	if errors.Is(err, syscall.ENOSPC) {
		return "the disk of the cache is full"
	}
	return "the cache takes no results (is the quota full?)"
}

// order writes the orders of groups down.
func (c *Controller) order(groups []*group, now time.Time) bool {
	b := c.Batch
	c.batch++
	b.Number = c.batch
	for i, g := range groups {
		g.batch, g.number = b.Number, i
		b.Groups = append(b.Groups, stated(g))
	}
	if err := c.Folder.Order(&b); err != nil {
		c.hold(err, now)
		return false
	}
	c.stated = &b
	return true
}

// send submits the batch that was written last.
func (c *Controller) send(ctx context.Context, groups []*group, now time.Time) bool {
	jobs, err := c.Scheduler.Submit(ctx, c.stated)
	c.submissions++
	if err != nil {
		c.refused(groups, err, now)
		return false
	}
	c.failures = 0
	c.accept(c.stated.Number, groups, jobs, now)
	return true
}

// accept notes that a batch is under way.
func (c *Controller) accept(batch int, groups []*group, jobs []string, now time.Time) {
	if err := c.Folder.Jobs(batch, jobs); err != nil {
		c.once(fmt.Sprintf("the names of jobs cannot be noted: %v", err)) // the queue knows them
	}
	for _, g := range groups {
		g.submitted, g.gone, g.seen = now, time.Time{}, false
		c.groups[[2]int{g.batch, g.number}] = g
	}
	c.pollEvery = min(c.pollEvery, c.Limits.PollMin)
}

// stated is a group as its order says it.
func stated(g *group) orders.Group {
	o := orders.Group{Tries: g.tries, PredictedS: g.predicted.Seconds()}
	for w := range g.wants {
		order := orders.Order{ID: w.order.Node.ID().String(), Key: w.order.Key.String(), Name: w.order.Node.Name()}
		for _, n := range w.order.Tail {
			order.Tail = append(order.Tail, n.ID().String())
		}
		o.Orders = append(o.Orders, order)
	}
	slices.SortFunc(o.Orders, func(a, b orders.Order) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return o
}
