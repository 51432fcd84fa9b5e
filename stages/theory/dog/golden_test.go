package dog

import (
	"math"
	"testing"

	"nofreelunch/stages/internal/golden"
)

func TestKStarMatchesGolden(t *testing.T) {
	type side struct {
		KStar   golden.Number `json:"k_star"`
		AtPeak  golden.Number `json:"f_at_k_star"`
		AtZero  golden.Number `json:"f_at_zero"`
		Period  golden.Number `json:"hexagonal_period_m"`
		Brute   golden.Number `json:"brute_force_argmax_k"`
		Max     golden.Number `json:"brute_force_max"`
		Power   golden.Number `json:"brute_force_argmax_of_power_k"`
		AtZero2 *bool         `json:"power_at_zero_exceeds_power_at_k_star"`
		Pattern bool          `json:"pattern"`
	}
	var index struct {
		Cases []struct {
			AlphaE float64 `json:"alpha_E"`
			AlphaI float64 `json:"alpha_I"`
			SigmaE float64 `json:"sigma_E"`
			SigmaI float64 `json:"sigma_I"`
			One    side    `json:"one_dimensional"`
			Two    side    `json:"two_dimensional"`
		}
	}
	golden.Open(t, "theory").JSON(t, "kstar.json", &index)
	if len(index.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range index.Cases {
		d := DoG{c.AlphaE, c.AlphaI, c.SigmaE, c.SigmaI}
		for dimensions, want := range map[int]side{1: c.One, 2: c.Two} {
			got, search := d.KStar(dimensions), d.BruteForce(dimensions)
			if got.Pattern() != want.Pattern {
				t.Errorf("%+v in %dD: pattern %v", d, dimensions, got.Pattern())
			}
			if want.Pattern || got.Kind == Minimum {
				relative(t, "k*", d, got.K, float64(want.KStar), 1e-12)
				relative(t, "f~(k*)", d, got.Value, float64(want.AtPeak), 1e-11)
			}
			if want.Pattern {
				relative(t, "period", d, Period(got.K), float64(want.Period), 1e-12)
			}
			if want.AtZero2 != nil && got.PowerAtZero != *want.AtZero2 {
				t.Errorf("%+v in %dD: power at zero %v", d, dimensions, got.PowerAtZero)
			}
			if math.Abs(got.AtZero-float64(want.AtZero)) > 1e-15 {
				t.Errorf("%+v in %dD: f~(0) %g, want %g", d, dimensions, got.AtZero, float64(want.AtZero))
			}
			relative(t, "power search", d, search.PowerK, float64(want.Power), 1e-5)
			if math.IsNaN(search.K) {
				// The supremum is at infinity: the reference stops where f~ underflows.
				if want.Max != 0 {
					t.Errorf("%+v in %dD: no maximum found, want %g", d, dimensions, float64(want.Max))
				}
				continue
			}
			relative(t, "search", d, search.K, float64(want.Brute), 1e-5)
		}
	}
}

func relative(t *testing.T, what string, d DoG, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s of %+v is %.17g, want %.17g", what, d, got, want)
	}
}
