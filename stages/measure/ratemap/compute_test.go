package ratemap

import (
	"context"
	"math"
	"testing"

	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

func smoke(t testing.TB) (Params, train.Network, []trajectory.Path) {
	t.Helper()
	walk := trajectory.Published()
	walk.Paths, walk.Steps, walk.Seed = 120, 20, 1
	eval, err := trajectory.Simulate(context.Background(), walk)
	if err != nil {
		t.Fatal(err)
	}
	p := Params{Network: train.Smoke(encoding.DoS(0.12, 2), 1), Bins: 20, Steps: 20, ActiveFraction: 0.1}
	network, err := train.Train(context.Background(), p.Network, eval)
	if err != nil {
		t.Fatal(err)
	}
	return p, network, eval
}

func TestCompute(t *testing.T) {
	p, network, eval := smoke(t)
	m, err := Compute(context.Background(), p, network, eval)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Units) != int(network.Summary.Units) {
		t.Fatalf("%d units, want %d", len(m.Units), network.Summary.Units)
	}
	o := m.Occupancy[0]
	if o.Samples+o.Dropped != 120*20 {
		t.Errorf("%d samples and %d dropped, want %d in all", o.Samples, o.Dropped, 120*20)
	}
	for _, u := range m.Units {
		for k, v := range u.Rates {
			if (v != v) != (o.Counts[k] == 0) {
				t.Fatalf("unit %d bin %d: rate %v of %d samples", u.Unit, k, v, o.Counts[k])
			}
		}
	}
	// The network's own record of the same paths.
	sum := 0.0
	for _, e := range m.Errors {
		sum += e.ErrorM
	}
	if got, want := sum/float64(len(m.Errors)), network.Summary.Error20M; math.Abs(got-want) > 1e-6 {
		t.Errorf("decoding error %v m, training recorded %v m", got, want)
	}
	// All activations at once give the same maps.
	runner, err := train.Open(p.Network, network)
	if err != nil {
		t.Fatal(err)
	}
	a, err := runner.Run(eval, p.Steps)
	if err != nil {
		t.Fatal(err)
	}
	g, _ := NewGrid(p.Bins, 2.2, false)
	var xs, ys, acts []float64
	for at := range a.Paths * a.Steps {
		xs, ys = append(xs, a.PosM[2*at]), append(ys, a.PosM[2*at+1])
	}
	for _, v := range a.G {
		acts = append(acts, float64(v))
	}
	want, _ := bin(g, xs, ys, acts, a.Units)
	for k, v := range m.Units[3].Rates {
		if w := want[3*400+k]; v == v && math.Abs(float64(v)-w) > 1e-5*math.Abs(w) {
			t.Fatalf("unit 3 bin %d: %v, want %v", k, v, w)
		}
	}
}

func TestDivergedNetworkHasNoMaps(t *testing.T) {
	p, _, eval := smoke(t)
	m, err := Compute(context.Background(), p, train.Network{Summary: train.Summary{Outcome: train.Diverged}}, eval)
	if err != nil || m.Units != nil || m.Occupancy != nil || m.Errors != nil {
		t.Errorf("%v, %v", m, err)
	}
}

func TestRefusals(t *testing.T) {
	good := Params{Network: train.Smoke(encoding.DoS(0.12, 2), 1), Bins: 20, Steps: 20}
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	for _, spoil := range []func(*Params){
		func(p *Params) { p.Bins = 0 },
		func(p *Params) { p.Steps = 0 },
		func(p *Params) { p.AtStep = -1 },
		func(p *Params) { p.ActiveFraction = 2 },
		func(p *Params) { p.Network.LearningRate = -1 },
	} {
		p := good
		spoil(&p)
		if p.Validate() == nil {
			t.Errorf("%v is accepted", p)
		}
	}
}

// The same bits on every processor.
func TestBits(t *testing.T) {
	p, network, eval := smoke(t)
	m, err := Compute(context.Background(), p, network, eval)
	if err != nil {
		t.Fatal(err)
	}
	var digest uint64
	for _, u := range m.Units {
		for _, v := range append([]float32{u.MeanRate, u.MaxRate, u.SDRate}, u.Rates...) {
			if v == v {
				digest = digest*0x9e3779b97f4a7c15 + uint64(math.Float32bits(v))
			}
		}
	}
	for _, e := range m.Errors {
		digest = digest*0x9e3779b97f4a7c15 + math.Float64bits(e.ErrorM)
	}
	const want = 0x4242958df79da5b9
	if digest != want {
		t.Errorf("digest %#x, want %#x", digest, uint64(want))
	}
}
