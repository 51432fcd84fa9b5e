package estimate

import (
	"context"
	"math"
	"testing"

	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
)

func TestNullCounts(t *testing.T) {
	net := train.Smoke(encoding.DoS(0.12, 2), 1)
	d := null.Distribution{Scores: []null.Score{{Score60: 0.9}, {Score60: 0.8}, {Score60: math.NaN()}, {Score60: 1.2}}}
	p := NullCountParams{Network: net, Null: "ring", Thresholds: []float64{0.8, 1}}
	got, err := NullCounts(context.Background(), p, d)
	if err != nil {
		t.Fatal(err)
	}
	want := []NullCount{{rows.ID(net), "ring", 0.8, 3, 2}, {rows.ID(net), "ring", 1, 3, 1}}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%+v, want %+v", got, want)
	}
	p.Null = ""
	if _, err := NullCounts(context.Background(), p, d); err == nil {
		t.Error("a null without a name is accepted")
	}
}
