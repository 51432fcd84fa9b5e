package null

import (
	"context"
	"math"
	"testing"

	"nofreelunch/stages/measure/ratemap"
)

func rate(t *testing.T, d Distribution, threshold float64, units int32) Rate {
	t.Helper()
	for _, r := range d.Rates {
		if r.Score == "score60" && r.Threshold == threshold && r.Units == units {
			return r
		}
	}
	t.Fatalf("no rate at %v for %d units", threshold, units)
	return Rate{}
}

func run(t *testing.T, p Params, maps ratemap.Maps) Distribution {
	t.Helper()
	d, err := Rates(context.Background(), p, maps)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The feasibility study found 10 to 14 % of rectified ring-band maps above
// 0.8, and 0.8 to 2.6 % of low-pass maps.
func TestRectifiedRingBandPassesMoreOften(t *testing.T) {
	ring := Defaults(RingBand, 20, 2.2)
	ring.WavelengthM, ring.Rectified, ring.ThresholdSD = 0.9, true, 0.75
	low := Defaults(LowPass, 20, 2.2)
	low.WavelengthM = 0.9
	a, b := rate(t, run(t, ring, ratemap.Maps{}), 0.8, 1), rate(t, run(t, low, ratemap.Maps{}), 0.8, 1)
	t.Logf("ring-band %.3f [%.3f, %.3f], low-pass %.3f [%.3f, %.3f]", a.Chance, a.ChanceLo, a.ChanceHi, b.Chance, b.ChanceLo, b.ChanceHi)
	if a.ChanceLo <= b.ChanceHi {
		t.Errorf("ring-band %v, low-pass %v", a, b)
	}
	if a.Chance < 0.05 || a.Chance > 0.3 {
		t.Errorf("ring-band noise passes at %v", a.Chance)
	}
}

// striped is a network whose units are gratings of one wavelength.
func striped(n int, boxWidthM, wavelengthM float64) ratemap.Maps {
	var maps ratemap.Maps
	for u := range 8 {
		rates := make([]float64, n*n)
		for i := range n {
			for j := range n {
				x := float64(i) * boxWidthM / float64(n)
				rates[i*n+j] = math.Cos(2*math.Pi*x/wavelengthM+float64(u)) + 1
			}
		}
		rates[0] = math.NaN()
		maps.Units = append(maps.Units, ratemap.NewUnit(u, n, rates))
	}
	return maps
}

func TestMatchedSpectrum(t *testing.T) {
	for _, wavelength := range []float64{0.5, 0.53, 0.56, 0.75, 0.8, 0.85} {
		g := generator{p: Defaults(Matched, 32, 2.2)}
		if err := g.learn(striped(32, 2.2, wavelength)); err != nil {
			t.Fatal(err)
		}
		// Rings are 1 / 4.4 m apart: the peak lies between them.
		if math.Abs(1/g.wave-1/wavelength) > 0.25/4.4 {
			t.Errorf("wavelength %v, want %v", g.wave, wavelength)
		}
	}
}

func TestShuffles(t *testing.T) {
	maps := striped(20, 2.2, 0.6)
	for _, kind := range []Kind{ShuffledBins, ShiftedRows} {
		p := Defaults(kind, 20, 2.2)
		g := generator{p: p}
		if err := g.learn(maps); err != nil {
			t.Fatal(err)
		}
		dst := make([]float64, 400)
		g.fill(dst, 3)
		var sum, want float64
		moved := 0
		for k, v := range dst {
			if v == v {
				sum += v
			}
			if s := g.sources[3][k]; s == s {
				want += s
				if s != v {
					moved++
				}
			}
		}
		if math.Abs(sum-want) > 1e-9 {
			t.Errorf("%s: the rates sum to %v, want %v", kind, sum, want)
		}
		if kind == ShuffledBins && moved < 200 {
			t.Errorf("%s: %d bins moved", kind, moved)
		}
	}
}

func TestEmptyAndRefused(t *testing.T) {
	p := Defaults(Matched, 20, 2.2)
	if d := run(t, p, ratemap.Maps{}); d.Scores != nil || d.Rates != nil {
		t.Error("a network without maps has a null")
	}
	for _, spoil := range []func(*Params){
		func(p *Params) { p.Kind = "white" },
		func(p *Params) { p.Bins = 1 },
		func(p *Params) { p.WavelengthM = 1 },
		func(p *Params) { p.ThresholdSD = 1 },
		func(p *Params) { p.Chance.Level = 0 },
		func(p *Params) { p.Maps = 0 },
	} {
		bad := p
		spoil(&bad)
		if bad.Validate() == nil {
			t.Errorf("%+v is accepted", bad)
		}
	}
}

func TestAnyOf(t *testing.T) {
	if got := AnyOf(0.015, 256); math.Abs(got-(1-math.Pow(0.985, 256))) > 1e-12 {
		t.Errorf("chance %v", got)
	}
	if AnyOf(0, 10) != 0 || AnyOf(1, 10) != 1 {
		t.Error("certain chances are not")
	}
}

// The same bits on every processor.
func TestBits(t *testing.T) {
	p := Defaults(RingBand, 8, 2.2)
	p.WavelengthM, p.Waves = 0.9, 16
	g := generator{p: p}
	dst := make([]float64, 64)
	g.fill(dst, 5)
	var digest uint64
	for _, v := range dst {
		digest = digest*0x9e3779b97f4a7c15 + math.Float64bits(v)
	}
	const want = 0x492769d9c54433ff
	if digest != want {
		t.Errorf("digest %#x, want %#x", digest, uint64(want))
	}
}
