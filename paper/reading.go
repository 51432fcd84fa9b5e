package paper

import (
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
)

// Vary is what a reading reads otherwise.
type Vary string

// What readings vary. Readings of another box, of a matched null or of another
// walk are of other networks or maps: their rows come in as Varied.
const (
	VaryThreshold Vary = "threshold"
	VaryPeriod    Vary = "period"    // which periods count
	VarySteps     Vary = "steps"     // of the decoding error
	VaryError     Vary = "error"     // below which a network is accurate
	VaryNull      Vary = "null"      // what chance gives
	VaryBox       Vary = "box"       // its size
	VarySeeds     Vary = "seeds"     // half of them
	VaryWalk      Vary = "walk"      // of the evaluation
	VaryEstimator Vary = "estimator" // another one than the published
)

// Varied is the same networks, or as many, looked at in another way: every claim
// on networks that they have is read by it too.
type Varied struct {
	Readings []VariedReading // one
	Networks []rows.Network
	Counts   []rows.Count
}

// VariedReading names what a Varied varies.
type VariedReading struct {
	Vary string `unit:"1" doc:"what is varied: null, box, walk, seeds or estimator"`
	Name string `unit:"1" doc:"name of the reading"`
}

// varied are the readings of others.
func (p Params) varied(others []Varied) (out []reading, err error) {
	for i, o := range others {
		if len(o.Readings) != 1 || o.Readings[0].Name == "" || o.Readings[0].Vary == "" {
			return nil, fmt.Errorf("claims: the varied table %d has %d readings, want one with a name", i, len(o.Readings))
		}
		r := p.published()
		r.name, r.vary = o.Readings[0].Name, Vary(o.Readings[0].Vary)
		r.instead = p.censusOf(rows.Table{Networks: o.Networks, Counts: o.Counts})
		out = append(out, r)
	}
	return out, nil
}

// argued adds readings to claims that are about networks.
func argued(of []definition, more []reading) []definition {
	for i := range of {
		if len(of[i].readings) > 0 {
			of[i].readings = slices.Concat(of[i].readings, more)
		}
	}
	return of
}

// A reading is one way of reading a claim: which networks count, and what
// makes a unit grid-like.
type reading struct {
	name      string
	vary      Vary
	instead   census // the networks of this reading; nil for the claim's own
	threshold float64
	lowErrorM float64
	twenty    bool // the error over the first 20 steps alone
	lattice   bool // lattice periods instead of the published estimator's
	active    bool // only units that are active enough to be told from noise
	short     bool // only units with a short period
	overNull  bool // only what exceeds the network's null
	half      int  // 1 the even networks, 2 the odd ones, 0 all

	relation estimate.Relation // the correlation that is read instead of the claim's own; empty for that
	activity bool              // the dimension of activity over time instead of that of rate maps
}

// published is the reading of the publication.
func (p Params) published() reading {
	return reading{name: "published", threshold: p.Threshold, lowErrorM: p.LowErrorM}
}

// twentySteps is the reading by the error that networks have at the length of
// the paths that they are trained on.
const twentySteps = "error over 20 steps"

// gridReadings argue against claims on grid-like units.
func (p Params) gridReadings() []reading {
	change := func(vary Vary, name string, f func(*reading)) reading {
		r := p.published()
		r.name, r.vary = name, vary
		f(&r)
		return r
	}
	return append([]reading{
		change(VaryThreshold, "Score60 > 0.75", func(r *reading) { r.threshold = 0.75 }),
		change(VaryThreshold, "Score60 > 0.85", func(r *reading) { r.threshold = 0.85 }),
		change(VarySteps, twentySteps, func(r *reading) { r.twenty = true }),
		change(VaryEstimator, "active units only", func(r *reading) { r.active = true }),
		change(VaryPeriod, "short periods only", func(r *reading) { r.short = true }),
		change(VaryNull, "more than the null", func(r *reading) { r.overNull = true }),
	}, p.halves()...)
}

// errorReadings argue against claims on accuracy.
func (p Params) errorReadings() []reading {
	short := p.published()
	short.name, short.vary, short.twenty = twentySteps, VarySteps, true
	out := []reading{short}
	for _, cm := range []float64{8, 12} {
		r := p.published()
		r.name, r.vary, r.lowErrorM = fmt.Sprintf("error < %v cm", cm), VaryError, cm/100
		out = append(out, r)
	}
	return append(out, p.halves()...)
}

// halves are the even and the odd networks of every setting.
func (p Params) halves() []reading {
	even, odd := p.published(), p.published()
	even.name, even.vary, even.half = "even seeds", VarySeeds, 1
	odd.name, odd.vary, odd.half = "odd seeds", VarySeeds, 2
	return []reading{even, odd}
}

// of are the members of a group that keep accepts, nil for all, at a reading.
// A group that is in no setting at all is a fault of the graph.
func (c census) of(group string, keep func(member) bool, r reading) (census, error) {
	if r.instead != nil {
		c = r.instead
	}
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
	case r.instead != nil: // it need not have every group
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
	return slices.DeleteFunc(slices.Clone(c), func(m member) bool { return m.Diverged || !(m.errorM(r) < r.lowErrorM) })
}

func (m member) errorM(r reading) float64 {
	if r.twenty {
		return m.Error20M
	}
	return m.ErrorM
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

// fractions are the fraction of units that are grid-like, of each
// member; over the null, what that exceeds the null's by.
func (c census) fractions(r reading) []float64 {
	out := make([]float64, len(c))
	for i, m := range c {
		out[i] = m.fraction(r)
	}
	return out
}

// units are the grid-like units: all scored ones, as published, or as far as a
// filter or a null is asked for, of the active ones, whose noise is not a score.
func (m member) units(r reading) int32 {
	switch {
	case r.short:
		return m.Short
	case r.active || r.overNull:
		return m.Above
	}
	return m.AboveOfAll
}

// counted are the units among which they are.
func (m member) counted(r reading) int32 {
	if r.short || r.active || r.overNull {
		return m.Active
	}
	return m.Scored
}

func (m member) fraction(r reading) float64 {
	f := 0.0
	if n := m.counted(r); n > 0 {
		f = float64(m.units(r)) / float64(n)
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
