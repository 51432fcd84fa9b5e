package pipeline

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"nofreelunch/pipeline/store"
)

// leasePoll is how often a node that another process runs is looked at.
const leasePoll = 100 * time.Millisecond

// Run makes the outputs of roots: it takes what is in the store, runs the
// rest, longest way to go first, and leaves in the store whatever finished.
// The outputs of roots have been read and verified when it returns nil.
// The report is complete as far as the run came, also with an error: the
// join of every failure, or the context's when it was interrupted.
func (e *Engine) Run(ctx context.Context, roots ...*Node) (*Report, error) {
	if err := errors.Join(e.check(roots), e.localOnly()); err != nil {
		return nil, err
	}
	if err := e.Store.Refresh(); err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	r, err := e.newRun(ctx, roots)
	if err != nil {
		return nil, err
	}
	r.loop()
	return r.report()
}

// A run is one call of Run. All its state belongs to the loop's goroutine,
// except what is marked.
type run struct {
	e      *Engine
	ctx    context.Context
	begun  time.Time
	tasks  []*task
	of     map[*Node]*task
	queue  queue
	busy   []*task
	active int
	used   []store.Key
	failed bool
	fatal  error // the run itself cannot go on
	nodes  int
	done   int // settled
	work   time.Duration
	left   time.Duration // predicted work of what is expected to run and has not settled

	results chan result
	cores   atomic.Int32 // running now; read by stages
	watch   sync.Mutex   // serialises the observer, and guards
	last    Overall      // as of the loop's last event
}

// A result comes back from a worker.
type result struct {
	task   *task
	action *store.Action
	ran    bool
	busy   bool
	err    error

	elsewhere bool    // a remote executor ran it
	differed  bool    // it ran under a key that had other bytes before
	lost      []*Node // inputs that could not be read
}

func (e *Engine) newRun(ctx context.Context, roots []*Node) (*run, error) {
	plan, err := e.Plan(roots...)
	if err != nil {
		return nil, err
	}
	nodes := e.closure(roots)
	r := &run{e: e, ctx: ctx, begun: time.Now(), of: make(map[*Node]*task, len(nodes)), results: make(chan result)}
	est := e.estimates()
	for i, n := range nodes {
		needs := n.deps
		if e.Taken[n] != nil {
			needs = nil
		}
		t := &task{node: n, missing: len(needs), expected: plan.Steps[i].Status != UpToDate}
		if plan.Steps[i].Status == WillRun {
			t.planned = plan.Steps[i].Reason
		}
		if t.guess, _ = est.of(n); t.expected {
			r.left = plus(r.left, t.guess)
		}
		r.of[n] = t
		r.tasks = append(r.tasks, t)
		for _, d := range needs {
			r.of[d].waiters = append(r.of[d].waiters, t)
		}
	}
	for i := len(r.tasks) - 1; i >= 0; i-- { // users before inputs
		t := r.tasks[i]
		t.rest = plus(t.rest, max(t.guess, time.Millisecond))
		if e.Taken[t.node] != nil {
			continue
		}
		for _, d := range t.node.deps {
			r.of[d].rest = max(r.of[d].rest, t.rest)
		}
	}
	for _, n := range roots {
		r.of[n].root = true
	}
	r.nodes = len(nodes)
	return r, nil
}

// loop runs until nothing is left that may run.
func (r *run) loop() {
	for _, t := range r.first() {
		r.consider(t)
	}
	poll := time.NewTicker(leasePoll)
	defer poll.Stop()
	for {
		r.dispatch()
		if r.active == 0 && (r.ended() || len(r.busy) == 0) {
			return
		}
		select {
		case res := <-r.results:
			r.active--
			if !res.elsewhere {
				r.cores.Add(-1)
			}
			r.receive(res)
		case <-poll.C:
			r.retry()
		case <-r.interrupted():
		}
	}
}

// first are the tasks that wait for nothing.
func (r *run) first() (tasks []*task) {
	for _, t := range r.tasks {
		if t.missing == 0 {
			tasks = append(tasks, t)
		}
	}
	return tasks
}

// interrupted is closed when the run is, unless something still runs here.
func (r *run) interrupted() <-chan struct{} {
	if r.active > 0 {
		return nil
	}
	return r.ctx.Done()
}

func (r *run) ended() bool {
	return r.ctx.Err() != nil || r.fatal != nil || r.failed && !r.e.KeepGoing
}

// consider decides on a task whose inputs are all settled.
func (r *run) consider(t *task) {
	if r.ended() {
		return
	}
	if old := r.e.Taken[t.node]; old != nil {
		t.action, t.key = old, old.Key
		r.settle(t, Cached)
		return
	}
	for _, d := range t.node.deps {
		if in := r.of[d]; in.kind == Failed || in.kind == Skipped {
			r.skip(t, in)
			return
		}
	}
	if !r.state(t) {
		return
	}
	if t.reason = r.usable(t); t.reason == "" {
		r.settle(t, Cached)
		return
	}
	if t.reason == notCached && t.planned != "" {
		t.reason = t.planned
	}
	r.prepare(t)
}

// state writes the manifest of a task whose inputs are settled.
func (r *run) state(t *task) bool {
	h, err := r.e.head(t.node)
	if err != nil {
		r.fatal = err
		return false
	}
	t.preface = h
	t.manifest = complete(h.text, t.node, func(d *Node) store.Digest { return r.of[d].action.Content })
	t.key = t.manifest.key()
	return true
}

// usable fills in the recorded action, or says why the task must run.
func (r *run) usable(t *task) (mustRun string) {
	if why := r.e.forced(t.node); why != "" && !t.ranOnce {
		t.forced = true
		return why
	}
	old, err := r.e.Store.Lookup(t.key)
	if err != nil {
		return r.e.reason(t.node, err)
	}
	if (t.root || t.lost) && !r.readable(old) {
		return "its output cannot be read from the cache"
	}
	t.action = old
	return ""
}

// readable reads everything an action made.
func (r *run) readable(a *store.Action) bool {
	_, err := r.e.blobs(a)
	return err == nil
}

// prepare queues a task that must run, once its inputs can be read.
func (r *run) prepare(t *task) {
	r.tell(Event{Kind: Queued, Node: t.node, Reason: t.reason, Predicted: t.guess})
	for _, d := range t.node.deps {
		if in := r.of[d]; !r.e.hasBlobs(in.action) {
			r.remake(in, t, "its output is gone from the cache")
		}
	}
	if t.missing == 0 && r.fatal == nil {
		t.phase = ready
		heap.Push(&r.queue, t)
	}
}

// maxRemakes is how often one run makes a node again because the cache lost
// it. What is lost more often is being removed by somebody, or cannot be kept.
const maxRemakes = 3

// remake runs a settled input again for its user.
func (r *run) remake(in, user *task, why string) {
	user.phase = waiting
	user.missing++
	in.waiters = append(in.waiters, user)
	if in.phase != settled {
		return
	}
	if r.e.Taken[in.node] != nil {
		r.fatal = fmt.Errorf("%s: its old result can no longer be read (%s); run without -redraw to make it", in.node.Name(), why)
		return
	}
	if in.remakes++; in.remakes > maxRemakes {
		r.fatal = fmt.Errorf("%s: the cache has lost it %d times in this run (%s); see that nobody removes its files and that the disk is sound, then run the same command again",
			in.node.Name(), in.remakes, why)
		return
	}
	r.done--
	in.phase, in.lost, in.reason = waiting, true, why
	if r.state(in) {
		r.prepare(in)
	}
}

// dispatch sends the most urgent ready tasks to idle workers.
func (r *run) dispatch() {
	for (r.e.Remote != nil || r.active < r.e.workers()) && len(r.queue) > 0 && !r.ended() {
		t := heap.Pop(&r.queue).(*task)
		t.phase = running
		r.active++
		if r.e.Remote != nil {
			r.order(t)
			continue
		}
		r.cores.Add(1)
		go r.perform(t, r.assignment(t), t.forced)
	}
}

func (r *run) assignment(t *task) *Assignment {
	a := &Assignment{Node: t.node, Key: t.key, manifest: t.manifest, preface: t.preface, engine: r.e, inputs: map[*Node]*store.Action{}}
	for _, d := range t.node.deps {
		a.inputs[d] = r.of[d].action
	}
	a.runner = &runner{store: r.e.Store, key: t.key, pace: r.e.Pace, begun: time.Now(), saved: time.Now(), threads: r.threads,
		progress: func(done, total int) { r.tell(Event{Kind: Progress, Node: t.node, Done: done, Total: total}) }}
	return a
}

// threads shares the run's cores fairly among what runs now.
func (r *run) threads() int { return max(1, r.e.workers()/max(1, int(r.cores.Load()))) }

// perform runs one task under its lease, in a worker's goroutine.
func (r *run) perform(t *task, a *Assignment, forced bool) {
	res := result{task: t}
	defer func() { r.results <- res }()
	if res.err = r.e.Store.Writable(); res.err != nil {
		return
	}
	lease, ok, err := r.e.Store.Lease(t.key)
	if err != nil || !ok {
		res.busy, res.err = err == nil, err
		return
	}
	defer func() { _ = lease.Release() }() // the lock goes with the process in any case
	if res.err = r.e.Store.Refresh(); res.err != nil {
		return
	}
	old, err := r.e.Store.Lookup(t.key)
	if err == nil && !forced && r.readable(old) {
		res.action = old // another process has just made it
		return
	}
	r.tell(Event{Kind: Started, Node: t.node, Predicted: t.guess})
	res.ran = true
	res.action, res.err = a.execute(r.ctx)
	res.lost = a.lostInputs(res.err)
	res.differed = res.err == nil && old != nil && old.Content != res.action.Content
}

// receive takes a worker's result.
func (r *run) receive(res result) {
	t := res.task
	var stage *StageError
	switch {
	case res.busy:
		t.phase = busy
		r.busy = append(r.busy, t)
		if !t.waited {
			t.waited = true
			r.tell(Event{Kind: Waiting, Node: t.node})
		}
	case len(res.lost) > 0:
		r.recover(t, res)
	case errors.As(res.err, &stage):
		r.fail(t, res.err)
	case res.err != nil:
		t.phase = waiting
		if r.ctx.Err() == nil && r.fatal == nil {
			r.fatal = fmt.Errorf("%s: %w", t.node.Name(), res.err)
		}
	default:
		r.finish(t, res)
	}
}

func (r *run) finish(t *task, res result) {
	t.action, t.differed = res.action, res.differed
	if !res.ran {
		r.settle(t, Cached)
		return
	}
	r.work += res.action.Duration()
	r.note(t, "", "")
	r.settle(t, Ran)
}

// recover makes all unreadable inputs of a task again. An input whose bytes are
// as they were recorded and still cannot be decoded is made again once: if it
// comes out the same, its codec is at fault and not the cache.
func (r *run) recover(t *task, res result) {
	var lost *lostInput
	errors.As(res.err, &lost)
	t.reason = res.err.Error()
	if lost != nil && lost.undecodable {
		in := r.of[lost.node]
		if in.remakes > 0 {
			r.fail(t, &StageError{Node: t.node, Cause: lost})
			return
		}
		in.forced = true
	}
	for _, n := range res.lost {
		r.remake(r.of[n], t, res.err.Error())
	}
}

// retry queues again what another process was running.
func (r *run) retry() {
	for _, t := range r.busy {
		t.phase = ready
		heap.Push(&r.queue, t)
	}
	r.busy = r.busy[:0]
}

func (r *run) settle(t *task, kind Kind) {
	t.phase, t.kind = settled, kind
	t.forced, t.lost, t.ranOnce = false, false, true
	t.manifest, t.preface = "", preface{} // kilobytes each
	if t.expected {
		t.expected = false
		r.left -= t.guess
	}
	r.done++
	ev := Event{Kind: kind, Node: t.node, Err: t.err, Reason: t.because}
	if t.action != nil {
		ev.Duration = t.action.Duration()
		r.used = append(r.used, t.key)
	}
	r.tell(ev)
	waiters := t.waiters
	t.waiters = nil
	for _, w := range waiters {
		if w.missing--; w.missing == 0 && w.phase == waiting {
			r.consider(w)
		}
	}
}

func (r *run) fail(t *task, err error) {
	t.err = err
	r.failed = true
	cause, log := err.Error(), ""
	var stage *StageError
	if errors.As(err, &stage) {
		cause, log = stage.Cause.Error(), stage.Log
	}
	r.note(t, cause, log)
	r.settle(t, Failed)
}

// note leaves in the store that a declaration failed, or no longer does. A
// ledger is no result: where it cannot be written the run goes on.
func (r *run) note(t *task, cause, log string) {
	_ = r.e.Store.Fail(store.Failure{
		Declared: store.Digest(t.node.id), Name: t.node.Name(), Error: cause, Log: log,
		Host: hostname(), Time: time.Now().UTC(),
	})
}

func (r *run) skip(t, because *task) {
	t.because = because.node.Name()
	if because.kind == Skipped {
		t.because = because.because
	}
	r.settle(t, Skipped)
}

// tell tells the observer. Workers call it too, for what they do; only the
// loop may look at the run as a whole.
func (r *run) tell(ev Event) {
	if r.e.Observer == nil {
		return
	}
	r.watch.Lock()
	defer r.watch.Unlock()
	if ev.Kind != Progress && ev.Kind != Started {
		r.last = Overall{Finished: r.done, Nodes: r.nodes, Queued: len(r.queue), Left: r.left / time.Duration(r.workersNow())}
	}
	ev.Time, ev.Overall = time.Now(), r.last
	ev.Overall.Running = int(r.cores.Load())
	r.e.Observer.Observe(ev)
}

// workersNow is how many share the work: elsewhere, as many as were seen at it.
func (r *run) workersNow() int {
	if r.e.Remote != nil {
		return max(1, int(r.cores.Load()))
	}
	return r.e.workers()
}

func (r *run) report() (*Report, error) {
	rep := &Report{Elapsed: time.Since(r.begun), Work: r.work}
	var errs []error
	for _, t := range r.tasks {
		o := Outcome{Node: t.node, Kind: t.kind, Action: t.action, Reason: t.reason, Err: t.err, Differed: t.differed}
		if t.phase != settled {
			o.Kind = Queued
		}
		rep.Outcomes = append(rep.Outcomes, o)
		if t.kind == Failed && t.err != nil {
			errs = append(errs, t.err)
		}
	}
	_ = r.e.Store.Used(r.used) // what was used last matters to a collection alone
	if r.fatal != nil {
		errs = append(errs, r.fatal)
	}
	if err := r.ctx.Err(); err != nil {
		errs = append(errs, fmt.Errorf("interrupted with %d of %d nodes to go: %w", rep.Count(Queued), len(r.tasks), err))
	}
	return rep, errors.Join(errs...)
}
