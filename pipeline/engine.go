package pipeline

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"sync"

	"nofreelunch/pipeline/call"
	"nofreelunch/pipeline/store"
)

// A Store keeps results. *store.Store is the local one.
type Store interface {
	// Lookup and Get fail with a *store.Miss where there is nothing to use.
	Lookup(store.Key) (*store.Action, error)
	Get(store.Digest) ([]byte, error)
	Has(store.Digest) bool
	// Actions are in order of time.
	Actions() []*store.Action
	Refresh() error

	Writable() error
	Put([]byte) (store.Digest, error)
	Record(*store.Action) error
	Used([]store.Key) error
	Fail(store.Failure) error
	Failures() map[store.Digest]store.Failure
	Lease(store.Key) (*store.Lease, bool, error)
	Checkpoint(store.Key) ([]byte, bool)
	SaveCheckpoint(store.Key, []byte) error
	DropCheckpoint(store.Key) error
	Log(prefix string, text []byte) (path string, err error)
}

// Code tells the code that a function, or a type with its methods, can reach.
type Code interface {
	// Listing is one line per reachable declaration and module, each with a
	// hash; equal listings mean equal behaviour.
	Listing(name string) ([]byte, error)
	// Build is one line per setting of the program's build that may change what
	// its code does. It fails where the program was not built from that code.
	Build() ([]byte, error)
}

// A Codec turns what stages return into named blobs and back. It is a named
// type, whose methods and what they reach are in every key.
type Codec interface {
	call.Codec
	// Schema describes a type: what Decode needs to be true of the blobs.
	Schema(reflect.Type) string
}

// An Engine runs a graph. Graph, Store, Code and Codec are needed; the zero
// of every other field is a sensible default. An engine is for one goroutine;
// its settings may change between calls.
type Engine struct {
	Graph    *Graph
	Store    Store
	Code     Code
	Codec    Codec
	Executor Executor // nil: run in this process
	Remote   Remote   // nil: run here; it goes before Executor
	Observer Observer // nil: nobody watches

	Workers   int                     // cores to use; 0: all
	KeepGoing bool                    // after a failure, run what does not need it
	NoCache   bool                    // run every node again; results are still kept
	Force     *regexp.Regexp          // run again the nodes whose Name matches
	Version   string                  // commit and the like, for the record of each action
	GoVersion string                  // "": runtime.Version()
	Taken     map[*Node]*store.Action // results to take as they are although they are out of date; see Old
	Pace      Pace                    // of checkpoints
	Rate      float64                 // GFLOP/s assumed of a core for stages of which none was timed; 0: no prediction

	mu    sync.Mutex
	heads map[*Node]preface
	codes map[string]blobRef // by what the listing is of; "" is the build
	types map[reflect.Type]blobRef
}

// preface is the constant part of a node's manifest and the blobs it names.
type preface struct {
	text string
	uses []blobRef
}

// A blobRef is text that a manifest names by its digest.
type blobRef struct {
	digest store.Digest
	text   []byte
}

func (e *Engine) workers() int {
	if e.Workers > 0 {
		return e.Workers
	}
	return runtime.GOMAXPROCS(0)
}

func (e *Engine) goVersion() string {
	if e.GoVersion != "" {
		return e.GoVersion
	}
	return runtime.Version()
}

// check refuses graphs with faults and nodes of other graphs.
func (e *Engine) check(roots []*Node) error {
	if err := e.Graph.Err(); err != nil {
		return fmt.Errorf("pipeline: the graph has faults:\n%w", err)
	}
	for _, n := range roots {
		if n == nil || n.index >= len(e.Graph.nodes) || e.Graph.nodes[n.index] != n {
			return errors.New("pipeline: a root is not in the graph")
		}
	}
	return nil
}

// head is the part of n's manifest that does not depend on inputs.
func (e *Engine) head(n *Node) (preface, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if h, ok := e.heads[n]; ok {
		return h, nil
	}
	p, err := e.program(n)
	if err != nil {
		return preface{}, fmt.Errorf("%s: stage %q: %w", n.place, n.stage, err)
	}
	h := preface{head(n, p, e.goVersion()), []blobRef{p.code, p.engine, p.build, p.schema}}
	if e.heads == nil {
		e.heads = map[*Node]preface{}
	}
	e.heads[n] = h
	return h, nil
}

func hostname() string {
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return name
}
