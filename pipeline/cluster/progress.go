package cluster

import (
	"fmt"
	"time"
)

// progress is what is known of the rate at which work is done.
type progress struct {
	first   time.Time     // order
	running time.Time     // since when anything runs
	made    int           // nodes
	work    time.Duration // predicted, of what was made
	ahead   time.Duration // predicted, of all that is to do
	orders  int
	told    time.Time
}

func (p *progress) ordered(wants []*want, now time.Time) {
	if p.first.IsZero() {
		p.first = now
	}
	p.orders += len(wants)
	p.ahead = wants[len(wants)-1].order.Ahead
}

func (p *progress) finished(w *want, now time.Time) {
	if p.running.IsZero() {
		p.running = now
	}
	p.made++
	p.work += w.order.Predicted
	p.ahead = max(0, p.ahead-w.order.Predicted)
}

// offETA is how far the observed rate may be off.
const offETA = 1.5

// left is how long the rest will take: at the observed rate, give or take.
func (p *progress) left(now time.Time) (low, high time.Duration, ok bool) {
	since := now.Sub(p.running)
	if p.running.IsZero() || p.work <= 0 || since < time.Minute {
		return 0, 0, false
	}
	likely := float64(p.ahead) / float64(p.work) * float64(since)
	return time.Duration(likely / offETA), time.Duration(likely * offETA), true
}

// tellEvery is how often a run says how far it is.
const tellEvery = time.Minute

// tell says how far the run is, if that changed.
func (c *Controller) tell(now time.Time) {
	p := &c.progress
	if p.first.IsZero() || now.Sub(p.told) < tellEvery {
		return
	}
	p.told = now
	if text := c.standing(now); text != c.quiet {
		c.once(text)
	}
}

// standing is the run in a line.
func (c *Controller) standing(now time.Time) string {
	running, waiting, why := 0, 0, ""
	for _, g := range c.groups {
		switch {
		case !g.gone.IsZero():
		case g.job.Phase == Running && g.seen:
			running++
		case g.seen || !g.submitted.IsZero():
			waiting++
			why = g.job.Why
		}
	}
	text := fmt.Sprintf("%d of %d nodes ordered so far are made; jobs: %d running, %d waiting, %d to submit",
		c.progress.made, c.progress.orders, running, waiting, len(c.formed))
	if running == 0 && waiting > 0 && why != "" {
		text += " (" + why + ")"
	}
	if low, high, ok := c.progress.left(now); ok && high > 0 {
		text += fmt.Sprintf("; %s to %s left", rounded(low), rounded(high))
	}
	return text
}

func rounded(d time.Duration) string {
	switch {
	case d > 72*time.Hour:
		return fmt.Sprintf("%.0f days", d.Hours()/24)
	case d > 2*time.Hour:
		return fmt.Sprintf("%.0f h", d.Hours())
	}
	return fmt.Sprintf("%.0f min", d.Minutes()+.5)
}
