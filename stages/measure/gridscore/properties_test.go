package gridscore

import (
	"math"
	"testing"
)

func score(t testing.TB, rates []float64, n int, h Handling) Result {
	t.Helper()
	var out [1]Result
	scorer(t, n, h).Scores(rates, out[:])
	return out[0]
}

const bins = 44

// A hexagonal lattice scores as one, a turn by 60 degrees maps it onto itself.
func TestRotationBySixty(t *testing.T) {
	for _, angle := range []float64{0, 0.2, 0.4} {
		a := score(t, hexagons(bins, 11, angle, 0, 0), bins, Corrected())
		b := score(t, hexagons(bins, 11, angle+math.Pi/3, 0, 0), bins, Corrected())
		if math.Abs(a.Score60-b.Score60) > 1e-9 || math.Abs(a.Score90-b.Score90) > 1e-9 {
			t.Errorf("angle %v: %v and %v", angle, a.Score60, b.Score60)
		}
		if a.Score60 < 1 {
			t.Errorf("angle %v: a lattice scores %v", angle, a.Score60)
		}
	}
}

// Transposed and turned by 90 degrees, the bins are the same but for order.
func TestRotationByNinety(t *testing.T) {
	rates := hexagons(bins, 11, 0.3, 2, 1)
	turned := make([]float64, len(rates))
	for i := range bins {
		for j := range bins {
			turned[j*bins+bins-1-i] = rates[i*bins+j]
		}
	}
	a, b := score(t, rates, bins, Published()), score(t, turned, bins, Published())
	if math.Abs(a.Score60-b.Score60) > 1e-9 || math.Abs(a.Score90-b.Score90) > 1e-9 {
		t.Errorf("%v and %v", a.Score60, b.Score60)
	}
}

// Where the lattice's vertices lie moves the score by the lattice points that
// enter and leave the box: a few hundredths at four periods a box.
func TestTranslation(t *testing.T) {
	want := score(t, hexagons(bins, 11, 0.1, 0, 0), bins, Corrected()).Score60
	for _, phase := range [][2]float64{{1.3, 0}, {4, 2.2}, {7.5, 5}} {
		got := score(t, hexagons(bins, 11, 0.1, phase[0], phase[1]), bins, Corrected()).Score60
		if math.Abs(got-want) > 0.1 {
			t.Errorf("phase %v: %v, want about %v", phase, got, want)
		}
	}
}

// Doubling the rate changes no bit; other factors and, for the corrected
// handling, a background change rounding only.
func TestScaling(t *testing.T) {
	rates := hexagons(bins, 11, 0.1, 1, 2)
	scaled := func(factor, background float64) []float64 {
		out := make([]float64, len(rates))
		for k, v := range rates {
			out[k] = factor*v + background
		}
		return out
	}
	for _, h := range []Handling{Published(), Corrected()} {
		want := score(t, rates, bins, h)
		if got := score(t, scaled(2, 0), bins, h); got != want {
			t.Errorf("%v: doubled rates score %v, want %v", h, got.Score60, want.Score60)
		}
		if got := score(t, scaled(0.3, 0), bins, h); math.Abs(got.Score60-want.Score60) > 1e-9 {
			t.Errorf("%v: scaled rates score %v, want %v", h, got.Score60, want.Score60)
		}
	}
	want := score(t, rates, bins, Corrected())
	if got := score(t, scaled(1, 0.7), bins, Corrected()); math.Abs(got.Score60-want.Score60) > 1e-6 {
		t.Errorf("over a background %v, want %v", got.Score60, want.Score60)
	}
}

// Unvisited bins counted as 0 spoil a map with a background; left out they do
// not.
func TestUnvisitedBins(t *testing.T) {
	full := hexagons(bins, 11, 0.1, 0, 0)
	for k := range full {
		full[k] += 2
	}
	gaps := append([]float64(nil), full...)
	for i := 20; i < 30; i++ {
		for j := range 15 {
			gaps[i*bins+j] = math.NaN()
		}
	}
	want := score(t, full, bins, Corrected()).Score60
	if got := score(t, gaps, bins, Corrected()).Score60; math.Abs(got-want) > 0.1 {
		t.Errorf("bins left out: %v, want about %v", got, want)
	}
	zeros := Handling{UnvisitedZero, FlatZero}
	if got := score(t, gaps, bins, zeros).Score60; math.Abs(got-want) < 0.3 {
		t.Errorf("bins at 0: %v, not far from %v", got, want)
	}
}

// Without gaps, leaving out gaps changes nothing but rounding.
func TestMaskedAgreesWithWindows(t *testing.T) {
	rates := hexagons(20, 7, 0.1, 0, 0)
	masked := scorer(t, 20, Handling{UnvisitedMasked, FlatZero})
	want := masked.Autocorrelogram(rates)
	clear(masked.maps)
	masked.masked = newMasked(20)
	for k, v := range rates {
		masked.maps[k*lanes] = v
		masked.masked.visited[k*lanes] = 1
	}
	masked.masked.correlate(masked.maps, masked.cross)
	masked.overwrite(masked.masked, [lanes]bool{true})
	masked.mirror()
	for k, v := range want {
		if got := masked.sac[k*lanes]; math.Abs(got-v) > 1e-9 {
			t.Fatalf("lag %d: %v, want %v", k, got, v)
		}
	}
}

// The corrected period is good to a few per cent of a bin, where the published
// one is bound to whole bins.
func TestLatticePeriod(t *testing.T) {
	for _, period := range []float64{10.3, 12.7, 15.2} {
		const angle = 0.2
		s := scorer(t, bins, Corrected())
		got := LatticePeriod(s.Autocorrelogram(hexagons(bins, period, angle, 1, 0)), bins)
		if math.Abs(got.Bins-period) > 0.15 {
			t.Errorf("period %v bins, want %v", got.Bins, period)
		}
		// The lattice's vectors lie 30 degrees off the gratings'.
		want := math.Mod(angle+math.Pi/6, math.Pi/3)
		if off := math.Abs(got.OrientationRad - want); min(off, math.Pi/3-off) > 0.02 {
			t.Errorf("period %v: orientation %v, want %v", period, got.OrientationRad, want)
		}
		if got.Peaks != 6 {
			t.Errorf("period %v: %d peaks", period, got.Peaks)
		}
	}
}

func TestFields(t *testing.T) {
	rates := make([]float64, 100)
	for _, k := range []int{0, 1, 10, 11, 44, 45, 54, 55, 99} {
		rates[k] = 1
	}
	rates[77] = math.NaN()
	if got := Fields(rates, 10, 0.5, 4); got != 2 {
		t.Errorf("%d fields of four bins, want 2", got)
	}
	if got := Fields(rates, 10, 0.5, 1); got != 3 {
		t.Errorf("%d fields, want 3", got)
	}
	if got := Fields(make([]float64, 9), 3, 0.5, 1); got != 0 {
		t.Errorf("a constant map has %d fields", got)
	}
}

// FuzzScore gives arbitrary bytes as rates: NaN, infinities, huge and tiny
// numbers, maps of one bin. Nothing panics, every score is a number or NaN,
// scores from equal bytes have equal bits, and the corrected handling never
// yields NaN or passes the bound that bounded correlations set.
func FuzzScore(f *testing.F) {
	for _, v := range []float64{0, 1, 0.1, -1, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, 5e-324} {
		f.Add(uint8(1), v, v, v)
		f.Add(uint8(5), v, 1.0, v)
		f.Add(uint8(8), v, -v, 0.5)
	}
	f.Fuzz(func(t *testing.T, size uint8, a, b, c float64) {
		n := 1 + int(size)%10
		rates := make([]float64, n*n)
		for k := range rates {
			rates[k] = [...]float64{a, b, c, a * float64(k), b + float64(k%3)}[k*k%5]
		}
		for _, h := range []Handling{Published(), Corrected(), {UnvisitedMasked, FlatPublished}, {UnvisitedZero, FlatZero}} {
			one, two := score(t, rates, n, h), score(t, rates, n, h)
			if math.Float64bits(one.Score60) != math.Float64bits(two.Score60) {
				t.Fatalf("%v: scores %v and %v", h, one.Score60, two.Score60)
			}
			if math.IsInf(one.Score60, 0) && h == Corrected() {
				t.Fatalf("%v: score %v", h, one.Score60)
			}
			s := scorer(t, n, h)
			PublishedPeriod(s.Raw(rates), n)
			LatticePeriod(s.Autocorrelogram(rates), n)
			Fields(rates, n, 0.5, 1)
		}
		if r := score(t, rates, n, Corrected()); n > 4 && r.Score60 != r.Score60 {
			t.Fatalf("corrected score of %v is NaN", rates)
		}
	})
}
