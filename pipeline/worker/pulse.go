package worker

import (
	"maps"
	"os"
	"sync"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/orders"
)

// A Pulse writes the beats of a worker, from what its engine does.
type Pulse struct {
	file  string
	every time.Duration

	mu   sync.Mutex
	last orders.Beat // of the leg before
	beat orders.Beat
	told time.Time
	err  error // of the last write
}

// NewPulse begins a leg whose beats go to a file, one in every interval. job is
// the scheduler's name for it.
func NewPulse(file, job string, every time.Duration) *Pulse {
	last, _ := orders.ReadBeat(file)
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	p := &Pulse{file: file, every: every, last: last, beat: orders.Begin(last, host, os.Getpid(), time.Now().UTC())}
	p.beat.Job = job
	p.mu.Lock()
	defer p.mu.Unlock()
	p.write()
	return p
}

// Keep writes beats until stopped.
func (p *Pulse) Keep(stopped <-chan struct{}) {
	tick := time.NewTicker(p.every)
	defer tick.Stop()
	for {
		select {
		case <-stopped:
			return
		case <-tick.C:
			p.mu.Lock()
			p.write()
			p.mu.Unlock()
		}
	}
}

func (p *Pulse) idle() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.beat.Idle
}

func (p *Pulse) begin(nodes int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.beat.Nodes = nodes
	p.write()
}

func (p *Pulse) end(state orders.State, why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.beat.State, p.beat.Why = state, why
	p.write()
}

// write leaves the beat. That it cannot be written is no reason to stop work.
func (p *Pulse) write() {
	p.told = time.Now()
	p.beat.Time = p.told.UTC()
	p.err = orders.WriteBeat(p.file, p.beat)
}

// Observe takes in what the engine does.
func (p *Pulse) Observe(ev pipeline.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := ev.Node.ID().String()
	switch ev.Kind {
	case pipeline.Progress:
		p.step(id, ev)
	case pipeline.Cached, pipeline.Ran:
		p.beat.Finished++
		if ev.Kind == pipeline.Ran {
			p.beat.Idle = 0
		}
		delete(p.beat.Under, id)
	case pipeline.Failed:
		delete(p.beat.Under, id)
		if !full(ev.Err) { // that is the store's fault, and passes
			p.beat.Failed[id] = fault(ev.Err)
			p.write()
		}
	}
}

// step is a node under way.
func (p *Pulse) step(id string, ev pipeline.Event) {
	s, ok := p.beat.Under[id]
	if !ok {
		s = orders.Step{Name: ev.Node.Name(), From: ev.Done}
	}
	s.Done, s.Total = ev.Done, ev.Total
	p.beat.Under[id] = s
	if ok {
		return
	}
	if p.last.Advanced(id, ev.Done) {
		p.beat.Idle = 0
	}
	p.write()
}

// Beat is a copy of the last one.
func (p *Pulse) Beat() orders.Beat {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.beat
	b.Under, b.Failed = maps.Clone(b.Under), maps.Clone(b.Failed)
	return b
}
