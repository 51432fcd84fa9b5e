package pipeline

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"nofreelunch/pipeline/call"
	"nofreelunch/pipeline/job"
	"nofreelunch/pipeline/store"
)

// An Executor carries out assignments, as many at a time as it is given. When
// Execute returns an action, that action is in the store. An error of it is a
// failure of the node, like a stage's own, unless the run was interrupted.
type Executor interface {
	Execute(context.Context, *Assignment) (*store.Action, error)
}

// An Assignment is one node to run, with its key. A worker elsewhere that has
// the same graph and store needs only the key; here, Run does it.
type Assignment struct {
	Node     *Node
	Key      store.Key
	manifest manifest
	preface  preface
	inputs   map[*Node]*store.Action
	engine   *Engine
	runner   job.Runner
	function string // that the result names; "": the node's
}

// execute runs the assignment in this process, or with the engine's executor,
// whose errors are made the node's. What goes wrong here beside the stage
// itself is the store's, and ends the run.
func (a *Assignment) execute(ctx context.Context) (*store.Action, error) {
	if a.engine.Executor == nil {
		return a.Run(ctx)
	}
	action, err := a.engine.Executor.Execute(ctx, a)
	if err == nil && action == nil {
		err = errors.New("the executor ended without a result and without an error")
	}
	var stage *StageError
	var lost *lostInput
	if err == nil || errors.As(err, &stage) || errors.As(err, &lost) || ctx.Err() != nil {
		return action, err
	}
	return nil, &StageError{Node: a.Node, Cause: err}
}

// A StageError is a stage that failed.
type StageError struct {
	Node  *Node
	Cause error
	Log   string // path of a file with everything known, "" if it could not be written
	Stack []byte // of a panic
}

func (e *StageError) Error() string {
	s := fmt.Sprintf("%s (declared at %s): %v", e.Node.Name(), e.Node.place, e.Cause)
	if e.Log != "" {
		s += "\n  log: " + e.Log
	}
	return s
}

// Unwrap is the stage's own error.
func (e *StageError) Unwrap() error { return e.Cause }

// lostInput is an input that is recorded but can no longer be read.
type lostInput struct {
	node        *Node
	err         error
	undecodable bool // its bytes are as recorded, but not what they should be
}

func (l *lostInput) Error() string { return fmt.Sprintf("input %s: %v", l.node.Name(), l.err) }

// Run runs the stage in this process and keeps what it returns.
func (a *Assignment) Run(ctx context.Context) (*store.Action, error) {
	start := time.Now()
	result, err := a.call(ctx)
	if err != nil {
		return nil, err
	}
	action, err := a.keep(result, time.Since(start)+a.earlier())
	if err != nil {
		return nil, err
	}
	_ = a.engine.Store.DropCheckpoint(a.Key) // one that stays is removed by a collection
	return action, nil
}

// earlier is what the legs before a checkpoint took, if the stage went on from one.
func (a *Assignment) earlier() time.Duration {
	if r, ok := a.runner.(*runner); ok {
		return r.earlier()
	}
	return 0
}

// call calls the stage's function; a panic in it is an error.
func (a *Assignment) call(ctx context.Context) (result *call.Result, err error) {
	var lost *call.Lost
	at := a.Node.places()
	defer func() {
		if fault := recover(); fault != nil {
			result, err = nil, a.failed(fmt.Errorf("panic: %v", fault), debug.Stack())
		}
	}()
	result, err = a.stated(at).Make(ctx)
	switch {
	case err == nil:
		return result, nil
	case errors.As(err, &lost):
		return nil, &lostInput{at[lost.Place], lost.Err, lost.Undecodable}
	case ctx.Err() != nil:
		return nil, ctx.Err() // interrupted, not failed
	}
	return nil, a.failed(err, nil)
}

// stated is the call as its manifest states it, with the nodes at the places
// of its inputs.
func (a *Assignment) stated(at map[string]*Node) *call.Call {
	function := a.function
	if function == "" {
		function = a.Node.function
	}
	return &call.Call{
		Stage: a.Node.bound, Manifest: string(a.manifest), Function: function,
		Codec: a.engine.Codec, Store: a.engine.Store, Runner: a.runner,
		Inputs: func(place string) []store.Output { return a.inputs[at[place]].Outputs },
	}
}

func (a *Assignment) failed(cause error, stack []byte) error {
	text := fmt.Sprintf("%s failed: %v\n\ndeclared at %s\nkey %s\n\n%s\n%s", a.Node.Name(), cause, a.Node.place, a.Key, a.manifest, stack)
	path, err := a.engine.Store.Log(a.Node.stage+"-"+a.Key.String()[:12], []byte(text))
	if err != nil {
		path = "" // the failure itself matters more
	}
	return &StageError{Node: a.Node, Cause: cause, Log: path, Stack: stack}
}

// lostInputs are all inputs that cannot be read, if err says that one could
// not: they are made again together, not one after the other.
func (a *Assignment) lostInputs(err error) (lost []*Node) {
	var first *lostInput
	if !errors.As(err, &first) {
		return nil
	}
	for _, n := range a.Node.deps {
		if _, err := a.engine.blobs(a.inputs[n]); err != nil || n == first.node {
			lost = append(lost, n)
		}
	}
	return lost
}

// blobs reads the outputs of an action.
func (e *Engine) blobs(action *store.Action) (map[string][]byte, error) {
	blobs := make(map[string][]byte, len(action.Outputs))
	for _, o := range action.Outputs {
		blob, err := e.Store.Get(o.Digest)
		if err != nil {
			return nil, err
		}
		blobs[o.Name] = blob
	}
	return blobs, nil
}

// keepTries is how often a result is stored again because the folder was
// removed under it.
const keepTries = 5

// keep stores a result. It is stored again where the cache was removed
// meanwhile: what took hours must not run again for that.
func (a *Assignment) keep(result *call.Result, took time.Duration) (action *store.Action, err error) {
	for range keepTries {
		if action, err = a.keepOnce(result, took); !errors.Is(err, store.ErrGone) {
			return action, err
		}
	}
	return nil, fmt.Errorf("%w, %d times; see that nobody removes the cache's files", err, keepTries)
}

// keepOnce stores the blobs, the manifest and what it names, and then the record.
func (a *Assignment) keepOnce(result *call.Result, took time.Duration) (*store.Action, error) {
	outputs, err := result.Keep(a.engine.Store)
	if err != nil {
		return nil, err
	}
	action := &store.Action{
		Key: a.Key, Declared: store.Digest(a.Node.id), Function: a.Node.function, Name: a.Node.Name(),
		Seconds: took.Seconds(), Host: hostname(), Version: a.engine.Version, Time: time.Now().UTC(),
		Outputs: outputs, Content: store.ContentOf(outputs),
	}
	action.GFLOP = a.Node.cost().gflop
	a.Node.eachInput(func(_ string, in *Node, _ int) {
		if in != nil {
			action.Inputs = append(action.Inputs, a.inputs[in].Key)
		}
	})
	if err := a.keepManifest(action); err != nil {
		return nil, err
	}
	return action, a.engine.Store.Record(action)
}

func (a *Assignment) keepManifest(action *store.Action) error {
	for _, u := range a.preface.uses {
		if _, err := a.engine.Store.Put(u.text); err != nil {
			return err
		}
		action.Uses = append(action.Uses, u.digest)
	}
	_, err := a.engine.Store.Put([]byte(a.manifest))
	return err
}
