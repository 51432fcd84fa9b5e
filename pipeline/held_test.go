package pipeline_test

import (
	"context"
	"strings"
	"testing"

	"nofreelunch/pipeline"
)

// Target is what a code does, told by the value that a parameter holds.
type Target interface {
	String() string
	At(x int) int
}

type Square struct{}

func (Square) String() string { return "square" }
func (Square) At(x int) int   { return x * x }

type Cube struct{}

func (Cube) String() string { return "cube" }
func (Cube) At(x int) int   { return x * x * x }

type Unsaid struct{ Square }

func (Unsaid) String() string { return "square" }

type targetParams struct {
	Target Target
	X      int
}

func Evaluate(_ context.Context, p targetParams) (int, error) { return p.Target.At(p.X), nil }

func targets(of ...Target) *pipeline.Graph {
	g := pipeline.New()
	var values []pipeline.Ref[int]
	for _, x := range of {
		values = append(values, pipeline.Do0(g, "evaluate", Evaluate, targetParams{x, 3}))
	}
	pipeline.Figure(g, "figure7", "values", pipeline.Do1(g, "draw", AddUp, struct{}{}, pipeline.List(values)))
	return g
}

func AddUp(_ context.Context, _ struct{}, values []int) (sum int, err error) {
	for _, v := range values {
		sum += v
	}
	return sum, nil
}

// The code behind an interface in the parameters belongs to the key of the calls
// whose parameters hold it, and of no others.
func TestHeldCodeIsPartOfTheKey(t *testing.T) {
	dir := t.TempDir()
	g := targets(Square{}, Cube{})
	if got := ran(t, engine(t, dir, g, versions{})); got != "evaluate evaluate draw" {
		t.Fatalf("ran %q", got)
	}
	if got := ran(t, engine(t, dir, targets(Square{}), versions{"Cube": "2"})); got != "draw" {
		t.Errorf("another type's code changed, a new figure of one value is drawn: ran %q, want draw", got)
	}
	if got := ran(t, engine(t, dir, targets(Square{}, Cube{}), versions{"Cube": "2"})); got != "evaluate" {
		t.Errorf("the code of one of two types changed, its value did not: ran %q, want evaluate", got)
	}
}

// Two types that say the same name have the same parameters: that is a fault,
// never one node.
func TestTypesOfOneNameAreAFault(t *testing.T) {
	err := targets(Square{}, Unsaid{}).Err()
	if err == nil || !strings.Contains(err.Error(), "Unsaid") || !strings.Contains(err.Error(), "Square") {
		t.Errorf("%v, want a fault that names both types", err)
	}
	if err := targets(Square{}, Square{}).Err(); err != nil {
		t.Error(err)
	}
	if err := targets(nil).Err(); err == nil || !strings.Contains(err.Error(), "Target") {
		t.Errorf("%v, want a fault that names the field", err)
	}
}
