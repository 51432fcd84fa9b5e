package trajectory

import (
	"context"
	"math"
	"strings"
	"testing"
)

func published(paths, steps int, seed uint64) Params {
	p := Published()
	p.Paths, p.Steps, p.Seed = paths, steps, seed
	return p
}

// TestFillIsSimulate checks that path i is the same walk from Simulate, from
// any batch of a Walker, and for any number of steps.
func TestFillIsSimulate(t *testing.T) {
	for _, periodic := range []bool{false, true} {
		p := published(12, 30, 4)
		p.Periodic = periodic
		paths, err := Simulate(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		w := NewWalker(p)
		for _, batch := range []struct{ first, n, steps int }{{0, 12, 30}, {3, 4, 30}, {11, 1, 7}} {
			n, steps := batch.n, batch.steps
			start, vel, pos := make([]float64, 2*n), make([]float64, 2*n*steps), make([]float64, 2*n*steps)
			w.Fill(uint64(batch.first), n, steps, start, vel, pos)
			vel32, pos32 := make([]float32, 2*n*steps), make([]float32, 2*n*steps)
			w.Fill32(uint64(batch.first), n, steps, make([]float32, 2*n), vel32, pos32)
			for b := range n {
				want := paths[batch.first+b]
				if start[2*b] != want.StartXM || start[2*b+1] != want.StartYM {
					t.Fatalf("batch %v: start of path %d differs", batch, b)
				}
				for s := range steps {
					k := 2 * (s*n + b)
					if vel[k] != want.VelXM[s] || vel[k+1] != want.VelYM[s] || pos[k] != want.XM[s] || pos[k+1] != want.YM[s] {
						t.Fatalf("batch %v: path %d differs at step %d", batch, b, s)
					}
					if vel32[k] != float32(vel[k]) || pos32[k+1] != float32(pos[k+1]) {
						t.Fatalf("batch %v: float32 path %d differs at step %d", batch, b, s)
					}
				}
			}
		}
	}
}

// TestStaysInside holds walled walks to the stated overshoot and periodic ones
// to the box.
func TestStaysInside(t *testing.T) {
	for _, box := range []float64{0.5, 2.2, 5} {
		p := published(400, 500, 9)
		p.BoxWidthM = box
		most := farthest(t, p)
		t.Logf("box %g m: %.3f m outside at most, stated bound %.3f m", box, most-box/2, p.OvershootM())
		if most > box/2+p.OvershootM() {
			t.Errorf("box %g m: a path is %g m outside", box, most-box/2)
		}
		p.Periodic = true
		if most := farthest(t, p); most > box/2 {
			t.Errorf("periodic box %g m: a path is %g m outside", box, most-box/2)
		}
	}
}

func farthest(t *testing.T, p Params) float64 {
	t.Helper()
	paths, err := Simulate(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	most := 0.0
	for _, path := range paths {
		for i := range path.XM {
			most = max(most, math.Abs(path.XM[i]), math.Abs(path.YM[i]))
		}
	}
	return most
}

// TestPositionsAddUp checks that positions are sums of displacements, modulo
// the box where it is periodic.
func TestPositionsAddUp(t *testing.T) {
	for _, periodic := range []bool{false, true} {
		p := published(20, 200, 2)
		p.Periodic = periodic
		paths, err := Simulate(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			x := path.StartXM
			for i, dx := range path.VelXM {
				x += dx
				d := math.Abs(x - path.XM[i])
				if periodic {
					d = math.Abs(wrap(x-path.XM[i], p.BoxWidthM))
				}
				if d > 1e-12 {
					t.Fatalf("path %d step %d: %g m off", path.Path, i, d)
				}
			}
		}
	}
}

func TestValidate(t *testing.T) {
	for field, p := range map[string]Params{
		"Paths":           published(0, 1, 0),
		"Steps":           published(1, 0, 0),
		"BoxWidthM":       {Paths: 1, Steps: 1},
		"DtS":             {Paths: 1, Steps: 1, BoxWidthM: 1},
		"SpeedScaleMPerS": {Paths: 1, Steps: 1, BoxWidthM: 1, DtS: 1, SpeedScaleMPerS: math.NaN()},
		"TurnSDRadPerS":   {Paths: 1, Steps: 1, BoxWidthM: 1, DtS: 1, SpeedScaleMPerS: 1, TurnSDRadPerS: -1},
		"WallDistanceM":   {Paths: 1, Steps: 1, BoxWidthM: 1, DtS: 1, SpeedScaleMPerS: 1, TurnSDRadPerS: 1, WallDistanceM: 0.6},
		"WallSlowdown":    {Paths: 1, Steps: 1, BoxWidthM: 1, DtS: 1, SpeedScaleMPerS: 1, TurnSDRadPerS: 1},
	} {
		if _, err := Simulate(context.Background(), p); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: error %v does not name it", field, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Simulate(ctx, published(1, 1, 0)); err == nil {
		t.Error("a cancelled context is ignored")
	}
}

// TestBits fixes the bits of the walk on every architecture.
func TestBits(t *testing.T) {
	paths, err := Simulate(context.Background(), published(100, 100, 1))
	if err != nil {
		t.Fatal(err)
	}
	const want = uint64(0xe39ed96c743b2dde)
	h := uint64(14695981039346656037)
	for _, p := range paths {
		for i := range p.XM {
			for _, v := range []float64{p.XM[i], p.YM[i], p.VelXM[i], p.HeadingRad[i]} {
				h = (h ^ math.Float64bits(v)) * 1099511628211
			}
		}
	}
	if h != want {
		t.Errorf("digest %#x, want %#x", h, want)
	}
}

// BenchmarkFill is a training batch of profile S: 100 paths of 10 steps.
func BenchmarkFill(b *testing.B) {
	const n, steps = 100, 10
	w := NewWalker(published(n, steps, 1))
	start, vel, pos := make([]float32, 2*n), make([]float32, 2*n*steps), make([]float32, 2*n*steps)
	for i := range b.N {
		w.Fill32(uint64(i*n), n, steps, start, vel, pos)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n*steps), "ns/step")
	b.ReportMetric(float64(b.Elapsed().Seconds())/float64(b.N)*3000, "s/network")
}

// BenchmarkSimulate is compared with testdata/numpy_walk.py: 200 paths of 50
// steps.
func BenchmarkSimulate(b *testing.B) {
	for range b.N {
		if _, err := Simulate(context.Background(), published(200, 50, 1)); err != nil {
			b.Fatal(err)
		}
	}
}
