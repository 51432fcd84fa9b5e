package call

import (
	"context"
	"fmt"
	"maps"
	"path"
	"reflect"
	"slices"

	"nofreelunch/pipeline/canon"
	"nofreelunch/pipeline/job"
	"nofreelunch/pipeline/store"
)

// A Codec turns what stages return into named blobs and back.
type Codec interface {
	Encode(v any, meta map[string]string) (map[string][]byte, error)
	Decode(blobs map[string][]byte, into any) error
}

// A Store has blobs by their digests.
type Store interface {
	Get(store.Digest) ([]byte, error)
	Put([]byte) (store.Digest, error)
}

// Entries are the full names through which the engine uses this package.
func Entries() []string {
	at := reflect.TypeFor[Call]().PkgPath()
	names := []string{"Bind0", "Bind1", "Bind2", "Bind3", "Bind4", "Bind5", "Bind6", "One", "List", "Call", "Result"}
	for i, name := range names {
		names[i] = at + "." + name
	}
	return names
}

// A Call is one call of a stage, as its manifest states it.
type Call struct {
	Stage    Stage
	Manifest string
	Function string // that the result names: the manifest's, or what it was before its package moved
	Codec    Codec
	Store    Store
	Inputs   func(place string) []store.Output // recorded outputs of the action behind an input
	Runner   job.Runner
}

// Make calls the stage and encodes what it returns.
func (c *Call) Make(ctx context.Context) (*Result, error) {
	stated := read(c.Manifest)
	if path.Base(c.Function) != path.Base(stated.function) {
		return nil, fmt.Errorf("call: the function is %s, the manifest states %q", c.Function, stated.function)
	}
	lines, err := canon.Append(nil, "param", c.Stage.Params)
	if err != nil {
		return nil, err
	}
	if string(lines) != stated.params {
		return nil, fmt.Errorf("call: the parameters are not those of the manifest any more; " +
			"something writes to them: a String or a Validate must not")
	}
	ctx = job.With(ctx, sealed{c.Runner, store.Key(store.Sum([]byte(c.Manifest)))})
	value, err := c.Stage.run(ctx, &inputs{call: c, stated: stated})
	if err != nil {
		return nil, err
	}
	// No key or label in the blobs: equal results must have equal bytes, or an
	// unchanged output would not stop a rebuild.
	blobs, err := c.Codec.Encode(value, map[string]string{"stage": c.Function})
	if err != nil {
		return nil, fmt.Errorf("encoding its output: %w", err)
	}
	return &Result{blobs}, nil
}

// A Result is what a call made. Nobody can write to it.
type Result struct{ blobs map[string][]byte }

// Outputs are the names, digests and sizes of what was made.
func (r *Result) Outputs() []store.Output {
	var outputs []store.Output
	for _, name := range slices.Sorted(maps.Keys(r.blobs)) {
		blob := r.blobs[name]
		outputs = append(outputs, store.Output{Name: name, Digest: store.Sum(blob), Size: int64(len(blob))})
	}
	return outputs
}

// Keep gives everything to a store, which must keep it as it is.
func (r *Result) Keep(to Store) ([]store.Output, error) {
	outputs := r.Outputs()
	for _, o := range outputs {
		kept, err := to.Put(r.blobs[o.Name])
		if err != nil {
			return nil, err
		}
		if kept != o.Digest {
			return nil, fmt.Errorf("call: the store keeps %s of %s under the digest %s", o.Digest, o.Name, kept)
		}
	}
	return outputs, nil
}
