package theory

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

func TestCovarianceMatchesGolden(t *testing.T) {
	set := golden.Open(t, "place_correlation")
	type mode struct{ NX, NY int }
	var index struct {
		Cases []struct {
			Name, Encoding, Centres string
			SigmaM                  float64  `json:"sigma_m"`
			S                       float64  `json:"s"`
			AlphaE                  *float64 `json:"alpha_e"`
			AlphaI                  *float64 `json:"alpha_i"`
			Points                  int      `json:"res"`
			BoxM                    float64  `json:"box_m"`
			Arrays                  struct {
				Covariance string
				Re         string `json:"fourier_real"`
				Im         string `json:"fourier_imag"`
			}
			Largest []mode `json:"largest_modes"`
			Argmax  struct {
				K float64 `json:"k_rad_per_m"`
			}
			Ring struct {
				N float64 `json:"n"`
				K float64 `json:"k_rad_per_m"`
			} `json:"radial_profile_argmax"`
			Sum     float64 `json:"covariance_sum"`
			Profile []struct {
				Ring, NModes int32
				Modes        int32   `json:"n_modes"`
				Amplitude    float64 `json:"mean_amplitude"`
				Power        float64 `json:"mean_power"`
			} `json:"radial_profile"`
		}
	}
	set.JSON(t, "cases.json", &index)
	arrays := set.Arrays(t, "arrays")
	kinds := map[string]Kind{
		"difference_of_gaussians": DoS, "true_difference_of_gaussians": TrueDoG, "gaussian": Gaussian,
		"softmax_of_differences": SoD, "general_difference_of_gaussians": GeneralDoG, "sorscher": DoS,
	}
	for _, c := range index.Cases {
		t.Run(c.Name, func(t *testing.T) {
			centres := arrays.Get(t, c.Centres)
			cells := make([][2]float64, centres.Shape[0])
			for i := range cells {
				cells[i] = [2]float64{centres.Values[2*i], centres.Values[2*i+1]}
			}
			p := Params{Points: c.Points, Code: Code{
				Kind: kinds[c.Encoding], Cells: len(cells), BoxWidthM: c.BoxM, Layout: Uniform,
				SigmaM: c.SigmaM, SurroundScale: c.S, SurroundOnVariance: c.Encoding == "sorscher",
			}}
			if c.AlphaE != nil {
				p.Code.AlphaE, p.Code.AlphaI = *c.AlphaE, *c.AlphaI
			}
			if err := p.Validate(); err != nil {
				t.Fatal(err)
			}
			tolerance := 1e-10
			if c.Encoding == "sorscher" {
				tolerance = 1e-4
			}
			responses := p.Code.Respond(cells, positions(p.Points, p.Code.BoxWidthM))
			got := spectra(p.Points, p.Code.BoxWidthM, responses)
			_, modes := Covariance(p.Points, responses)
			re, im := arrays.Get(t, c.Arrays.Re), arrays.Get(t, c.Arrays.Im)
			unit := 0.0
			for k, v := range re.Values {
				unit = max(unit, math.Hypot(v, im.Values[k]))
			}
			compare(t, "real part", modes.Re, re.Values, tolerance*unit)
			compare(t, "imaginary part", modes.Im, im.Values, tolerance*unit)
			compare(t, "covariance", got.Covariance.Values, arrays.Get(t, c.Arrays.Covariance).Values, tolerance*unit)
			if len(got.Profile) != len(c.Profile) {
				t.Fatalf("%d rings, want %d", len(got.Profile), len(c.Profile))
			}
			for i, want := range c.Profile {
				r := got.Profile[i]
				if r.Ring != want.Ring || r.Modes != want.Modes {
					t.Errorf("ring %d has %d modes, want %d", r.Ring, r.Modes, want.Modes)
				}
				if math.Abs(r.MeanAmplitude-want.Amplitude) > tolerance*unit || math.Abs(r.MeanPower-want.Power) > tolerance*unit*unit {
					t.Errorf("ring %d: %g, %g, want %g, %g", r.Ring, r.MeanAmplitude, r.MeanPower, want.Amplitude, want.Power)
				}
			}
			s := got.Summary
			best := c.Largest[0]
			nx, ny := int(s.ModeX), int(s.ModeY)
			if (nx != best.NX || ny != best.NY) && (nx != -best.NX || ny != -best.NY) {
				t.Errorf("strongest mode (%d, %d), want +-(%d, %d)", s.ModeX, s.ModeY, best.NX, best.NY)
			}
			if math.Abs(s.ModeRadPerM-c.Argmax.K) > 1e-12*c.Argmax.K || float64(s.Ring) != c.Ring.N || math.Abs(s.RingRadPerM-c.Ring.K) > 1e-12*c.Ring.K {
				t.Errorf("summary %+v, want k %g and ring %g", s, c.Argmax.K, c.Ring.N)
			}
			if math.Abs(s.CovarianceSum-c.Sum) > tolerance*c.Sum {
				t.Errorf("sum %g, want %g", s.CovarianceSum, c.Sum)
			}
		})
	}
}

func compare(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: length %d, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= tolerance) {
			t.Fatalf("%s: element %d is %.17g, want %.17g (tolerance %g)", what, i, got[i], want[i], tolerance)
		}
	}
}
