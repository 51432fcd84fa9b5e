package neuralfield

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/theory/dog"
)

// params is a sheet of seven wavelengths just above threshold.
func params(d dog.DoG, g Nonlinearity, drive float64) Params {
	k := 8.0
	if peak := d.KStar(2); peak.Pattern() {
		k = peak.K
	}
	return Params{
		Coupling: d, Gain: 1.2, Nonlinearity: g, Drive: drive, SheetWidthM: 7 * 2 * math.Pi / k, Points: 32,
		StepTau: 0.1, Steps: 1500, NoiseStart: 0.01, Seed: 1,
	}
}

func simulate(t *testing.T, p Params) Summary {
	t.Helper()
	out, err := Simulate(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return out.Summary
}

// Where theory predicts a pattern one forms, with its wavelength.
func TestWavelengthIsTheTheorys(t *testing.T) {
	for _, d := range []dog.DoG{dog.Matched(0.12, 2), dog.Matched(0.2, 1.5), dog.Equal(0.12, 2)} {
		for g, drive := range map[Nonlinearity]float64{Tanh: 0, Rectified: 0.2} {
			p := params(d, g, drive)
			p.Steps = 600
			s := simulate(t, p)
			if !s.Predicted || !s.Pattern {
				t.Errorf("%s: pattern %v, predicted %v", s.Name, s.Pattern, s.Predicted)
			}
			if !(math.Abs(s.WavelengthM/s.PredictedM-1) < 0.05) {
				t.Errorf("%s: wavelength %g m, theory %g m", s.Name, s.WavelengthM, s.PredictedM)
			}
		}
	}
}

// Where theory predicts none the noise dies away: coupling without a maximum,
// a surround narrower than the centre, and a gain below threshold.
func TestNothingFormsWhereTheorySaysNone(t *testing.T) {
	weak := params(dog.Matched(0.12, 2), Rectified, 0.2)
	weak.Gain = 0.9
	for _, p := range []Params{
		params(dog.DoG{AlphaE: 1, AlphaI: 0.01, SigmaEM: 0.12, SigmaIM: 0.24}, Rectified, 0.2),
		params(dog.DoG{AlphaE: 1, AlphaI: 0.01, SigmaEM: 0.12, SigmaIM: 0.24}, Tanh, 0.2),
		params(dog.Equal(0.12, 0.5), Rectified, 0.2),
		params(dog.DoG{AlphaE: 1, AlphaI: 4, SigmaEM: 0.12, SigmaIM: 0.06}, Rectified, 0.2),
		params(dog.Equal(0.12, 1), Tanh, 0.2),
		weak,
	} {
		p.Steps = 600
		if s := simulate(t, p); s.Pattern || s.Predicted || !math.IsNaN(s.WavelengthM) {
			t.Errorf("%s: pattern %v of contrast %g, predicted %v", s.Name, s.Pattern, s.Contrast, s.Predicted)
		}
	}
}

// Rates that may be negative form stripes; rates that may not, hexagons.
func TestNonNegativityTurnsStripesIntoHexagons(t *testing.T) {
	signed := simulate(t, params(dog.Matched(0.12, 2), Tanh, 0))
	if signed.Shape != string(Stripes) || signed.Negative < 0.4 {
		t.Errorf("%s: %+v", signed.Name, signed)
	}
	rectified := simulate(t, params(dog.Matched(0.12, 2), Rectified, 0.2))
	if rectified.Shape != string(Hexagons) || rectified.Negative > 0.02 {
		t.Errorf("%s: %+v", rectified.Name, rectified)
	}
}

// Shapes of patterns made of one, two and three plane waves.
func TestShapesOfPlaneWaves(t *testing.T) {
	for shape, angles := range map[Shape][]float64{
		Stripes: {0.3}, Squares: {0.3, 0.3 + math.Pi/2}, Hexagons: {0.3, 0.3 + math.Pi/3, 0.3 + 2*math.Pi/3},
	} {
		p := params(dog.Matched(0.12, 2), Tanh, 0)
		p.Points = 64
		s := newSheet(p)
		clear(s.rates)
		k, used := 15*2*math.Pi/p.SheetWidthM, 0.0
		for _, a := range angles {
			// The nearest wave that fits the sheet.
			unit := 2 * math.Pi / p.SheetWidthM
			kx, ky := unit*math.Round(k*math.Cos(a)/unit), unit*math.Round(k*math.Sin(a)/unit)
			used += math.Hypot(kx, ky) / float64(len(angles))
			for i := range s.rates {
				x, y := float64(i/64)*p.SheetWidthM/64, float64(i%64)*p.SheetWidthM/64
				s.rates[i] += math.Cos(kx*x + ky*y)
			}
		}
		out := measure(p, s)
		if out.Shape != string(shape) {
			t.Errorf("%s: measured %s with orders %g %g %g", shape, out.Shape, out.Order2, out.Order4, out.Order6)
		}
		if math.Abs(out.KRadPerM/used-1) > 1e-3 {
			t.Errorf("%s: wave number %g, want %g", shape, out.KRadPerM, used)
		}
	}
}

func TestErrorsNameTheField(t *testing.T) {
	for field, change := range map[string]func(*Params){
		"Gain": func(p *Params) { p.Gain = 0 }, "Nonlinearity": func(p *Params) { p.Nonlinearity = "" }, "Drive": func(p *Params) { p.Drive = math.NaN() },
		"Points": func(p *Params) { p.Points = 7 }, "Steps": func(p *Params) { p.Steps = 0 }, "StepTau": func(p *Params) { p.StepTau = 2 },
		"SheetWidthM": func(p *Params) { p.SheetWidthM = -1 }, "NoiseStart": func(p *Params) { p.NoiseStart = 0 }, "SigmaEM": func(p *Params) { p.Coupling.SigmaEM = 0 },
	} {
		p := params(dog.Matched(0.12, 2), Tanh, 0)
		change(&p)
		if _, err := Simulate(context.Background(), p); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// TestBits holds a digest of results on amd64; other architectures must agree.
func TestBits(t *testing.T) {
	p := params(dog.Matched(0.12, 2), Rectified, 0.2)
	p.Steps = 100
	out, err := Simulate(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for _, v := range append(out.Sheet.Rates, out.Summary.KRadPerM, out.Summary.Order6, out.Summary.Contrast) {
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], math.Float64bits(v))
		h.Write(b[:])
	}
	const want = "66eb3024f50bbe17"
	if got := hex.EncodeToString(h.Sum(nil)[:8]); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
}
