package spectrum

import (
	"math"
	"testing"

	"nofreelunch/stages/internal/golden"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placecell"
)

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
	kinds := map[string]encoding.Entry{
		"difference_of_gaussians": encoding.DoSEntry(), "true_difference_of_gaussians": encoding.TrueDoGEntry(),
		"gaussian": encoding.GaussianEntry(), "softmax_of_differences": encoding.SoDEntry(),
		"general_difference_of_gaussians": encoding.GeneralDoGEntry(), "sorscher": encoding.DoSEntry(),
	}
	for _, c := range index.Cases {
		t.Run(c.Name, func(t *testing.T) {
			centres := arrays.Get(t, c.Centres)
			e := encoding.Params{Kind: kinds[c.Encoding].Kind(), Normalization: encoding.Global}
			if c.AlphaE != nil {
				e.AlphaE, e.AlphaI = *c.AlphaE, *c.AlphaI
			}
			cells := centres.Shape[0]
			pop := placecell.Empty(cells, 1)
			for i := range cells {
				pop.Put(i, 0, placecell.Field{
					XM: centres.Values[2*i], YM: centres.Values[2*i+1], Aspect: 1,
					SigmaM: c.SigmaM, SurroundScale: c.S, SurroundOnVariance: c.Encoding == "sorscher",
				})
			}
			tolerance := 1e-10
			if c.Encoding == "sorscher" {
				tolerance = 1e-4
			}
			responses, err := respond(encoding.NewPlace(e, pop), positions(c.Points, c.BoxM))
			if err != nil {
				t.Fatal(err)
			}
			got := spectra(c.Points, c.BoxM, responses)
			_, modes := Covariance(c.Points, responses)
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
