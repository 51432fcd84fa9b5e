package stat

import (
	"math"
	"slices"
	"testing"

	"nofreelunch/stages/core/rng"
)

// sample and probes are those of the reference values below, which scipy
// 1.17.1, seaborn's rule for its support and scikit-learn gave.
var (
	sample = []float64{0.3, -1.2, 0.8, 2.5, 0.1, 0.11, -0.4}
	probes = []float64{-2, 0, 0.25, 3}
)

func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	if !(math.Abs(got-want) <= relative*math.Abs(want)) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestWilson(t *testing.T) {
	for _, c := range []struct {
		k, n   int
		lo, hi float64
	}{
		{70, 661, 0.08467667483399578, 0.1316778513651409},
		{3, 49, 0.021040146672967476, 0.16520487835726405},
		{0, 6, 0, 0.39033428790216523},
		{6, 6, 1 - 0.39033428790216523, 1},
	} {
		got, err := Wilson(c.k, c.n, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "lower end", got.Lo, c.lo, 1e-12)
		near(t, "upper end", got.Hi, c.hi, 1e-12)
	}
	if got, err := Wilson(0, 0, 0.95); err != nil || got != (Interval{0, 1}) {
		t.Errorf("without trials: %v, %v", got, err)
	}
	for _, bad := range [][2]int{{2, 1}, {-1, 3}, {0, -1}} {
		if _, err := Wilson(bad[0], bad[1], 0.95); err == nil {
			t.Errorf("%v: no error", bad)
		}
	}
}

func TestDensityAsSeaborn(t *testing.T) {
	h := Scott(sample)
	near(t, "bandwidth", h, 0.7777471648658043, 1e-13)
	d, err := NewDensity(sample, h)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.05680282176319883, 0.3433263063858435, 0.33990322518809823, 0.06126445202554551} {
		near(t, "density", d.At(probes[i]), want, 1e-13)
	}
	for i, want := range []float64{0.025739204885351624, 0.43285694202169095, 0.5187312098391526, 0.9624357725421357} {
		near(t, "cumulative density", 1-d.Survival(probes[i]), want, 1e-12)
	}
}

func TestDensityAsScikitLearn(t *testing.T) {
	d, err := NewDensity(sample, ScottFactor(len(sample)))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.048704026678054346, 0.3726344923605695, 0.3707339918973839, 0.06454290864754554} {
		near(t, "density", d.At(probes[i]), want, 1e-13)
	}
}

func TestNormalTail(t *testing.T) {
	for x, want := range map[float64]float64{
		0: 0.5, 0.5: 0.3085375387259869, 2.49: 0.006387154764943171, 2.51: 0.006036558080412666,
		6: 9.865876450376946e-10, 20: 2.7536241186061556e-89,
	} {
		near(t, "tail", NormalTail(x), want, 1e-13)
		near(t, "tail", NormalTail(-x), 1-want, 1e-15)
	}
}

func TestBootstrap(t *testing.T) {
	s := rng.New(1, "test", 0)
	values := make([]float64, 400)
	for i := range values {
		values[i] = s.Normal()
	}
	a, err := Bootstrap(values, Mean, 2000, 0.95, rng.New(2, "bootstrap", 0))
	if err != nil {
		t.Fatal(err)
	}
	// The mean's standard error is 1/20, the half width twice that.
	near(t, "width", a.Hi-a.Lo, 2*1.96*math.Sqrt(Variance(values)/400), 0.1)
	b, _ := Bootstrap(values, Mean, 2000, 0.95, rng.New(2, "bootstrap", 0))
	if a != b {
		t.Errorf("equal streams: %v and %v", a, b)
	}
}

func TestEffects(t *testing.T) {
	a, b := []float64{2, 4, 6}, []float64{1, 2, 3}
	near(t, "d", CohenD(a, b), 2/math.Sqrt(2.5), 1e-15)
	near(t, "delta", CliffDelta(a, b), 6.0/9, 1e-15) // 2: +1 -1, 4: +3, 6: +3
	near(t, "quantile", Quantile(a, 0.25), 3, 1e-15)
	near(t, "median", Median([]float64{4, 1, 3, 2}), 2.5, 0)
	near(t, "median", Median([]float64{4, math.NaN(), 1}), 1, 0)
	if m := Median(nil); m == m {
		t.Errorf("nothing has the median %v", m)
	}
}

func TestRefusals(t *testing.T) {
	nan := math.NaN()
	if _, err := NewDensity([]float64{1, nan}, 1); err == nil {
		t.Error("NaN: no error")
	}
	if _, err := NewDensity([]float64{1, 1}, Scott([]float64{1, 1})); err == nil {
		t.Error("zero bandwidth: no error")
	}
	if _, err := Bootstrap(nil, Mean, 10, 0.9, rng.New(0, "x", 0)); err == nil {
		t.Error("no values: no error")
	}
}

// The same bits on every processor.
func TestBits(t *testing.T) {
	d, err := NewDensity(sample, Scott(sample))
	if err != nil {
		t.Fatal(err)
	}
	var digest uint64
	add := func(v float64) { digest = digest*0x9e3779b97f4a7c15 + math.Float64bits(v) }
	margin := float64(3 * Scott(sample))
	for _, x := range Linspace(slices.Min(sample)-margin, slices.Max(sample)+margin, 50) {
		add(d.At(x))
		add(d.Survival(x))
	}
	for _, i := range []Interval{must(Wilson(3, 49, 0.95)), must(Bootstrap(sample, Mean, 50, 0.9, rng.New(1, "bits", 0)))} {
		add(i.Lo)
		add(i.Hi)
	}
	const want = 0x54e88a7cbe69c1b3
	if digest != want {
		t.Errorf("digest %#x, want %#x", digest, uint64(want))
	}
}
