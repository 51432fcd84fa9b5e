// Package neuralfield simulates a sheet of units coupled by a difference of
// Gaussians,
//
//	tau r' = -r + g(W * r + b)
//
// on a square with periodic edges, and measures the pattern that forms: its
// wavelength against 2 pi/k*, and whether it is made of stripes, squares or
// hexagons. Without the constraint that rates are not negative (g odd) stripes
// and squares win; with it, the quadratic term that the constraint brings
// favours hexagons [Sorscher2019] [Schaeffer2022].
//
// The convolution is a product of transforms. W's transform is the closed form
// of stages/theory/dog scaled so that its largest value is the gain: above the
// inverse slope of g a pattern grows, below none does. It knows nothing of
// place cells or training.
package neuralfield

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/theory/dog"
)

// Nonlinearity names g.
type Nonlinearity string

// The nonlinearities.
const (
	Tanh      Nonlinearity = "tanh"           // tanh x
	Rectified Nonlinearity = "rectified tanh" // max(0, tanh x)
)

// Params are those of Simulate.
type Params struct {
	Coupling     dog.DoG
	Gain         float64 // largest value of W's transform, 1
	Nonlinearity Nonlinearity
	Drive        float64 // b, 1; may be 0
	SheetWidthM  float64 // side of the periodic sheet, metres
	Points       int     // units a side
	StepTau      float64 // time step in units of tau
	Steps        int     // time steps
	NoiseStart   float64 // standard deviation of the initial rates, 1
	Seed         uint64  // of the initial rates
}

// String names all that tells fields apart but the start and how finely they
// are simulated.
func (p Params) String() string {
	return fmt.Sprintf("%s, sigma_E=%g sigma_I=%g alpha_E=%g alpha_I=%g, gain %g, drive %g", p.Nonlinearity,
		p.Coupling.SigmaEM, p.Coupling.SigmaIM, p.Coupling.AlphaE, p.Coupling.AlphaI, p.Gain, p.Drive)
}

// Validate reports the first field out of range.
func (p Params) Validate() error {
	if err := p.Coupling.Validate(); err != nil {
		return fmt.Errorf("neuralfield: %w", err)
	}
	for _, f := range []struct {
		name  string
		value float64
	}{{"Gain", p.Gain}, {"SheetWidthM", p.SheetWidthM}, {"StepTau", p.StepTau}, {"NoiseStart", p.NoiseStart}} {
		if !(f.value > 0) || math.IsInf(f.value, 1) {
			return fmt.Errorf("neuralfield: %s is %g, must be positive and finite", f.name, f.value)
		}
	}
	switch {
	case p.Nonlinearity != Tanh && p.Nonlinearity != Rectified:
		return fmt.Errorf("neuralfield: Nonlinearity is %q, not one", p.Nonlinearity)
	case math.IsNaN(p.Drive) || math.IsInf(p.Drive, 0):
		return fmt.Errorf("neuralfield: Drive is %g, must be finite", p.Drive)
	case p.Points < 8 || p.Points > 1024:
		return fmt.Errorf("neuralfield: Points is %d, must be 8 to 1024", p.Points)
	case p.Steps < 1 || p.Steps > 1e7:
		return fmt.Errorf("neuralfield: Steps is %d, must be 1 to 10000000", p.Steps)
	case p.StepTau > 1:
		return fmt.Errorf("neuralfield: StepTau is %g, must be at most 1", p.StepTau)
	}
	return nil
}

// Result is what Simulate returns.
type Result struct {
	Sheet   Sheet
	Growth  []Growth
	Summary Summary
}

// Sheet is the state at the end.
type Sheet struct {
	Points int32     `doc:"units a side" unit:"1"`
	WidthM float64   `doc:"side of the periodic sheet" unit:"m"`
	Rates  []float64 `doc:"rates, [x][y]" unit:"1" shape:"Points,Points"`
}

// Growth is the size of the pattern at one time.
type Growth struct {
	TimeTau  float64 `doc:"time in units of tau" unit:"1"`
	Contrast float64 `doc:"standard deviation of the rates over the sheet" unit:"1"`
}

// Simulate runs the sheet from small noise and measures what forms.
func Simulate(ctx context.Context, p Params) (Result, error) {
	if err := p.Validate(); err != nil {
		return Result{}, err
	}
	s := newSheet(p)
	var growth []Growth
	every := max(1, p.Steps/100)
	for i := range p.Steps {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		if i%every == 0 {
			growth = append(growth, Growth{float64(i) * p.StepTau, deviation(s.rates)})
			job.Progress(ctx, i, p.Steps)
		}
		s.step()
	}
	growth = append(growth, Growth{float64(p.Steps) * p.StepTau, deviation(s.rates)})
	return Result{
		Sheet:   Sheet{int32(p.Points), p.SheetWidthM, s.rates},
		Growth:  growth,
		Summary: measure(p, s),
	}, nil
}

type sheet struct {
	p             Params
	fft           *linalg.FFT2
	coupling      []float64 // transform of W
	rates, re, im []float64
}

func newSheet(p Params) *sheet {
	n := p.Points * p.Points
	s := &sheet{
		p: p, fft: linalg.NewFFT2(p.Points, p.Points), coupling: transform(p),
		rates: make([]float64, n), re: make([]float64, n), im: make([]float64, n),
	}
	draw := rng.New(p.Seed, "neural field start", 0)
	for i := range s.rates {
		s.rates[i] = p.NoiseStart * draw.Normal()
	}
	return s
}

// transform is W's transform at every mode. Where f~ is nowhere positive it is
// scaled by its modulus at 0: then nothing can grow.
func transform(p Params) []float64 {
	top := p.Coupling.BruteForce(2).Max
	if !(top > 0) {
		top = math.Abs(p.Coupling.Transform(2, 0))
	}
	if top == 0 {
		top = 1
	}
	out := make([]float64, p.Points*p.Points)
	for i := range out {
		out[i] = p.Gain * (p.Coupling.Transform(2, p.wave(i)) / top)
	}
	return out
}

// wave is the wave number in rad/m of mode i of the sheet's transform.
func (p Params) wave(i int) float64 {
	x, y := signed(i/p.Points, p.Points), signed(i%p.Points, p.Points)
	return 2 * math.Pi / p.SheetWidthM * math.Sqrt(float64(x*x+y*y))
}

func signed(i, n int) int {
	if 2*i >= n {
		return i - n
	}
	return i
}

// step advances one Euler step.
func (s *sheet) step() {
	copy(s.re, s.rates)
	clear(s.im)
	s.fft.Forward(s.re, s.im)
	for i, w := range s.coupling {
		s.re[i] *= w
		s.im[i] *= w
	}
	s.fft.Inverse(s.re, s.im)
	for i, r := range s.rates {
		s.rates[i] = r + float64(s.p.StepTau*(s.p.respond(s.re[i]+s.p.Drive)-r))
	}
}

func (p Params) respond(x float64) float64 {
	if p.Nonlinearity == Tanh {
		return dmath.Tanh(x)
	}
	return max(0, dmath.Tanh(x))
}

// deviation is the population standard deviation.
func deviation(x []float64) float64 {
	var mean, sum float64
	for _, v := range x {
		mean += v
	}
	mean /= float64(len(x))
	for _, v := range x {
		d := v - mean
		sum += float64(d * d)
	}
	return math.Sqrt(sum / float64(len(x)))
}
