package gridscore

import (
	"context"
	"slices"
	"testing"

	"nofreelunch/stages/measure/ratemap"
)

// wide are maps of many units, numbered from 100.
func wide(units, n int) (m ratemap.Maps) {
	for u := range units {
		m.Units = append(m.Units, ratemap.NewUnit(100+u, n, hexagons(n, float64(n)/3+0.05*float64(u), 0.1*float64(u), 0, 0)))
	}
	return m
}

// Of a wide network as many units are scored as asked for: a draw by the seed,
// each unit once and with the score that it has among all.
func TestAWideNetworkIsScoredAtRandom(t *testing.T) {
	ctx, maps := context.Background(), wide(40, 8)
	p := Defaults(8, 2.2)
	all, err := Score(ctx, p, maps)
	if err != nil || len(all.Units) != 40 {
		t.Fatalf("%d units, %v", len(all.Units), err)
	}
	drawn := func(most int, seed uint64) (units []int32) {
		q := p
		q.Most, q.Seed = most, seed
		s, err := Score(ctx, q, maps)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range s.Units {
			if want := all.Units[u.Unit-100]; u.Unit != want.Unit || u.Score60 != want.Score60 {
				t.Errorf("unit %d scores %v, among all %v", u.Unit, u.Score60, want.Score60)
			}
			units = append(units, u.Unit)
		}
		return units
	}
	one, again, other := drawn(10, 1), drawn(10, 1), drawn(10, 2)
	if len(one) != 10 || !slices.IsSorted(one) || len(slices.Compact(slices.Clone(one))) != 10 {
		t.Errorf("drew %v, want 10 units, each once", one)
	}
	if !slices.Equal(one, again) || slices.Equal(one, other) {
		t.Errorf("seed 1 drew %v and %v, seed 2 %v", one, again, other)
	}
	if first := []int32{100, 101, 102, 103, 104, 105, 106, 107, 108, 109}; slices.Equal(one, first) {
		t.Error("the first units were drawn")
	}
	for _, most := range []int{40, 41, 1024} {
		if got := drawn(most, 1); len(got) != 40 {
			t.Errorf("at most %d of 40 units: %d", most, len(got))
		}
	}
	p.Most = -1
	if _, err := Score(ctx, p, maps); err == nil {
		t.Error("-1 units are accepted")
	}
}
