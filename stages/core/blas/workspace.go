package blas

import (
	"runtime"
	"sync"
)

// Workspace holds the buffers and the threads that products use. It serves one
// caller at a time. Threads sleep between products and end when the Workspace
// is collected.
type Workspace struct{ p *pool }

// NewWorkspace returns a Workspace that uses the given number of threads.
func NewWorkspace(threads int) *Workspace {
	w := &Workspace{p: &pool{}}
	w.SetThreads(threads)
	runtime.AddCleanup(w, (*pool).stop, w.p)
	return w
}

// SetThreads changes the number of threads, at least 1. Results do not depend
// on it.
func (w *Workspace) SetThreads(n int) { w.p.resize(max(n, 1)) }

// Threads returns the number of threads.
func (w *Workspace) Threads() int { return w.p.threads }

// For calls body for consecutive ranges that make up [0, n), on as many threads
// as there are, at least grain indices each. Where an index's work depends on
// no other's, results do not depend on threads. It allocates nothing; a body
// kept by the caller saves a closure's allocation. body must not use w.
func (w *Workspace) For(n, grain int, body func(lo, hi int)) {
	p := w.p
	parts := min(p.threads, n/max(grain, 1))
	if parts < 2 {
		if n > 0 {
			body(0, n)
		}
		return
	}
	p.body, p.n = body, n
	p.run(parts)
	p.body = nil
}

// pool is a Workspace's state, shared with its threads.
type pool struct {
	threads int
	scratch []*scratch
	wake    []chan struct{} // one per thread but the caller's
	done    sync.WaitGroup

	// What the threads are to do: body if set, else job.
	parts int
	body  func(lo, hi int)
	n     int
	job   job
}

func (p *pool) resize(n int) {
	for len(p.scratch) < n {
		p.scratch = append(p.scratch, new(scratch))
	}
	for i := len(p.wake) + 1; i < n; i++ {
		c := make(chan struct{}, 1)
		p.wake = append(p.wake, c)
		go func() {
			for range c {
				p.part(i)
				p.done.Done()
			}
		}()
	}
	p.threads = n
}

func (p *pool) stop() {
	for _, c := range p.wake {
		close(c)
	}
}

// run does all parts, the first on the caller's thread.
func (p *pool) run(parts int) {
	p.parts = parts
	p.done.Add(parts - 1)
	for i := 1; i < parts; i++ {
		p.wake[i-1] <- struct{}{}
	}
	p.part(0)
	p.done.Wait()
}

func (p *pool) part(i int) {
	if p.body != nil {
		p.body(p.n*i/p.parts, p.n*(i+1)/p.parts)
		return
	}
	p.job.task(i, p.scratch[i])
}

// worthForking is the number of multiply-adds below which waking a thread
// costs more than it saves.
const worthForking = 1 << 18

// multiply runs a product.
func (p *pool) multiply(j *job) {
	if j.m == 0 || j.n == 0 {
		return
	}
	p.job = *j
	p.job.gm, p.job.gn = 1, 1
	if p.threads > 1 && float64(j.m)*float64(j.n)*float64(j.k) > worthForking {
		p.job.gm, p.job.gn = j.grid(p.threads)
	}
	if parts := p.job.gm * p.job.gn; parts > 1 {
		p.run(parts)
	} else {
		p.job.task(0, p.scratch[0])
	}
	p.job = job{} // let go of the caller's slices
}

// grid divides rows and columns among threads: the least work for the busiest
// thread, counted in tiles, and then the least copying.
func (j *job) grid(threads int) (gm, gn int) {
	mr, nr := j.kern.mr, j.kern.nr
	panels := (j.n + nr - 1) / nr
	best := 0
	for m := 1; m <= threads; m++ {
		n := min(threads/m, panels)
		rows, cols := (j.m+m-1)/m, (panels+n-1)/n
		copied := rows * ((cols*nr + 511) / 512)
		if j.packed == nil {
			copied += cols * nr
		}
		cost := roundUp(rows, mr)*cols*nr + 8*copied
		if best == 0 || cost < best {
			best, gm, gn = cost, m, n
		}
	}
	return gm, gn
}
