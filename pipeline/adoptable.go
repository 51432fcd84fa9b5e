package pipeline

import (
	"strconv"
	"strings"

	"nofreelunch/pipeline/store"
)

// earlierByCore finds the latest action by the core of its manifest.
type earlierByCore map[store.Digest]*store.Action

// earlierByCore reads every recorded action of the functions of nodes, once.
func (e *Engine) earlierByCore(nodes []*Node) earlierByCore {
	wanted := map[string]bool{}
	for _, n := range nodes {
		wanted[unpathed(n.function)] = true
	}
	found := earlierByCore{}
	for _, a := range e.Store.Actions() {
		if !wanted[unpathed(a.Function)] {
			continue
		}
		if m := e.manifestOf(a); m != "" && e.hasBlobs(a) {
			found[core(m)] = a
		}
	}
	return found
}

// core is a digest of what of a manifest says which call it is of which
// function: the function's package and name, the parameters, the inputs'
// contents. What says how the call is carried out may differ between two
// manifests of one core: the engine and the build, the code, the toolchain,
// the schema, and in what folder the function's package lies. A line of any
// other kind counts.
func core(m manifest) store.Digest {
	b := make([]byte, 0, len(m))
	for line := range strings.Lines(string(m)) {
		word, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch word {
		case "nofreelunch", "engine", "build", "code", "held", "go", "schema":
			continue
		case "function", "params":
			rest = unpathed(rest)
		}
		b = append(append(append(append(b, word...), ' '), rest...), '\n')
	}
	return store.Sum(b)
}

// unpathed is the name of a function or a type with only the last element of
// its package's path: train.Train of nofreelunch/stages/net/train.Train.
func unpathed(name string) string {
	if plain, err := strconv.Unquote(name); err == nil {
		name = plain
	}
	return name[strings.LastIndexByte(name, '/')+1:]
}
