package paper

import (
	"cmp"
	"math"
	"slices"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
)

// A member is one network at one threshold, as claims see it.
type member struct {
	network       rows.Network
	Group         string  // encoding, as figures name it
	Setting       string  // the encoding with its parameters
	SigmaM        float64 // width of the place fields, m; 0 without, or where fields differ
	SurroundScale float64 // s; 0 without, or where fields differ
	Seed          int64
	Threshold     float64 // Score60 that must be exceeded
	Diverged      bool
	ErrorM        float64 // decoding error over the published steps, m; NaN if diverged
	Error20M      float64 // the same over the first 20 steps alone
	Active        int32   // units active enough to be scored
	Scored        int32   // units that were scored, active or not
	AboveOfAll    int32   // those above the threshold
	Above         int32   // active units above the threshold
	Short         int32   // those above the threshold with a short period
	PeriodM       float64 // median period, by the published estimator, of those above the threshold, m; NaN without any
	LatticeM      float64 // the same of lattice periods
	NullMaps      int32   // maps of the network's null
	NullAbove     int32   // those above the threshold
}

// census is the members that claims are judged by.
type census []member

// censusOf is a row a network and threshold, setting by setting.
func (p Params) censusOf(t rows.Table) census {
	order := map[string]int{}
	for _, n := range t.Networks {
		if _, ok := order[n.Encoding]; !ok {
			order[n.Encoding] = len(order)
		}
	}
	networks := slices.Clone(t.Networks)
	slices.SortStableFunc(networks, func(a, b rows.Network) int {
		return cmp.Or(cmp.Compare(order[a.Encoding], order[b.Encoding]), cmp.Compare(a.Setting, b.Setting))
	})
	counts := map[string][]rows.Count{}
	for _, c := range t.Counts {
		counts[c.ID] = append(counts[c.ID], c)
	}
	var out census
	for _, n := range networks {
		for _, c := range counts[n.ID] {
			out = append(out, p.memberOf(n, c))
		}
	}
	return out
}

func (p Params) memberOf(n rows.Network, c rows.Count) member {
	m := member{
		network: n, Scored: n.Scored, AboveOfAll: c.AboveOfAll, Group: group(n.Encoding), Setting: n.Setting, Seed: n.Seed, Threshold: c.Threshold, Diverged: n.Diverged(), ErrorM: n.MeanErrorM(p.ErrorSteps), Error20M: n.MeanErrorM(estimate.ShortSteps),
		Active: n.Active, Above: c.Above, Short: c.Short, PeriodM: c.PeriodM, LatticeM: c.LatticeM, NullMaps: n.NullMaps, NullAbove: c.NullAbove,
	}
	if n.Homogeneous {
		m.SigmaM, m.SurroundScale = n.SigmaM, n.SurroundScale
	}
	if m.Diverged {
		m.ErrorM, m.Error20M, m.PeriodM, m.LatticeM = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	}
	return m
}
