package gridscore

import (
	"math"
	"testing"

	"nofreelunch/stages/core/kernel"
	"nofreelunch/stages/core/rng"
)

// noise is a map of standard normal rates.
func noise(n int, index uint64) []float64 {
	s := rng.New(11, "gridscore test", index)
	out := make([]float64, n*n)
	for k := range out {
		out[k] = s.Normal()
	}
	return out
}

// hexagons is a map of a hexagonal lattice: three gratings 60 degrees apart,
// cut off at 0. Distances are in bins.
func hexagons(n int, period, angle, phaseX, phaseY float64) []float64 {
	out := make([]float64, n*n)
	k := 4 * math.Pi / (math.Sqrt(3) * period)
	for i := range n {
		for j := range n {
			x, y := float64(i)-float64(n-1)/2-phaseX, float64(j)-float64(n-1)/2-phaseY
			v := 0.0
			for w := range 3 {
				a := angle + float64(w)*math.Pi/3
				v += math.Cos(k * (math.Cos(a)*x + math.Sin(a)*y))
			}
			out[i*n+j] = max(0, v)
		}
	}
	return out
}

func digest(results []Result) uint64 {
	var d uint64
	for _, r := range results {
		for _, c := range r.Correlations {
			for _, v := range c {
				d = d*0x9e3779b97f4a7c15 + math.Float64bits(v)
			}
		}
		d = d*0x9e3779b97f4a7c15 + math.Float64bits(r.Score60)
		d = d*0x9e3779b97f4a7c15 + math.Float64bits(r.Score90)
	}
	return d
}

// withGaps is a map with unvisited bins.
func withGaps(rates []float64) []float64 {
	for k := range rates {
		if k%7 == 3 {
			rates[k] = math.NaN()
		}
	}
	return rates
}

// Every kernel, here and on other processors, gives these bits. The numbers of
// maps leave lanes unused.
func TestBits(t *testing.T) {
	defer func(name string) {
		if err := kernel.Set(name); err != nil {
			t.Fatal(err)
		}
	}(kernel.Active())
	for _, name := range kernel.Names() {
		if err := kernel.Set(name); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			n, maps  int
			handling Handling
			gaps     bool
			want     uint64
		}{
			{2, 1, Published(), false, 0x4045bfae9b78f542},
			{7, 6, Published(), true, 0x404574dc067e20a5},
			{20, 5, Published(), false, 0xa398f4eb12327046},
			{20, 5, Corrected(), true, 0xe6716a7bbacd187},
			{33, 2, Corrected(), false, 0xce913ca886b2ed71},
			{44, 3, Published(), true, 0xc650adfa4fcdbabe},
		} {
			var maps []float64
			for m := range c.maps {
				rates := noise(c.n, uint64(m))
				if c.gaps {
					withGaps(rates)
				}
				maps = append(maps, rates...)
			}
			out := make([]Result, c.maps)
			scorer(t, c.n, c.handling).Scores(maps, out)
			if got := digest(out); got != c.want {
				t.Errorf("%s n=%d maps=%d %v gaps=%v: digest %#x, want %#x", name, c.n, c.maps, c.handling, c.gaps, got, c.want)
			}
		}
	}
}

// A map's scores do not depend on which maps are scored with it.
func TestLanesDoNotMix(t *testing.T) {
	for _, h := range []Handling{Published(), Corrected()} {
		const n = 15
		var maps []float64
		for m := range 6 {
			rates := noise(n, uint64(m))
			if m%2 == 1 {
				withGaps(rates)
			}
			maps = append(maps, rates...)
		}
		together := make([]Result, 6)
		s := scorer(t, n, h)
		s.Scores(maps, together)
		for m := range 6 {
			var alone [1]Result
			s.Scores(maps[m*n*n:][:n*n], alone[:])
			if digest(alone[:]) != digest(together[m:][:1]) {
				t.Errorf("%v: map %d scores %v alone, %v among others", h, m, alone[0].Score60, together[m].Score60)
			}
		}
	}
}
