package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"nofreelunch/pipeline/job"
	"nofreelunch/pipeline/store"
)

// A Verdict is what running one recorded action again showed.
type Verdict struct {
	Node   *Node
	Action *store.Action
	Same   bool
	Differ []string // names of the outputs whose bytes differ
	Err    error
}

// Verify runs recorded nodes again without looking at their results, and
// compares bytes. sample is how many, 0 for all; seed chooses them. What
// differs is marked in the store, so that nobody uses it: either the recorded
// result is wrong or the stage is not a function of its key.
func (e *Engine) Verify(ctx context.Context, sample int, seed uint64, roots ...*Node) ([]Verdict, error) {
	plan, err := e.Plan(roots...)
	if err != nil {
		return nil, err
	}
	var steps []*Step
	for i := range plan.Steps {
		if plan.Steps[i].Status == UpToDate {
			steps = append(steps, &plan.Steps[i])
		}
	}
	steps = choose(steps, sample, seed)
	actions := map[*Node]*store.Action{}
	for _, s := range plan.Steps {
		actions[s.Node] = s.Action
	}
	var verdicts []Verdict
	for _, s := range steps {
		if ctx.Err() != nil {
			return verdicts, ctx.Err()
		}
		v := e.again(ctx, s.Node, s.Action, actions)
		if v.Err == nil && !v.Same {
			if err := e.quarantine(s.Action, v.Differ); err != nil {
				return verdicts, err
			}
		}
		verdicts = append(verdicts, v)
	}
	return verdicts, nil
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
func (e *Engine) again(ctx context.Context, n *Node, a *store.Action, actions map[*Node]*store.Action) Verdict {
	v := Verdict{Node: n, Action: a}
	work := &Assignment{Node: n, Key: a.Key, engine: e, inputs: actions, runner: apart{e.workers()}}
	value, err := work.call(job.With(ctx, work.runner))
	if err != nil {
		v.Err = err
		return v
	}
	blobs, err := e.Codec.Encode(value, map[string]string{"stage": n.function})
	if err != nil {
		v.Err = err
		return v
	}
	for _, o := range a.Outputs {
		if store.Sum(blobs[o.Name]) != o.Digest {
			v.Differ = append(v.Differ, o.Name)
		}
	}
	v.Same = len(v.Differ) == 0 && len(blobs) == len(a.Outputs)
	return v
}

// quarantine records that an action must not be used.
func (e *Engine) quarantine(a *store.Action, differ []string) error {
	bad := *a
	bad.Bad = fmt.Sprintf("running it again gave other bytes in %q", differ)
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
