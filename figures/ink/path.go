package ink

import (
	"math"

	"gonum.org/v1/plot/vg"

	"nofreelunch/stages/core/dmath"
)

// matrix maps (x, y) to (a x + c y + e, b x + d y + f).
type matrix struct{ a, b, c, d, e, f float64 }

// segment is one step of a path; a curve is a cubic through p[0], p[1] to p[2].
type segment struct {
	verb verb
	p    [3]point
}

type point struct{ x, y int32 }

type verb uint8

const (
	move verb = iota
	straight
	curve
	closed
)

// trace rounds a path to units, replacing arcs and quadratics by cubics.
func (m matrix) trace(p vg.Path) []segment {
	segs := make([]segment, 0, len(p))
	var at vg.Point
	for _, s := range p {
		switch s.Type {
		case vg.MoveComp:
			segs = append(segs, segment{verb: move, p: [3]point{m.at(s.Pos)}})
			at = s.Pos
		case vg.LineComp:
			segs = append(segs, segment{verb: straight, p: [3]point{m.at(s.Pos)}})
			at = s.Pos
		case vg.CurveComp:
			q, r := s.Control[0], s.Control[len(s.Control)-1]
			if len(s.Control) == 1 {
				q, r = cubic(at, s.Control[0], s.Pos)
			}
			segs = append(segs, segment{verb: curve, p: [3]point{m.at(q), m.at(r), m.at(s.Pos)}})
			at = s.Pos
		case vg.ArcComp:
			segs = m.arc(segs, s)
			at = arcPoint(s, s.Start+s.Angle)
		case vg.CloseComp:
			segs = append(segs, segment{verb: closed})
		default:
			panic("ink: unknown path component")
		}
	}
	return segs
}

// cubic returns the control points of the cubic that equals a quadratic.
func cubic(from, control, to vg.Point) (vg.Point, vg.Point) {
	third := func(p vg.Point) vg.Point {
		return vg.Point{X: p.X + (control.X-p.X)/3*2, Y: p.Y + (control.Y-p.Y)/3*2}
	}
	return third(from), third(to)
}

// arc follows an arc with chords half a degree long, joined to what precedes.
func (m matrix) arc(segs []segment, s vg.PathComp) []segment {
	steps := max(2, int(math.Ceil(math.Abs(s.Angle)*360/math.Pi)))
	for i := 0; i <= steps; i++ {
		v := straight
		if i == 0 && len(segs) == 0 {
			v = move
		}
		turn := float64(s.Angle*float64(i)) / float64(steps)
		segs = append(segs, segment{verb: v, p: [3]point{m.at(arcPoint(s, s.Start+turn))}})
	}
	return segs
}

func arcPoint(s vg.PathComp, rad float64) vg.Point {
	return vg.Point{
		X: s.Pos.X + vg.Length(float64(float64(s.Radius)*dmath.Cos(rad))),
		Y: s.Pos.Y + vg.Length(float64(float64(s.Radius)*dmath.Sin(rad))),
	}
}

func (m matrix) at(p vg.Point) point {
	x, y := m.apply(p.X.Points(), p.Y.Points())
	return point{quantise(x), quantise(y)}
}

// times returns the transform that applies n, then m.
func (m matrix) times(n matrix) matrix {
	r := matrix{}
	r.a = float64(m.a*n.a) + float64(m.c*n.b)
	r.b = float64(m.b*n.a) + float64(m.d*n.b)
	r.c = float64(m.a*n.c) + float64(m.c*n.d)
	r.d = float64(m.b*n.c) + float64(m.d*n.d)
	r.e, r.f = m.apply(n.e, n.f)
	return r
}

func (m matrix) apply(x, y float64) (float64, float64) {
	return float64(m.a*x) + float64(m.c*y) + m.e, float64(m.b*x) + float64(m.d*y) + m.f
}

// quantise rounds points to units. A NaN here would be drawn somewhere, so it
// is a fault of the caller.
func quantise(points float64) int32 {
	if math.IsNaN(points) || math.Abs(points) > 1e6 {
		panic("ink: coordinate is not a number or far outside the page")
	}
	return whole(float64(points * unit))
}
