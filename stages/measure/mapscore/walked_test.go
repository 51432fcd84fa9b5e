package mapscore

import (
	"context"
	"math"
	"strconv"
	"testing"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/measure/recordings"
)

// foraging is a path of 20 minutes as rats walk: 15 cm/s, turning slowly,
// turned back at walls.
func foraging(widthM float64) recordings.Recording {
	r := recordings.Recording{Session: recordings.Session{Session: "a", Shape: "square", WidthM: widthM, HeightM: widthM}}
	st := rng.New(1, "foraging", 0)
	const dt = 0.04
	x, y, heading, speed := 0.0, 0.0, 0.0, 0.15
	for k := range int(1200 / dt) {
		heading += 0.25 * st.Normal()
		speed = max(0.02, speed+0.02*st.Normal()-0.1*(speed-0.15))
		sin, cos := dmath.Sincos(heading)
		nx, ny := x+dt*speed*cos, y+dt*speed*sin
		if math.Abs(nx) < widthM/2 && math.Abs(ny) < widthM/2 {
			x, y = nx, ny
		} else {
			heading += st.Uniform(1, 2)
		}
		r.TS, r.XM, r.YM = append(r.TS, float64(k)*dt), append(r.XM, x), append(r.YM, y)
	}
	return r
}

// fires is a cell with a lattice of fields of up to 20 spikes a second.
func fires(r recordings.Recording, periodM float64, cell uint64) (c recordings.Cell) {
	st := rng.New(2, "cell", cell)
	angle, px, py := st.Uniform(0, math.Pi/3), st.Float64(), st.Float64()
	k := 4 * math.Pi / math.Sqrt(3) / periodM
	for i := range len(r.TS) - 1 {
		sum := 0.0
		for w := range 3 {
			s, co := dmath.Sincos(angle + float64(w)*math.Pi/3)
			_, v := dmath.Sincos(k * (co*(r.XM[i]-px) + s*(r.YM[i]-py)))
			sum += v
		}
		dt := r.TS[i+1] - r.TS[i]
		for range st.Poisson(20 * dmath.Exp(0.8*(sum-3)) * dt) {
			c.TimesS = append(c.TimesS, r.TS[i]+dt/2)
		}
	}
	return c
}

// The lattice's period is within 2 % of the truth, on average over cells, for
// paths that animals might walk and the smoothing in use. The peaks of the
// correlogram alone are 3 % too long.
func TestPeriodOfSimulatedCells(t *testing.T) {
	r := foraging(1)
	for _, c := range []struct{ binM, smoothM float64 }{{0.05, 0.05}, {0.025, 0.04}} {
		p := recordings.Usual()
		p.BinM, p.SmoothM = c.binM, c.smoothM
		o, err := r.Occupy(p, recordings.Whole)
		if err != nil {
			t.Fatal(err)
		}
		for _, period := range []float64{0.3, 0.4, 0.5} {
			var maps []Map
			const cells = 16
			for k := range cells {
				rates, _ := o.Rates(fires(r, period, uint64(k)))
				maps = append(maps, Map{Name: strconv.Itoa(k), Rows: o.NX, Columns: o.NY, Rates: rates, BinM: c.binM})
			}
			all, err := Score(context.Background(), Params{Threads: 1}, maps)
			if err != nil {
				t.Fatal(err)
			}
			mean := 0.0
			for _, s := range all {
				mean += s.Row.PeriodM / cells
				if math.Abs(s.Row.PeriodM/period-1) > 0.08 {
					t.Errorf("bins of %v m: cell %s of %v m has the period %v m", c.binM, s.Row.Map, period, s.Row.PeriodM)
				}
			}
			if math.Abs(mean/period-1) > 0.02 {
				t.Errorf("bins of %v m: mean period %v m, want %v m", c.binM, mean, period)
			}
		}
	}
}
