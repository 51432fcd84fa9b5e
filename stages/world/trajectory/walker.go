package trajectory

import (
	"math"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/rng"
)

const twoPi = 2 * math.Pi

// A Walker hands out paths in batches, for training. It keeps nothing between
// calls, so any number of goroutines may share it.
type Walker struct {
	half, width float64 // of the box, m
	speedScale  float64 // m per step
	turnSD      float64 // rad per step
	near        float64 // m
	slowdown    float64
	periodic    bool
	stream      rng.Stream
}

// NewWalker returns the walker of p, whose Paths and Steps it ignores. It
// panics where the rest of p is invalid.
func NewWalker(p Params) *Walker {
	if err := p.validateWalk(); err != nil {
		panic(err.Error())
	}
	return newWalker(p)
}

func newWalker(p Params) *Walker {
	return &Walker{
		half: p.BoxWidthM / 2, width: p.BoxWidthM,
		speedScale: p.SpeedScaleMPerS * p.DtS,
		turnSD:     p.TurnSDRadPerS * p.DtS,
		near:       p.WallDistanceM,
		slowdown:   p.WallSlowdown,
		periodic:   p.Periodic,
		stream:     rng.New(p.Seed, "trajectory", 0),
	}
}

// Fill walks paths first to first+n-1 for the given number of steps. It sets
// start (n x 2) to the positions before the first step, vel (steps x n x 2,
// time-major) to the displacements and pos (the same shape) to the positions
// after each step, all in m.
func (w *Walker) Fill(first uint64, n, steps int, start, vel, pos []float64) {
	fill(w, first, n, steps, start, vel, pos)
}

// Fill32 is Fill rounded to float32.
func (w *Walker) Fill32(first uint64, n, steps int, start, vel, pos []float32) {
	fill(w, first, n, steps, start, vel, pos)
}

func fill[F float32 | float64](w *Walker, first uint64, n, steps int, start, vel, pos []F) {
	if len(start) != 2*n || len(vel) != 2*n*steps || len(pos) != 2*n*steps {
		panic("trajectory: Fill with slices of the wrong length")
	}
	for i := range n {
		s := w.stream.At(first + uint64(i))
		g := w.place(&s)
		w.step(&g, draw(&s))
		w.wrapPosition(&g)
		start[2*i], start[2*i+1] = F(g.x), F(g.y)
		for j := 2 * i; j < 2*n*steps; j += 2 * n {
			dx, dy := w.step(&g, draw(&s))
			w.wrapPosition(&g)
			vel[j], vel[j+1] = F(dx), F(dy)
			pos[j], pos[j+1] = F(g.x), F(g.y)
		}
	}
}

// pose is where a path is and where it heads.
type pose struct{ x, y, heading float64 }

// draws are the random numbers of one step: a speed in units of its scale and a
// turn in units of its standard deviation.
type draws struct{ speed, turn float64 }

// place draws a pose uniformly: words 0 to 2 of the stream.
func (w *Walker) place(s *rng.Stream) pose {
	g := pose{x: s.Uniform(-w.half, w.half), y: s.Uniform(-w.half, w.half), heading: s.Uniform(0, twoPi)}
	s.Seek(4) // step t uses words 4+2t and 5+2t: one block of the generator
	return g
}

// draw draws a step.
func draw(s *rng.Stream) draws {
	a, b := s.Pair()
	return draws{speed: rng.Rayleigh(1, a), turn: dmath.NormalQuantile(rng.Open(b))}
}

// step moves g, then turns it, and returns the displacement.
func (w *Walker) step(g *pose, d draws) (dx, dy float64) {
	v := w.speedScale * d.speed
	turn := float64(w.turnSD * d.turn)
	if !w.periodic {
		if away, near := w.avoid(g); near {
			v *= w.slowdown
			turn += away
		}
	}
	sin, cos := dmath.Sincos(g.heading)
	dx, dy = float64(v*cos), float64(v*sin)
	g.x += dx
	g.y += dy
	g.heading += turn
	return dx, dy
}

// avoid reports that g heads for a near wall, and the turn that makes it
// parallel to that wall.
func (w *Walker) avoid(g *pose) (turn float64, near bool) {
	distance, angle := w.nearestWall(g)
	if distance >= w.near {
		return 0, false
	}
	towards := wrap(g.heading-angle, twoPi)
	if math.Abs(towards) >= math.Pi/2 {
		return 0, false
	}
	switch {
	case towards > 0:
		return math.Pi/2 - towards, true
	case towards < 0:
		return -math.Pi/2 - towards, true
	}
	return 0, true // straight at the wall: the published rule turns neither way
}

// nearestWall returns the signed distance to the nearest wall, negative
// outside, and the direction in which it lies.
func (w *Walker) nearestWall(g *pose) (distance, angle float64) {
	distance = w.half - g.x
	if d := w.half - g.y; d < distance {
		distance, angle = d, math.Pi/2
	}
	if d := w.half + g.x; d < distance {
		distance, angle = d, math.Pi
	}
	if d := w.half + g.y; d < distance {
		distance, angle = d, 3*math.Pi/2
	}
	return distance, angle
}

func (w *Walker) wrapPosition(g *pose) {
	if w.periodic {
		g.x, g.y = wrap(g.x, w.width), wrap(g.y, w.width)
	}
}

// wrap returns a minus the multiple of period that brings it into
// [-period/2, period/2).
func wrap(a, period float64) float64 {
	return a - float64(period*math.Floor(a/period+0.5))
}
