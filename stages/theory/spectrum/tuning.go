package spectrum

import (
	"context"
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placecell"
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

// Tuning evaluates the place cell nearest the middle of the box on a line through
// its centre, from wall to wall.
func Tuning(ctx context.Context, p Params) (Curves, error) {
	if err := p.Validate(); err != nil {
		return Curves{}, err
	}
	encoder, err := encoding.New(p.Encoding)
	if err != nil {
		return Curves{}, fmt.Errorf("spectrum: %w", err)
	}
	place, ok := encoder.(*encoding.Place)
	if !ok {
		return Curves{}, fmt.Errorf("spectrum: Encoding is %v, must be place cells to have a tuning curve", p.Encoding)
	}
	cell, centre := nearest(place.Population())
	responses, err := respond(encoder, p.line(centre[1]))
	if err != nil {
		return Curves{}, err
	}
	return Curves{p.curve(responses.Row(cell), centre)}, ctx.Err()
}

// line is from wall to wall at the height y.
func (p Params) line(y float64) [][2]float64 {
	line := make([][2]float64, p.Points)
	step := p.Encoding.BoxWidthM / float64(p.Points-1)
	for i := range line {
		line[i] = [2]float64{float64(step*float64(i)) - float64(p.Encoding.BoxWidthM/2), y}
	}
	return line
}

// curve is the responses of one cell along the line.
func (p Params) curve(responses []float64, centre [2]float64) []TuningPoint {
	low, high := slices.Min(responses), slices.Max(responses)
	out := make([]TuningPoint, p.Points)
	for i, at := range p.line(centre[1]) {
		r, d := responses[i], at[0]-centre[0]
		out[i] = TuningPoint{DistanceM: d, Response: r, Relative: (r - low) / (high - low), Continuum: p.Curve.At(d)}
	}
	return out
}

// nearest is the cell whose first field is nearest the middle of the box, and
// the centre of that field.
func nearest(pop *placecell.Population) (cell int, centre [2]float64) {
	best := math.Inf(1)
	for i := range pop.Cells {
		x, y := pop.X[i*pop.Fields], pop.Y[i*pop.Fields]
		if d := float64(x*x) + float64(y*y); d < best {
			best, cell, centre = d, i, [2]float64{x, y}
		}
	}
	return cell, centre
}
