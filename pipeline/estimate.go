package pipeline

import (
	"time"

	"nofreelunch/pipeline/store"
)

// A Basis says what a prediction rests on.
type Basis int

// What is best known comes first. Predicted times are for the engine's user to
// plan by; nothing else depends on them.
const (
	Unknown  Basis = iota // nothing is known
	Recorded              // the same declaration ran before
	Rated                 // its declared operations, at the rate of the function's earlier runs
	Averaged              // the mean of the function's earlier runs
	Assumed               // its declared operations, at the engine's Rate
)

func (b Basis) String() string {
	return [...]string{"unknown", "recorded", "rated", "averaged", "assumed"}[b]
}

// estimates predicts durations and sizes from records.
type estimates struct {
	declared map[store.Digest]*store.Action
	function map[string]*past // wherever its package lay
	assumed  float64          // GFLOP/s, 0 if none
}

// past sums up the earlier runs of a function.
type past struct {
	runs         int
	seconds      float64
	bytes        int64
	rated, gflop float64 // seconds and operations of the runs that declared them
	ratedRuns    int
}

func (e *Engine) estimates() estimates {
	est := estimates{map[store.Digest]*store.Action{}, map[string]*past{}, e.Rate}
	for _, a := range e.Store.Actions() {
		if old := est.declared[a.Declared]; old == nil || !a.Time.Before(old.Time) {
			est.declared[a.Declared] = a
		}
		name := unpathed(a.Function)
		p := est.function[name]
		if p == nil {
			p = new(past)
			est.function[name] = p
		}
		p.add(a)
	}
	return est
}

func (p *past) add(a *store.Action) {
	p.runs++
	p.seconds += a.Seconds
	p.bytes += size(a)
	if a.GFLOP > 0 && a.Seconds > 0 {
		p.rated += a.Seconds
		p.gflop += a.GFLOP
		p.ratedRuns++
	}
}

// size is how many bytes an action's outputs have.
func size(a *store.Action) (n int64) {
	for _, o := range a.Outputs {
		n += o.Size
	}
	return n
}

// of predicts how long n runs.
func (est estimates) of(n *Node) (time.Duration, Basis) {
	if a := est.declared[store.Digest(n.id)]; a != nil {
		return a.Duration(), Recorded
	}
	gflop, _ := n.cost()
	p := est.function[unpathed(n.function)]
	switch {
	case gflop > 0 && p != nil && p.gflop > 0:
		return duration(gflop * p.rated / p.gflop), Rated
	case p != nil:
		return duration(p.seconds / float64(p.runs)), Averaged
	case gflop > 0 && est.assumed > 0:
		return duration(gflop / est.assumed), Assumed
	}
	return 0, Unknown
}

// bytes predicts how much n puts into the store; known is false where
// neither its declaration nor a record tells.
func (est estimates) bytes(n *Node) (bytes int64, known bool) {
	if a := est.declared[store.Digest(n.id)]; a != nil {
		return size(a), true
	}
	if _, b := n.cost(); b > 0 {
		return int64(b), true
	}
	if p := est.function[unpathed(n.function)]; p != nil {
		return p.bytes / int64(p.runs), true
	}
	return 0, false
}

func duration(seconds float64) time.Duration {
	return time.Duration(min(seconds, 1e9) * float64(time.Second))
}
