package estimate

import (
	"context"
	"fmt"
	"math"
	"testing"

	"nofreelunch/stages/measure/surrogate"
)

func TestSurrogatesArePairedAndAdjusted(t *testing.T) {
	var table surrogate.Table
	ps := []float64{0.01, 0.03, 0.5, math.NaN()}
	for i, p := range ps {
		id := fmt.Sprint(i)
		table.Networks = append(table.Networks, surrogate.Network{ID: id, Encoding: "dos", Centres: "grid", BoxWidthM: 2.2, Units: 100, Surrogates: 200, Error20M: 0.05, Error50M: 0.2})
		table.Counts = append(table.Counts, surrogate.Count{ID: id, Threshold: 0.3, Units: 100, Above: 90, Surrogates: 200, SurrogateAbove: 100},
			surrogate.Count{ID: id, Threshold: 0.8, Units: 100, Above: int32(10 * i), Surrogates: 200, SurrogateAbove: int32(20*i) - int32(10*(i%2))})
		table.Coherence = append(table.Coherence, surrogate.Coherence{ID: id, LeastScore: 0.8, PJoint: 0.9}, surrogate.Coherence{ID: id, LeastScore: 0.3, PJoint: p})
	}
	table.Networks = append(table.Networks, surrogate.Network{ID: "other", Encoding: "gaussian", Units: 1, Surrogates: 1}, surrogate.Network{ID: "lost", Encoding: "dos", Centres: "grid", BoxWidthM: 2.2})
	p := SurrogateParams{Judge: Judge{Threshold: 0.8, LowErrorM: 0.1, ErrorSteps: 20, MaxPeriodM: 1.3, Points: 2, Resamples: 100, Seed: 1},
		Groups: []SurrogateGroup{{Name: "regular", Encoding: "dos", Centres: "grid", BoxWidthM: 2.2}, {Name: "none", Encoding: "sod"}}, LeastScore: 0.3, Level: 0.05}
	o, err := Surrogates(context.Background(), p, table)
	if err != nil {
		t.Fatal(err)
	}
	g := o.Groups[0]
	if g.Networks != 4 || g.Tested != 3 || g.Coherent != 2 || g.Adjusted != 1 || len(o.Networks) != 4 {
		t.Errorf("%+v", g)
	}
	// .1 x 0 1 2 3 against the same less .05 of every other: the pairs differ by 0 and .05 alone.
	if math.Abs(g.Excess-0.025) > 1e-12 || g.ExcessLow < 0 || g.ExcessHigh > 0.05 {
		t.Errorf("excess %v [%v, %v]", g.Excess, g.ExcessLow, g.ExcessHigh)
	}
	for i, want := range []float64{0.03, 0.06, 0.5} {
		if got := o.Networks[i].Holm; math.Abs(got-want) > 1e-12 {
			t.Errorf("p %v is adjusted to %v, want %v", ps[i], got, want)
		}
	}
	if none := o.Groups[1]; none.Networks != 0 || !math.IsNaN(none.Excess) || !math.IsNaN(none.Part) {
		t.Errorf("a group of nothing: %+v", none)
	}
	if o.Networks[1].ErrorM != 0.05 {
		t.Errorf("error %v m", o.Networks[1].ErrorM)
	}
}
