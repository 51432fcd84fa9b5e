package pipeline

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"nofreelunch/pipeline/store"
)

// A Verdict is what running one recorded action again in one way showed.
type Verdict struct {
	Node   *Node
	Action *store.Action
	Way    string
	Same   bool
	Differ []string // names of the outputs whose bytes differ
	Err    error
}

// A Way is one way of running that must not change a byte.
type Way struct {
	Name    string
	Workers int          // actions at once, and cores that each may use
	Enter   func() error // sets the process up for it; nil where nothing needs to be
}

// Verify runs recorded nodes again without looking at their results, in every
// way, and compares bytes. sample is how many, 0 for all; seed chooses them. What
// differs is marked in the store, so that nobody uses it: either the recorded
// result is wrong or the stage is not a function of its key. tell, unless it is
// nil, hears each verdict as it falls.
func (e *Engine) Verify(ctx context.Context, sample int, seed uint64, ways []Way, tell func(Verdict), roots ...*Node) ([]Verdict, error) {
	plan, _, err := e.standing(roots)
	if err != nil {
		return nil, err
	}
	return e.VerifyPlan(ctx, plan, sample, seed, ways, tell)
}

// VerifyPlan is Verify of what a plan has as UpToDate. Of everything else there
// may be results of other code or of another engine under other keys: running
// them again here would say nothing of them, so they are left alone.
func (e *Engine) VerifyPlan(ctx context.Context, plan *Plan, sample int, seed uint64, ways []Way, tell func(Verdict)) ([]Verdict, error) {
	var steps []*Step
	actions := map[*Node]*store.Action{}
	for i := range plan.Steps {
		s := &plan.Steps[i]
		actions[s.Node] = s.Action
		if s.Status == UpToDate {
			steps = append(steps, s)
		}
	}
	steps = choose(steps, sample, seed)
	if tell == nil {
		tell = func(Verdict) {}
	}
	var all []Verdict
	for _, w := range ways {
		if w.Enter != nil {
			if err := w.Enter(); err != nil {
				return all, fmt.Errorf("pipeline: verifying %s: %w", w.Name, err)
			}
		}
		verdicts, err := e.verifyIn(ctx, w, steps, actions, tell)
		all = append(all, verdicts...)
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// verifyIn runs steps again in one way, several at once.
func (e *Engine) verifyIn(ctx context.Context, w Way, steps []*Step, actions map[*Node]*store.Action, tell func(Verdict)) ([]Verdict, error) {
	results := make(chan Verdict)
	slots := make(chan struct{}, max(1, w.Workers))
	go func() {
		defer close(results)
		for _, s := range steps {
			slots <- struct{}{}
			go func() {
				results <- e.again(ctx, w, s.Node, s.Action, actions)
				<-slots
			}()
		}
		for range cap(slots) {
			slots <- struct{}{}
		}
	}()
	var verdicts []Verdict
	var err error
	for v := range results {
		if ctx.Err() != nil {
			continue // stopped, which is no verdict
		}
		tell(v)
		verdicts = append(verdicts, v)
		if v.Err == nil && !v.Same {
			err = errors.Join(err, e.quarantine(v))
		}
	}
	slices.SortFunc(verdicts, func(a, b Verdict) int { return a.Node.index - b.Node.index })
	return verdicts, errors.Join(err, ctx.Err())
}

// choose takes a sample of steps, all of them if it is 0.
func choose(steps []*Step, sample int, seed uint64) []*Step {
	if sample <= 0 || sample >= len(steps) {
		return steps
	}
	return shuffled(steps, seed)[:sample]
}

// spread takes a sample of steps that has one of every function, also if it
// is the larger for it.
func spread(steps []*Step, sample int, seed uint64) []*Step {
	var first, others []*Step
	seen := map[string]bool{}
	for _, s := range shuffled(steps, seed) {
		if seen[s.Node.function] {
			others = append(others, s)
			continue
		}
		seen[s.Node.function] = true
		first = append(first, s)
	}
	return append(first, others[:min(len(others), max(0, sample-len(first)))]...)
}

func shuffled(steps []*Step, seed uint64) []*Step {
	steps = slices.Clone(steps)
	rng := rand.New(rand.NewPCG(seed, 0))
	rng.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
	return steps
}

// again runs n on the recorded outputs of its inputs and compares with a.
// Nothing is stored.
func (e *Engine) again(ctx context.Context, w Way, n *Node, a *store.Action, actions map[*Node]*store.Action) Verdict {
	v := Verdict{Node: n, Action: a, Way: w.Name}
	h, err := e.head(n)
	if err != nil {
		v.Err = err
		return v
	}
	m := complete(h.text, n, func(d *Node) store.Digest { return actions[d].Content })
	// An adopted result has the name that it was made under.
	work := &Assignment{Node: n, Key: m.key(), manifest: m, function: a.Function, engine: e, inputs: actions, runner: apart{max(1, w.Workers)}}
	result, err := work.call(ctx)
	if err != nil {
		v.Err = err
		return v
	}
	made := map[string]store.Digest{}
	for _, o := range result.Outputs() {
		made[o.Name] = o.Digest
	}
	for _, o := range a.Outputs {
		if made[o.Name] != o.Digest {
			v.Differ = append(v.Differ, o.Name)
		}
	}
	v.Same = len(v.Differ) == 0 && len(made) == len(a.Outputs)
	return v
}

// quarantine records that an action must not be used.
func (e *Engine) quarantine(v Verdict) error {
	bad := *v.Action
	bad.Bad = fmt.Sprintf("running it again gave other bytes in %q", v.Differ)
	if v.Way != "" {
		bad.Bad += " (" + v.Way + ")"
	}
	bad.Time = time.Now().UTC()
	return e.Store.Record(&bad)
}

// apart runs a stage that leaves no trace: no checkpoint, no progress.
type apart struct{ threads int }

func (apart) Progress(int, int)    {}
func (a apart) Threads() int       { return a.threads }
func (apart) Load() ([]byte, bool) { return nil, false }
func (apart) Save([]byte) error    { return nil }
func (apart) Due() bool            { return false }
