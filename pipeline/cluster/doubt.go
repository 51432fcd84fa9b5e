package cluster

import (
	"fmt"
	"slices"
	"time"
)

// A doubt is a submission that failed as far as the scheduler's answer goes. A
// scheduler that is busy may answer too late and have taken it: before it is
// submitted again, the queue is looked at.
type doubt struct {
	batch  int
	groups []*group
	since  time.Time
	looks  int
}

// looksOfDoubt is how often the queue must not have a batch before it counts
// as refused.
const looksOfDoubt = 2

// refused deals with a submission that failed. One that fails is tried again
// later, after looks at the queue: it may have come through all the same.
func (c *Controller) refused(groups []*group, err error, now time.Time) {
	if hopeless(err) {
		c.hopeless = err
		return
	}
	c.failures++
	wait := min(c.Limits.Backoff<<min(c.failures-1, 20), c.Limits.BackMax)
	c.noSubmission = now.Add(wait)
	c.say(fmt.Sprintf("%v; trying again in %v", err, wait))
	c.doubted = append(c.doubted, &doubt{batch: groups[0].batch, groups: groups, since: now})
	c.pollEvery = min(c.pollEvery, c.Limits.Backoff)
}

func (c *Controller) isDoubted(g *group) bool {
	return slices.ContainsFunc(c.doubted, func(d *doubt) bool { return d.batch == g.batch })
}

// settleDoubts takes batches over that are in the queue after all, and puts
// others back.
func (c *Controller) settleDoubts(jobs []Job) {
	c.doubted = slices.DeleteFunc(c.doubted, func(d *doubt) bool {
		if slices.ContainsFunc(jobs, func(j Job) bool { return j.Batch == d.batch }) {
			c.say(fmt.Sprintf("batch %d came through all the same", d.batch))
			c.accept(d.batch, d.groups, nil, d.since)
			return true
		}
		if d.looks++; d.looks < looksOfDoubt {
			return false
		}
		c.formed = append(c.formed, d.groups...)
		return true
	})
}
