package surrogate

import (
	"context"
	"math"
	"testing"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
)

const (
	bins      = 20
	boxWidthM = 2.2
)

// wave is a plane wave over the box, of a wave number in rad/m and a direction.
type wave struct{ k, angle, phase, amplitude float64 }

// sum is waves over the box, what is below a floor cut off, and noise a bin.
func sum(waves []wave, floor, noise float64, s *rng.Stream) []float64 {
	out := make([]float64, bins*bins)
	for i := range out {
		x, y := float64(i/bins)*boxWidthM/bins, float64(i%bins)*boxWidthM/bins
		v := 0.0
		for _, w := range waves {
			sin, cos := dmath.Sincos(w.angle)
			v += float64(w.amplitude * dmath.Cos(float64(w.k*(float64(x*cos)+float64(y*sin)))+w.phase))
		}
		out[i] = max(v-floor, 0) + float64(noise*s.Normal())
	}
	return out
}

// ringNoise is a unit of Gaussian noise of wavelengths around one, rectified.
func ringNoise(wavelengthM, band float64, s *rng.Stream) []float64 {
	var waves []wave
	for range 48 {
		k := 2 * math.Pi / wavelengthM * s.Uniform(1-band, 1+band)
		waves = append(waves, wave{k, s.Uniform(0, 2*math.Pi), s.Uniform(0, 2*math.Pi), s.Normal() / 5})
	}
	return sum(waves, 0.4, 0.02, s)
}

// lowPass is a unit of Gaussian noise without a preferred wavelength.
func lowPass(s *rng.Stream) []float64 {
	var waves []wave
	for range 48 {
		waves = append(waves, wave{s.Rayleigh(6), s.Uniform(0, 2*math.Pi), s.Uniform(0, 2*math.Pi), s.Normal() / 5})
	}
	return sum(waves, 0.2, 0.02, s)
}

// gridCell is a unit of a module: its phase is its own.
func gridCell(periodM, orientation float64, s *rng.Stream) []float64 {
	k, waves := 4*math.Pi/(math.Sqrt(3)*periodM), []wave(nil)
	dx, dy := s.Uniform(0, 5), s.Uniform(0, 5)
	for i := range 3 {
		angle := orientation + math.Pi/6 + float64(float64(float64(i)*math.Pi)/3)
		sin, cos := dmath.Sincos(angle)
		waves = append(waves, wave{k, angle, k * (float64(dx*cos) + float64(dy*sin)), 1})
	}
	return sum(waves, 0.3, 0.15, s)
}

// mixture is a unit that weighs the same few waves of any direction by chance: it
// depends on the other units, but they share no lattice.
func mixture(wavelengthM float64, s *rng.Stream) []float64 {
	shared := rng.New(77, "shared waves", 0)
	var waves []wave
	for range 7 {
		waves = append(waves, wave{2 * math.Pi / wavelengthM, shared.Uniform(0, math.Pi), s.Uniform(0, 2*math.Pi), s.Normal() / 2})
	}
	return sum(waves, 0.4, 0.02, s)
}

// stripes is a grating.
func stripes(wavelengthM, angle float64, s *rng.Stream) []float64 {
	return sum([]wave{{2 * math.Pi / wavelengthM, angle, s.Uniform(0, 2*math.Pi), 1}}, 0, 0.1, s)
}

// population is units as maps and their scores.
func population(t *testing.T, units int, unit func(u int, s *rng.Stream) []float64, seed uint64) (ratemap.Maps, gridscore.Scores) {
	t.Helper()
	var maps ratemap.Maps
	for u := range units {
		s := rng.New(seed, "made", uint64(u))
		maps.Units = append(maps.Units, ratemap.NewUnit(u, bins, unit(u, &s)))
	}
	ratemap.Activate(maps.Units, 0.1)
	scores, err := gridscore.Score(context.Background(), gridscore.Defaults(bins, boxWidthM), maps)
	if err != nil {
		t.Fatal(err)
	}
	return maps, scores
}

// compared are surrogates of a made-up population.
func compared(t *testing.T, change func(*Params), maps ratemap.Maps, scores gridscore.Scores) Table {
	t.Helper()
	p := Defaults(train.Smoke(encoding.DoS(0.12, 2), 3), gridscore.Defaults(bins, boxWidthM))
	change(&p)
	table, err := Compare(context.Background(), p, train.Network{Summary: train.Summary{Outcome: train.Trained}}, maps, scores)
	if err != nil {
		t.Fatal(err)
	}
	return table
}
