package paper

import (
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/measure/estimate"
)

// A reading is one way of reading a claim: which networks count, and what
// makes a unit grid-like.
type reading struct {
	name      string
	threshold float64
	lowErrorM float64
	short     bool // only units with a short period
	overNull  bool // only what exceeds the network's null
	half      int  // 1 the even networks, 2 the odd ones, 0 all

	null      string // the null that is exceeded, instead of surrogates
	everyone  bool   // networks that decode badly too
	coherence string // alignment or spread, instead of both
	strict    bool   // only lattices of units above the threshold
	lattice   bool   // periods of the lattice instead of the published ones
	adjusted  bool   // p adjusted for the number of tests

	measure  estimate.Measure  // what is meant by dimension; empty for the participation ratio
	relation estimate.Relation // the correlation that is read instead of the claim's own; empty for that
	activity bool              // the dimension of activity over time instead of that of rate maps
}

// published is the reading of the publication.
func (p Params) published() reading {
	return reading{name: "published", threshold: p.Threshold, lowErrorM: p.LowErrorM}
}

// gridReadings argue against claims on grid-like units.
func (p Params) gridReadings() []reading {
	change := func(name string, f func(*reading)) reading {
		r := p.published()
		r.name = name
		f(&r)
		return r
	}
	return append([]reading{
		change("Score60 > 0.75", func(r *reading) { r.threshold = 0.75 }),
		change("Score60 > 0.85", func(r *reading) { r.threshold = 0.85 }),
		change("short periods only", func(r *reading) { r.short = true }),
		change("more than the null", func(r *reading) { r.overNull = true }),
	}, p.halves()...)
}

// errorReadings argue against claims on accuracy.
func (p Params) errorReadings() []reading {
	var out []reading
	for _, cm := range []float64{8, 12} {
		r := p.published()
		r.name, r.lowErrorM = fmt.Sprintf("error < %v cm", cm), cm/100
		out = append(out, r)
	}
	return append(out, p.halves()...)
}

// halves are the even and the odd networks of every setting.
func (p Params) halves() []reading {
	even, odd := p.published(), p.published()
	even.name, even.half = "even seeds", 1
	odd.name, odd.half = "odd seeds", 2
	return []reading{even, odd}
}

// of are the members of a group that keep accepts, nil for all, at a reading.
// A group that is in no setting at all is a fault of the graph.
func (c census) of(group string, keep func(member) bool, r reading) (census, error) {
	var out census
	known, measured := false, false
	for _, m := range c {
		if group != "" && m.Group != group {
			continue
		}
		known = true
		if m.Threshold != r.threshold {
			continue
		}
		measured = true
		if (keep == nil || keep(m)) && (r.half == 0 || int(m.Seed)%2 == r.half-1) {
			out = append(out, m)
		}
	}
	switch {
	case !known:
		return nil, fmt.Errorf("the census has no networks of %q", group)
	case !measured:
		return nil, fmt.Errorf("the census of %q has no threshold %v", group, r.threshold)
	}
	return out, nil
}

// at keeps the homogeneous networks of one width and surround.
func at(sigmaM, surround float64) func(member) bool {
	return func(m member) bool { return m.SigmaM == sigmaM && m.SurroundScale == surround }
}

// accurate are the members that decode well enough.
func (c census) accurate(r reading) census {
	return slices.DeleteFunc(slices.Clone(c), func(m member) bool { return m.Diverged || !(m.ErrorM < r.lowErrorM) })
}

// grid counts the members with a grid-like unit.
func (c census) grid(r reading) int {
	k := 0
	for _, m := range c {
		if m.units(r) > 0 && (!r.overNull || m.fraction(r) > 0) {
			k++
		}
	}
	return k
}

// fractions are the fraction of active units that are grid-like, of each
// member; over the null, what that exceeds the null's by.
func (c census) fractions(r reading) []float64 {
	out := make([]float64, len(c))
	for i, m := range c {
		out[i] = m.fraction(r)
	}
	return out
}

func (m member) units(r reading) int32 {
	if r.short {
		return m.Short
	}
	return m.Above
}

func (m member) fraction(r reading) float64 {
	f := 0.0
	if m.Active > 0 {
		f = float64(m.units(r)) / float64(m.Active)
	}
	if r.overNull {
		f -= m.nullFraction()
	}
	return f
}

// nullFraction is the fraction of the member's null that passes; NaN without a null.
func (m member) nullFraction() float64 {
	if m.NullMaps == 0 {
		return math.NaN()
	}
	return float64(m.NullAbove) / float64(m.NullMaps)
}
