package sweep

import (
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
)

// Paper is the published grid searches: more than 11,000 networks of 1024 to
// 4096 units, for a cluster.
func Paper() Set {
	m := maker(train.Published)
	short := func(p *train.Params) { p.GradientSteps = 20_000 } // as declared for the high-dimensional codes
	surrounds := []float64{1.5, 2, 2.5, 3, 4}
	cells := func(of []nn.Cell) []train.Params { return each(m.kinds(5, of, published), wide) }
	return Set{
		on: func(e encoding.Params) []train.Params { return m.seeds(3, e) }, of: cells,
		Cartesian: Family{"cartesian", "Cartesian", publishedGrid(m.seeds(3, encoding.Cartesian()),
			[]nn.Rule{nn.SGDRule(), nn.AdamRule(), nn.RMSpropRule()})},
		HighCartesian: Family{"high-cartesian", "high-dimensional Cartesian",
			each(publishedGrid(m.seeds(3, encoding.HighDimCartesian()), []nn.Rule{nn.AdamRule()}), short)},
		Polar: Family{"polar", "polar", nil}, // not published
		HighPolar: Family{"high-polar", "high-dimensional polar",
			each(publishedGrid(m.seeds(3, encoding.HighDimPolar()), []nn.Rule{nn.AdamRule()}), short)},
		Gaussian: Family{"gaussian", "Gaussian", fourCells(dropouts(activations(
			m.widths(2, gaussian, []float64{0.08, 0.10, 0.12, 0.14, 0.16, 0.20, 0.24, 0.28}, []float64{2}), fourActivations())))},
		TrueDoG: Family{"true-dog", "true difference of Gaussians", fourCells(dropouts(m.widths(3, encoding.TrueDoG,
			[]float64{0.05, 0.10, 0.12, 0.15, 0.20, 0.30, 0.40, 0.50}, []float64{1.5, 2, 2.5, 3, 4, 5, 6})))},
		SoD: Family{"sod", "softmax of differences", fourCells(m.widths(3, encoding.SoD,
			[]float64{0.09, 0.12, 0.15, 0.18, 0.21, 0.24}, []float64{1.5, 2, 2.5, 3}))},
		DoS: Family{"dos", "difference of softmaxes", fourCells(dropouts(activations(
			m.widths(3, encoding.DoS, append(steps(0.08, 0.20, 13), 0.24, 0.28, 0.32), surrounds),
			[]nn.Activation{nn.Relu, nn.Tanh})))},
		Heterogeneous: Family{"heterogeneous", "DoS of many fields and scales", m.publishedHeterogeneous()},
		GeneralDoG:    Family{"general-dog", "general difference of Gaussians", m.publishedAmplitudes()},
		Architectures: Family{"architectures", "cells by activations", cells(publishedCells())},
		Optimisers:    Family{"optimisers", "optimisers", each(m.publishedOptimisers(), wide)},
		Initialisers:  Family{"initialisers", "initialisers", m.initialisers(3)},
		Banino:        Family{"banino", "LSTM with a bottleneck and head-direction cells", m.publishedBanino()},
		Transient: Family{"transient", "DoS, weights kept along training", each(m.seeds(3, ideal()),
			func(p *train.Params) { p.SnapshotEverySteps = p.GradientSteps / 20 })},
		Rooms: Family{"rooms", "DoS in a wider box and with uniform centres", nil}, // not published
	}
}

// published makes p a network of that kind at the published settings.
func published(p *train.Params, cell nn.Cell, a nn.Activation) {
	p.Net.Cell, p.Net.Activation = cell, a
}

// wide is the published width of the sweeps over architectures and optimisers.
func wide(p *train.Params) { p.Net.Units = 4096 }

func fourActivations() []nn.Activation {
	return []nn.Activation{nn.Relu, nn.Tanh, nn.Sigmoid, nn.Linear}
}

// publishedGrid crosses networks with everything that the sweeps of the codes
// without place cells varied.
func publishedGrid(nets []train.Params, rules []nn.Rule) []train.Params {
	return fourCells(dropouts(activations(vary(vary(vary(nets, rules, func(p *train.Params, r nn.Rule) { p.Rule = r }),
		[]nn.Initialiser{nn.GlorotUniform, nn.GlorotNormal, nn.Orthogonal}, func(p *train.Params, i nn.Initialiser) { p.Net.Initialiser = i }),
		[]float64{0, 1e-4}, func(p *train.Params, wd float64) { p.Net.WeightDecay = wd }), fourActivations())))
}

func activations(nets []train.Params, of []nn.Activation) []train.Params {
	return vary(nets, of, func(p *train.Params, a nn.Activation) { p.Net.Activation = a })
}

// fourCells crosses networks with the cells of most published sweeps.
func fourCells(nets []train.Params) []train.Params {
	return vary(nets, []nn.Cell{nn.RNN{}, nn.LSTM{}, nn.UGRNN{}, nn.GRU{}}, func(p *train.Params, c nn.Cell) { p.Net.Cell = c })
}

// dropouts crosses networks with both dropouts off and on.
func dropouts(nets []train.Params) []train.Params {
	half := []float64{0, 0.5}
	return vary(vary(nets, half, func(p *train.Params, d float64) { p.Net.ReadoutDropout = d }),
		half, func(p *train.Params, d float64) { p.Net.RecurrentDropout = d })
}

// vary crosses networks with values of one parameter.
func vary[V any](nets []train.Params, values []V, set func(*train.Params, V)) []train.Params {
	out := make([]train.Params, 0, len(nets)*len(values))
	for _, v := range values {
		out = append(out, each(nets, func(p *train.Params) { set(p, v) })...)
	}
	return out
}

// publishedHeterogeneous is the sweep over populations of many fields, and
// that over populations of many scales.
func (m maker) publishedHeterogeneous() []train.Params {
	fixed := func(v float64) encoding.Range { return encoding.Range{Lo: v, Hi: v} }
	var nets, scales []train.Params
	for _, rate := range []float64{2, 3} {
		for _, sigmaM := range []encoding.Range{fixed(0.12), {Lo: 0.06, Hi: 0.24}, {Lo: 0.06, Hi: 1}} {
			for _, s := range []encoding.Range{fixed(2), {Lo: 1.5, Hi: 2.5}, {Lo: 1.25, Hi: 4.5}} {
				nets = append(nets, m.seeds(3, heterogeneous(rate, sigmaM, s))...)
			}
		}
	}
	for _, sigmaM := range []encoding.Range{fixed(0.12), {Lo: 0.06, Hi: 0.18}, {Lo: 0.06, Hi: 0.24}} {
		for _, s := range []encoding.Range{fixed(2), {Lo: 1.5, Hi: 2.5}, {Lo: 1.5, Hi: 3.5}, {Lo: 1.5, Hi: 4.5}} {
			scales = append(scales, m.seeds(5, heterogeneous(0, sigmaM, s))...)
		}
	}
	nets = vary(nets, []nn.Cell{nn.RNN{}, nn.UGRNN{}}, func(p *train.Params, c nn.Cell) { p.Net.Cell = c })
	return append(nets, fourCells(scales)...)
}

func (m maker) publishedAmplitudes() []train.Params {
	var nets []train.Params
	for _, sigmaM := range []float64{0.12, 0.20} {
		for _, e := range Amplitudes(11) {
			for _, i := range Amplitudes(11) {
				nets = append(nets, m.seeds(3, encoding.GeneralDoG(sigmaM, 2, e, i))...)
			}
		}
	}
	return activations(nets, []nn.Activation{nn.Relu, nn.Tanh})
}

// publishedOptimisers are four at one rate, and two again at larger ones.
func (m maker) publishedOptimisers() []train.Params {
	set := func(p *train.Params, r nn.Rule) { p.Rule = r }
	nets := m.seeds(4, ideal())
	larger := vary(nets, []nn.Rule{nn.AdagradRule(), nn.SGDRule()}, set)
	return append(vary(nets, []nn.Rule{nn.AdamRule(), nn.AdagradRule(), nn.RMSpropRule(), nn.SGDRule()}, set),
		vary(larger, []float64{0.1, 0.5}, func(p *train.Params, rate float64) { p.LearningRate = rate })...)
}

func (m maker) publishedBanino() []train.Params {
	return each(m.seeds(5, encoding.Gaussian(0.01)), func(p *train.Params) {
		bottleneck(p)
		p.Rule, p.LearningRate, p.Net.WeightDecay = nn.RMSpropRule(), 1e-5, 1e-5
		p.Encoding.Cells, p.Net.Outputs = 256, 256
		p.BatchPaths, p.PathSteps, p.GradientSteps = 10, 100, 1_000_000
		p.Net.DropoutInactive = false
	})
}
