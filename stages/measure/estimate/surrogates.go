package estimate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/measure/surrogate"
)

// SurrogateGroup is networks that are told apart by their code and their box.
// What is empty or 0 asks nothing.
type SurrogateGroup struct {
	Name          string
	Encoding      string
	SigmaM        float64 // of homogeneous place cells, m
	SurroundScale float64
	Centres       string
	BoxWidthM     float64
}

// Match reports that a network is of the group.
func (g SurrogateGroup) Match(n surrogate.Network) bool {
	is := func(asked, is string) bool { return asked == "" || asked == is }
	near := func(asked, is float64) bool { return asked == 0 || asked == is }
	return is(g.Encoding, n.Encoding) && is(g.Centres, n.Centres) && near(g.SigmaM, n.SigmaM) &&
		near(g.SurroundScale, n.SurroundScale) && near(g.BoxWidthM, n.BoxWidthM)
}

// SurrogateParams says which networks are set beside their surrogates.
type SurrogateParams struct {
	Judge      Judge
	Groups     []SurrogateGroup
	LeastScore float64 // Score60 above which a lattice counts for coherence
	Level      float64 // of the test of coherence
}

// Validate reports the first field out of bounds.
func (p SurrogateParams) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("surrogates: %w", err)
	}
	switch {
	case len(p.Groups) == 0:
		return errors.New("surrogates: Groups is empty, want at least 1")
	case slices.ContainsFunc(p.Groups, func(g SurrogateGroup) bool { return g.Name == "" }):
		return errors.New("surrogates: a group has no name")
	case !(p.Level > 0 && p.Level < 1):
		return fmt.Errorf("surrogates: Level is %v, want 0 < Level < 1", p.Level)
	case !(p.LeastScore > -2 && p.LeastScore < 2):
		return fmt.Errorf("surrogates: LeastScore is %v, want -2 < LeastScore < 2", p.LeastScore)
	}
	return nil
}

// SurrogateRun is a network beside its surrogates.
type SurrogateRun struct {
	Group      string  `column:"group_name" unit:"1" doc:"group of networks"`
	ID         string  `unit:"1" doc:"digest of all parameters of the network"`
	Seed       int64   `unit:"1" doc:"seed of the network"`
	ErrorM     float64 `unit:"m" doc:"mean position decoding error over the first steps"`
	Units      int32   `unit:"1" doc:"active units"`
	Surrogates int32   `unit:"1" doc:"surrogates of them"`
	Above      float64 `unit:"1" doc:"part of the units above the threshold"`
	Null       float64 `column:"null_fraction" unit:"1" doc:"part of the surrogates above the threshold"`
	Short      float64 `unit:"1" doc:"part of the units above the threshold with a short period"`
	NullShort  float64 `unit:"1" doc:"the same of the surrogates"`
	Marginals  float64 `unit:"1" doc:"largest total variation of a surrogate's distribution of rates from its unit's"`
	Radial     float64 `unit:"1" doc:"total variation of the surrogates' radial spectrum from the units'"`
	Wave       float64 `unit:"1" doc:"mean wave number of the surrogates over that of the units"`
	Band       float64 `unit:"1" doc:"bandwidth of the surrogates over that of the units"`

	Lattices   int32   `unit:"1" doc:"units whose lattice counts"`
	Alignment  float64 `unit:"1" doc:"mean over their pairs of the cosine of six times the difference of orientation"`
	Spread     float64 `unit:"1" doc:"standard deviation of their log period"`
	NullSpread float64 `unit:"1" doc:"the same of the surrogates"`
	PAlignment float64 `unit:"1" doc:"p of the alignment; NaN where nothing can be said"`
	PSpread    float64 `unit:"1" doc:"p of the spread; NaN where nothing can be said"`
	PJoint     float64 `unit:"1" doc:"p of both; NaN where nothing can be said"`
	Holm       float64 `unit:"1" doc:"p of both, adjusted for the number of networks of the group [Holm1979]"`
}

// SurrogateSummary is a group of networks beside its surrogates.
type SurrogateSummary struct {
	Group      string  `column:"group_name" unit:"1" doc:"group of networks"`
	Networks   int32   `unit:"1" doc:"networks with surrogates"`
	Above      float64 `unit:"1" doc:"part of the units above the threshold, mean over networks"`
	AboveLow   float64 `unit:"1" doc:"lower end of its 95 % interval"`
	AboveHigh  float64 `unit:"1" doc:"upper end of its 95 % interval"`
	Null       float64 `column:"null_fraction" unit:"1" doc:"part of the surrogates above the threshold, mean over networks"`
	NullLow    float64 `unit:"1" doc:"lower end of its 95 % interval"`
	NullHigh   float64 `unit:"1" doc:"upper end of its 95 % interval"`
	Excess     float64 `unit:"1" doc:"mean over networks of the difference of the two"`
	ExcessLow  float64 `unit:"1" doc:"lower end of its 95 % interval"`
	ExcessHigh float64 `unit:"1" doc:"upper end of its 95 % interval"`
	Tested     int32   `unit:"1" doc:"networks with enough lattices for the test of coherence"`
	Coherent   int32   `unit:"1" doc:"those that pass it, without adjustment"`
	Part       float64 `unit:"1" doc:"those as a part of the tested"`
	PartLow    float64 `unit:"1" doc:"lower end of its 95 % Wilson interval"`
	PartHigh   float64 `unit:"1" doc:"upper end of its 95 % Wilson interval"`
	Adjusted   int32   `unit:"1" doc:"those that pass it adjusted for their number"`
}

// SurrogateTables are networks, groups of them, and the lattices of units.
type SurrogateTables struct {
	Groups   []SurrogateSummary
	Networks []SurrogateRun
	Scores   []surrogate.Scores
}

// Surrogates sets groups of networks beside their surrogates.
func Surrogates(ctx context.Context, p SurrogateParams, t surrogate.Table) (SurrogateTables, error) {
	var o SurrogateTables
	if err := p.Validate(); err != nil {
		return o, err
	}
	of := bySurrogate(p, t)
	shown := map[string]bool{}
	for _, g := range p.Groups {
		var runs []SurrogateRun
		for _, n := range t.Networks {
			if g.Match(n) && n.Surrogates > 0 {
				runs = append(runs, of(g.Name, n))
				shown[n.ID] = true
			}
		}
		holm(runs)
		row, err := p.summary(g.Name, runs)
		if err != nil {
			return o, fmt.Errorf("surrogates: %s: %w", g.Name, err)
		}
		o.Groups, o.Networks = append(o.Groups, row), append(o.Networks, runs...)
	}
	for _, s := range t.Scores {
		if shown[s.ID] {
			o.Scores = append(o.Scores, s)
		}
	}
	return o, ctx.Err()
}

// bySurrogate joins what is known of a network.
func bySurrogate(p SurrogateParams, t surrogate.Table) func(string, surrogate.Network) SurrogateRun {
	counts, tests := map[string]surrogate.Count{}, map[string]surrogate.Coherence{}
	for _, c := range t.Counts {
		if c.Threshold == p.Judge.Threshold {
			counts[c.ID] = c
		}
	}
	for _, c := range t.Coherence {
		if c.LeastScore == p.LeastScore {
			tests[c.ID] = c
		}
	}
	return func(group string, n surrogate.Network) SurrogateRun {
		c, x := counts[n.ID], tests[n.ID]
		r := SurrogateRun{
			Group: group, ID: n.ID, Seed: n.Seed, ErrorM: n.Error20M, Units: n.Units, Surrogates: n.Surrogates,
			Above: part(c.Above, c.Units), Null: part(c.SurrogateAbove, c.Surrogates), Short: part(c.Short, c.Units), NullShort: part(c.SurrogateShort, c.Surrogates),
			Marginals: n.Marginals, Radial: n.Radial, Wave: n.SurrogateRadPerM / n.WaveRadPerM, Band: n.SurrogateBandRadPerM / n.BandRadPerM,
			Lattices: x.Lattices, Alignment: x.Alignment, Spread: x.Spread, NullSpread: x.SurrogateSpread,
			PAlignment: x.PAlignment, PSpread: x.PSpread, PJoint: x.PJoint, Holm: math.NaN(),
		}
		if p.Judge.ErrorSteps > 20 {
			r.ErrorM = n.Error50M
		}
		return r
	}
}

// holm adjusts the joint p of the networks of a group.
func holm(runs []SurrogateRun) {
	var order []int
	for i, r := range runs {
		if r.PJoint == r.PJoint {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(runs[a].PJoint, runs[b].PJoint) })
	least := 0.0
	for rank, i := range order {
		least = max(least, min(float64(runs[i].PJoint*float64(len(order)-rank)), 1))
		runs[i].Holm = least
	}
}

func (p SurrogateParams) summary(group string, runs []SurrogateRun) (SurrogateSummary, error) {
	s := SurrogateSummary{Group: group, Networks: int32(len(runs))}
	var above, null, excess []float64
	for _, r := range runs {
		above, null, excess = append(above, r.Above), append(null, r.Null), append(excess, r.Above-r.Null)
		if r.PJoint == r.PJoint {
			s.Tested++
		}
		if r.PJoint <= p.Level {
			s.Coherent++
		}
		if r.Holm <= p.Level {
			s.Adjusted++
		}
	}
	var err error
	if s.Part, s.PartLow, s.PartHigh, err = Share(s.Coherent, s.Tested); err != nil {
		return s, err
	}
	return s, p.Judge.estimate([]column{
		{"above", above, &s.Above, &s.AboveLow, &s.AboveHigh},
		{"null", null, &s.Null, &s.NullLow, &s.NullHigh},
		{"excess", excess, &s.Excess, &s.ExcessLow, &s.ExcessHigh},
	}, func(purpose string) rng.Stream { return rng.New(p.Judge.Seed, "surrogates "+group+" "+purpose, 0) })
}
