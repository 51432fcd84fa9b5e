package estimate

import (
	"context"
	"strings"
	"testing"

	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
)

func TestWalkNamesItsNetworks(t *testing.T) {
	ctx := context.Background()
	var p WalkParams
	var ids []string
	for seed := range uint64(3) {
		n := train.Smoke(encoding.DoS(0.12, 2), seed)
		p.Between.Networks, ids = append(p.Between.Networks, n), append(ids, rows.ID(n))
	}
	p.Between.Points, p.Between.Paths, p.Between.Steps = 2, 1, 1
	var line train.Line
	for i := range 5 {
		line.Points = append(line.Points, train.LinePoint{At: float64(i) / 2, Loss: float64(i), Unexplained: float64(2 * i), ErrorM: float64(3 * i)})
	}
	out, err := Walk(ctx, p, line)
	if err != nil || len(out) != 5 {
		t.Fatalf("%d points, %v", len(out), err)
	}
	for i, want := range [][2]string{{ids[0], ids[0]}, {ids[0], ids[1]}, {ids[1], ids[1]}, {ids[1], ids[2]}, {ids[2], ids[2]}} {
		v := float64(i)
		if out[i] != (WalkPoint{want[0], want[1], v / 2, v, 2 * v, 3 * v}) || out[i].Trained() != (i%2 == 0) {
			t.Errorf("point %d: %+v, want it from %s to %s", i, out[i], want[0], want[1])
		}
	}
	if out, err := Walk(ctx, p, train.Line{}); err != nil || len(out) != 0 {
		t.Errorf("a network diverged: %+v, %v", out, err)
	}
	for _, at := range []float64{-0.5, 2.5} {
		if _, err := Walk(ctx, p, train.Line{Points: []train.LinePoint{{At: at}}}); err == nil || !strings.Contains(err.Error(), "point at") {
			t.Errorf("a point at %v: %v", at, err)
		}
	}
	p.Between.Networks = p.Between.Networks[:1]
	if _, err := Walk(ctx, p, line); err == nil || !strings.Contains(err.Error(), "Networks") {
		t.Errorf("one network: %v", err)
	}
}
