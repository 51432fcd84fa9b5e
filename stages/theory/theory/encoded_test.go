package theory

import (
	"context"
	"math"
	"testing"

	"nofreelunch/stages/world/encoding"
)

// On a grid of centres the trained encodings are the codes of this package.
func TestEncodedSpectrumAgreesWithCode(t *testing.T) {
	for kind, e := range map[Kind]encoding.Params{
		Gaussian: encoding.Gaussian(0.2), DoS: encoding.DoS(0.2, 2), TrueDoG: encoding.TrueDoG(0.2, 2),
		GeneralDoG: encoding.GeneralDoG(0.2, 2, 1, 0.25), SoD: encoding.SoD(0.2, 2),
	} {
		e.Cells, e.Centres = 64, encoding.Grid
		c := code(kind)
		c.Layout = Grid
		if kind != GeneralDoG {
			c.AlphaE, c.AlphaI = 0, 0
		}
		got, err := EncodedSpectrum(context.Background(), EncodedParams{e, 20})
		if err != nil {
			t.Fatal(err)
		}
		want, err := Spectrum(context.Background(), Params{c, 20})
		if err != nil {
			t.Fatal(err)
		}
		compare(t, "covariance", got.Covariance.Values, want.Covariance.Values, 1e-11)
		a, b := got.Summary, want.Summary
		if a.Ring != b.Ring || a.Pattern != b.Pattern || a.ContinuumRadPerM != b.ContinuumRadPerM && !math.IsNaN(b.ContinuumRadPerM) {
			t.Errorf("%+v differs from %+v", a, b)
		}
	}
}

func TestEncodedSpectrumOfOtherEncodings(t *testing.T) {
	many := encoding.DoS(0.12, 2)
	many.Cells, many.SigmaM.Hi = 64, 0.3
	high := encoding.HighDimCartesian()
	high.Cells = 16
	for _, e := range []encoding.Params{many, high, encoding.Cartesian()} {
		out, err := EncodedSpectrum(context.Background(), EncodedParams{e, 16})
		if err != nil {
			t.Fatal(err)
		}
		if !math.IsNaN(out.Summary.ContinuumRadPerM) || !math.IsNaN(out.Summary.SigmaM) {
			t.Errorf("%s has a continuum", e)
		}
		if out.Fourier.MaxAmplitude <= 0 {
			t.Errorf("%s has no spectrum", e)
		}
	}
}
