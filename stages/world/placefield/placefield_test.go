package placefield

import (
	"context"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/world/encoding"
)

func params() Params {
	e := encoding.DoS(0.2, 2)
	e.Cells, e.Centres = 16, encoding.Grid
	return Params{Encoding: e, Cells: 16, Bins: 8, Points: 21}
}

// Whatever the position, the code is a distribution over cells.
func TestAnswersAddUpToOne(t *testing.T) {
	a, err := Tabulate(context.Background(), params())
	if err != nil {
		t.Fatal(err)
	}
	for bin := range a.Maps[0].Answers {
		sum := 0.0
		for _, m := range a.Maps {
			sum += m.Answers[bin]
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Fatalf("bin %d: the answers add up to %v", bin, sum)
		}
	}
}

// Turning the box over turns the cells of a regular grid over.
func TestMirrorSymmetry(t *testing.T) {
	a, err := Tabulate(context.Background(), params())
	if err != nil {
		t.Fatal(err)
	}
	n := 8
	for x := range n {
		for y := range n {
			got, want := a.Maps[15].Answers[(n-1-x)*n+n-1-y], a.Maps[0].Answers[x*n+y]
			if math.Abs(got-want) > 1e-12 {
				t.Fatalf("cell 15 at the mirrored bin answers %v, cell 0 %v", got, want)
			}
		}
	}
}

func TestBadParams(t *testing.T) {
	for field, break_ := range map[string]func(*Params){
		"Cells":    func(p *Params) { p.Cells = 17 },
		"Bins":     func(p *Params) { p.Bins = 1 },
		"Points":   func(p *Params) { p.Points = 0 },
		"encoding": func(p *Params) { p.Encoding.BoxWidthM = -1 },
	} {
		p := params()
		break_(&p)
		if _, err := Tabulate(context.Background(), p); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// Fewer cells than there are come from all over the population.
func TestCellsAreSpread(t *testing.T) {
	p := params()
	p.Cells = 4
	a, err := Tabulate(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int32{2, 6, 10, 14} {
		if a.Maps[i].Cell != want {
			t.Errorf("map %d is of cell %d, want %d", i, a.Maps[i].Cell, want)
		}
	}
}
