// Package spectrum shows what an encoding looks like to theory: the tuning curve of
// its cells, the covariance Sigma = P P' of the code over the box, and the
// transform of Sigma, whose strongest waves the learning dynamics of
// [Sorscher2019] make grow. The encodings are those that networks are trained
// on, computed by the same code, with the same centres for the same seed.
//
// The package knows nothing of trained networks, and does not say whether a
// lattice forms: stages/theory/nnpca simulates that.
package spectrum

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/theory/dog"
	"nofreelunch/stages/world/encoding"
)

// Params are those of Spectrum and Tuning.
type Params struct {
	Encoding encoding.Params
	Curve    dog.Kernel // what the encoding's entry says of it: the prediction without walls
	Points   int        // positions a side, wall to wall
}

// String is the encoding's name.
func (p Params) String() string { return p.Encoding.String() }

// Validate reports the first field out of range.
func (p Params) Validate() error {
	if p.Points < 4 || p.Points > 512 {
		return fmt.Errorf("spectrum: Points is %d, must be 4 to 512", p.Points)
	}
	if p.Curve == nil {
		return fmt.Errorf("spectrum: Curve is nil, must be the encoding's or dog.None")
	}
	if err := p.Encoding.Validate(); err != nil {
		return fmt.Errorf("spectrum: %w", err)
	}
	return nil
}

// Spectra is what Spectrum returns.
type Spectra struct {
	Covariance CovarianceMap
	Fourier    FourierMap
	Profile    []Ring
	Summary    Summary
}

// CovarianceMap is Sigma as a function of displacement.
type CovarianceMap struct {
	Points int32     `doc:"displacements a side; displacement 0 is at index Points/2 of both axes" unit:"1"`
	StepM  float64   `doc:"distance between neighbouring displacements" unit:"m"`
	Values []float64 `doc:"covariance summed over positions and cells, [x][y]" unit:"1" shape:"Points,Points"`
}

// FourierMap is the modulus of Sigma's transform, mode (0, 0) at index
// Points/2 of both axes and set to zero.
type FourierMap struct {
	Points       int32     `doc:"modes a side; mode (0, 0) is at index Points/2 of both axes" unit:"1"`
	StepRadPerM  float64   `doc:"wave number of mode 1" unit:"rad/m"`
	Amplitude    []float64 `doc:"modulus of the covariance's transform, [kx][ky], the mean removed" unit:"1" shape:"Points,Points"`
	MaxAmplitude float64   `doc:"the largest modulus" unit:"1"`
}

// Summary is the prediction in one row.
type Summary struct {
	Name             string  `doc:"the encoding" unit:"1"`
	SigmaM           float64 `doc:"width of the centre; NaN where fields differ" unit:"m"`
	SurroundScale    float64 `doc:"s; NaN where fields differ" unit:"1"`
	CovarianceSum    float64 `doc:"sum of the covariance map" unit:"1"`
	ModeX            int32   `doc:"periods a side along x of the strongest mode" unit:"1"`
	ModeY            int32   `doc:"periods a side along y of the strongest mode" unit:"1"`
	ModeRadPerM      float64 `doc:"wave number of the strongest mode" unit:"rad/m"`
	ModePeriodM      float64 `doc:"hexagonal lattice period of the strongest mode" unit:"m"`
	Ring             int32   `doc:"ring of largest mean amplitude" unit:"1"`
	RingRadPerM      float64 `doc:"its wave number" unit:"rad/m"`
	RingPeriodM      float64 `doc:"hexagonal lattice period of that ring" unit:"m"`
	ContinuumRadPerM float64 `doc:"k* of infinitely many cells without walls; NaN where the code has none" unit:"rad/m"`
	ContinuumPeriodM float64 `doc:"its hexagonal lattice period" unit:"m"`
	Pattern          bool    `doc:"the power spectrum of the continuum peaks away from 0" unit:"1"`
}

// Spectrum computes the covariance of the code over the box, its transform,
// radial profile and the lattice period it predicts.
func Spectrum(ctx context.Context, p Params) (Spectra, error) {
	if err := p.Validate(); err != nil {
		return Spectra{}, err
	}
	responses, err := Responses(p.Encoding, positions(p.Points, p.Encoding.BoxWidthM))
	if err != nil {
		return Spectra{}, err
	}
	out := spectra(p.Points, p.Encoding.BoxWidthM, responses)
	out.Summary.Name = p.String()
	if p.Encoding.Homogeneous() {
		out.Summary.SigmaM, out.Summary.SurroundScale = p.Encoding.SigmaM.Lo, p.Encoding.SurroundScale.Lo
	}
	out.Summary.compareWith(p.Curve)
	return out, ctx.Err()
}

// spectra fills everything but the encoding's name, widths and continuum.
func spectra(points int, boxWidthM float64, responses linalg.Matrix) Spectra {
	covariance, modes := Covariance(points, responses)
	stepM := boxWidthM / float64(points-1)
	periodM := stepM * float64(points)
	unit := 2 * math.Pi / periodM
	rings := modes.Radial(periodM)
	out := Spectra{
		Covariance: CovarianceMap{Points: int32(points), StepM: stepM, Values: covariance},
		Fourier:    FourierMap{Points: int32(points), StepRadPerM: unit, Amplitude: centred(points, modes.Amplitude())},
		Profile:    rings,
		Summary:    summarise(modes, largestRing(rings), unit),
	}
	for _, a := range out.Fourier.Amplitude {
		out.Fourier.MaxAmplitude = max(out.Fourier.MaxAmplitude, a)
	}
	for _, c := range covariance {
		out.Summary.CovarianceSum += c
	}
	return out
}

func summarise(modes Modes, ring Ring, unit float64) Summary {
	nx, ny := modes.Strongest()
	k := unit * math.Sqrt(float64(nx*nx+ny*ny))
	return Summary{
		ModeX: int32(nx), ModeY: int32(ny), ModeRadPerM: k, ModePeriodM: dog.Period(k),
		Ring: ring.Ring, RingRadPerM: ring.KRadPerM, RingPeriodM: dog.Period(ring.KRadPerM),
		SigmaM: math.NaN(), SurroundScale: math.NaN(), ContinuumRadPerM: math.NaN(), ContinuumPeriodM: math.NaN(),
	}
}

// compareWith adds the prediction of infinitely many cells without walls.
func (s *Summary) compareWith(curve dog.Kernel) {
	if peak := curve.KStar(2); peak.Pattern() {
		s.ContinuumRadPerM, s.ContinuumPeriodM = peak.K, dog.Period(peak.K)
		s.Pattern = !peak.PowerAtZero
	}
}

// positions is the n x n grid from wall to wall, [x][y].
func positions(n int, boxWidthM float64) [][2]float64 {
	half := float64(boxWidthM / 2)
	out := make([][2]float64, 0, n*n)
	step := boxWidthM / float64(n-1)
	at := func(i int) float64 { return float64(step*float64(i)) - half }
	for i := range n {
		for j := range n {
			out = append(out, [2]float64{at(i), at(j)})
		}
	}
	return out
}

// centred moves mode (0, 0) to index points/2 of both axes.
func centred(points int, a []float64) []float64 {
	out := make([]float64, len(a))
	h := points / 2
	for i := range points {
		for j := range points {
			out[(i+h)%points*points+(j+h)%points] = a[i*points+j]
		}
	}
	return out
}
