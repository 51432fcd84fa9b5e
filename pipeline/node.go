package pipeline

import (
	"encoding/hex"
	"fmt"
	"reflect"

	"nofreelunch/pipeline/call"
	"nofreelunch/pipeline/canon"
)

// An ID names a declaration: the hash of its function, parameters and inputs.
// Unlike a key it does not change with code or content, so it joins the runs
// of one declaration over time.
type ID [32]byte

// String is the ID in hexadecimal.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// ParseID reads what String wrote.
func ParseID(text string) (id ID, err error) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(id) {
		return id, fmt.Errorf("%q is no ID of a declaration", text)
	}
	return ID(b), nil
}

// A Node is one stage call: a function, its parameters, its inputs.
type Node struct {
	graph    *Graph
	id       ID
	index    int            // position in the graph
	stage    string         // "train"
	function string         // "nofreelunch/stages/net/train.Train"
	label    string         // the parameters' String, or ""
	place    string         // file:line of the declaration
	paramsOf reflect.Type   // type of the parameters
	bound    call.Stage     // the function with its parameters
	held     []reflect.Type // of the values behind interfaces in the parameters
	inputs   []*source
	deps     []*Node // distinct nodes in inputs, in order
	output   reflect.Type
	targets  []*Target // figures of which this is the last node
}

// ID names the declaration.
func (n *Node) ID() ID { return n.id }

// Stage is the stage name given in the declaration.
func (n *Node) Stage() string { return n.stage }

// Function is the full name of the stage's function.
func (n *Node) Function() string { return n.function }

// Label is the parameters' published name, "" if they have none.
func (n *Node) Label() string { return n.label }

// Params are the canonical lines of the parameters.
//
// They are written anew at every call: a graph of a hundred thousand nodes would
// hold hundreds of megabytes of them.
func (n *Node) Params() string {
	lines, _, err := canon.Describe(nil, "param", n.bound.Params)
	if err != nil {
		panic("pipeline: parameters that were declared cannot be described: " + err.Error())
	}
	return string(lines)
}

// Place is the file:line of the declaration.
func (n *Node) Place() string { return n.place }

// Output is the type that the stage returns.
func (n *Node) Output() reflect.Type { return n.output }

// Deps are the nodes whose outputs this one takes, without repetition.
func (n *Node) Deps() []*Node { return n.deps }

// Closure is every node that roots need, themselves included, inputs before
// their users.
func Closure(roots ...*Node) []*Node { return closure(roots, (*Node).Deps) }

func closure(roots []*Node, needs func(*Node) []*Node) []*Node {
	var order []*Node
	seen := map[*Node]bool{}
	var visit func(*Node)
	visit = func(n *Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		for _, d := range needs(n) {
			visit(d)
		}
		order = append(order, n)
	}
	for _, n := range roots {
		visit(n)
	}
	return order
}
