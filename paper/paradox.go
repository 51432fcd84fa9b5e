package paper

import (
	"context"
	"fmt"
	"math"
	"slices"

	"nofreelunch/data"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
)

// Paradox judges what is said of neural predictivity and dimension. networks are
// those that the dimensions are of.
func Paradox(ctx context.Context, p Params, t estimate.ArchitectureTables, networks rows.Table) (Verdicts, error) {
	if err := p.Validate(); err != nil {
		return Verdicts{}, err
	}
	v, err := judge(p, p.published(), slices.Concat(dimensions(t, p.censusOf(networks)), correlations(t, p.censusOf(networks))))
	if err != nil {
		return v, err
	}
	v.Context = append(v.Context, predictivities()...)
	return v, ctx.Err()
}

// predictivities are numbers of another work, which rest on recordings.
func predictivities() []Context {
	var out []Context
	for _, n := range data.Predictivities() {
		out = append(out, Context{
			ID: "nayebi-" + n.Cell + "-" + n.Activation, Part: "Paradox", Kind: KindContext, Source: "Nayebi2021",
			Statement: fmt.Sprintf("Neural predictivity of a trained %s network with %s units", n.Cell, n.Activation),
			Published: n.Trained, Ours: math.NaN(),
		})
	}
	return out
}

// dimensions are the published participation ratios.
func dimensions(t estimate.ArchitectureTables, c census) []definition {
	activity := []reading{{name: "activity instead of rate maps", vary: VaryEstimator, activity: true}}
	var out []definition
	for _, d := range data.Participations() {
		out = append(out, claimed(
			Claim{
				ID: "fig6-pr-" + d.Cell, Part: "Paradox", Source: "Schaeffer2022", Where: "Fig. 6",
				Statement: fmt.Sprintf("Participation ratio of the rate maps of a %s network with %s units", d.Cell, d.Activation),
				Published: d.ParticipationRatio, PublishedN: 5, Uncertainty: 0.1, Unit: "1", Of: "networks", Estimator: "figure8/architectures: RateMaps (RateMapsLow, RateMapsHigh)",
			},
			value(relativeMargin, true), participation(t, d.Cell, d.Activation), activity,
		).like("architectures", c.group("", func(m member) bool { return m.network.Activation == d.Activation }), everyFact()...))
	}
	return out
}

func participation(t estimate.ArchitectureTables, cell, activation string) func(reading) (Estimate, error) {
	return func(r reading) (Estimate, error) {
		for _, a := range t.Architectures {
			if a.Cell != cell || a.Activation != activation {
				continue
			}
			if r.activity {
				return Estimate{a.Activity, a.ActivityLow, a.ActivityHigh, int64(a.Networks)}, nil
			}
			return Estimate{a.RateMaps, a.RateMapsLow, a.RateMapsHigh, int64(a.Networks)}, nil
		}
		return nothing(), fmt.Errorf("there are no %s networks with %s units", cell, activation)
	}
}

// correlations are what is said of predictivity and dimension.
func correlations(t estimate.ArchitectureTables, c census) []definition {
	networks := c.group("", nil)
	var out []definition
	for _, q := range []struct {
		id, statement string
		relation      estimate.Relation
		computed      bool
		others        []estimate.Relation
	}{
		{"paradox-published", "Among the published ReLU networks predictivity rises with log dimension (Pearson's r)", estimate.PublishedRelu, true, nil},
		{"paradox-ours-relu", "Published predictivity rises with the log dimension of our ReLU networks (Pearson's r)", estimate.OursRelu, false, nil},
		{"paradox-ours", "Published predictivity rises with the log dimension of our networks, all activations (Pearson's r)", estimate.OursRateMaps, false,
			[]estimate.Relation{estimate.OursActivity}},
		{"paradox-flat", "Random features predict a synthetic entorhinal population better the more dimensions they have (flat spectrum)",
			estimate.Synthetic(estimate.Flat, estimate.Scattered), true, []estimate.Relation{
				estimate.Synthetic(estimate.Flat, estimate.Blocks), estimate.Synthetic(estimate.Power, estimate.Scattered),
				estimate.Synthetic(estimate.Power, estimate.Blocks)}},
		{"paradox-trained", "So do trained networks", estimate.Synthetic(estimate.Trained, estimate.Scattered), false,
			[]estimate.Relation{estimate.Synthetic(estimate.Trained, estimate.Blocks)}},
	} {
		var readings []reading
		for _, o := range q.others {
			readings = append(readings, reading{name: string(o), vary: VaryEstimator, relation: o})
		}
		d := claimed(
			Claim{
				ID: q.id, Part: "Paradox", Source: "Schaeffer2022", Where: "Fig. 6", Statement: q.statement, Computed: q.computed,
				Published: none(), Unit: "1", Of: "points", Estimator: "figure8/correlations: Pearson (Low, High) of " + string(q.relation),
			},
			above(0), correlation(t, q.relation), readings,
		)
		if !q.computed { // stated: the claim is about architectures at any scale
			d = d.like("architectures", networks)
		}
		out = append(out, d)
	}
	return out
}

// correlation is that of a relation; a reading may name another one.
func correlation(t estimate.ArchitectureTables, of estimate.Relation) func(reading) (Estimate, error) {
	return func(r reading) (Estimate, error) {
		asked := of
		if r.relation != "" {
			asked = r.relation
		}
		for _, c := range t.Correlations {
			if c.What == string(asked) {
				return Estimate{c.Pearson, c.Low, c.High, int64(c.N)}, nil
			}
		}
		return nothing(), fmt.Errorf("there is no correlation %q", asked)
	}
}
