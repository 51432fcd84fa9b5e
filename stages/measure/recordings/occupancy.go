package recordings

import (
	"math"
	"slices"
	"sort"
)

// A Half chooses the time that counts.
type Half int

// All of the time, and its even and odd minutes.
const (
	Whole Half = iota
	Even
	Odd
)

// halfS is how long a stretch of one half is.
const halfS = 60

// An Occupancy says how long the animal was where.
type Occupancy struct {
	NX, NY  int
	TimeS   []float64 // by x bin and y bin
	SlowS   float64   // not counted: it rested
	UnseenS float64   // not counted: in gaps, or outside the arena

	r    *Recording
	p    Params
	half Half
	bin  []int // of each position; -1 where time from it to the next does not count
}

// speedWindowS is how long positions are compared across for a speed: trackers
// jitter from one to the next.
const speedWindowS = 0.2

// Occupy adds up the time from each position to the next.
func (r *Recording) Occupy(p Params, half Half) (*Occupancy, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	nx, ny, err := p.bins(r.Session)
	if err != nil {
		return nil, err
	}
	o := &Occupancy{NX: nx, NY: ny, TimeS: make([]float64, nx*ny), r: r, p: p, half: half, bin: make([]int, len(r.TS))}
	first := 0
	for i := range r.TS {
		o.bin[i] = -1
		if i+1 == len(r.TS) || !o.counts(r.TS[i]) {
			continue
		}
		dt := r.TS[i+1] - r.TS[i]
		if dt > p.MaxGapS {
			o.UnseenS += dt
			continue
		}
		at := o.binOf(r.XM[i], r.YM[i])
		for r.TS[i]-r.TS[first] > speedWindowS/2 {
			first++
		}
		switch {
		case at < 0:
			o.UnseenS += dt
		case r.speed(first, i) < p.MinSpeedMPerS:
			o.SlowS += dt
		default:
			o.bin[i] = at
			o.TimeS[at] += dt
		}
	}
	return o, nil
}

// counts reports whether a time belongs to the half.
func (o *Occupancy) counts(t float64) bool {
	if o.half == Whole {
		return true
	}
	return int(math.Floor((t-o.r.TS[0])/halfS))%2 == int(o.half-Even)
}

// speed is that around position i, between the ends of the window; first is
// its first position. A speed that is not known counts as fast.
func (r *Recording) speed(first, i int) float64 {
	last := i + 1
	for last+1 < len(r.TS) && r.TS[last]-r.TS[i] < speedWindowS/2 {
		last++
	}
	dx, dy, dt := r.XM[last]-r.XM[first], r.YM[last]-r.YM[first], r.TS[last]-r.TS[first]
	v := math.Sqrt(float64(dx*dx)+float64(dy*dy)) / dt
	if v != v {
		return math.Inf(1)
	}
	return v
}

// binOf is the bin of a place, -1 of none. A head beyond the wall is at it.
func (o *Occupancy) binOf(x, y float64) int {
	if x != x || y != y || o.r.outside(x, y) {
		return -1
	}
	w, h := o.r.Session.WidthM/2, o.r.Session.HeightM/2
	if o.r.Session.Shape == "circle" {
		if d := math.Sqrt(float64(x*x) + float64(y*y)); d > w {
			x, y = x*w/d, y*w/d
		}
	}
	axis := func(v, wall float64, n int) int {
		v = max(-wall, min(v, wall)) + float64(float64(n)*o.p.BinM/2)
		return max(0, min(int(math.Floor(v/o.p.BinM)), n-1))
	}
	return axis(x, w, o.NX)*o.NY + axis(y, h, o.NY)
}

// visited marks the bins with enough time.
func (o *Occupancy) visited() []bool {
	in := make([]bool, len(o.TimeS))
	for k, t := range o.TimeS {
		in[k] = t > 0 && t >= o.p.MinTimeS
	}
	return in
}

// enough is the time from which on a bin has full weight in the smoothing: half
// the median of the visited ones. If all time counted, bins beside the walls,
// where animals linger, would draw fields to them, and shorten the periods of
// lattices by some percent; if none did, bins hardly visited would be noise.
func (o *Occupancy) enough() float64 {
	var times []float64
	for k, visited := range o.visited() {
		if visited {
			times = append(times, o.TimeS[k])
		}
	}
	slices.Sort(times)
	if len(times) == 0 {
		return 0
	}
	return times[len(times)/2] / 2
}

// Rates is the rate map of a cell, in spikes a second by x bin and y bin, NaN
// where the animal was not, and how many spikes it is of.
func (o *Occupancy) Rates(c Cell) (rates []float64, spikes int) {
	counts := make([]float64, len(o.TimeS))
	for _, t := range c.TimesS {
		i := sort.SearchFloat64s(o.r.TS, t)
		if i == len(o.r.TS) || o.r.TS[i] > t {
			i--
		}
		if i >= 0 && o.bin[i] >= 0 {
			counts[o.bin[i]]++
			spikes++
		}
	}
	in, most := o.visited(), o.enough()
	sigma := o.p.SmoothM / o.p.BinM
	top, bottom := make([]float64, len(counts)), make([]float64, len(counts))
	for k, visited := range in {
		if visited {
			bottom[k] = min(o.TimeS[k], most)
			top[k] = counts[k] / o.TimeS[k] * bottom[k]
		}
	}
	blur(top, o.NX, o.NY, sigma)
	blur(bottom, o.NX, o.NY, sigma)
	for k := range top {
		if top[k] /= bottom[k]; !in[k] {
			top[k] = math.NaN()
		}
	}
	return top, spikes
}
