package regression

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/measure/dimension"
)

// CellKind names what a cell encodes.
type CellKind string

// The kinds.
const (
	GridCell   CellKind = "grid"
	BorderCell CellKind = "border"
	HeadCell   CellKind = "head direction"
	NoisyCell  CellKind = "noisy"
)

// PopulationParams are those of Synthesize.
type PopulationParams struct {
	Bins           int     // bins a side
	BoxWidthM      float64 // side of the box, metres
	Modules        int     // grid modules
	CellsPerModule int     // grid cells in each
	FirstPeriodM   float64 // lattice period of the first module, metres
	ModuleRatio    float64 // period of a module over the one before, 1
	BorderCells    int
	HeadCells      int
	NoisyCells     int
	BorderWidthM   float64 // distance from the wall at which a border cell falls to 1/e, metres
	HeadSharpness  float64 // von Mises concentration of head-direction cells, 1
	PeakHz         float64 // highest rate of every cell, Hz
	SecondsPerBin  float64 // recorded time per bin and recording, seconds
	DriftSD        float64 // standard deviation of the logarithm of a recording's gain from place to place, 1; 0 for none
	DriftM         float64 // over which that gain changes, metres
	Seed           uint64
}

// Rodent returns a population of 100 cells: four modules with the ratio 1.4. Its
// grid cells repeat themselves as a recorded mouse cell does in bins of 5 cm:
// halves correlate at .45, and at .78 when smoothed by one bin. Poisson noise
// alone, as much as gives the first, would give .9 of the second.
func Rodent(bins int, boxWidthM float64, seed uint64) PopulationParams {
	return PopulationParams{
		Bins: bins, BoxWidthM: boxWidthM, Modules: 4, CellsPerModule: 15, FirstPeriodM: 0.4, ModuleRatio: 1.4,
		BorderCells: 15, HeadCells: 15, NoisyCells: 10, BorderWidthM: 0.15, HeadSharpness: 2, PeakHz: 10, SecondsPerBin: 0.43, DriftSD: 0.2, DriftM: 0.2, Seed: seed,
	}
}

// String names the size.
func (p PopulationParams) String() string {
	return fmt.Sprintf("%d modules x %d grid, %d border, %d head-direction, %d noisy cells", p.Modules, p.CellsPerModule, p.BorderCells, p.HeadCells, p.NoisyCells)
}

// Validate reports the first field out of range.
func (p PopulationParams) Validate() error {
	for _, f := range []struct {
		name      string
		v, lo, hi int
	}{
		{"Bins", p.Bins, 4, 256}, {"Modules", p.Modules, 0, 100}, {"CellsPerModule", p.CellsPerModule, 0, 10000},
		{"BorderCells", p.BorderCells, 0, 10000}, {"HeadCells", p.HeadCells, 0, 10000}, {"NoisyCells", p.NoisyCells, 0, 10000},
	} {
		if f.v < f.lo || f.v > f.hi {
			return fmt.Errorf("regression: %s is %d, must be %d to %d", f.name, f.v, f.lo, f.hi)
		}
	}
	for _, f := range []struct {
		name string
		v    float64
	}{
		{"BoxWidthM", p.BoxWidthM}, {"FirstPeriodM", p.FirstPeriodM}, {"ModuleRatio", p.ModuleRatio}, {"BorderWidthM", p.BorderWidthM},
		{"HeadSharpness", p.HeadSharpness}, {"PeakHz", p.PeakHz}, {"SecondsPerBin", p.SecondsPerBin}, {"DriftM", p.DriftM},
	} {
		if !(f.v > 0) || math.IsInf(f.v, 1) {
			return fmt.Errorf("regression: %s is %g, must be positive and finite", f.name, f.v)
		}
	}
	if !(p.DriftSD >= 0 && p.DriftSD <= 5) {
		return fmt.Errorf("regression: DriftSD is %g, must be 0 to 5", p.DriftSD)
	}
	return nil
}

// Population is a synthetic recording.
type Population struct {
	Cells []Cell
}

// Cell is one cell, recorded twice.
type Cell struct {
	Cell    int32     `doc:"number of the cell" unit:"1"`
	Kind    string    `doc:"grid, border, head direction or noisy" unit:"1"`
	Module  int32     `column:"grid_module" doc:"grid module from 0; -1 for other cells" unit:"1"`
	PeriodM float64   `doc:"lattice period; NaN for other cells" unit:"m"`
	Bins    int32     `doc:"bins a side" unit:"1"`
	Rates   []float64 `doc:"rate without noise, [x][y]" unit:"Hz" shape:"Bins,Bins"`
	First   []float64 `column:"first_recording" doc:"first recording" unit:"Hz" shape:"Bins,Bins"`
	Second  []float64 `column:"second_recording" doc:"second recording" unit:"Hz" shape:"Bins,Bins"`
}

// Synthesize draws the population.
func Synthesize(ctx context.Context, p PopulationParams) (Population, error) {
	if err := p.Validate(); err != nil {
		return Population{}, err
	}
	var out Population
	add := func(kind CellKind, module int, periodM float64, rate func(draw *rng.Stream) func(bin int, x, y float64) float64) {
		draw := rng.New(p.Seed, "regression cell", uint64(len(out.Cells)))
		out.Cells = append(out.Cells, p.record(&draw, Cell{
			Cell: int32(len(out.Cells)), Kind: string(kind), Module: int32(module), PeriodM: periodM, Bins: int32(p.Bins),
		}, rate(&draw)))
	}
	period := p.FirstPeriodM
	modules := rng.New(p.Seed, "regression module", 0)
	for m := range p.Modules {
		angle := modules.Uniform(0, math.Pi/3)
		for range p.CellsPerModule {
			add(GridCell, m, period, p.grid(period, angle))
		}
		period *= p.ModuleRatio
	}
	for range p.BorderCells {
		add(BorderCell, -1, math.NaN(), p.border)
	}
	headings := p.headings()
	for range p.HeadCells {
		add(HeadCell, -1, math.NaN(), p.head(headings))
	}
	for range p.NoisyCells {
		add(NoisyCell, -1, math.NaN(), flat)
	}
	return out, ctx.Err()
}

// record evaluates the rate in every bin and draws two recordings: Poisson
// counts, of rates times a gain that drifts from place to place.
func (p PopulationParams) record(draw *rng.Stream, c Cell, rate func(bin int, x, y float64) float64) Cell {
	n := p.Bins * p.Bins
	c.Rates, c.First, c.Second = make([]float64, n), make([]float64, n), make([]float64, n)
	step := p.BoxWidthM / float64(p.Bins)
	half := float64(p.BoxWidthM / 2)
	first, second := p.drift(draw), p.drift(draw)
	for i := range n {
		x := float64(step*(float64(i/p.Bins)+0.5)) - half
		y := float64(step*(float64(i%p.Bins)+0.5)) - half
		c.Rates[i] = p.PeakHz * rate(i, x, y)
		c.First[i] = float64(draw.Poisson(c.Rates[i]*first[i]*p.SecondsPerBin)) / p.SecondsPerBin
		c.Second[i] = float64(draw.Poisson(c.Rates[i]*second[i]*p.SecondsPerBin)) / p.SecondsPerBin
	}
	return c
}

// drift is a gain of mean 1, whose logarithm is smooth Gaussian noise.
func (p PopulationParams) drift(draw *rng.Stream) []float64 {
	noise := make([]float64, p.Bins*p.Bins)
	for i := range noise {
		if p.DriftSD > 0 {
			noise[i] = draw.Normal()
		}
	}
	sigma := max(0.5, float64(p.DriftM/p.BoxWidthM)*float64(p.Bins))
	out := dimension.Smooth(noise, p.Bins, sigma)
	scale := float64(p.DriftSD * 2 * math.Sqrt(math.Pi) * sigma) // smoothing divides the noise by its square
	for i, v := range out {
		out[i] = dmath.Exp(float64(scale * v))
	}
	linalg.Scale(1/mean(out), out)
	return out
}

// grid is the sum of three plane waves at 60 degrees, rescaled to 0..1.
func (p PopulationParams) grid(periodM, angle float64) func(*rng.Stream) func(int, float64, float64) float64 {
	return func(draw *rng.Stream) func(int, float64, float64) float64 {
		k := 4 * math.Pi / (math.Sqrt(3) * periodM)
		px, py := draw.Uniform(0, 2*periodM), draw.Uniform(0, 2*periodM)
		return func(_ int, x, y float64) float64 {
			var sum float64
			for i := range 3 {
				s, c := dmath.Sincos(angle + float64(float64(i)*math.Pi/3))
				sum += dmath.Cos(k * (float64(c*(x-px)) + float64(s*(y-py))))
			}
			return (sum + 1.5) / 4.5
		}
	}
}

// border falls off from one of the four walls.
func (p PopulationParams) border(draw *rng.Stream) func(int, float64, float64) float64 {
	wall := draw.IntN(4)
	half := float64(p.BoxWidthM / 2)
	return func(_ int, x, y float64) float64 {
		d := [4]float64{half - x, half + x, half - y, half + y}[wall]
		return dmath.Exp(-d / p.BorderWidthM)
	}
}

// headings are the mean headings of the visits to each bin, the same for every
// cell: without relation to position, so that no map of space predicts them.
func (p PopulationParams) headings() []float64 {
	draw := rng.New(p.Seed, "regression heading", 0)
	out := make([]float64, p.Bins*p.Bins)
	for i := range out {
		out[i] = draw.Uniform(0, 2*math.Pi)
	}
	return out
}

func (p PopulationParams) head(headings []float64) func(*rng.Stream) func(int, float64, float64) float64 {
	return func(draw *rng.Stream) func(int, float64, float64) float64 {
		preferred := draw.Uniform(0, 2*math.Pi)
		return func(bin int, _, _ float64) float64 {
			return dmath.Exp(p.HeadSharpness * (dmath.Cos(headings[bin]-preferred) - 1))
		}
	}
}

// flat is a cell without spatial signal: its recordings share nothing.
func flat(*rng.Stream) func(int, float64, float64) float64 {
	return func(int, float64, float64) float64 { return 0.3 }
}
