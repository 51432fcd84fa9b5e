package paper

import (
	"context"
	"fmt"
	"slices"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/surrogate"
)

// ModuleParams says which networks the claims on modules are about.
type ModuleParams struct {
	Params
	Ideal estimate.SurrogateGroup // the published code, whose units are counted
	Rooms []Room                  // by layout of the centres and by box
	Bands []string                // names of the ring-band nulls
	Level float64                 // of a test of one network
}

// A Room is networks on the published code by layout of the centres and by box.
type Room struct {
	ID string // of its claim
	estimate.SurrogateGroup
}

// Modules judges by surrogates whether units are grid cells: whether more of them
// are hexagonal, whether they share a lattice, and whether a network has one period.
func Modules(ctx context.Context, p ModuleParams, t surrogate.Table, bands []estimate.NullCount, periods []estimate.Modality) (Verdicts, error) {
	if err := p.Validate(); err != nil {
		return Verdicts{}, err
	}
	e := modules{p, t, bands, periods}
	v, err := judge(p.Params, p.published(), slices.Concat(e.counts(), e.coherence(), e.periodClaims()))
	if err != nil {
		return v, err
	}
	return v, ctx.Err()
}

type modules struct {
	ModuleParams
	table   surrogate.Table
	bands   []estimate.NullCount
	periods []estimate.Modality
}

// accurate reports that a network decodes well enough at a reading, or that all count.
func (e modules) accurate(n surrogate.Network, r reading) bool {
	errorM := n.Error20M
	if e.ErrorSteps > estimate.ShortSteps && !r.twenty {
		errorM = n.Error50M
	}
	return r.everyone || errorM < r.lowErrorM
}

// networks are those of a group that a reading counts.
func (e modules) networks(g estimate.SurrogateGroup, r reading) (out []surrogate.Network) {
	for _, n := range e.table.Networks {
		if g.Match(n) && n.Surrogates > 0 && e.accurate(n, r) && (r.half == 0 || int(n.Seed)%2 == r.half-1) {
			out = append(out, n)
		}
	}
	return out
}

// counts are the claims on the number of hexagonal units.
func (e modules) counts() []definition {
	all := e.published()
	all.name, all.vary, all.everyone = "all networks, accurate or not", VaryError, true
	readings := []reading{all}
	for _, r := range e.gridReadings() {
		if !r.overNull && !r.active { // every unit with surrogates is active
			readings = append(readings, r)
		}
	}
	for _, b := range e.Bands {
		r := e.published()
		r.name, r.vary, r.null = b, VaryNull, b
		readings = append(readings, r)
	}
	return []definition{claimed(
		Claim{
			ID: "f-null", Part: "Result 2", Source: "Schaeffer2022", Where: "Sec. 3, threshold", Finding: true,
			Statement: "More units of DoS networks (σ = 0.12 m, s = 2) pass Score60 > 0.8 than surrogates with their rates and their radial spectrum do",
			Published: none(), Unit: "1", Of: "accurate networks",
			Estimator: "supplement6/networks: Above less Null, mean over accurate networks; bootstrap over networks",
		},
		above(0), e.excess, readings,
	)}
}

// excess is how many more units pass than maps of a null.
func (e modules) excess(r reading) (Estimate, error) {
	var values []float64
	for _, n := range e.networks(e.Ideal, r) {
		v, err := e.excessOf(n, r)
		if err != nil {
			return nothing(), err
		}
		values = append(values, v)
	}
	return e.mean("excess "+r.name, values)
}

func (e modules) excessOf(n surrogate.Network, r reading) (float64, error) {
	i := slices.IndexFunc(e.table.Counts, func(c surrogate.Count) bool { return c.ID == n.ID && c.Threshold == r.threshold })
	if i < 0 {
		return 0, fmt.Errorf("network %s has no surrogates counted at %v", n.ID, r.threshold)
	}
	c := e.table.Counts[i]
	above, null, maps := c.Above, c.SurrogateAbove, c.Surrogates
	if r.short {
		above, null = c.Short, c.SurrogateShort
	}
	if r.null != "" {
		k := slices.IndexFunc(e.bands, func(b estimate.NullCount) bool { return b.ID == n.ID && b.Null == r.null && b.Threshold == r.threshold })
		if k < 0 {
			return 0, fmt.Errorf("network %s has no null %q", n.ID, r.null)
		}
		null, maps = e.bands[k].Above, e.bands[k].Maps
	}
	return float64(above)/float64(c.Units) - float64(null)/float64(maps), nil
}

// coherence are the claims on shared lattices, room by room.
func (e modules) coherence() []definition {
	var out []definition
	for _, room := range e.Rooms {
		alignment, spread, strict, all := e.published(), e.published(), e.published(), e.published()
		alignment.name, alignment.vary, alignment.coherence = "orientation alone", VaryEstimator, "alignment"
		spread.name, spread.vary, spread.coherence = "period alone", VaryEstimator, "spread"
		strict.name, strict.vary, strict.strict = "lattices of units with Score60 > 0.8", VaryThreshold, true
		all.name, all.vary, all.everyone = "all networks, accurate or not", VaryError, true
		out = append(out, claimed(
			Claim{
				ID: "f-coherence-" + room.ID, Part: "Result 2", Source: "Schaeffer2022", Where: "Result 2", Finding: true,
				Statement: "Units of a DoS network (σ = 0.12 m, s = 2; " + room.Name + ") share a lattice more than their surrogates do: part of the networks that pass at " + fmt.Sprint(e.Level) + ", more than would by chance",
				Published: none(), Unit: "1", Of: "accurate networks with lattices", Estimator: "supplement6/networks: PJoint; Wilson",
			},
			above(e.Level), e.coherent(room.SurrogateGroup), append([]reading{alignment, spread, strict, all}, e.halves()...),
		))
	}
	return out
}

// coherent is the part of a room's networks that pass.
func (e modules) coherent(room estimate.SurrogateGroup) func(reading) (Estimate, error) {
	return func(r reading) (Estimate, error) {
		k, n := 0, 0
		for _, net := range e.networks(room, r) {
			if p := e.p(net.ID, r); p == p {
				n++
				if p <= e.Level {
					k++
				}
			}
		}
		return share(k, n)
	}
}

// p is that of a network's test at a reading.
func (e modules) p(id string, r reading) float64 {
	least := 0.3
	if r.strict {
		least = 0.8
	}
	for _, c := range e.table.Coherence {
		if c.ID == id && c.LeastScore == least {
			switch r.coherence {
			case "alignment":
				return c.PAlignment
			case "spread":
				return c.PSpread
			}
			return c.PJoint
		}
	}
	return none()
}

// periodClaims are those on the periods of single networks.
func (e modules) periodClaims() []definition {
	lattice, holm := e.published(), e.published()
	lattice.name, lattice.vary, lattice.lattice = "lattice period", VaryEstimator, true
	holm.name, holm.vary, holm.adjusted = "adjusted for the number of networks", VaryThreshold, true
	readings := append([]reading{lattice, holm}, e.halves()...)
	claim := Claim{Part: "Result 3", Source: "Schaeffer2022", Where: "Result 3", Published: none(), Unit: "1", Of: "accurate networks with 8 grid-like units or more"}
	one, power := claim, claim
	one.ID, one.Statement = "r3-one-period", "Each network learns one period: part of the networks whose periods are consistent with one mode"
	one.Estimator = "supplement6/modality: P > 0.05 by Hartigan's dip; Wilson"
	power.ID, power.Finding, power.Statement = "f-one-period-power", true, "The test would find two modules 1.4 apart in networks like these: part of the trials in which it does"
	power.Estimator = "supplement6/modality: Power, mean over networks; bootstrap over networks"
	return []definition{
		claimed(one, above(0.5), func(r reading) (Estimate, error) {
			k, n := 0, 0
			for _, m := range e.tested(r) {
				p := m.P
				if r.adjusted {
					p = m.Holm
				}
				if n++; p > e.Level {
					k++
				}
			}
			return share(k, n)
		}, readings),
		claimed(power, above(0.8), func(r reading) (Estimate, error) {
			var values []float64
			for _, m := range e.tested(r) {
				values = append(values, m.Power)
			}
			return e.mean("power "+r.name, values)
		}, readings),
	}
}

// tested are the networks whose periods were asked about.
func (e modules) tested(r reading) (out []estimate.Modality) {
	estimator := estimate.PublishedPeriods
	if r.lattice {
		estimator = estimate.LatticePeriods
	}
	for _, m := range e.periods {
		if m.Estimator == estimator && m.P == m.P && m.ErrorM < r.lowErrorM && (r.half == 0 || int(m.Seed)%2 == r.half-1) {
			out = append(out, m)
		}
	}
	return out
}
