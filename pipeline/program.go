package pipeline

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"nofreelunch/pipeline/call"
	"nofreelunch/pipeline/store"
)

// program is what of the running program is behind the output of a node, each
// as a listing that manifests name by its digest.
type program struct{ code, engine, build, schema blobRef }

func (e *Engine) program(n *Node) (p program, err error) {
	if p.code, err = e.listed(append([]string{n.function}, typeNames(n.held)...)); err != nil {
		return p, err
	}
	if p.engine, err = e.listed(e.entries()); err != nil {
		return p, err
	}
	if p.build, err = e.built(); err != nil {
		return p, err
	}
	p.schema, err = e.schema(n.output)
	return p, err
}

// entries are the names through which results enter and leave the engine.
func (e *Engine) entries() []string {
	codec := reflect.TypeOf(e.Codec)
	if codec.Kind() == reflect.Pointer {
		codec = codec.Elem()
	}
	return append(call.Entries(), typeName(codec))
}

// typeNames are the types that parameters bring with them behind interfaces:
// a stage calls their methods without naming them.
func typeNames(types []reflect.Type) (names []string) {
	for _, t := range types {
		names = append(names, typeName(t))
	}
	return names
}

// listed is the code that any of several names can reach.
func (e *Engine) listed(names []string) (blobRef, error) {
	of := strings.Join(names, " ")
	return e.once(of, func() ([]byte, error) {
		lines := map[string]bool{}
		for _, name := range slices.Compact(slices.Sorted(slices.Values(names))) {
			text, err := e.Code.Listing(name)
			if err != nil {
				return nil, err
			}
			for line := range strings.Lines(string(text)) {
				lines[line] = true
			}
		}
		return []byte(strings.Join(slices.Sorted(maps.Keys(lines)), "")), nil
	})
}

func (e *Engine) built() (blobRef, error) { return e.once("", e.Code.Build) }

// once makes a listing when it is first asked for.
func (e *Engine) once(of string, list func() ([]byte, error)) (blobRef, error) {
	if c, ok := e.codes[of]; ok {
		return c, nil
	}
	text, err := list()
	if err != nil {
		return blobRef{}, err
	}
	if e.codes == nil {
		e.codes = map[string]blobRef{}
	}
	c := blobRef{store.Sum(text), text}
	e.codes[of] = c
	return c, nil
}

// schema describes an output type, as the codec sees it.
func (e *Engine) schema(t reflect.Type) (s blobRef, err error) {
	if s, ok := e.types[t]; ok {
		return s, nil
	}
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("its output %v is not a table: %v", t, fault)
		}
	}()
	text := []byte(e.Codec.Schema(t))
	if e.types == nil {
		e.types = map[reflect.Type]blobRef{}
	}
	s = blobRef{store.Sum(text), text}
	e.types[t] = s
	return s, nil
}
