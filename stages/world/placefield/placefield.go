// Package placefield tabulates what the cells of an encoding answer: maps of
// single cells over the box, and the answer of one cell along a line, which is
// the tuning curve that figures show.
//
// The package does not know networks.
package placefield

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/world/encoding"
)

// Params says which cells are looked at, and how closely.
type Params struct {
	Encoding encoding.Params
	Cells    int // cells, or outputs, that are mapped, evenly spread over the population
	Bins     int // bins a side of a map; a value is taken at each midpoint
	Points   int // of a tuning curve
}

// String names the encoding.
func (p Params) String() string { return p.Encoding.String() }

// Validate names the first field that is out of bounds.
func (p Params) Validate() error {
	if err := p.Encoding.Validate(); err != nil {
		return fmt.Errorf("placefield: %w", err)
	}
	switch {
	case p.Cells < 1 || p.Cells > p.Encoding.Cells:
		return fmt.Errorf("placefield: Cells is %d, want 1 to the encoding's %d", p.Cells, p.Encoding.Cells)
	case p.Bins < 2 || p.Bins > 1024:
		return fmt.Errorf("placefield: Bins is %d, want 2 to 1024", p.Bins)
	case p.Points < 2 || p.Points > 1<<20:
		return fmt.Errorf("placefield: Points is %d, want 2 to %d", p.Points, 1<<20)
	}
	return nil
}

// Map is the answer of one cell over the box.
type Map struct {
	Cell    int32     `unit:"1" doc:"number of the cell, or of the output"`
	Bins    int32     `unit:"1" doc:"bins a side"`
	WidthM  float64   `unit:"m" doc:"side of the box"`
	Answers []float64 `unit:"1" doc:"target value at the bins' midpoints, x bin then y bin" shape:"Bins,Bins"`
}

// Point is a point of the tuning curve.
type Point struct {
	Cell   int32   `unit:"1" doc:"number of the cell, or of the output"`
	XM     float64 `unit:"m" doc:"position along the line through the middle of the box"`
	Answer float64 `unit:"1" doc:"target value there"`
}

// Answers is the table of an encoding.
type Answers struct {
	Maps  []Map
	Curve []Point // of every mapped cell, along x at y = 0
}

// Tabulate asks the cells of an encoding.
func Tabulate(ctx context.Context, p Params) (Answers, error) {
	var a Answers
	if err := p.Validate(); err != nil {
		return a, err
	}
	e, err := encoding.New(p.Encoding)
	if err != nil {
		return a, fmt.Errorf("placefield: %w", err)
	}
	a.Maps = p.maps(e)
	if err := ctx.Err(); err != nil {
		return a, err
	}
	a.Curve = p.curve(e)
	return a, nil
}

// cell is the number of the i-th mapped cell.
func (p Params) cell(i int) int { return (2*i + 1) * p.Encoding.Cells / (2 * p.Cells) }

// maps asks at the midpoints of all bins.
func (p Params) maps(e encoding.Encoder) []Map {
	maps := make([]Map, p.Cells)
	for c := range maps {
		maps[c] = Map{Cell: int32(p.cell(c)), Bins: int32(p.Bins), WidthM: p.Encoding.BoxWidthM, Answers: make([]float64, p.Bins*p.Bins)}
	}
	out := make([]float64, e.Width())
	for x := range p.Bins {
		for y := range p.Bins {
			e.Encode([]float64{p.middle(x, p.Bins), p.middle(y, p.Bins)}, out)
			for c := range maps {
				maps[c].Answers[x*p.Bins+y] = out[p.cell(c)]
			}
		}
	}
	return maps
}

// curve asks along the line.
func (p Params) curve(e encoding.Encoder) []Point {
	var curve []Point
	out := make([]float64, e.Width())
	for i := range p.Points {
		x := p.middle(i, p.Points)
		e.Encode([]float64{x, 0}, out)
		for c := range p.Cells {
			curve = append(curve, Point{int32(p.cell(c)), x, out[p.cell(c)]})
		}
	}
	return curve
}

// middle is the midpoint of the i-th of n intervals of the box, m.
func (p Params) middle(i, n int) float64 {
	return float64(p.Encoding.BoxWidthM*(float64(i)+0.5))/float64(n) - float64(p.Encoding.BoxWidthM/2)
}

// Peak is where a cell answers most, m.
func (m Map) Peak() (xM, yM float64) {
	best := 0
	for i, v := range m.Answers {
		if v > m.Answers[best] || math.IsNaN(m.Answers[best]) {
			best = i
		}
	}
	n := int(m.Bins)
	at := func(i int) float64 { return float64(m.WidthM*(float64(i)+0.5))/float64(n) - float64(m.WidthM/2) }
	return at(best / n), at(best % n)
}
