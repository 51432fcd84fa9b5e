package dimension

import (
	"context"
	"math"
	"testing"

	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

// lattice is the cloud that the reference values below belong to.
func lattice() Cloud {
	const n, f = 300, 6
	v := make([]float64, n*f)
	for i := range n {
		row := v[i*f:][:f]
		for j := range f {
			row[j] = float64((i*7919+j*104729+i*i*31+i*j*17)%1009) / 1009
		}
		row[3] = row[0] + row[1]
		row[4] *= 0.1
		row[5] = row[2]
	}
	return Cloud{n, f, v}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12*math.Abs(want)) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// scikit-dimension 0.3.3 gave these numbers, numpy the rank.
func TestAsScikitDimension(t *testing.T) {
	c := lattice()
	d, err := Measure(context.Background(), c, 100, 1e-6)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "participation ratio", d.ParticipationRatio, 2.5039389800400014)
	near(t, "TwoNN", d.TwoNN, 2.1329927886419733)
	near(t, "moments", d.Moments, 2.521881729489948)
	if d.Rank != 4 {
		t.Errorf("rank %d, want 4", d.Rank)
	}
	near(t, "TwoNN alone", c.TwoNN(), d.TwoNN)
	near(t, "moments alone", c.Moments(100), d.Moments)
}

func TestBothGramsAgree(t *testing.T) {
	c := lattice()
	wide := Cloud{5, 20, c.Values[:100]}
	// Repeating every point leaves the spectrum's shape alone, and makes the
	// points more than the features.
	doubled := make([]float64, 0, 40*20)
	for range 8 {
		doubled = append(doubled, wide.Values...)
	}
	near(t, "participation ratio", participation(Cloud{40, 20, doubled}.gram()), wide.ParticipationRatio())
}

// scipy.ndimage.gaussian_filter gave these.
func TestSmooth(t *testing.T) {
	rates := make([]float64, 64)
	for k := range rates {
		rates[k] = float64(k*37%11) / 11
	}
	s := Smooth(rates, 8, 2)
	near(t, "corner", s[0], 0.44112697830232805)
	near(t, "inside", s[3*8+5], 0.4380451540663356)
	near(t, "far corner", s[63], 0.467963930788581)
}

func TestDegenerate(t *testing.T) {
	same := Cloud{4, 3, make([]float64, 12)}
	d, err := Measure(context.Background(), same, 100, 1e-5)
	if err != nil {
		t.Fatal(err)
	}
	if d.ParticipationRatio == d.ParticipationRatio || d.TwoNN == d.TwoNN || d.Moments == d.Moments || d.Rank != 0 {
		t.Errorf("equal points: %+v", d)
	}
	if _, err := NewCloud(1, 1, []float64{math.NaN()}); err == nil {
		t.Error("NaN is accepted")
	}
}

func TestActivations(t *testing.T) {
	walk := trajectory.Published()
	walk.Paths, walk.Steps, walk.Seed = 30, 20, 1
	eval, err := trajectory.Simulate(context.Background(), walk)
	if err != nil {
		t.Fatal(err)
	}
	p := PublishedActivations(train.Smoke(encoding.DoS(0.12, 2), 1))
	p.Paths = 20
	p.Network.GradientSteps = 0
	network, err := train.Train(context.Background(), p.Network, eval)
	if err != nil {
		t.Fatal(err)
	}
	e, err := Activations(context.Background(), p, network, eval)
	if err != nil {
		t.Fatal(err)
	}
	d := e.Dimensions[0]
	if d.Points != 400 || d.Features != network.Summary.Units {
		t.Errorf("%d points of %d features", d.Points, d.Features)
	}
	if !(d.ParticipationRatio >= 1 && d.ParticipationRatio <= float64(d.Features)) || !(d.TwoNN > 0) || !(d.Moments > 0) {
		t.Errorf("%+v", d)
	}
	none, err := Activations(context.Background(), p, train.Network{Summary: train.Summary{Outcome: train.Diverged}}, eval)
	if err != nil || none.Dimensions != nil {
		t.Errorf("diverged: %v, %v", none, err)
	}
	p.Paths = 31
	if _, err := Activations(context.Background(), p, network, eval); err == nil {
		t.Error("31 of 30 paths: no error")
	}
}

func TestRateMaps(t *testing.T) {
	if e, err := RateMaps(context.Background(), PublishedMaps(2.2), ratemap.Maps{}); err != nil || e.Dimensions != nil {
		t.Errorf("no maps: %v, %v", e, err)
	}
	p := PublishedMaps(2.2)
	p.SigmaM = 0
	if _, err := RateMaps(context.Background(), p, ratemap.Maps{}); err == nil {
		t.Error("sigma 0 is accepted")
	}
}

// The same bits on every processor.
func TestBits(t *testing.T) {
	d, err := Measure(context.Background(), lattice(), 100, 1e-6)
	if err != nil {
		t.Fatal(err)
	}
	var digest uint64
	for _, v := range append([]float64{d.ParticipationRatio, d.TwoNN, d.Moments}, Smooth(lattice().Values[:64], 8, 2)...) {
		digest = digest*0x9e3779b97f4a7c15 + math.Float64bits(v)
	}
	const want = 0x28aec7a0dfc8ee83
	if digest != want {
		t.Errorf("digest %#x, want %#x", digest, uint64(want))
	}
}

// The published smoothing of 2 of 44 bins is 0.1 m in maps of any bins: the
// dimension of one population does not depend on how finely it is mapped.
func TestSmoothingIsInMetres(t *testing.T) {
	p := PublishedMaps(2.2)
	for n, want := range map[int]float64{44: 2, 22: 1, 20: 2.0 / 2.2, 88: 4} {
		if got := p.sigmaBins(n); math.Abs(got-want) > 1e-12 {
			t.Errorf("%d bins: smoothed by %v of them, want %v", n, got, want)
		}
	}
	of := func(p MapParams, n int) float64 {
		e, err := RateMaps(context.Background(), p, gratings(n))
		if err != nil {
			t.Fatal(err)
		}
		return e.Dimensions[0].ParticipationRatio
	}
	fine, coarse := of(p, 44), of(p, 22)
	inBins := p
	inBins.SigmaM = 0.2 // 2 bins of 22
	if math.Abs(coarse/fine-1) > 0.03 {
		t.Errorf("participation ratio %v at 44 bins and %v at 22", fine, coarse)
	}
	if wrong := of(inBins, 22); math.Abs(wrong/fine-1) < 0.1 {
		t.Errorf("2 bins of 22 give %v as 2 of 44 give %v, so this test shows nothing", wrong, fine)
	}
}

// gratings are maps of waves of growing wave number in a box of 2.2 m.
func gratings(n int) ratemap.Maps {
	var m ratemap.Maps
	for u := range 12 {
		rates := make([]float64, n*n)
		for i := range n {
			for j := range n {
				x, y := 2.2*(float64(i)+0.5)/float64(n), 2.2*(float64(j)+0.5)/float64(n)
				rates[i*n+j] = math.Cos(2 * math.Pi * float64(u+1) / 2.2 * 0.5 * (x*math.Cos(float64(u)) + y*math.Sin(float64(u))))
			}
		}
		m.Units = append(m.Units, ratemap.NewUnit(u, n, rates))
	}
	return m
}
