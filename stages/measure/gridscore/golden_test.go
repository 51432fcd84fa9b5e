package gridscore

import (
	"math"
	"testing"

	"nofreelunch/stages/internal/golden"
)

// goldenCase is one map that the authors' scorer has scored.
type goldenCase struct {
	Name            string
	Kind            string
	NBins           int
	Score60         golden.Number
	Score90         golden.Number
	Mask60Index     int               `json:"mask60_index"`
	Mask90Index     int               `json:"mask90_index"`
	Score60PerMask  []golden.Number   `json:"score60_per_mask"`
	Score90PerMask  []golden.Number   `json:"score90_per_mask"`
	VariancePerMask []golden.Number   `json:"variance_per_mask"`
	CorrPerMask     [][]golden.Number `json:"corr_per_mask"`
	WellConditioned bool              `json:"well_conditioned"`

	PeriodBins    golden.Number   `json:"period_bins"`
	PeriodM       golden.Number   `json:"period_m"`
	PeriodErrBins golden.Number   `json:"period_err_bins"`
	Orientations  []golden.Number `json:"orientations_rad"`
	NearestSix    [][2]int        `json:"nearest_six_offsets"`
	Peaks         [][2]int        `json:"peak_offsets_by_distance"`
}

func goldenCases(t testing.TB) (golden.Set, []goldenCase, golden.Arrays) {
	t.Helper()
	set := golden.Open(t, "gridscore")
	var index struct{ Cases []goldenCase }
	set.JSON(t, "cases.json", &index)
	if len(index.Cases) == 0 {
		t.Fatal("the index lists no case")
	}
	return set, index.Cases, set.Arrays(t, "maps")
}

func scorer(t testing.TB, n int, h Handling) *Scorer {
	t.Helper()
	s, err := NewScorer(n, h)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const goldenTolerance = 1e-9

// near compares to the golden tolerance; two NaN are equal.
func near(a float64, b golden.Number) bool {
	return a != a && b != b || math.Abs(a-float64(b)) <= goldenTolerance
}

func TestGoldenMasks(t *testing.T) {
	set := golden.Open(t, "gridscore")
	var index struct {
		Masks map[int]struct {
			MaskParameters [][2]float64 `json:"mask_parameters"`
			Rows           [][]string
		}
	}
	set.JSON(t, "masks.json", &index)
	if len(index.Masks) == 0 {
		t.Fatal("the index lists no masks")
	}
	for n, want := range index.Masks {
		for k, ring := range Rings(n) {
			if p := want.MaskParameters[k]; ring.Inner != p[0] || ring.Outer != p[1] {
				t.Errorf("n=%d mask %d: parameters %v, want %v", n, k, ring, p)
			}
			for i, row := range want.Rows[k] {
				for j := range row {
					if ring.Contains(i-(n-1), j-(n-1)) != (row[j] == '1') {
						t.Errorf("n=%d mask %d: lag (%d, %d) differs", n, k, i-(n-1), j-(n-1))
					}
				}
			}
		}
	}
}

// An ill-conditioned autocorrelogram holds rounding errors divided by rounding
// errors (constant maps, smooth maps over a constant background): there the
// published numbers record what one machine's rounding did.
func TestGoldenAutocorrelograms(t *testing.T) {
	set, cases, maps := goldenCases(t)
	sacs := set.Arrays(t, "sacs")
	compared := 0
	for _, c := range cases {
		want, ok := sacs[c.Name]
		if !ok || !c.WellConditioned {
			continue
		}
		got := scorer(t, c.NBins, Published()).Autocorrelogram(maps.Get(t, c.Name).Values)
		worst := 0.0
		for k, v := range got {
			if !near(v, golden.Number(want.Values[k])) {
				worst = max(worst, math.Abs(v-want.Values[k]))
			}
		}
		if worst > 0 {
			t.Errorf("%s: differs by %g", c.Name, worst)
		}
		compared++
	}
	if compared == 0 {
		t.Fatal("no autocorrelogram was compared")
	}
	t.Logf("%d of %d autocorrelograms compared", compared, len(cases))
}

func TestGoldenScores(t *testing.T) {
	_, cases, maps := goldenCases(t)
	compared := 0
	for _, c := range cases {
		if !c.WellConditioned {
			continue
		}
		var got [1]Result
		scorer(t, c.NBins, Published()).Scores(maps.Get(t, c.Name).Values, got[:])
		checkResult(t, c, got[0])
		compared++
	}
	if compared == 0 {
		t.Fatal("no case was compared")
	}
	t.Logf("%d of %d cases compared; the others are ill-conditioned", compared, len(cases))
}

func checkResult(t *testing.T, c goldenCase, r Result) {
	t.Helper()
	if !near(r.Score60, c.Score60) || !near(r.Score90, c.Score90) {
		t.Errorf("%s: scores %v, %v, want %v, %v", c.Name, r.Score60, r.Score90, c.Score60, c.Score90)
	}
	for k := range MaskCount {
		if !near(r.Score60PerMask[k], c.Score60PerMask[k]) || !near(r.Score90PerMask[k], c.Score90PerMask[k]) {
			t.Errorf("%s mask %d: scores %v, %v", c.Name, k, r.Score60PerMask[k], r.Score90PerMask[k])
		}
		if !near(r.VariancePerMask[k], c.VariancePerMask[k]) {
			t.Errorf("%s mask %d: variance %v, want %v", c.Name, k, r.VariancePerMask[k], c.VariancePerMask[k])
		}
		for a := range r.Correlations[k] {
			if !near(r.Correlations[k][a], c.CorrPerMask[k][a]) {
				t.Errorf("%s mask %d: correlation at %g degrees %v, want %v",
					c.Name, k, Angles()[a], r.Correlations[k][a], c.CorrPerMask[k][a])
			}
		}
	}
	// A winning mask means something where it wins by a margin.
	if wins(c.Score60PerMask, c.Mask60Index) && r.Mask60 != c.Mask60Index {
		t.Errorf("%s: mask60 %d, want %d", c.Name, r.Mask60, c.Mask60Index)
	}
	if wins(c.Score90PerMask, c.Mask90Index) && r.Mask90 != c.Mask90Index {
		t.Errorf("%s: mask90 %d, want %d", c.Name, r.Mask90, c.Mask90Index)
	}
}

func wins(scores []golden.Number, index int) bool {
	for k, v := range scores {
		if k != index && !(float64(scores[index]-v) > goldenTolerance) {
			return false
		}
	}
	return true
}

func BenchmarkScore(b *testing.B) {
	_, cases, arrays := goldenCases(b)
	for _, n := range []int{20, 32, 44} {
		b.Run(map[int]string{20: "n=20", 32: "n=32", 44: "n=44"}[n], func(b *testing.B) {
			var maps []float64
			for _, c := range cases {
				if c.NBins == n {
					maps = append(maps, arrays.Get(b, c.Name).Values...)
				}
			}
			out := make([]Result, len(maps)/(n*n))
			s := scorer(b, n, Published())
			for b.Loop() {
				s.Scores(maps, out)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(out)), "us/map")
		})
	}
}
