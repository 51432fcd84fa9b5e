package pipeline

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
)

// A Graph is a set of declared stage calls and the figures made from them.
// Faults in declarations are collected, each naming its file and line, and
// reported together by Err. The graph does not know keys, stores or runs.
type Graph struct {
	nodes   []*Node // in declaration order, which is a topological order
	byID    map[ID]*Node
	targets []*Target
	byName  map[string]*Target
	sweeps  []*Series
	costs   map[reflect.Type]func(params any) cost
	faults  []error
	places  map[[8]uintptr]string // of declarations, by the stack

	mu    sync.Mutex
	named *naming // of the nodes that were there when a name was last asked for
}

// New returns an empty graph.
func New() *Graph {
	return &Graph{byID: map[ID]*Node{}, byName: map[string]*Target{}, costs: map[reflect.Type]func(any) cost{}, places: map[[8]uintptr]string{}}
}

// Err is every fault in the declarations so far, or nil.
func (g *Graph) Err() error { return errors.Join(g.faults...) }

// Nodes are all declared nodes, inputs before their users.
func (g *Graph) Nodes() []*Node { return g.nodes }

// Node is the declaration of that ID, or nil.
func (g *Graph) Node(id ID) *Node { return g.byID[id] }

// Targets are the declared figures in order of declaration.
func (g *Graph) Targets() []*Target { return g.targets }

// Target is the figure of that name, or nil.
func (g *Graph) Target(name string) *Target { return g.byName[name] }

// fault records what is wrong with the declaration at place.
func (g *Graph) fault(place string, format string, args ...any) {
	g.faults = append(g.faults, fmt.Errorf(place+": "+format, args...))
}

// caller is the file:line of the declaration skip frames above its caller;
// what Gather declares is declared where it is called. A place in the program is
// looked up once: a hundred thousand calls are declared in few.
func (g *Graph) caller(skip int) string {
	var stack [8]uintptr
	n := runtime.Callers(skip+2, stack[:])
	place, ok := g.places[stack]
	if !ok {
		place = placeOf(stack[:n])
		g.places[stack] = place
	}
	return place
}

func placeOf(stack []uintptr) string {
	frames := runtime.CallersFrames(stack)
	for {
		frame, more := frames.Next()
		if frame.File != "" && !strings.Contains(frame.Function, "/pipeline.Gather") {
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
		if !more {
			return "declaration"
		}
	}
}
