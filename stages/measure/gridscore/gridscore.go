// Package gridscore says how hexagonal and how square a rate map is, and how
// far apart its fields lie, from the map's autocorrelogram.
//
// At each lag the autocorrelogram r is the Pearson correlation of the map with
// itself over the bins that overlap. It is turned by 30, 45, 60, 90, 120, 135
// and 150 degrees with cubic splines and compared with itself on ten rings:
// with mean m and variance v of r on a ring,
//
//	c(angle) = mean of (r - m)(r_turned - m) / (v + 1e-5)
//	Score60  = min(c60, c120) - max(c30, c90, c150)
//	Score90  = c90 - (c45 + c135)/2
//
// and each score is the largest over the rings [Sargolini2006] [Banino2018]
// [Schaeffer2022]. The turned ring is not divided by its own variance, so a
// score can pass 1.
//
// A constant map, and a smooth map over a constant background, has lags where
// nothing varies; there the published definition divides rounding errors by
// rounding errors. Its scores of such maps mean nothing and are often NaN;
// Handling selects a corrected form.
//
// The rings of a map of fewer than three bins a side hold no lags, and its
// scores are NaN.
//
// Maps are scored four at a time with explicit rounding, so every processor
// returns the same bits.
//
// The package does not know where rates come from, and takes no decision on
// what counts as a grid cell.
package gridscore

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/measure/ratemap"
)

// MaxBins is the largest number of bins a side that can be scored.
const MaxBins = 256

// Params says how maps are scored.
type Params struct {
	Bins      int     // bins a side of the maps
	BoxWidthM float64 // side of the box
	Handling  Handling
	// PeriodMinScore60 is the Score60 above which a unit's period and
	// orientation are measured; the published analysis uses 0.3.
	PeriodMinScore60 float64
	// FieldFraction is the part of the way from a map's lowest to its
	// highest rate above which a bin belongs to a field.
	FieldFraction float64
	// FieldMinBins is the number of adjoining bins that make a field.
	FieldMinBins int
	// Most is how many units of a wider network are scored, drawn at random by
	// Seed; 0 scores all. The published analysis scores 1024 of 4096.
	Most int
	Seed uint64
}

// Defaults are the published settings for a box and a number of bins a side.
func Defaults(bins int, boxWidthM float64) Params {
	return Params{
		Bins: bins, BoxWidthM: boxWidthM, Handling: Published(),
		PeriodMinScore60: 0.3, FieldFraction: 0.5, FieldMinBins: 4,
	}
}

// Validate names the first field that is out of bounds.
func (p Params) Validate() error {
	if p.Bins < 1 || p.Bins > MaxBins {
		return fmt.Errorf("gridscore: Bins is %d, must be 1 to %d", p.Bins, MaxBins)
	}
	if !(p.BoxWidthM > 0) || math.IsInf(p.BoxWidthM, 0) {
		return fmt.Errorf("gridscore: BoxWidthM is %v, must be positive", p.BoxWidthM)
	}
	if p.PeriodMinScore60 != p.PeriodMinScore60 {
		return fmt.Errorf("gridscore: PeriodMinScore60 is NaN, must be a number")
	}
	if !(p.FieldFraction > 0 && p.FieldFraction < 1) {
		return fmt.Errorf("gridscore: FieldFraction is %v, must lie between 0 and 1", p.FieldFraction)
	}
	if p.Most < 0 {
		return fmt.Errorf("gridscore: Most is %d, must be 0 or more", p.Most)
	}
	if p.FieldMinBins < 1 {
		return fmt.Errorf("gridscore: FieldMinBins is %d, must be at least 1", p.FieldMinBins)
	}
	return p.Handling.Validate()
}

// String names the scoring.
func (p Params) String() string {
	return fmt.Sprintf("%s scores at %d bins of %g m", p.Handling, p.Bins, p.BoxWidthM)
}

// Scores is the table of a network's units.
type Scores struct {
	Units []Unit
}

// Unit holds the scores of one unit.
type Unit struct {
	Unit    int32   `unit:"1" doc:"index of the unit"`
	Active  bool    `unit:"1" doc:"whether its rates vary enough for the scores to mean anything"`
	Score60 float64 `unit:"1" doc:"hexagonality, the largest over the ring masks; NaN where undefined"`
	Score90 float64 `unit:"1" doc:"squareness, the largest over the ring masks; NaN where undefined"`
	Mask60  int32   `unit:"1" doc:"ring mask of Score60, 0 to 9"`
	Mask90  int32   `unit:"1" doc:"ring mask of Score90, 0 to 9"`

	PeriodM         float64   `unit:"m" doc:"published period: mean distance of the six nearest peaks of the raw autocorrelation; NaN if not measured"`
	PeriodSDM       float64   `unit:"m" doc:"standard deviation of the six distances"`
	OrientationsRad []float64 `unit:"rad" doc:"directions of the six peaks, from the first map axis"`

	PeriodSACM        float64 `unit:"m" doc:"period from the mean-removed autocorrelogram's peaks, placed between bins; NaN if not measured"`
	OrientationSACRad float64 `unit:"rad" doc:"direction of the lattice modulo 60 degrees, from the same peaks"`
	FieldCount        int32   `unit:"1" doc:"number of firing fields"`
}

// Score scores every unit of the maps, or as many as the parameters ask for. Maps without units, such as those of a
// network that diverged, give an empty table.
func Score(ctx context.Context, p Params, maps ratemap.Maps) (Scores, error) {
	if err := p.Validate(); err != nil {
		return Scores{}, err
	}
	size := p.Bins * p.Bins
	for _, u := range maps.Units {
		if int(u.Bins) != p.Bins || len(u.Rates) != size {
			return Scores{}, fmt.Errorf("gridscore: unit %d: a map of %d rates in %d bins, want %d bins a side",
				u.Unit, len(u.Rates), u.Bins, p.Bins)
		}
	}
	chosen := p.choose(maps.Units)
	out := make([]Unit, len(chosen))
	const chunk = 16 * lanes
	var next, done int
	var guard sync.Mutex
	work := func() error {
		s, err := NewScorer(p.Bins, p.Handling)
		if err != nil {
			return err
		}
		for {
			guard.Lock()
			first := next
			next += chunk
			guard.Unlock()
			if first >= len(out) {
				return nil
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			last := min(first+chunk, len(out))
			s.units(p, chosen[first:last], out[first:last])
			guard.Lock()
			done += last - first
			job.Progress(ctx, done, len(out))
			guard.Unlock()
		}
	}
	threads := max(1, min(job.Threads(ctx), (len(out)+chunk-1)/chunk))
	errs := make([]error, threads)
	var wait sync.WaitGroup
	for t := range threads {
		wait.Go(func() { errs[t] = work() })
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return Scores{}, err
		}
	}
	return Scores{Units: out}, nil
}

// choose draws the units that are scored, in the order of the maps.
func (p Params) choose(units []ratemap.Unit) []ratemap.Unit {
	if p.Most == 0 || len(units) <= p.Most {
		return units
	}
	stream := rng.New(p.Seed, "gridscore units", 0)
	drawn := stream.Perm(len(units))[:p.Most]
	slices.Sort(drawn)
	out := make([]ratemap.Unit, len(drawn))
	for i, at := range drawn {
		out[i] = units[at]
	}
	return out
}

// units scores some units. A unit's row does not depend on the others.
func (s *Scorer) units(p Params, in []ratemap.Unit, out []Unit) {
	size := s.n * s.n
	maps := make([]float64, len(in)*size)
	for i, u := range in {
		for k, v := range u.Rates {
			maps[i*size+k] = float64(v)
		}
	}
	results := make([]Result, len(in))
	s.Scores(maps, results)
	width := p.BoxWidthM / float64(s.n)
	for i, u := range in {
		r := &results[i]
		rates := maps[i*size:][:size]
		out[i] = Unit{
			Unit: u.Unit, Active: u.Active,
			Score60: r.Score60, Score90: r.Score90,
			Mask60: int32(r.Mask60), Mask90: int32(r.Mask90),
			PeriodM: math.NaN(), PeriodSDM: math.NaN(),
			PeriodSACM: math.NaN(), OrientationSACRad: math.NaN(),
			FieldCount: int32(Fields(rates, s.n, p.FieldFraction, p.FieldMinBins)),
		}
		if !(r.Score60 > p.PeriodMinScore60) {
			continue
		}
		published := PublishedPeriod(s.Raw(rates), s.n)
		out[i].PeriodM = float64(published.Bins * width)
		out[i].PeriodSDM = float64(published.SDBins * width)
		out[i].OrientationsRad = published.OrientationsRad
		fine := LatticePeriod(s.Autocorrelogram(rates), s.n)
		out[i].PeriodSACM = float64(fine.Bins * width)
		out[i].OrientationSACRad = fine.OrientationRad
	}
}
