package paper

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"nofreelunch/data"
	"nofreelunch/stages/measure/rows"
)

// A FactName is something that a comparison with a published number may need to
// have in common with it.
type FactName string

// The facts.
const (
	FactCell       FactName = "cell"
	FactActivation FactName = "activation"
	FactUnits      FactName = "units"
	FactSteps      FactName = "gradient steps"
	FactCentres    FactName = "centres"
	FactEstimator  FactName = "estimator" // steps of the decoding error
	FactMix        FactName = "hyperparameter mix"
	FactBins       FactName = "map bins"
)

// everyFact is what a published number of networks needs. The bins of a map are
// stated and not asked for: between 20 and 44 the modes of the periods differ by
// less than 1 %, the numbers of units above 0.8 by less than 4 %.
func everyFact() []FactName {
	return []FactName{FactCell, FactActivation, FactUnits, FactSteps, FactCentres, FactEstimator, FactMix}
}

// Fact is one thing that ours has or has not in common with what was published.
type Fact struct {
	Name            FactName
	Ours, Published string
	Asked           bool // the comparison needs it
}

// Matches reports that both are the same.
func (f Fact) Matches() bool { return f.Ours == f.Published }

// match says with which published panel a claim's networks are compared, and
// what they must have in common with it.
type match struct {
	panel string
	must  []FactName
	of    func(reading) (census, error)
}

// parameters are the published parameters of each fact.
func (f FactName) parameters() []string {
	switch f {
	case FactCell:
		return []string{"cells"}
	case FactActivation:
		return []string{"activations"}
	case FactUnits:
		return []string{"units"}
	case FactSteps:
		return []string{"gradient_steps"}
	case FactCentres:
		return []string{"centres"}
	case FactMix:
		return []string{"optimisers", "initialisers", "readout_dropouts", "recurrent_dropouts", "weight_decays", "learning_rates", "batches"}
	}
	return nil
}

// parameter is a network's own value, as the published table writes it.
func parameter(n rows.Network, name string) string {
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	switch name {
	case "cells":
		return n.Cell
	case "activations":
		return n.Activation
	case "units":
		return number(float64(n.Units))
	case "gradient_steps":
		return number(float64(n.GradientSteps))
	case "centres":
		return n.Centres
	case "optimisers":
		return n.Optimiser
	case "initialisers":
		return n.Initialiser
	case "readout_dropouts":
		return number(n.ReadoutDropout)
	case "recurrent_dropouts":
		return number(n.RecurrentDropout)
	case "weight_decays":
		return number(n.WeightDecay)
	case "learning_rates":
		return number(n.LearningRate)
	case "batches":
		return number(float64(n.BatchPaths))
	}
	panic("paper: no parameter is called " + name)
}

// factsOf compares networks with a published panel. Each network counts as many
// values as it has; a fact matches if the values are the published ones, none
// missing and none besides.
func (p Params) factsOf(m match, c census) ([]Fact, error) {
	published, ok := data.SettingsOf(m.panel)
	if !ok {
		return nil, fmt.Errorf("no published settings of %q", m.panel)
	}
	networks := c.networks()
	var out []Fact
	for _, name := range everyFact() {
		f := Fact{Name: name, Asked: slices.Contains(m.must, name)}
		if name == FactEstimator {
			f.Ours, f.Published = p.estimator(networks), fmt.Sprintf("error over %d steps", publishedSteps)
		}
		var ours, theirs []string
		for _, parameter := range name.parameters() {
			own, wanted := valuesOf(networks, parameter), published.Values(parameter)
			if len(wanted) == 0 || slices.Equal(own, wanted) {
				continue
			}
			prefix := ""
			if name == FactMix {
				prefix = strings.ReplaceAll(parameter, "_", " ") + " "
			}
			ours, theirs = append(ours, prefix+strings.Join(own, ", ")), append(theirs, prefix+strings.Join(wanted, ", "))
		}
		if len(ours) > 0 {
			f.Ours, f.Published = strings.Join(ours, "; "), strings.Join(theirs, "; ")
		}
		out = append(out, f)
	}
	return append(out, Fact{FactBins, strings.Join(binsOf(networks), ", "), "44", false}), nil
}

// publishedSteps are those of the paths over which the published error is averaged.
const publishedSteps = 50

// estimator says over how many steps ours is averaged.
func (p Params) estimator(networks []rows.Network) string {
	steps := p.ErrorSteps
	for _, n := range networks {
		if len(n.ErrorsM) > 0 {
			steps = min(steps, len(n.ErrorsM))
		}
	}
	return fmt.Sprintf("error over %d steps", steps)
}

// networks are the census' networks, each once.
func (c census) networks() []rows.Network {
	var out []rows.Network
	seen := map[string]bool{}
	for _, m := range c {
		if !seen[m.network.ID] {
			seen[m.network.ID] = true
			out = append(out, m.network)
		}
	}
	return out
}

// valuesOf are the values of a parameter, sorted, each once.
func valuesOf(networks []rows.Network, name string) []string {
	var out []string
	for _, n := range networks {
		if v := parameter(n, name); v != "" {
			out = append(out, v)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// binsOf are the bins of the maps, of networks that have some.
func binsOf(networks []rows.Network) []string {
	var out []string
	for _, n := range networks {
		if n.MapBins > 0 {
			out = append(out, fmt.Sprint(n.MapBins))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// mismatches are the facts that differ, those that the comparison needs and the
// others, in words.
func mismatches(facts []Fact) (needed, others string) {
	var asked, rest []string
	for _, f := range facts {
		if f.Matches() {
			continue
		}
		text := fmt.Sprintf("%s %s, published %s", f.Name, f.Ours, f.Published)
		if f.Asked {
			asked = append(asked, text)
		} else {
			rest = append(rest, text)
		}
	}
	return strings.Join(asked, "; "), strings.Join(rest, "; ")
}
