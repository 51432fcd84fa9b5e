package cluster

import (
	"context"
	"sync"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/orders"
	"nofreelunch/pipeline/store"
)

// Results is what a controller asks of the store.
type Results interface {
	Refresh() error
	Lookup(store.Key) (*store.Action, error)
	Has(store.Digest) bool
}

// A Controller is an executor of orders. Its fields are set before the first
// order; Drive, or calls of Tick, do the work.
type Controller struct {
	Folder    orders.Folder
	Scheduler Scheduler
	Results   Results
	Probe     func() error // tells whether results find room; nil: the folder's
	Limits    Limits
	Batch     orders.Batch // what all batches have in common
	Say       func(string) // told what a person should know

	mu    sync.Mutex
	fresh []*want // ordered since the last tick
	ended error   // why nothing is taken any more

	wants   map[store.Key]*want
	live    map[pipeline.ID]*group // of the latest job that is to make a declaration
	groups  map[[2]int]*group      // by batch and number
	pending []*want                // to be grouped
	formed  []*group               // to be submitted
	doubted []*doubt               // submissions of which nobody knows whether they came through

	read                  bool // batches of an earlier controller
	listed                bool // the queue was seen at least once
	batch                 int  // last number
	gathered              time.Time
	polled, looked        time.Time
	pollEvery             time.Duration
	noSubmission          time.Time     // until when
	failures              int           // of submissions in a row
	full                  error         // the folder takes nothing
	stated                *orders.Batch // the batch that was written last
	hopeless              error         // why the run cannot go on
	probed                time.Time
	quiet                 string // what was said last of a trouble that stays
	progress              progress
	submissions, lostJobs int
}

// A want is an order under way.
type want struct {
	order *pipeline.Order
	done  func(*store.Action, error)
	group *group
	tries int
	steps int // as far as a lost job had come
}

// A group is what one job makes. Those of an earlier controller have no wants
// until their nodes are ordered again.
type group struct {
	batch, number int
	ids           []pipeline.ID
	wants         map[*want]bool
	predicted     time.Duration
	submitted     time.Time
	job           Job
	seen          bool      // in the queue
	gone          time.Time // since when the queue does not have it
	beaten        time.Time // last beat
	warned        bool
	said          string // by its worker, of why it ended
	tries         int
	steps         int
}

func newGroup() *group { return &group{wants: map[*want]bool{}} }

// Start takes an order.
func (c *Controller) Start(_ context.Context, o *pipeline.Order, done func(*store.Action, error)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended != nil {
		done(nil, c.ended)
		return
	}
	c.fresh = append(c.fresh, &want{order: o, done: done})
}

// Drive works until the context ends; then it hands all orders back, and their
// jobs go on.
func (c *Controller) Drive(ctx context.Context) {
	for ctx.Err() == nil {
		next := c.Tick(ctx, time.Now())
		select {
		case <-ctx.Done():
		case <-time.After(min(max(time.Until(next), 10*time.Millisecond), time.Second)):
		}
	}
	c.giveUp(ctx.Err())
}

// giveUp ends every order with an error.
func (c *Controller) giveUp(err error) {
	c.mu.Lock()
	c.ended = err
	c.mu.Unlock()
	c.take()
	for _, w := range c.pending {
		w.done(nil, err)
	}
	for _, w := range c.wants {
		w.done(nil, err)
	}
	for _, d := range c.groups {
		clear(d.wants)
	}
	c.pending, c.formed, c.doubted, c.wants = nil, nil, nil, map[store.Key]*want{}
}

// Tick does what is due, and says when something will be.
func (c *Controller) Tick(ctx context.Context, now time.Time) time.Time {
	c.begin()
	c.receive(now)
	if c.Folder.Marked("cancelled") {
		c.giveUp(ErrCancelled)
		return now.Add(c.Limits.LookMin)
	}
	if now.Sub(c.looked) >= c.Limits.LookMin {
		c.looked = now
		c.look(now)
	}
	if now.Sub(c.polled) >= c.pollEvery {
		c.polled = now
		c.poll(ctx, now)
	}
	c.place()
	c.form(now)
	c.submit(ctx, now)
	if c.hopeless != nil {
		c.giveUp(c.hopeless)
	}
	c.tell(now)
	return c.next(now)
}

// next is when something is due.
func (c *Controller) next(now time.Time) time.Time {
	at := c.looked.Add(c.Limits.LookMin)
	if poll := c.polled.Add(c.pollEvery); poll.Before(at) {
		at = poll
	}
	if gather := c.gathered.Add(c.Limits.Gather); len(c.pending) > 0 && gather.Before(at) && gather.After(now) {
		at = gather
	}
	return at
}

// take moves what was ordered to what is to be done.
func (c *Controller) take() (taken []*want) {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken, c.fresh = c.fresh, nil
	c.pending = append(c.pending, taken...)
	return taken
}

func (c *Controller) receive(now time.Time) {
	if taken := c.take(); len(taken) > 0 {
		if c.gathered.IsZero() || len(c.pending) == len(taken) {
			c.gathered = now
		}
		c.progress.ordered(taken, now)
	}
}

// begin reads the batches of an earlier controller, once.
func (c *Controller) begin() {
	if c.read {
		return
	}
	c.read = true
	c.wants, c.live, c.groups = map[store.Key]*want{}, map[pipeline.ID]*group{}, map[[2]int]*group{}
	for _, n := range c.Folder.Batches() {
		c.batch = max(c.batch, n)
		b, err := orders.ReadBatch(c.Folder.OrdersFile(n))
		if err != nil {
			c.say("passed over: " + err.Error())
			continue
		}
		for i, g := range b.Groups {
			c.adopt(n, i, g)
		}
	}
}

// adopt takes a group of an earlier controller over.
func (c *Controller) adopt(batch, number int, from orders.Group) {
	g := newGroup()
	g.batch, g.number, g.tries = batch, number, from.Tries
	g.predicted = time.Duration(from.PredictedS * float64(time.Second))
	for _, o := range from.Orders {
		for _, text := range append([]string{o.ID}, o.Tail...) {
			if id, err := pipeline.ParseID(text); err == nil {
				g.ids = append(g.ids, id)
				c.live[id] = g
			}
		}
	}
	c.groups[[2]int{batch, number}] = g
}

// underWay is how many jobs wait or run, as far as is known.
func (c *Controller) underWay() (n int) {
	for _, g := range c.groups {
		if g.gone.IsZero() && (g.seen || !g.submitted.IsZero()) {
			n++
		}
	}
	return n
}

func (c *Controller) say(text string) {
	if c.Say != nil {
		c.Say(text)
	}
}

// once says something of a trouble that stays, when it begins.
func (c *Controller) once(text string) {
	if text != c.quiet {
		c.quiet = text
		c.say(text)
	}
}
