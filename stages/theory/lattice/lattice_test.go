package lattice

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"strings"
	"testing"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/rng"
)

// hexArea is the area of a hexagonal lattice's cell of a period.
func hexArea(periodM float64) float64 { return math.Sqrt(3) / 2 * periodM * periodM }

func confusion(u float64) Loss {
	return Loss{Kind: Confusion, AreaM2: hexArea(0.91), BeliefM: u}
}

func distance(u float64) Loss {
	return Loss{Kind: Distance, AreaM2: hexArea(0.91), BeliefM: u}
}

func readout(period, bump, s float64) Loss {
	return Loss{Kind: Readout, AreaM2: hexArea(period), BumpM: bump, SigmaM: 0.12, SurroundScale: s}
}

func all() []Loss {
	return []Loss{confusion(0.3), distance(0.3), distance(0.4), readout(0.91, 0.15, 2), readout(0.91, 0.15, 0), readout(1.1, 0.3, 3)}
}

func landscape(t *testing.T, losses ...Loss) Landscapes {
	t.Helper()
	o, err := Landscape(context.Background(), Params{Losses: losses, PathPoints: 20, Tallest: 3, MapX: 21, MapY: 40})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// A lattice has many bases; a loss must not know which one it was given.
func TestLossesKnowTheLatticeNotItsBasis(t *testing.T) {
	draw := rng.New(1, "lattice test", 0)
	for range 20 {
		s := Shape{draw.Uniform(-2, 2), draw.Uniform(0.5, 2)}
		r := float64(s.X*s.X) + float64(s.Y*s.Y)
		for _, l := range all() {
			want := l.At(s.Reduced())
			for name, q := range map[string]Shape{"as drawn": s, "sheared": {s.X + 1, s.Y}, "turned": {-s.X / r, s.Y / r}, "mirrored": {-s.X, s.Y}} {
				if got := l.At(q); math.Abs(got-want) > 1e-9*math.Abs(want)+1e-12 {
					t.Errorf("%v of %v %s: %v, want %v", l, s, name, got, want)
				}
			}
		}
		if q := s.Reduced(); q.X < 0 || q.X > 0.5+1e-12 || float64(q.X*q.X)+float64(q.Y*q.Y) < 1-1e-9 {
			t.Errorf("%v reduces to %v", s, q)
		}
	}
}

// Poisson's summation: the sum of Gaussians over a lattice and over its
// reciprocal are one number.
func TestConfusionSumsAsPoissonSays(t *testing.T) {
	for _, s := range []Shape{Square(), Hexagonal(), {0.2, 1.3}} {
		l := confusion(0.4)
		reciprocal := 0.0
		for m := -reach; m <= reach; m++ {
			for n := -reach; n <= reach; n++ {
				x, y := float64(m)+float64(n)*s.X, float64(n)*s.Y
				k2 := 4 * math.Pi * math.Pi / l.AreaM2 / s.Y * (x*x + y*y)
				reciprocal += dmath.Exp(-k2 * l.BeliefM * l.BeliefM / 2)
			}
		}
		want := 2*math.Pi*l.BeliefM*l.BeliefM/l.AreaM2*reciprocal - 1
		if got := l.At(s); math.Abs(got-want) > 1e-12 {
			t.Errorf("%v: %v, by the reciprocal %v", s, got, want)
		}
	}
}

// Symmetry alone makes the hexagonal lattice stationary, for every loss and
// every setting.
func TestEveryLossIsStationaryAtTheHexagon(t *testing.T) {
	draw := rng.New(2, "lattice test", 0)
	losses := all()
	for range 10 {
		losses = append(losses, confusion(draw.Uniform(0.1, 0.7)), distance(draw.Uniform(0.1, 0.7)),
			readout(draw.Uniform(0.6, 1.3), draw.Uniform(0.15, 0.4), draw.Uniform(1.2, 4)))
	}
	for i, h := range landscape(t, losses...).Hexagon {
		if !(h.Gradient < 1e-5) {
			t.Errorf("%v: slope %v at the hexagonal lattice", losses[i], h.Gradient)
		}
		if math.Abs(h.Curvature) > 1e-3 && h.Minimum != (h.Curvature > 0) {
			t.Errorf("%v: curvature %v, yet minimum is %v", losses[i], h.Curvature, h.Minimum)
		}
	}
}

// Montgomery's theorem, by looking everywhere.
func TestConfusionIsLeastAtTheHexagon(t *testing.T) {
	for _, u := range []float64{0.2, 0.3, 0.45} {
		o := landscape(t, confusion(u))
		if len(o.Minima) != 1 || o.Minima[0].Class != "hexagonal" || !o.Minima[0].Lowest {
			t.Errorf("u = %v: minima %+v", u, o.Minima)
		}
	}
}

// The same cost with wider belief turns the hexagonal lattice from the best
// into the worst, and one loss can have two minima.
func TestTheMinimaDependOnTheLoss(t *testing.T) {
	narrow, wide := landscape(t, distance(0.3)), landscape(t, distance(0.4))
	if !narrow.Hexagon[0].Minimum || wide.Hexagon[0].Minimum || !(wide.Hexagon[0].Curvature < 0) {
		t.Errorf("hexagon: narrow %+v, wide %+v", narrow.Hexagon[0], wide.Hexagon[0])
	}
	two := landscape(t, readout(1.1, 0.3, 3)).Minima
	if len(two) != 2 {
		t.Fatalf("minima %+v, want a square and a hexagonal one", two)
	}
	for _, m := range two {
		if m.Lowest != (m.Class == "square") {
			t.Errorf("minimum %+v", m)
		}
	}
}

func TestReadoutIsAFraction(t *testing.T) {
	o := landscape(t, readout(0.91, 0.2, 2), readout(0.91, 0.2, 0))
	for _, q := range o.Path {
		if q.Value < 0 || q.Value > 1 {
			t.Fatalf("%+v", q)
		}
	}
	// At the period of k* the hexagon's power lies on the code's ring.
	if o.Hexagon[0].Value > 0.01 {
		t.Errorf("%v of the power is lost", o.Hexagon[0].Value)
	}
}

func TestThePathIsMeasuredFromTheHexagon(t *testing.T) {
	o := landscape(t, confusion(0.3))
	last := math.Inf(-1)
	for _, q := range o.Path {
		if q.Theta <= last {
			t.Fatalf("theta %v after %v", q.Theta, last)
		}
		last = q.Theta
		if s := (Shape{q.X, q.Y}); s.Name(1e-9) == "oblique" {
			t.Fatalf("%v is not symmetric", s)
		}
		if h := Hexagonal(); q.Theta == 0 && (q.X != h.X || math.Abs(q.Y-h.Y) > 1e-15) {
			t.Errorf("theta 0 is %v, %v", q.X, q.Y)
		}
	}
}

func TestBadParamsAreNamed(t *testing.T) {
	good := func() Params { return Params{Losses: all(), PathPoints: 5, Tallest: 3, MapX: 9, MapY: 9} }
	for name, spoil := range map[string]func(*Params){
		"Losses":        func(p *Params) { p.Losses = nil },
		"PathPoints":    func(p *Params) { p.PathPoints = 1 },
		"Tallest":       func(p *Params) { p.Tallest = 5 },
		"MapX":          func(p *Params) { p.MapX = 0 },
		"MapY":          func(p *Params) { p.MapY = 2000 },
		"Kind":          func(p *Params) { p.Losses[0].Kind = "hope" },
		"AreaM2":        func(p *Params) { p.Losses[0].AreaM2 = math.NaN() },
		"BeliefM":       func(p *Params) { p.Losses[0].BeliefM = 5 },
		"BumpM":         func(p *Params) { p.Losses[3].BumpM = 0 },
		"SigmaM":        func(p *Params) { p.Losses[0].SigmaM = 0.1 },
		"SurroundScale": func(p *Params) { p.Losses[3].SurroundScale = 1 },
	} {
		p := good()
		spoil(&p)
		if _, err := Landscape(context.Background(), p); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("bad %s: %v", name, err)
		}
	}
}

// The same bits on every processor.
func TestBits(t *testing.T) {
	h := sha256.New()
	for _, l := range all() {
		for _, s := range []Shape{Square(), Hexagonal(), {0.3, 1.7}} {
			_ = binary.Write(h, binary.LittleEndian, l.At(s))
		}
	}
	const want = "c650f681145ce67a"
	if got := hex.EncodeToString(h.Sum(nil))[:16]; got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
}
