package pipeline

import (
	"math"
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
	Rated                 // its declared operations, at the rate of runs of like size
	Scaled                // its declared operations, from runs of another size
	Averaged              // the mean of the function's earlier runs
	Assumed               // its declared operations, at the engine's Rate
)

func (b Basis) String() string {
	return [...]string{"unknown", "recorded", "rated", "scaled", "averaged", "assumed"}[b]
}

// A Guess is how long a call will run: Likely, and between Low and High unless
// something is odd.
type Guess struct {
	Low, Likely, High time.Duration
	Basis             Basis
}

// about is a guess within a factor.
func about(seconds, factor float64, basis Basis) Guess {
	return Guess{duration(seconds / factor), duration(seconds), duration(seconds * factor), basis}
}

// plus is the guess of both calls; what is not known adds nothing.
func (g Guess) plus(h Guess) Guess {
	return Guess{plus(g.Low, h.Low), plus(g.Likely, h.Likely), plus(g.High, h.High), max(g.Basis, h.Basis)}
}

// How far a prediction may be off by what it rests on: the same call on the
// same machine under another load; calls of like size; calls of another size; any
// call of the function.
const (
	offRecorded = 1.3
	offRated    = 1.5
	offScaled   = 2
	offAveraged = 3
)

// estimates predicts durations and sizes from records.
type estimates struct {
	declared map[store.Digest]*store.Action
	function map[string]*past // wherever its package lay
	rate     float64          // GFLOP/s assumed of a core, 0 if none
	rated    map[sized]Guess  // as far as they were worked out
}

// A sized call is one of a function with what it is declared to take.
type sized struct {
	function string
	cost
}

func (e *Engine) estimates() estimates {
	est := estimates{map[store.Digest]*store.Action{}, map[string]*past{}, e.Rate, map[sized]Guess{}}
	for _, a := range e.Store.Actions() {
		if old := est.declared[a.Declared]; old == nil || !a.Time.Before(old.Time) {
			est.declared[a.Declared] = a
		}
		name := unpathed(a.Function)
		if est.function[name] == nil {
			est.function[name] = &past{}
		}
		est.function[name].add(a)
	}
	return est
}

// of predicts how long n runs.
func (est estimates) of(n *Node) (time.Duration, Basis) {
	g := est.guess(n)
	return g.Likely, g.Basis
}

func (est estimates) guess(n *Node) Guess {
	if a := est.declared[store.Digest(n.id)]; a != nil {
		return about(a.Seconds, offRecorded, Recorded)
	}
	call := sized{unpathed(n.function), n.cost()}
	g, ok := est.rated[call]
	if !ok {
		g = est.work(call, est.function[call.function])
		est.rated[call] = g
	}
	return g
}

// work predicts a call that never ran, p being the past of its function.
func (est estimates) work(call sized, p *past) Guess {
	rate := 0.0
	if call.products {
		rate = est.rate
	}
	switch {
	case p == nil && call.gflop > 0 && rate > 0:
		return about(call.gflop/rate, offScaled, Assumed)
	case p == nil:
		return Guess{}
	case call.declared:
		return p.guess(call.gflop, call.bytes, rate)
	}
	return about(p.seconds/float64(p.count), offAveraged, Averaged)
}

// bytes predicts how much n puts into the store; known is false where
// neither its declaration nor a record tells.
func (est estimates) bytes(n *Node) (bytes int64, known bool) {
	if a := est.declared[store.Digest(n.id)]; a != nil {
		return size(a), true
	}
	if b := n.cost().bytes; b > 0 {
		return int64(b), true
	}
	if p := est.function[unpathed(n.function)]; p != nil {
		return p.bytes / int64(p.count), true
	}
	return 0, false
}

// size is how many bytes an action's outputs have.
func size(a *store.Action) (n int64) {
	for _, o := range a.Outputs {
		n += o.Size
	}
	return n
}

// plus adds durations and stays at the longest there is: the published sweeps
// take centuries of one core.
func plus(a, b time.Duration) time.Duration {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

func duration(seconds float64) time.Duration {
	return time.Duration(min(seconds*float64(time.Second), math.MaxInt64/2))
}
