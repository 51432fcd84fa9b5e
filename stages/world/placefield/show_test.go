package placefield

import (
	"context"
	"slices"
	"testing"
)

// peaks are cells whose answer is 1 at one place of a line and 0 elsewhere.
func peaks(at map[int32]int) Answers {
	var a Answers
	for c := range int32(5) {
		for i := range 9 {
			q := Point{Cell: c, XM: float64(i)}
			if where, ok := at[c]; ok && where == i {
				q.Answer = 1
			}
			a.Curve = append(a.Curve, q)
		}
		a.Maps = append(a.Maps, Map{Cell: c, Bins: 2, WidthM: 2.2, Answers: make([]float64, 4)})
	}
	return a
}

func TestShowTakesACellOfEachThird(t *testing.T) {
	o, err := Show(context.Background(), ShowParams{"Gaussian"}, peaks(map[int32]int{3: 1, 0: 4, 2: 8}))
	if err != nil {
		t.Fatal(err)
	}
	var cells []int32
	for _, q := range o.Curves {
		if q.Group != "Gaussian" {
			t.Fatalf("%+v", q)
		}
		cells = append(cells, q.Output)
	}
	if cells = slices.Compact(cells); !slices.Equal(cells, []int32{3, 0, 2}) {
		t.Errorf("cells %v, want 3, 0, 2 from left to right", cells)
	}
	if len(o.Maps) != 1 || o.Maps[0].Output != 0 || o.Maps[0].Group != "Gaussian" {
		t.Errorf("maps %+v, want that of cell 0, the middle one", o.Maps)
	}
}

func TestShowOfAConstantEncoding(t *testing.T) {
	o, err := Show(context.Background(), ShowParams{"flat"}, peaks(nil))
	if err != nil || len(o.Curves)+len(o.Maps) != 0 {
		t.Errorf("nothing varies: %d points, %d maps, %v", len(o.Curves), len(o.Maps), err)
	}
	if _, err := Show(context.Background(), ShowParams{}, peaks(nil)); err == nil {
		t.Error("an encoding without a name was accepted")
	}
}
