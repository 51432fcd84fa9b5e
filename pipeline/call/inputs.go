package call

import (
	"fmt"
	"strconv"

	"nofreelunch/pipeline/store"
)

// A Loader decodes an input, which is at a place of the manifest: "1", "2[0]".
type Loader func(in *inputs, place string) (any, error)

// One loads the output of one action.
func One[T any]() Loader {
	return func(in *inputs, place string) (any, error) {
		var v T
		err := in.decode(place, &v)
		return v, err
	}
}

// List loads several inputs as one, in their order.
func List[A any](of []Loader) Loader {
	return func(in *inputs, place string) (any, error) {
		if stated := in.stated.lists[place]; stated != strconv.Itoa(len(of)) {
			return nil, fmt.Errorf("call: input %s is a list of %d, its manifest states %q", place, len(of), stated)
		}
		values := make([]A, len(of))
		for i, load := range of {
			v, err := load(in, place+"["+strconv.Itoa(i)+"]")
			if err != nil {
				return nil, err
			}
			values[i] = v.(A)
		}
		return values, nil
	}
}

// inputs loads the inputs of one call, one after the other, and keeps the
// first error.
type inputs struct {
	call   *Call
	stated statement
	last   int
	err    error
}

// next loads the next input.
func next[T any](in *inputs, load Loader) (v T) {
	in.last++
	if in.err != nil {
		return v
	}
	x, err := load(in, strconv.Itoa(in.last))
	if err != nil {
		in.err = err
		return v
	}
	return x.(T)
}

// Lost is an input that is recorded but cannot be read.
type Lost struct {
	Place       string // of the input, as in the manifest
	Err         error
	Undecodable bool // its bytes are as recorded, but not what they should be
}

func (l *Lost) Error() string { return fmt.Sprintf("input %s: %v", l.Place, l.Err) }

// Unwrap is what went wrong.
func (l *Lost) Unwrap() error { return l.Err }

// decode reads the outputs of the action behind an input. Every user decodes
// its own copy, so a stage that writes to its input disturbs nobody.
func (in *inputs) decode(place string, into any) error {
	outputs := in.call.Inputs(place)
	if got, stated := store.ContentOf(outputs).String(), in.stated.inputs[place]; got != stated {
		return fmt.Errorf("call: input %s has the content %s, its manifest states %q", place, got, stated)
	}
	blobs := make(map[string][]byte, len(outputs))
	for _, o := range outputs {
		blob, err := in.call.Store.Get(o.Digest)
		if err == nil && store.Sum(blob) != o.Digest {
			err = fmt.Errorf("call: the store has other bytes for %s", o.Digest)
		}
		if err != nil {
			return &Lost{Place: place, Err: err}
		}
		blobs[o.Name] = blob
	}
	if err := in.call.Codec.Decode(blobs, into); err != nil {
		return &Lost{place, err, true}
	}
	return nil
}
