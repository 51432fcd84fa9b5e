package pipeline

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"time"

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
	node *Node
	err  error
}

func (l *lostInput) Error() string { return fmt.Sprintf("input %s: %v", l.node.Name(), l.err) }

// Run runs the stage in this process and keeps what it returns.
func (a *Assignment) Run(ctx context.Context) (*store.Action, error) {
	start := time.Now()
	value, err := a.call(job.With(ctx, a.runner))
	if err != nil {
		return nil, err
	}
	// No key or label in the blobs: equal results must have equal bytes, or an
	// unchanged output would not stop a rebuild.
	blobs, err := a.engine.Codec.Encode(value, map[string]string{"stage": a.Node.function})
	if err != nil {
		return nil, a.failed(fmt.Errorf("encoding its output: %w", err), nil)
	}
	action, err := a.keep(blobs, time.Since(start))
	if err != nil {
		return nil, err
	}
	return action, a.engine.Store.DropCheckpoint(a.Key)
}

// call calls the stage's function; a panic in it is an error.
func (a *Assignment) call(ctx context.Context) (value any, err error) {
	var lost *lostInput
	defer func() {
		if fault := recover(); fault != nil {
			value, err = nil, a.failed(fmt.Errorf("panic: %v", fault), debug.Stack())
		}
	}()
	value, err = a.Node.call(ctx, a.fetch)
	switch {
	case err == nil:
		return value, nil
	case errors.As(err, &lost):
		return nil, lost
	case ctx.Err() != nil:
		return nil, ctx.Err() // interrupted, not failed
	}
	return nil, a.failed(err, nil)
}

func (a *Assignment) failed(cause error, stack []byte) error {
	text := fmt.Sprintf("%s failed: %v\n\ndeclared at %s\nkey %s\n\n%s\n%s", a.Node.Name(), cause, a.Node.place, a.Key, a.manifest, stack)
	path, err := a.engine.Store.Log(a.Node.stage+"-"+a.Key.String()[:12], []byte(text))
	if err != nil {
		path = "" // the failure itself matters more
	}
	return &StageError{Node: a.Node, Cause: cause, Log: path, Stack: stack}
}

// fetch decodes the output of an input. Every user decodes its own copy, so
// a stage that writes to its input disturbs nobody.
func (a *Assignment) fetch(n *Node, into any) error {
	blobs, err := a.engine.blobs(a.inputs[n])
	if err == nil {
		err = a.engine.Codec.Decode(blobs, into)
	}
	if err != nil {
		return &lostInput{n, err}
	}
	return nil
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

// keep stores the blobs, the manifest and what it names, and then the record.
func (a *Assignment) keep(blobs map[string][]byte, took time.Duration) (*store.Action, error) {
	action := &store.Action{
		Key: a.Key, Declared: store.Digest(a.Node.id), Function: a.Node.function, Name: a.Node.Name(),
		Seconds: took.Seconds(), Host: hostname(), Version: a.engine.Version, Time: time.Now().UTC(),
	}
	action.GFLOP, _, _ = a.Node.cost()
	for _, name := range slices.Sorted(maps.Keys(blobs)) {
		digest, err := a.engine.Store.Put(blobs[name])
		if err != nil {
			return nil, err
		}
		action.Outputs = append(action.Outputs, store.Output{Name: name, Digest: digest, Size: int64(len(blobs[name]))})
	}
	action.Content = store.ContentOf(action.Outputs)
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
