package follow

import (
	"context"
	"testing"

	"nofreelunch/stages/world/decode"
)

func TestShowTakesTheFarthestPath(t *testing.T) {
	f := Followed{
		Points: []Point{
			{Path: 4, Step: 1, XM: 0.1, FromStartM: 0.1}, {Path: 4, Step: 2, XM: 0.3, FromStartM: 0.3},
			{Path: 7, Step: 1, XM: 0.9, DecodedXM: 0.8, FromStartM: 0.9}, {Path: 7, Step: 2, FromStartM: 0},
			{Path: 9, Step: 1, FromStartM: 0.9},
		},
		Steps: []decode.Step{{Step: 1, Paths: 3, MeanErrorM: 0.1, MedianErrorM: 0.2, P90ErrorM: 0.3}},
	}
	o, err := Show(context.Background(), ShowParams{"DoS"}, f)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Path) != 2 || o.Path[0] != (PathPoint{"DoS", 7, 1, 0.9, 0, 0.8, 0}) {
		t.Errorf("path %+v, want the two steps of path 7", o.Path)
	}
	if len(o.Errors) != 1 || o.Errors[0] != (StepError{"DoS", 1, 3, 0.1, 0.3, 0.2}) {
		t.Errorf("errors %+v", o.Errors)
	}
}

func TestShowOfADivergedNetworkIsEmpty(t *testing.T) {
	o, err := Show(context.Background(), ShowParams{"polar"}, Followed{})
	if err != nil || len(o.Path)+len(o.Errors) != 0 {
		t.Errorf("%+v, %v", o, err)
	}
	if _, err := Show(context.Background(), ShowParams{}, Followed{}); err == nil {
		t.Error("a group without a name was accepted")
	}
}
