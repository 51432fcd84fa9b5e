package sweep

import (
	"math"

	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
)

// Laptop is what two cores train in half an hour: networks of 128 units,
// 8 seeds a setting, at least 40 networks an encoding.
func Laptop() Set {
	m := maker(func(e encoding.Params, seed uint64) train.Params {
		// what paper/recipe found to decode best along 50 steps for its cost
		p := train.S(e, seed)
		p.BatchPaths, p.GradientSteps, p.LearningRate, p.Net.WeightDecay = 40, 7500, 4e-3, 3e-5
		p.EvalEverySteps = 250
		return p
	})
	widths := []float64{0.08, 0.10, 0.12, 0.16, 0.20}
	s := m.questions(scale{
		same: 40, cheap: 8, seeds: 8, few: 2, grid: 5,
		widthsM: widths, gaussianM: []float64{0.08, 0.10, 0.12, 0.14, 0.16, 0.20, 0.24, 0.28}, gaussianSeeds: 5,
		finelyM:   steps(0.08, 0.20, 13),
		mapM:      []float64{0.08, 0.12, 0.16, 0.20},
		surrounds: []float64{1.5, 2.5, 3, 4},
		short:     3000, snapshots: 10,
		rooms: rooms{uniform: 6, wide: 1, wideUniform: 1},
	})
	return s
}

// Smoke is a few tiny networks of every family: it runs in seconds, shows that
// everything works, and says nothing about the science.
func Smoke() Set {
	m := maker(train.Smoke)
	return m.questions(scale{
		same: 2, cheap: 2, seeds: 2, few: 1, grid: 2,
		widthsM: []float64{0.12}, gaussianM: []float64{0.12}, gaussianSeeds: 2,
		finelyM: []float64{0.10, 0.12, 0.16}, mapM: []float64{0.12, 0.16}, surrounds: []float64{3},
		short: 50, snapshots: 2,
		rooms: rooms{uniform: 1, wide: 1},
	})
}

// scale is how far the questions are pursued.
type scale struct {
	same, cheap, seeds, few int // networks of one setting, from many to few
	grid                    int // amplitudes of the general DoG a side

	widthsM       []float64 // of the true DoG and the SoD, m
	gaussianM     []float64
	gaussianSeeds int
	finelyM       []float64 // of the DoS at s = 2
	mapM          []float64 // of the DoS at the surrounds
	surrounds     []float64

	short     int // gradient steps of the families with many settings
	snapshots int // along a training
	rooms     rooms
}

// questions are the families at a scale that is not the published one.
func (m maker) questions(c scale) Set {
	shorter := func(p *train.Params) { p.GradientSteps = c.short }
	dos := append(m.widths(c.seeds, encoding.DoS, c.finelyM, []float64{2}),
		m.widths(c.few, encoding.DoS, c.mapM, c.surrounds)...)
	many := append(m.seeds(c.seeds, Realistic()), m.seeds(c.seeds, Milder())...)
	cells := func(of []nn.Cell) []train.Params { return each(m.kinds(c.few, of, architecture), shorter) }
	return Set{
		on: func(e encoding.Params) []train.Params { return m.seeds(c.same, e) }, of: cells,
		Cartesian:     Family{"cartesian", "Cartesian", m.seeds(c.same, encoding.Cartesian())},
		HighCartesian: Family{"high-cartesian", "high-dimensional Cartesian", m.seeds(c.same, encoding.HighDimCartesian())},
		Polar:         Family{"polar", "polar", m.seeds(c.cheap, encoding.Polar())},
		HighPolar:     Family{"high-polar", "high-dimensional polar", m.seeds(c.same, encoding.HighDimPolar())},
		Gaussian:      Family{"gaussian", "Gaussian", m.widths(c.gaussianSeeds, gaussian, c.gaussianM, []float64{2})},
		TrueDoG:       Family{"true-dog", "true difference of Gaussians", m.widths(c.seeds, encoding.TrueDoG, c.widthsM, []float64{2})},
		SoD:           Family{"sod", "softmax of differences", m.widths(c.seeds, encoding.SoD, c.widthsM, []float64{2})},
		DoS:           Family{"dos", "difference of softmaxes", dos},
		Heterogeneous: Family{"heterogeneous", "DoS of many fields and scales", many},
		GeneralDoG:    Family{"general-dog", "general difference of Gaussians", each(m.amplitudes(c.grid), shorter)},
		Widths:        Family{"widths", "DoS by width at the published surround", m.widths(c.seeds, encoding.DoS, c.finelyM, []float64{2})},
		Ideal:         Family{"ideal", "DoS at the published width and surround", m.seeds(c.seeds, ideal())},
		Settings:      Family{"settings", "true difference of Gaussians at three settings", m.settings((c.seeds + 1) / 2)},
		Relaxed:       Family{"relaxed", "DoS with one constraint relaxed", m.relaxed((c.seeds + 1) / 2)},
		Architectures: Family{"architectures", "cells by activations", cells(publishedCells())},
		Optimisers:    Family{"optimisers", "optimisers", m.optimisers((c.seeds + 1) / 2)},
		Initialisers:  Family{"initialisers", "initialisers", m.initialisers(c.few)},
		Banino:        Family{"banino", "LSTM with a bottleneck and head-direction cells", each(m.banino(c.few), shorter)},
		Unplotted:     Family{"unplotted", unplotted, nil},
		Transient: Family{"transient", "DoS, weights kept along training", each(m.seeds(c.few, ideal()), func(p *train.Params) {
			p.SnapshotEverySteps = p.GradientSteps / c.snapshots
		})},
		Rooms: Family{"rooms", "DoS in a wider box and with uniform centres", m.rooms(c.rooms)},
	}
}

// amplitudes are networks on general DoGs whose two amplitudes lie between 0.1
// and 10, evenly by their logarithms.
func (m maker) amplitudes(side int) []train.Params {
	var nets []train.Params
	for _, e := range Amplitudes(side) {
		for _, i := range Amplitudes(side) {
			nets = append(nets, m(encoding.GeneralDoG(encoding.IdealSigmaM, encoding.IdealSurroundScale, e, i), 0))
		}
	}
	return nets
}

// Amplitudes are n numbers from 0.1 to 10, evenly by their logarithms, to two
// significant digits as published.
func Amplitudes(n int) []float64 {
	switch n {
	case 11:
		return []float64{0.1, 0.16, 0.25, 0.4, 0.63, 1, 1.58, 2.51, 3.98, 6.31, 10}
	case 5:
		return []float64{0.1, 0.32, 1, 3.2, 10}
	case 3:
		return []float64{0.1, 1, 10}
	}
	return []float64{0.32, 3.2}
}

// publishedCells are those of [Nayebi2021].
func publishedCells() []nn.Cell {
	return []nn.Cell{nn.RNN{}, nn.SRNN{}, nn.GRU{}, nn.LSTM{}, nn.UGRNN{}}
}

// kinds crosses cells and the published activations.
func (m maker) kinds(seeds int, cells []nn.Cell, set func(*train.Params, nn.Cell, nn.Activation)) []train.Params {
	var nets []train.Params
	for _, cell := range cells {
		for _, a := range fourActivations() {
			nets = append(nets, each(m.seeds(seeds, ideal()), func(p *train.Params) { set(p, cell, a) })...)
		}
	}
	return nets
}

// optimisers each have a rate of their own, as one rate does not suit all, and
// start alike.
func (m maker) optimisers(seeds int) []train.Params {
	var nets []train.Params
	for _, d := range descents(m(ideal(), 0)) {
		nets = append(nets, each(m.seeds(seeds, ideal()), func(p *train.Params) {
			wideStart(p)
			p.Rule, p.LearningRate, p.Net.WeightDecay = d.rule, d.rate, d.weightDecay
		})...)
	}
	return nets
}

func (m maker) initialisers(seeds int) []train.Params {
	var nets []train.Params
	for _, i := range []nn.Initialiser{nn.GlorotUniform, nn.GlorotNormal, nn.Orthogonal} {
		nets = append(nets, each(m.seeds(seeds, ideal()), func(p *train.Params) { p.Net.Initialiser = i })...)
	}
	return nets
}

// banino is an LSTM with a bottleneck under dropout, that also says where the
// head points; few long paths a step.
func (m maker) banino(seeds int) []train.Params {
	return each(m.seeds(seeds, encoding.Gaussian(0.12)), func(p *train.Params) {
		bottleneck(p)
		p.BatchPaths, p.PathSteps = 10, 100
		p.Rule, p.LearningRate, p.Net.WeightDecay = nn.RMSpropRule(), 3e-3, 1e-5
	})
}

// bottleneck makes a network that of [Banino2018].
func bottleneck(p *train.Params) {
	p.Net.Cell, p.Net.Activation = nn.Banino{}, nn.Tanh
	p.Net.Units, p.Net.Bottleneck, p.Net.HeadCells, p.HeadConcentration = 128, 256, 12, 20
	p.Net.ReadoutDropout = 0.5
}

// steps are n numbers from lo to hi, rounded to a hundredth.
func steps(lo, hi float64, n int) []float64 {
	var out []float64
	for i := range n {
		up := float64(float64((hi-lo)*float64(i)) / float64(n-1)) // a division by a power of two is a product
		out = append(out, math.Round((lo+up)*100)/100)
	}
	return out
}

// Untrained is a network as it was initialised.
func Untrained(p train.Params) train.Params {
	p.GradientSteps, p.SnapshotEverySteps = 0, 0
	return p
}
