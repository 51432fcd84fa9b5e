package ratemap

import "math"

// Maps holds a network's rate maps. All tables are empty for a network that
// diverged.
type Maps struct {
	Units     []Unit
	Occupancy []Occupancy
	Errors    []StepError
}

// Unit is the rate map of one unit.
type Unit struct {
	Unit     int32     `unit:"1" doc:"index of the unit"`
	Bins     int32     `unit:"1" doc:"bins a side"`
	Rates    []float32 `unit:"1" shape:"Bins,Bins" doc:"mean activation by x bin and y bin; NaN where no sample fell"`
	MeanRate float32   `unit:"1" doc:"mean of the visited bins"`
	MaxRate  float32   `unit:"1" doc:"largest of the visited bins"`
	SDRate   float32   `unit:"1" doc:"standard deviation over the visited bins"`
	Active   bool      `unit:"1" doc:"whether SDRate reaches the active fraction of the population's root mean square"`
}

// Occupancy says how the samples are spread over the box.
type Occupancy struct {
	Bins    int32   `unit:"1" doc:"bins a side"`
	Counts  []int32 `unit:"1" shape:"Bins,Bins" doc:"samples by x bin and y bin"`
	Samples int64   `unit:"1" doc:"samples on the grid"`
	Dropped int64   `unit:"1" doc:"samples outside it"`
}

// StepError is the decoding error at one step of the paths.
type StepError struct {
	Step   int32   `unit:"1" doc:"step of the path, from 1"`
	Paths  int32   `unit:"1" doc:"paths with a decoded position"`
	ErrorM float64 `unit:"m" doc:"mean distance of the decoded from the true position"`
}

// NewUnit describes one map; Active is left to Activate.
func NewUnit(unit, bins int, rates []float64) Unit {
	u := Unit{Unit: int32(unit), Bins: int32(bins), Rates: make([]float32, len(rates))}
	sum, count, most := 0.0, 0, math.Inf(-1)
	for k, v := range rates {
		u.Rates[k] = float32(v)
		if v == v {
			sum += v
			count++
			most = max(most, v)
		}
	}
	if count == 0 {
		nan := float32(math.NaN())
		u.MeanRate, u.MaxRate, u.SDRate = nan, nan, nan
		return u
	}
	mean, squares := sum/float64(count), 0.0
	for _, v := range rates {
		if v == v {
			squares += float64((v - mean) * (v - mean))
		}
	}
	u.MeanRate, u.MaxRate = float32(mean), float32(most)
	u.SDRate = float32(math.Sqrt(squares / float64(count)))
	return u
}

// Activate marks the units whose rates vary by at least a fraction of the
// population's root mean square. Near-silent units have maps of noise, which
// can score like grid cells.
func Activate(units []Unit, fraction float64) {
	sum, count := 0.0, 0
	for _, u := range units {
		if sd := float64(u.SDRate); sd == sd {
			sum += float64(sd * sd)
			count++
		}
	}
	if count == 0 {
		return
	}
	least := float64(fraction * math.Sqrt(sum/float64(count)))
	for i := range units {
		sd := float64(units[i].SDRate)
		units[i].Active = sd > 0 && sd >= least
	}
}
