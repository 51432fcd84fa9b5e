package theory

import (
	"context"
	"math"
)

// Curves is what Tuning returns.
type Curves struct {
	Tuning []TuningPoint
}

// TuningPoint is one point of a tuning curve.
type TuningPoint struct {
	DistanceM float64 `doc:"signed distance from the cell's centre, along x" unit:"m"`
	Response  float64 `doc:"response of the cell nearest the middle of the box, shifted and scaled over the population" unit:"1"`
	Relative  float64 `doc:"response as a fraction of its range over the box's middle line" unit:"1"`
	Continuum float64 `doc:"difference of Gaussians of infinitely many cells without walls; NaN where the code has none" unit:"1"`
}

// Tuning evaluates the cell nearest the middle of the box on a line through
// its centre, from wall to wall.
func Tuning(ctx context.Context, p Params) (Curves, error) {
	if err := p.Validate(); err != nil {
		return Curves{}, err
	}
	centres := p.Code.Centres()
	cell := nearest(centres)
	centre := centres[cell]
	line := make([][2]float64, p.Points)
	step := p.Code.BoxWidthM / float64(p.Points-1)
	for i := range line {
		line[i] = [2]float64{float64(step*float64(i)) - float64(p.Code.BoxWidthM/2), centre[1]}
	}
	responses := p.Code.Respond(centres, line).Row(cell)
	low, high := responses[0], responses[0]
	for _, r := range responses {
		low, high = min(low, r), max(high, r)
	}
	continuum, ok := p.Code.Continuum()
	out := make([]TuningPoint, p.Points)
	for i, r := range responses {
		d := line[i][0] - centre[0]
		out[i] = TuningPoint{DistanceM: d, Response: r, Relative: (r - low) / (high - low), Continuum: math.NaN()}
		if ok {
			out[i].Continuum = continuum.At(d)
		}
	}
	return Curves{out}, ctx.Err()
}

// nearest is the index of the centre nearest the middle of the box.
func nearest(centres [][2]float64) int {
	best, at := math.Inf(1), 0
	for i, c := range centres {
		if d := float64(c[0]*c[0]) + float64(c[1]*c[1]); d < best {
			best, at = d, i
		}
	}
	return at
}
