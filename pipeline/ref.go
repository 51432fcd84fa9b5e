package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"nofreelunch/pipeline/call"
)

// A Ref names the output of a declared stage call before it exists. It is the
// only way to name an input, and it is typed, so inputs cannot be swapped.
type Ref[T any] struct{ src *source }

// Node is the node behind r, nil for a list or a faulty declaration.
func (r Ref[T]) Node() *Node {
	if r.src == nil {
		return nil
	}
	return r.src.node
}

// A source is an input: one node's output, or a list of sources.
type source struct {
	node *Node
	list []*source
	load call.Loader
}

// List is the fan-in: the outputs of refs as one input, in that order.
func List[A any](refs []Ref[A]) Ref[[]A] {
	s := &source{list: make([]*source, len(refs))}
	loaders := make([]call.Loader, len(refs))
	for i, r := range refs {
		s.list[i], loaders[i] = r.src, r.src.loader()
	}
	s.load = call.List[A](loaders)
	return Ref[[]A]{s}
}

// single is the source of one node's output.
func single[T any](n *Node) *source { return &source{node: n, load: call.One[T]()} }

// loader is nil for a faulty declaration, of which nothing is loaded.
func (s *source) loader() call.Loader {
	if s == nil {
		return nil
	}
	return s.load
}

// valid reports that no declaration behind s is faulty.
func (s *source) valid() bool {
	if s == nil {
		return false
	}
	for _, e := range s.list {
		if !e.valid() {
			return false
		}
	}
	return true
}

// each visits the nodes of s in order, with the path of each inside the
// input: "1" or "2[0]". It also visits lists, with a nil node and their length.
func (s *source) each(path string, visit func(path string, n *Node, length int)) {
	if s.node != nil {
		visit(path, s.node, 0)
		return
	}
	visit(path, nil, len(s.list))
	for i, e := range s.list {
		e.each(path+"["+strconv.Itoa(i)+"]", visit)
	}
}

// identity hashes a declaration. The type of the parameters has its short name
// here: the function says which type it is.
func identity(n *Node, params []byte) (id ID) {
	b := make([]byte, 0, 4096)
	b = strconv.AppendQuote(append(b, "function "...), n.function)
	b = strconv.AppendQuote(append(b, "\nparams "...), n.paramsOf.String())
	b = append(append(b, '\n'), params...)
	n.eachInput(func(path string, in *Node, length int) {
		b = append(append(append(b, "input "...), path...), ' ')
		if in == nil {
			b = strconv.AppendInt(append(b, "list "...), int64(length), 10)
		} else {
			b = hex.AppendEncode(b, in.id[:])
		}
		b = append(b, '\n')
	})
	return sha256.Sum256(b)
}

// eachInput visits the inputs of n as source.each does, numbered from 1.
func (n *Node) eachInput(visit func(path string, in *Node, length int)) {
	for i, s := range n.inputs {
		s.each(strconv.Itoa(i+1), visit)
	}
}

// places are the nodes behind the inputs, by the paths that eachInput gives.
func (n *Node) places() map[string]*Node {
	at := map[string]*Node{}
	n.eachInput(func(path string, in *Node, _ int) {
		if in != nil {
			at[path] = in
		}
	})
	return at
}
