package cluster

import (
	"context"
	"fmt"
	"time"
)

// poll asks the scheduler what is under way, and the workers how far they are.
func (c *Controller) poll(ctx context.Context, now time.Time) {
	if len(c.groups) == 0 && len(c.doubted) == 0 {
		c.listed, c.pollEvery = true, c.Limits.PollMin
		return
	}
	jobs, err := c.Scheduler.List(ctx)
	if err != nil { // nobody knows anything: nothing is gone
		c.once(fmt.Sprintf("the queue cannot be asked: %v; trying again", err))
		c.pollEvery = min(max(c.pollEvery, c.Limits.PollMin)*2, c.Limits.PollMax)
		return
	}
	c.listed, c.quiet = true, ""
	changed := c.compare(jobs, now)
	c.settleDoubts(jobs)
	c.pollEvery = min(max(c.pollEvery, c.Limits.PollMin)*3/2, c.Limits.PollMax)
	if changed {
		c.pollEvery = c.Limits.PollMin
	}
}

// compare takes in the queue as it is.
func (c *Controller) compare(jobs []Job, now time.Time) (changed bool) {
	there := make(map[[2]int]Job, len(jobs))
	for _, j := range jobs {
		at := [2]int{j.Batch, j.Group}
		if old, twice := there[at]; !twice || old.Phase == Ended {
			there[at] = j // a successor and its ended predecessor have one name
		}
	}
	for at, g := range c.groups {
		j, ok := there[at]
		if ok {
			changed = changed || !g.seen || g.job.Phase != j.Phase
			g.job = j
		}
		c.follow(g, ok && j.Phase != Ended, now)
	}
	return changed
}

// follow looks after one group, which is in the queue or not.
func (c *Controller) follow(g *group, queued bool, now time.Time) {
	if queued {
		g.seen, g.gone = true, time.Time{}
		if g.job.Never != "" {
			c.hopeless = fmt.Errorf("job %d-%d waits for what will not come (%s): %s; then `cancel %s` and begin again",
				g.batch, g.number, g.job.Why, g.job.Never, c.Folder.Name())
		}
		if g.job.Phase == Running {
			c.heed(g, now)
		}
		return
	}
	if c.isDoubted(g) {
		return
	}
	if g.gone.IsZero() {
		g.gone = now
		if g.job.HostFailed && g.job.Host != "" {
			c.say(fmt.Sprintf("host %s failed under job %d-%d: later jobs avoid it", g.job.Host, g.batch, g.number))
			c.Scheduler.Avoid(g.job.Host)
		}
	}
	c.heed(g, now)
	if now.Sub(g.gone) < c.Limits.Late || c.Results.Refresh() != nil { // the store may hide what is there
		return
	}
	c.lost(g, now)
}
