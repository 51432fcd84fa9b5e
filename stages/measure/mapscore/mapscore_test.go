package mapscore

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"nofreelunch/stages/core/rng"
)

func scoreOf(t *testing.T, p Params, maps ...Map) []Scored {
	t.Helper()
	out, err := Score(context.Background(), p, maps)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// rowOf is the row of a map that must have one.
func rowOf(t *testing.T, p Params, m Map) Row {
	t.Helper()
	s := scoreOf(t, p, m)[0]
	if s.Refused != nil {
		t.Fatal(s.Refused)
	}
	return s.Row
}

// realMaps are recorded maps and what independent scorers say of them.
func realMaps(t *testing.T) (maps []Map, scores []map[string]float64) {
	t.Helper()
	dir := os.Getenv("NOFREELUNCH_RECORDINGS")
	if dir == "" {
		t.Skip("real maps are not tried: NOFREELUNCH_RECORDINGS names no folder of them")
	}
	data, err := os.ReadFile(filepath.Join(dir, "mouse20_maps.npy"))
	if err != nil {
		t.Fatal(err)
	}
	const size = 32 * 32
	values := data[len(data)-20*size*8:]
	for k := range 20 {
		m := Map{Name: strconv.Itoa(k), Rows: 32, Columns: 32, Rates: make([]float64, size)}
		for i := range m.Rates {
			bits := uint64(0)
			for b := range 8 {
				bits |= uint64(values[8*(k*size+i)+b]) << (8 * b)
			}
			m.Rates[i] = math.Float64frombits(bits)
		}
		maps = append(maps, m)
	}
	text, err := os.ReadFile(filepath.Join(dir, "mouse20_scores.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		of := map[string]float64{}
		for i, name := range lines[0][1:] {
			if of[name], err = strconv.ParseFloat(line[i+1], 64); err != nil {
				t.Fatal(err)
			}
		}
		scores = append(scores, of)
	}
	return maps, scores
}

// Both published forms are those of the published scorers, on recorded cells,
// which also have as many fields as another program finds.
func TestRecordedCellsScoreAsElsewhere(t *testing.T) {
	maps, want := realMaps(t)
	fields := 0.0
	for i, s := range scoreOf(t, Params{Threads: 2}, maps...) {
		if s.Refused != nil {
			t.Fatal(s.Refused)
		}
		for _, c := range []struct{ got, want float64 }{
			{s.Row.Score60Minmax, want[i]["schaeffer_minmax"]},
			{s.Row.Score60Mean, want[i]["sorscher_mean"]},
			{s.Row.Score60Mean, want[i]["banino_mean"]},
		} {
			if !(math.Abs(c.got-c.want) <= 1e-12) {
				t.Errorf("map %d scores %v, want %v", i, c.got, c.want)
			}
		}
		fields += float64(s.Row.Fields) / float64(len(maps))
	}
	const opexebo = 6.25 // fields a cell, by opexebo 0.7.2 without its least peak rate of 1 Hz
	if math.Abs(fields/opexebo-1) > 0.2 {
		t.Errorf("%v fields a cell, opexebo finds %v", fields, opexebo)
	}
}

// The period, direction and spread of exact lattices, of few and of many
// periods, in squares and in discs.
func TestLatticeOfExactMaps(t *testing.T) {
	for _, n := range []int{20, 32, 44} {
		for _, part := range []float64{0.2, 0.3, 0.4, 0.45} {
			for _, angle := range []float64{0.02, 0.3, 0.9} {
				for _, disc := range []bool{false, true} {
					period := part * float64(n)
					m := hexagons(n, period, angle, 3)
					if disc {
						cutDisc(m)
					}
					r := rowOf(t, Params{BoxM: 2}, m)
					if math.Abs(r.PeriodBins/period-1) > 0.02 || math.Abs(r.PeriodM-r.PeriodBins*2/float64(n)) > 1e-12 {
						t.Errorf("%d bins, disc %v: period %v bins, %v m, want %v bins", n, disc, r.PeriodBins, r.PeriodM, period)
					}
					turn := math.Abs(r.OrientationRad - angle)
					if turn = min(turn, math.Pi/3-turn); turn > 0.03 {
						t.Errorf("%d bins, period %v, disc %v: direction %v, want %v", n, period, disc, r.OrientationRad, angle)
					}
				}
			}
		}
	}
}

func cutDisc(m Map) {
	for k := range m.Rates {
		x, y := float64(k/m.Columns)-float64(m.Rows-1)/2, float64(k%m.Columns)-float64(m.Columns-1)/2
		if x*x+y*y > float64(m.Rows*m.Rows)/4 {
			m.Rates[k] = math.NaN()
		}
	}
}

// A disc's edge is no field: without its outside, a lattice scores as in a square.
func TestRoundArenaIsCorrected(t *testing.T) {
	m := hexagons(36, 9, 0.3, 2)
	for k := range m.Rates {
		m.Rates[k] += 5 // a background, which ends at the wall
	}
	square := rowOf(t, Params{}, m).Score60MinmaxCorrected
	cutDisc(m)
	r := rowOf(t, Params{}, m)
	if math.Abs(r.Score60MinmaxCorrected-square) > 0.1 || r.Visited > 0.9 {
		t.Errorf("a disc scores %v, the square %v; %v visited", r.Score60MinmaxCorrected, square, r.Visited)
	}
	if r.Score60Minmax > r.Score60MinmaxCorrected-0.1 || !strings.Contains(r.Warning, "unvisited bins at 0") {
		t.Errorf("as published it scores %v, without a warning in %q", r.Score60Minmax, r.Warning)
	}
}

// Without unvisited bins, both handlings are one.
func TestCorrectionChangesNothingOfWholeMaps(t *testing.T) {
	r := rowOf(t, Params{}, hexagons(20, 6, 0.1, 1))
	if math.Abs(r.Score60Minmax-r.Score60MinmaxCorrected) > 1e-9 || math.Abs(r.Score90-r.Score90Corrected) > 1e-9 {
		t.Errorf("published %v and %v, corrected %v and %v", r.Score60Minmax, r.Score90, r.Score60MinmaxCorrected, r.Score90Corrected)
	}
	if r.Warning != "" {
		t.Errorf("a clean lattice is warned of: %s", r.Warning)
	}
}

// A rectangle scores as the square that it is a part of unvisited, and its
// published forms do not exist.
func TestRectangle(t *testing.T) {
	wide := hexagons(30, 7, 0.2, 2)
	m := Map{Name: "r", Rows: 20, Columns: 30, Rates: wide.Rates[:600]}
	padded := Map{Name: "p", Rows: 30, Columns: 30, Rates: append([]float64(nil), wide.Rates...)}
	for k := 600; k < 900; k++ {
		padded.Rates[k] = math.NaN()
	}
	a, b := rowOf(t, Params{}, m), rowOf(t, Params{}, padded)
	if a.Score60MinmaxCorrected != b.Score60MinmaxCorrected || a.PeriodBins != b.PeriodBins || a.Fields != b.Fields {
		t.Errorf("%+v\nand padded\n%+v", a, b)
	}
	if a.Score60Minmax == a.Score60Minmax || a.PublishedPeriodBins == a.PublishedPeriodBins || !strings.Contains(a.Warning, "not square") {
		t.Errorf("a rectangle has published scores: %+v", a)
	}
	if a.PeriodBins == a.PeriodBins && math.Abs(a.PeriodBins/7-1) > 0.02 {
		t.Errorf("period %v bins, want 7", a.PeriodBins)
	}
}

// Scores depend on neither the scale of the rates, nor neighbours, nor threads.
func TestScoresAreOfTheMapAlone(t *testing.T) {
	var maps []Map
	for i := range 40 {
		maps = append(maps, hexagons([]int{20, 24}[i%2], 5+float64(i)/10, float64(i)/40, float64(i)))
	}
	p := Params{Threads: 1, Surrogates: 3, Seed: 5}
	one := scoreOf(t, p, maps...)
	p.Threads = 3
	three := scoreOf(t, p, maps...)
	for i := range maps {
		alone := rowOf(t, p, maps[i])
		if a, b, c := fmt.Sprint(one[i].Row), fmt.Sprint(three[i].Row), fmt.Sprint(alone); a != b || a != c {
			t.Fatalf("map %d: one thread, three, alone:\n%s\n%s\n%s", i, a, b, c)
		}
	}
	scaled := maps[0]
	scaled.Rates = make([]float64, len(maps[0].Rates))
	for k, v := range maps[0].Rates {
		scaled.Rates[k] = v * 1000
	}
	a, b := rowOf(t, Params{}, maps[0]), rowOf(t, Params{}, scaled)
	if math.Abs(a.Score60Minmax-b.Score60Minmax) > 1e-9 || a.Fields != b.Fields || math.Abs(a.PeriodBins-b.PeriodBins) > 1e-6 {
		t.Errorf("rates in mHz give %+v\nin Hz %+v", b, a)
	}
}

// Lattices are beyond noise of their own spectrum, and such noise is not.
func TestSurrogates(t *testing.T) {
	m := hexagons(24, 7, 0.3, 2)
	r := rowOf(t, Params{Surrogates: 99, Seed: 1}, m)
	if r.Chance60 > 0.05 || r.Surrogates != 99 {
		t.Errorf("a lattice has p = %v of %d", r.Chance60, r.Surrogates)
	}
	if again := rowOf(t, Params{Surrogates: 99, Seed: 1}, m); again.Chance60 != r.Chance60 || again.Chance90 != r.Chance90 {
		t.Errorf("the same seed gives %v, then %v", r.Chance60, again.Chance60)
	}
	low := 0
	const noiseMaps = 40
	g := newNoise(m.Rates, 24)
	for k := range noiseMaps {
		s := rng.New(9, "noise", uint64(k))
		n := Map{Name: "noise", Rows: 24, Columns: 24, Rates: make([]float64, 24*24)}
		g.fill(n.Rates, &s)
		if rowOf(t, Params{Surrogates: 19, Seed: 1}, n).Chance60 <= 0.1 {
			low++
		}
	}
	if low > 12 {
		t.Errorf("%d of %d maps of noise have p of at most .1", low, noiseMaps)
	}
}

// A surrogate has the map's rates, each once, where the map has rates.
func TestSurrogateKeepsRates(t *testing.T) {
	m := hexagons(12, 5, 0.3, 2)
	m.Rates[7] = math.NaN()
	g := newNoise(m.Rates, 12)
	s := rng.New(1, "x", 0)
	out := make([]float64, 144)
	g.fill(out, &s)
	count := map[float64]int{}
	for k := range out {
		if (out[k] != out[k]) != (k == 7) {
			t.Fatalf("bin %d has %v", k, out[k])
		}
		if k != 7 {
			count[out[k]]++
			count[m.Rates[k]]--
		}
	}
	for v, n := range count {
		if n != 0 {
			t.Errorf("rate %v is %d times too often", v, n)
		}
	}
}

// What cannot be scored is named by bin, and the rest is scored.
func TestRefusals(t *testing.T) {
	good := hexagons(20, 6, 0.2, 1)
	with := func(k int, v float64) Map {
		m := good
		m.Rates = append([]float64(nil), good.Rates...)
		m.Rates[k] = v
		return m
	}
	all := func(n int, v float64) Map {
		m := Map{Name: "m", Rows: n, Columns: n, Rates: make([]float64, n*n)}
		for k := range m.Rates {
			m.Rates[k] = v
		}
		return m
	}
	for _, c := range []struct {
		m    Map
		want string
	}{
		{with(45, -1), "row 3, column 6: the rate is -1"},
		{with(45, math.Inf(1)), "row 3, column 6: the rate is +Inf"},
		{all(5, math.NaN()), "every bin is NaN"},
		{all(5, 3), "rate 3: nothing varies"},
		{all(5, 0), "silent"},
		{all(1, 3), "1 x 1 bins"},
		{Map{Name: "m"}, "0 x 0 bins"},
		{Map{Name: "m", Rows: 2, Columns: 300, Rates: make([]float64, 600)}, "2 x 300 bins"},
		{Map{Name: "m", Rows: 300, Columns: 300, Rates: make([]float64, 90000)}, "at most 256"},
	} {
		s := scoreOf(t, Params{}, good, c.m, good)
		if s[1].Refused == nil || !strings.Contains(s[1].Refused.Error(), c.want) {
			t.Errorf("%v, want %q", s[1].Refused, c.want)
		}
		if s[0].Refused != nil || s[2].Refused != nil || s[0].Row.Score60Minmax != s[2].Row.Score60Minmax {
			t.Errorf("%s: neighbours are not scored: %v %v", c.want, s[0].Refused, s[2].Refused)
		}
	}
	if s := scoreOf(t, Params{Signed: true}, with(45, -1)); s[0].Refused != nil {
		t.Errorf("signed: %v", s[0].Refused)
	}
}

// Hardly anything known, and nothing a crash.
func TestSmallAndSparseMaps(t *testing.T) {
	for n := 3; n < 8; n++ {
		for visited := 2; visited < n*n; visited++ {
			m := Map{Name: "s", Rows: n, Columns: n, Rates: make([]float64, n*n)}
			for k := range m.Rates {
				m.Rates[k] = math.NaN()
			}
			for k := range visited {
				m.Rates[k*7%(n*n)] = float64(k % 3)
			}
			scoreOf(t, Params{Surrogates: 1}, m)
		}
	}
	m := hexagons(20, 6, 0.2, 1)
	for k := range m.Rates {
		if k%3 != 0 {
			m.Rates[k] = math.NaN()
		}
	}
	if r := rowOf(t, Params{}, m); !strings.Contains(r.Warning, "sparse") {
		t.Errorf("a third of a map is not called sparse: %q", r.Warning)
	}
}
