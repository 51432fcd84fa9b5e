package lattice

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/core/dmath"
)

// Params are those of Landscape.
type Params struct {
	Losses []Loss
	// PathPoints is how many points each of the three legs of the path has
	// that leads along the symmetric shapes: from a rectangle of aspect Tallest
	// over the square and the hexagonal lattice to a rhombus as tall.
	PathPoints int
	Tallest    float64 // largest y, above 1 and at most 4
	MapX, MapY int     // points of the map over all shapes, x and log y
}

// String says how many losses.
func (p Params) String() string { return fmt.Sprintf("%d losses of a lattice's shape", len(p.Losses)) }

// Validate reports the first field out of range.
func (p Params) Validate() error {
	switch {
	case len(p.Losses) == 0:
		return fmt.Errorf("lattice: Losses is empty, must have at least 1")
	case p.PathPoints < 2 || p.PathPoints > 10000:
		return fmt.Errorf("lattice: PathPoints is %d, must be 2 to 10000", p.PathPoints)
	case !(p.Tallest > 1 && p.Tallest <= tallest):
		return fmt.Errorf("lattice: Tallest is %v, must be above 1 and at most %d", p.Tallest, tallest)
	case p.MapX < 5 || p.MapX > 1000:
		return fmt.Errorf("lattice: MapX is %d, must be 5 to 1000", p.MapX)
	case p.MapY < 5 || p.MapY > 1000:
		return fmt.Errorf("lattice: MapY is %d, must be 5 to 1000", p.MapY)
	}
	for i, l := range p.Losses {
		if err := l.Validate(); err != nil {
			return fmt.Errorf("Losses[%d]: %w", i, err)
		}
	}
	return nil
}

// Landscapes is what Landscape returns, for every loss in order.
type Landscapes struct {
	Path    []PathPoint
	Maps    []Map
	Minima  []Minimum
	Hexagon []Stationary
}

// PathPoint is a point of a loss along the symmetric shapes.
type PathPoint struct {
	Loss  string  `doc:"loss" unit:"1"`
	Theta float64 `doc:"hyperbolic length of the path from the hexagonal lattice; negative towards the square" unit:"1"`
	X     float64 `doc:"shape: x" unit:"1"`
	Y     float64 `doc:"shape: y" unit:"1"`
	Value float64 `column:"loss_value" doc:"loss" unit:"1"`
}

// Map is a loss over all shapes.
type Map struct {
	Loss    string    `doc:"loss" unit:"1"`
	NX      int32     `doc:"points in x, 0 to 1/2" unit:"1"`
	NY      int32     `doc:"points in log y" unit:"1"`
	LogYLow float64   `doc:"log y of the first point" unit:"1"`
	LogYTop float64   `doc:"log y of the last point" unit:"1"`
	Values  []float64 `column:"loss_values" doc:"loss; NaN for shapes that are on the map elsewhere" unit:"1" shape:"NX,NY"`
}

// Minimum is a shape that no small deformation improves.
type Minimum struct {
	Loss   string  `doc:"loss" unit:"1"`
	X      float64 `doc:"shape: x" unit:"1"`
	Y      float64 `doc:"shape: y" unit:"1"`
	Class  string  `doc:"hexagonal, square, rectangular, rhombic or oblique" unit:"1"`
	Value  float64 `column:"loss_value" doc:"loss" unit:"1"`
	Lowest bool    `doc:"no shape of the map has a lower loss" unit:"1"`
}

// Stationary is what a loss does at the hexagonal lattice.
type Stationary struct {
	Loss      string  `doc:"loss" unit:"1"`
	Value     float64 `column:"loss_value" doc:"loss of the hexagonal lattice" unit:"1"`
	Square    float64 `doc:"loss of the square lattice" unit:"1"`
	Least     float64 `doc:"least loss on the map" unit:"1"`
	Gradient  float64 `doc:"largest slope in any direction, per hyperbolic length" unit:"1"`
	Curvature float64 `doc:"mean second derivative, per squared hyperbolic length" unit:"1"`
	Minimum   bool    `doc:"the hexagonal lattice is a minimum" unit:"1"`
}

// Landscape evaluates every loss along the path and over all shapes, and looks
// for its minima.
func Landscape(ctx context.Context, p Params) (Landscapes, error) {
	if err := p.Validate(); err != nil {
		return Landscapes{}, err
	}
	var out Landscapes
	for i, l := range p.Losses {
		if err := ctx.Err(); err != nil {
			return Landscapes{}, err
		}
		for _, s := range p.path() {
			out.Path = append(out.Path, PathPoint{l.String(), s.theta, s.X, s.Y, l.At(s.Shape)})
		}
		m := p.survey(l)
		minima := p.minima(l, m)
		hexagon := l.hexagon(m)
		for _, q := range minima {
			hexagon.Minimum = hexagon.Minimum || q.Class == "hexagonal"
		}
		out.Maps, out.Minima, out.Hexagon = append(out.Maps, m), append(out.Minima, minima...), append(out.Hexagon, hexagon)
		job.Progress(ctx, i+1, len(p.Losses))
	}
	return out, nil
}

// station is a shape on the path.
type station struct {
	Shape
	theta float64
}

// path follows the edges of the region of shapes. A step of log y, or of the
// logarithm of the tangent of half the angle on the circle, is one of
// hyperbolic length.
func (p Params) path() []station {
	var out []station
	hex, n := Hexagonal(), p.PathPoints
	arc := -dmath.Log(dmath.Tan(math.Pi / 6)) // from the hexagonal lattice to the square
	for i := range n {
		up := float64(dmath.Log(p.Tallest) * (1 - float64(i)/float64(n)))
		out = append(out, station{Shape{0, dmath.Exp(up)}, -arc - up})
	}
	for i := range n {
		back := float64(arc * (1 - float64(i)/float64(n)))
		sin, cos := dmath.Sincos(2 * dmath.Atan(dmath.Exp(back-arc)))
		out = append(out, station{Shape{cos, sin}, -back})
	}
	for i := range n + 1 {
		up := dmath.Log(p.Tallest/hex.Y) * float64(i) / float64(n)
		out = append(out, station{Shape{hex.X, hex.Y * dmath.Exp(up)}, up})
	}
	return out
}

// survey evaluates a loss on a grid over x and log y.
func (p Params) survey(l Loss) Map {
	m := Map{
		Loss: l.String(), NX: int32(p.MapX), NY: int32(p.MapY),
		LogYLow: dmath.Log(Hexagonal().Y), LogYTop: dmath.Log(p.Tallest), Values: make([]float64, p.MapX*p.MapY),
	}
	for i := range p.MapX {
		for j := range p.MapY {
			s := m.shape(i, j)
			m.Values[i*p.MapY+j] = math.NaN()
			if float64(s.X*s.X)+float64(s.Y*s.Y) >= 1-1e-12 {
				m.Values[i*p.MapY+j] = l.At(s)
			}
		}
	}
	return m
}

func (m Map) shape(i, j int) Shape {
	up := (m.LogYTop - m.LogYLow) * float64(j) / float64(m.NY-1)
	return Shape{float64(i) / float64(2*(m.NX-1)), dmath.Exp(m.LogYLow + up)}
}

// least is the smallest value of the map.
func (m Map) least() float64 {
	low := math.Inf(1)
	for _, v := range m.Values {
		if v < low {
			low = v
		}
	}
	return low
}

// minima descends from every point of the map that is below its neighbours. A
// descent that leaves the map has no minimum on it.
func (p Params) minima(l Loss, m Map) []Minimum {
	var out []Minimum
	least := m.least()
	for i := range int(m.NX) {
		for j := range int(m.NY) - 1 {
			if !m.below(i, j) {
				continue
			}
			s, v := l.descend(m.shape(i, j), p.Tallest)
			if s.Y >= 0.999*p.Tallest || known(out, s) {
				continue
			}
			out = append(out, Minimum{Loss: m.Loss, X: s.X, Y: s.Y, Class: s.Name(1e-3), Value: v})
		}
	}
	for _, q := range out {
		least = min(least, q.Value)
	}
	for i := range out {
		out[i].Lowest = out[i].Value <= least
	}
	return out
}

func (m Map) below(i, j int) bool {
	v, nx, ny := m.Values[i*int(m.NY)+j], int(m.NX), int(m.NY)
	if math.IsNaN(v) {
		return false
	}
	for a := max(i-1, 0); a <= min(i+1, nx-1); a++ {
		for b := max(j-1, 0); b <= min(j+1, ny-1); b++ {
			if m.Values[a*ny+b] < v {
				return false
			}
		}
	}
	return true
}

func known(minima []Minimum, s Shape) bool {
	for _, q := range minima {
		if math.Abs(q.X-s.X) < 1e-2 && math.Abs(q.Y-s.Y) < 1e-2 {
			return true
		}
	}
	return false
}

// descend is a compass search in x and y, over the edges of the region too.
func (l Loss) descend(s Shape, top float64) (Shape, float64) {
	v := l.At(s)
	for step := 0.02; step > 1e-7; {
		better := false
		for _, d := range [8][2]float64{{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {1, -1}, {-1, 1}, {-1, -1}} {
			q := Shape{s.X + float64(step*d[0]), s.Y + float64(step*d[1])}.Reduced()
			if q.Y > top {
				continue
			}
			if w := l.At(q); w < v {
				s, v, better = q, w, true
				break
			}
		}
		if !better {
			step /= 2
		}
	}
	return s, v
}

// hexagon differentiates the loss at the hexagonal lattice along circles of
// directions, with the small steps measured in hyperbolic length.
func (l Loss) hexagon(m Map) Stationary {
	const step, directions = 1e-3, 12
	hex := Hexagonal()
	out := Stationary{Loss: l.String(), Value: l.At(hex), Square: l.At(Square()), Least: m.least()}
	sum := 0.0
	for k := range directions {
		sin, cos := dmath.Sincos(math.Pi * float64(k) / directions)
		dx, dy := float64(step*hex.Y*cos), float64(step*hex.Y*sin)
		plus, minus := l.At(Shape{hex.X + dx, hex.Y + dy}), l.At(Shape{hex.X - dx, hex.Y - dy})
		out.Gradient = max(out.Gradient, math.Abs(plus-minus)/(2*step))
		sum += (plus + minus - float64(2*out.Value)) / (step * step)
	}
	out.Curvature = sum / directions
	out.Least = min(out.Least, out.Value, out.Square)
	return out
}
