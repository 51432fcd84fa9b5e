// Package compare sets place codes side by side: their tuning curves, the
// covariance of their answers over the box, and its spectrum.
//
// It computes nothing of its own beyond what makes codes comparable: values
// scaled to a range of 1, and maps cut to the same middle.
package compare

import (
	"context"
	"errors"
	"fmt"
	"math"

	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/theory/dog"
	"nofreelunch/stages/theory/spectrum"
	"nofreelunch/stages/world/encoding"
)

// CodeParams says which codes are compared, and how closely.
type CodeParams struct {
	Codes       []Named
	CurvePoints int // of a tuning curve, from wall to wall
	MapPoints   int // of a covariance map, a side
	Modes       int // of a spectrum, shown on each side of zero
}

// Named is a place code under the name that figures give it.
type Named struct {
	Name string
	Code Code
}

// Code is a place code, and its tuning curve with infinitely many cells and no
// walls.
type Code struct {
	Encoding encoding.Params
	Curve    dog.Kernel
}

// Validate reports the first field out of bounds.
func (p CodeParams) Validate() error {
	if len(p.Codes) == 0 {
		return errors.New("compare: Codes is empty, want at least 1")
	}
	if p.Modes < 1 {
		return fmt.Errorf("compare: Modes is %d, want at least 1", p.Modes)
	}
	for i, c := range p.Codes {
		if c.Name == "" {
			return fmt.Errorf("compare: Codes[%d] has no name", i)
		}
	}
	return nil
}

// Tuning is a point of a tuning curve.
type Tuning struct {
	Setting   string  `unit:"1" doc:"place-cell population"`
	DistanceM float64 `unit:"m" doc:"signed distance from the field's centre"`
	Rate      float64 `unit:"1" doc:"response as a fraction of its range"`
}

// Sigma is a population's covariance as a function of displacement.
type Sigma struct {
	Setting    string    `unit:"1" doc:"place-cell population"`
	Bins       int32     `unit:"1" doc:"bins a side"`
	HalfWidthM float64   `unit:"m" doc:"largest displacement along either axis"`
	Values     []float64 `column:"covariance" unit:"1" doc:"covariance less its mean, scaled to a largest size of 1" shape:"Bins,Bins"`
}

// Spectrum is the size of the covariance's transform.
type Spectrum struct {
	Setting          string    `unit:"1" doc:"place-cell population"`
	Bins             int32     `unit:"1" doc:"bins a side, wave vector zero in the middle"`
	HalfWidthRadPerM float64   `unit:"rad/m" doc:"wave number at the outer edge of the map"`
	Amplitude        []float64 `unit:"1" doc:"modulus of the transform, mean removed, scaled to a peak of 1" shape:"Bins,Bins"`
	KStarRadPerM     float64   `unit:"rad/m" doc:"wave number of the strongest mode"`
	Interior         bool      `unit:"1" doc:"whether that is an interior maximum; otherwise it is the lowest mode of the box"`
}

// CodeTables are the codes' curves and maps.
type CodeTables struct {
	Tuning   []Tuning
	Sigma    []Sigma
	Spectrum []Spectrum
}

// Codes compares place codes.
func Codes(ctx context.Context, p CodeParams) (CodeTables, error) {
	var o CodeTables
	if err := p.Validate(); err != nil {
		return o, err
	}
	for _, c := range p.Codes {
		curves, err := spectrum.Tuning(ctx, spectrum.Params{Encoding: c.Code.Encoding, Curve: c.Code.Curve, Points: p.CurvePoints})
		if err != nil {
			return o, fmt.Errorf("compare: %s: %w", c.Name, err)
		}
		spectra, err := spectrum.Spectrum(ctx, spectrum.Params{Encoding: c.Code.Encoding, Curve: c.Code.Curve, Points: p.MapPoints})
		if err != nil {
			return o, fmt.Errorf("compare: %s: %w", c.Name, err)
		}
		o.add(c.Name, curves, spectra, p.Modes)
	}
	return o, nil
}

func (o *CodeTables) add(name string, c spectrum.Curves, s spectrum.Spectra, modes int) {
	for _, t := range c.Tuning {
		o.Tuning = append(o.Tuning, Tuning{name, t.DistanceM, t.Relative})
	}
	points := int(s.Covariance.Points)
	values, side := centred(scaled(s.Covariance.Values), points, points)
	o.Sigma = append(o.Sigma, Sigma{Setting: name, Bins: int32(side), HalfWidthM: float64(side) * s.Covariance.StepM / 2, Values: values})
	amplitude, side := centred(s.Fourier.Amplitude, int(s.Fourier.Points), modes)
	for i := range amplitude {
		amplitude[i] /= s.Fourier.MaxAmplitude
	}
	o.Spectrum = append(o.Spectrum, Spectrum{Setting: name, Bins: int32(side),
		HalfWidthRadPerM: float64(side) * s.Fourier.StepRadPerM / 2, Amplitude: amplitude, KStarRadPerM: s.Summary.ModeRadPerM,
		Interior: s.Summary.ModeRadPerM > 1.01*s.Fourier.StepRadPerM})
}

// centred cuts the middle out of a square map whose zero is at index points/2
// of both axes: half elements to each side of zero.
func centred(values []float64, points, half int) (cut []float64, side int) {
	half = min(half, (points-1)/2)
	for x := -half; x <= half; x++ {
		row := (points/2 + x) * points
		cut = append(cut, values[row+points/2-half:row+points/2+half+1]...)
	}
	return cut, 2*half + 1
}

// scaled divides values less their mean by the largest size that leaves.
func scaled(values []float64) []float64 {
	mean, top := stat.Mean(values), 0.0
	for _, v := range values {
		top = max(top, math.Abs(v-mean))
	}
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = v - mean
		if top > 0 {
			out[i] /= top
		}
	}
	return out
}
