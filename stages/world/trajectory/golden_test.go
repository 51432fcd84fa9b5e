package trajectory

import (
	"context"
	"math"
	"testing"

	"nofreelunch/stages/internal/golden"
)

// TestReplay feeds the stored random draws of the original through the walk
// and compares every position, heading and velocity at 1e-10.
func TestReplay(t *testing.T) {
	set := golden.Open(t, "trajectory")
	var index struct {
		Cases []struct {
			Name     string
			Periodic bool
			BoxM     float64 `json:"box_m"`
			Steps    int
			Batch    int
			Arrays   map[string]string
		}
	}
	set.JSON(t, "replay_cases.json", &index)
	arrays := set.Arrays(t, "replay")
	if len(index.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range index.Cases {
		t.Run(c.Name, func(t *testing.T) {
			get := func(name string) []float64 { return arrays.Get(t, c.Arrays[name]).Values }
			p := Published()
			p.BoxWidthM, p.Periodic = c.BoxM, c.Periodic
			w := NewWalker(p)
			n := 0
			for b := range c.Batch {
				r := replay{
					w: w, steps: c.Steps,
					pose:  pose{get("start_x")[b], get("start_y")[b], get("start_heading")[b]},
					speed: get("random_speed")[b*(c.Steps+1):], turn: get("random_turn")[b*(c.Steps+1):],
				}
				got := r.run()
				for _, v := range []struct {
					name   string
					got    []float64
					stride int
				}{
					{"init_x", got.initX, 1}, {"init_y", got.initY, 1}, {"init_hd", got.initHeading, 1},
					{"target_x", got.x, c.Steps}, {"target_y", got.y, c.Steps}, {"target_hd", got.heading, c.Steps},
					{"ego_v", got.speed, c.Steps}, {"velocity_xy", got.velocity, 2 * c.Steps},
				} {
					want := get(v.name)[b*v.stride : (b+1)*v.stride]
					for i := range want {
						if d := math.Abs(v.got[i] - want[i]); !(d <= 1e-10) {
							t.Fatalf("walk %d: %s[%d] = %v, want %v", b, v.name, i, v.got[i], want[i])
						}
						n++
					}
				}
			}
			t.Logf("%d numbers within 1e-10", n)
		})
	}
}

// replay is a walk with given draws.
type replay struct {
	w           *Walker
	steps       int
	pose        pose
	speed, turn []float64 // m/s and rad/s
}

type replayed struct {
	initX, initY, initHeading      []float64
	x, y, heading, speed, velocity []float64
}

func (r replay) run() replayed {
	var out replayed
	p := Published()
	g := r.pose
	draw := func(t int) draws {
		return draws{speed: r.speed[t] / p.SpeedScaleMPerS, turn: r.turn[t] / p.TurnSDRadPerS}
	}
	out.initHeading = []float64{wrap(g.heading, twoPi)}
	r.w.step(&g, draw(0))
	r.w.wrapPosition(&g)
	out.initX, out.initY = []float64{g.x}, []float64{g.y}
	for t := 1; t <= r.steps; t++ {
		out.heading = append(out.heading, wrap(g.heading, twoPi))
		dx, dy := r.w.step(&g, draw(t))
		r.w.wrapPosition(&g)
		out.x, out.y = append(out.x, g.x), append(out.y, g.y)
		out.speed = append(out.speed, math.Hypot(dx, dy))
		out.velocity = append(out.velocity, dx, dy)
	}
	return out
}

// TestStatistics compares our own walks with the original's in every stored
// statistic that a sample can be held to.
func TestStatistics(t *testing.T) {
	set := golden.Open(t, "trajectory")
	var index struct {
		Sets map[string]struct {
			Trajectories int     `json:"n_trajectories"`
			Steps        int     `json:"steps"`
			BoxM         float64 `json:"box_width_m"`
			HeightM      float64 `json:"box_height_m"`
			DtS          float64 `json:"dt_s"`
			Statistics   map[string]struct {
				Value any
				SE    any `json:"standard_error"`
			}
			Occupancy struct {
				Bins          int
				Fraction      [][]float64
				StandardError [][]float64 `json:"standard_error"`
			}
			Rings struct {
				Rings []struct {
					Ring  int
					Value float64
					SE    float64 `json:"standard_error"`
				}
			} `json:"mean_occupancy_per_bin_by_ring"`
		}
	}
	set.JSON(t, "statistics.json", &index)
	if len(index.Sets) == 0 {
		t.Fatal("no sets")
	}
	for name, s := range index.Sets {
		t.Run(name, func(t *testing.T) {
			if s.BoxM != s.HeightM {
				t.Skip("the box is not square")
			}
			p := Published()
			p.BoxWidthM, p.DtS = s.BoxM, s.DtS
			p.Paths, p.Steps, p.Seed = s.Trajectories, s.Steps, 12345
			paths, err := Simulate(context.Background(), p)
			if err != nil {
				t.Fatal(err)
			}
			got := measure(paths, s.BoxM)
			checked := 0
			for key, want := range s.Statistics {
				ours, ok := got[key]
				if !ok {
					continue
				}
				values, errors := numbers(want.Value), numbers(want.SE)
				for i, v := range values {
					// Our sample is as large as theirs, so its standard error is the same.
					bound := 4 * math.Sqrt2 * errors[i]
					if d := math.Abs(ours[i] - v); !(d <= bound) {
						t.Errorf("%s[%d] = %v, want %v +- %v", key, i, ours[i], v, bound)
					}
					checked++
				}
			}
			for _, ring := range s.Rings.Rings {
				if d, bound := math.Abs(got["ring"][ring.Ring]-ring.Value), 4*math.Sqrt2*ring.SE; !(d <= bound) {
					t.Errorf("occupancy of ring %d = %v, want %v +- %v", ring.Ring, got["ring"][ring.Ring], ring.Value, bound)
				}
				checked++
			}
			// One sum of squares over all bins; neighbours are correlated, so it
			// spreads more than a chi squared of as many degrees of freedom.
			squares, bins := 0.0, 0.0
			for i, row := range s.Occupancy.Fraction {
				for j, want := range row {
					d := (got["occupancy"][20*i+j] - want) / (math.Sqrt2 * s.Occupancy.StandardError[i][j])
					squares += d * d
					bins++
				}
			}
			if mean := squares / bins; !(mean > 0.6 && mean < 1.5) {
				t.Errorf("occupancy differs by %g squared standard errors a bin", mean)
			}
			if checked < 30 {
				t.Errorf("only %d statistics compared", checked)
			}
			t.Logf("%d statistics within 4 standard errors", checked)
		})
	}
}

// numbers reads a number or a list of them.
func numbers(v any) []float64 {
	switch v := v.(type) {
	case float64:
		return []float64{v}
	case []any:
		var out []float64
		for _, x := range v {
			out = append(out, x.(float64))
		}
		return out
	}
	return nil
}
