package paper

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/surrogate"
)

// made are networks of a room: of 100 units so many pass 0.8, of 100 surrogates so
// many, and the test of coherence has a p.
func made(centres string, boxWidthM float64, networks int, above, null int32, p float64) (t surrogate.Table) {
	for n := range networks {
		id := fmt.Sprint(centres, boxWidthM, n)
		t.Networks = append(t.Networks, surrogate.Network{ID: id, Seed: int64(n), Encoding: "dos", Homogeneous: true, SigmaM: 0.12, SurroundScale: 2,
			Centres: centres, BoxWidthM: boxWidthM, Error20M: 0.05, Error50M: 0.3, Units: 100, Surrogates: 100})
		for _, threshold := range []float64{0.75, 0.8, 0.85} {
			t.Counts = append(t.Counts, surrogate.Count{ID: id, Threshold: threshold, Units: 100, Above: above + int32(n%2), Short: above / 2, Surrogates: 100, SurrogateAbove: null, SurrogateShort: null})
		}
		for _, least := range []float64{0.3, 0.8} {
			t.Coherence = append(t.Coherence, surrogate.Coherence{ID: id, LeastScore: least, PJoint: p, PAlignment: p, PSpread: 1})
		}
	}
	return t
}

func moduleParams() ModuleParams {
	room := func(id, name, centres string, boxWidthM float64) Room {
		return Room{id, estimate.SurrogateGroup{Name: name, Encoding: "dos", SigmaM: 0.12, SurroundScale: 2, Centres: centres, BoxWidthM: boxWidthM}}
	}
	rooms := []Room{room("regular", "regular centres, 2.2 m", "grid", 2.2), room("uniform", "uniform centres, 2.2 m", "uniform", 2.2), room("regular-wide", "regular centres, 4.4 m", "grid", 4.4)}
	p := params()
	p.ErrorSteps = estimate.ShortSteps // the made networks are lost after them
	return ModuleParams{Params: p, Ideal: rooms[0].SurrogateGroup, Rooms: rooms, Bands: []string{"ring band ± 2 %"}, Level: 0.05}
}

// madeBands are ring bands of networks with regular centres.
func madeBands(networks int) (of []estimate.NullCount) {
	for n := range networks {
		for _, threshold := range []float64{0.75, 0.8, 0.85} {
			of = append(of, estimate.NullCount{ID: fmt.Sprint("grid", 2.2, n), Null: "ring band ± 2 %", Threshold: threshold, Maps: 100, Above: 50})
		}
	}
	return of
}

// judged are the claims on tables of two rooms; the third has no networks.
func judged(t *testing.T, p ModuleParams, above, null int32, coherent float64, periods []estimate.Modality) map[string]Row {
	t.Helper()
	regular, uniform := made("grid", 2.2, 8, above, null, coherent), made("uniform", 2.2, 3, 0, 0, math.NaN())
	table, err := surrogate.Join(context.Background(), surrogate.JoinParams{}, []surrogate.Table{regular, uniform})
	if err != nil {
		t.Fatal(err)
	}
	v, err := Modules(context.Background(), p, table, madeBands(8), periods)
	return rowsOf(t, v, err)
}

// unimodal are networks of which some have two modes.
func unimodal(networks, two int, power float64) (out []estimate.Modality) {
	for n := range networks {
		m := estimate.Modality{ID: fmt.Sprint(n), Seed: int64(n), ErrorM: 0.05, Estimator: estimate.PublishedPeriods, P: 0.5, Holm: 1, Power: power}
		if n < two {
			m.P, m.Holm = 0.001, 0.01
		}
		lattice := m
		lattice.Estimator = estimate.LatticePeriods
		out = append(out, m, lattice)
	}
	return out
}

func TestModules(t *testing.T) {
	of := judged(t, moduleParams(), 20, 10, 0.001, unimodal(20, 1, 0.95))
	for id, want := range map[string]string{
		"f-null": Reproduced, "f-coherence-regular": Reproduced, "f-coherence-uniform": Inconclusive,
		"f-coherence-regular-wide": Inconclusive, "r3-one-period": Reproduced, "f-one-period-power": Reproduced,
	} {
		if _, there := of[id]; !there {
			t.Errorf("no claim %s among %d", id, len(of))
		}
		if r := of[id]; r.Verdict != want {
			t.Errorf("%s: %q (%s), ours %v [%v, %v], N %d, want %q", id, r.Verdict, r.Reason, r.Ours, r.Low, r.High, r.N, want)
		}
	}
	if r := of["f-null"]; math.Abs(r.Ours-0.105) > 1e-12 || !strings.Contains(r.Robust, "ring band ± 2 %") {
		t.Errorf("excess %v, want 0.105; %s", r.Ours, r.Robust)
	}
	if r := of["f-coherence-regular"]; !strings.Contains(r.Robust, "period alone") || strings.Contains(r.Robust, "orientation alone") {
		t.Errorf("periods of p 1 and orientations of p 0.001: %s", r.Robust)
	}
}

func TestModulesThatAreNotThere(t *testing.T) {
	of := judged(t, moduleParams(), 10, 11, 0.4, unimodal(20, 20, 0.2))
	for id, want := range map[string]string{
		"f-null": Contradicted, "r3-one-period": Contradicted, "f-one-period-power": Contradicted,
		"f-coherence-regular": Inconclusive, // 0 of 8 may still be one in twenty
	} {
		if r := of[id]; r.Verdict != want {
			t.Errorf("%s: %q, ours %v [%v, %v], want %q", id, r.Verdict, r.Ours, r.Low, r.High, want)
		}
	}
}

// The decoding error that decides is over as many steps as the judge says.
func TestModulesTakeTheErrorOfTheSteps(t *testing.T) {
	p := moduleParams()
	p.ErrorSteps = 50
	if r := judged(t, p, 20, 10, 0.001, nil)["f-null"]; r.Verdict != Inconclusive || r.N != 0 {
		t.Errorf("networks that decode within 30 cm count: %+v", r)
	}
}

func TestModulesWithoutEvidenceFail(t *testing.T) {
	table := made("grid", 2.2, 2, 1, 1, 0.5)
	if _, err := Modules(context.Background(), moduleParams(), table, nil, nil); err == nil || !strings.Contains(err.Error(), "ring band") {
		t.Errorf("no ring bands: %v", err)
	}
	table.Counts = nil
	if _, err := Modules(context.Background(), moduleParams(), table, nil, nil); err == nil || !strings.Contains(err.Error(), "counted at") {
		t.Errorf("no counts: %v", err)
	}
}

// Three networks that all pass do not confirm a claim; four do.
func TestFewNetworksConfirmNothing(t *testing.T) {
	for networks, want := range map[int]string{3: Inconclusive, 4: Reproduced} {
		v, err := Modules(context.Background(), moduleParams(), made("grid", 2.2, networks, 20, 10, 0.001), madeBands(8), nil)
		if r := rowsOf(t, v, err)["f-coherence-regular"]; r.Verdict != want || r.N != int64(networks) {
			t.Errorf("%d networks: %q (%s), N %d", networks, r.Verdict, r.Reason, r.N)
		}
	}
}
