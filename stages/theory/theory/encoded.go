package theory

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/world/encoding"
)

// EncodedParams are those of EncodedSpectrum.
type EncodedParams struct {
	Encoding encoding.Params
	Points   int // positions a side, wall to wall
}

// String is the encoding's name.
func (p EncodedParams) String() string { return p.Encoding.String() }

// Validate reports the first field out of range.
func (p EncodedParams) Validate() error {
	if p.Points < 4 || p.Points > 512 {
		return fmt.Errorf("theory: Points is %d, must be 4 to 512", p.Points)
	}
	if err := p.Encoding.Validate(); err != nil {
		return fmt.Errorf("theory: %w", err)
	}
	return nil
}

// EncodedSpectrum is Spectrum for any encoding that networks are trained on:
// several fields a cell, several widths, elliptic fields, Cartesian and polar
// codes. A continuum is given where all fields are round and of one width.
func EncodedSpectrum(ctx context.Context, p EncodedParams) (Spectra, error) {
	if err := p.Validate(); err != nil {
		return Spectra{}, err
	}
	responses, err := Responses(p.Encoding, positions(p.Points, p.Encoding.BoxWidthM))
	if err != nil {
		return Spectra{}, err
	}
	out := spectra(p.Points, p.Encoding.BoxWidthM, responses)
	out.Summary.Name = p.String()
	e := p.Encoding
	if e.Kind.Place() && e.SigmaM.Lo == e.SigmaM.Hi && e.Surround.Lo == e.Surround.Hi {
		out.Summary.SigmaM, out.Summary.SurroundScale = e.SigmaM.Lo, e.Surround.Lo
	}
	if d, ok := EncodedContinuum(e); ok {
		out.Summary.compareWith(d)
	}
	return out, ctx.Err()
}

// EncodedContinuum is Code.Continuum for an encoding whose fields are round and
// of one width and whose cells have one field each.
func EncodedContinuum(e encoding.Params) (d DoG, ok bool) {
	kind, known := map[encoding.Kind]Kind{
		encoding.DoSKind: DoS, encoding.TrueDoGKind: TrueDoG, encoding.GeneralDoGKind: GeneralDoG,
	}[e.Kind]
	single := e.Fields == encoding.DoS(1, 2).Fields && e.Aspect.Lo == 1 && e.Aspect.Hi == 1
	if !known || !single || e.SigmaM.Lo != e.SigmaM.Hi || e.Surround.Lo != e.Surround.Hi {
		return DoG{}, false
	}
	if kind == DoS && e.Normalization != encoding.Global {
		kind = TrueDoG // without the softmax the two Gaussians have equal heights
	}
	return Code{
		Kind: kind, SigmaM: e.SigmaM.Lo, SurroundScale: e.Surround.Lo, SurroundOnVariance: e.SurroundOnVariance,
		AlphaE: e.AlphaE, AlphaI: e.AlphaI,
	}.Continuum()
}

// Responses returns the encoding's values: a row per cell, a column per position.
func Responses(e encoding.Params, at [][2]float64) (linalg.Matrix, error) {
	encoder, err := encoding.New(e)
	if err != nil {
		return linalg.Matrix{}, fmt.Errorf("theory: %w", err)
	}
	flat := make([]float64, 0, 2*len(at))
	for _, x := range at {
		flat = append(flat, x[0], x[1])
	}
	values := linalg.New(len(at), encoder.Width())
	encoder.Encode(flat, values.Data)
	for i, v := range values.Data {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			x := at[i/values.Cols]
			return linalg.Matrix{}, fmt.Errorf("theory: %s: cell %d is %g at (%g, %g) m", e, i%values.Cols, v, x[0], x[1])
		}
	}
	return values.T(), nil
}
