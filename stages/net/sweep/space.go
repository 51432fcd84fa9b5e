package sweep

import (
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placecell"
)

// A space is the settings that one published sweep searched.
type space struct {
	name  string // as its authors named it
	base  train.Params
	draws int // networks drawn at random; 0 for every combination
	axes  []axis
}

// An axis is the values of one parameter, each as a change of a network.
type axis []func(*train.Params)

// over is the axis of a parameter's values.
func over[V any](set func(*train.Params, V), values ...V) axis {
	var a axis
	for _, v := range values {
		a = append(a, func(p *train.Params) { set(p, v) })
	}
	return a
}

// networks are the combinations of the space, the first axis outermost, or what
// a random search draws from them.
func (s space) networks() []train.Params {
	if s.draws > 0 {
		return s.drawn()
	}
	nets := []train.Params{s.base}
	for _, a := range s.axes {
		next := make([]train.Params, 0, len(nets)*len(a))
		for _, n := range nets {
			for _, set := range a {
				p := n
				set(&p)
				next = append(next, p)
			}
		}
		nets = next
	}
	return nets
}

// drawn are different combinations, each value as likely as the others of its
// axis. The draws of the published random searches are not on record: these are
// ours, seeded by the sweep's name.
func (s space) drawn() []train.Params {
	stream := rng.New(0, "random search "+s.name, 0)
	seen := map[train.Params]bool{}
	var nets []train.Params
	for len(nets) < s.draws {
		p := s.base
		for _, a := range s.axes {
			a[stream.IntN(len(a))](&p)
		}
		if !seen[p] {
			seen[p] = true
			nets = append(nets, p)
		}
	}
	return nets
}

// The axes of the published sweeps.

func seeds(n int) axis {
	var a axis
	for seed := range uint64(n) {
		a = append(a, func(p *train.Params) { p.Seed, p.Encoding.Seed = seed, seed })
	}
	return a
}

func activations(of ...nn.Activation) axis {
	return over(func(p *train.Params, a nn.Activation) { p.Net.Activation = a }, of...)
}

func fourActivations() []nn.Activation {
	return []nn.Activation{nn.Relu, nn.Tanh, nn.Sigmoid, nn.Linear}
}

func cells(of ...nn.Cell) axis {
	return over(func(p *train.Params, c nn.Cell) { p.Net.Cell = c }, of...)
}

// fourCells are those of most published sweeps.
func fourCells() axis { return cells(nn.RNN{}, nn.LSTM{}, nn.UGRNN{}, nn.GRU{}) }

func initialisers() axis {
	return over(func(p *train.Params, i nn.Initialiser) { p.Net.Initialiser = i }, nn.GlorotUniform, nn.GlorotNormal, nn.Orthogonal)
}

func rules(of ...nn.Rule) axis { return over(func(p *train.Params, r nn.Rule) { p.Rule = r }, of...) }

func decays(of ...float64) axis {
	return over(func(p *train.Params, wd float64) { p.Net.WeightDecay = wd }, of...)
}

func readoutDropouts(of ...float64) axis {
	return over(func(p *train.Params, d float64) { p.Net.ReadoutDropout = d }, of...)
}

func recurrentDropouts(of ...float64) axis {
	return over(func(p *train.Params, d float64) { p.Net.RecurrentDropout = d }, of...)
}

func learningRates(of ...float64) axis {
	return over(func(p *train.Params, r float64) { p.LearningRate = r }, of...)
}

func batches(of ...int) axis { return over(func(p *train.Params, b int) { p.BatchPaths = b }, of...) }

func pathSteps(of ...int) axis { return over(func(p *train.Params, t int) { p.PathSteps = t }, of...) }

// epochs of so many gradient steps.
func epochs(steps int, of ...int) axis {
	return over(func(p *train.Params, n int) { p.GradientSteps = n * steps }, of...)
}

// outputs are numbers of cells, or of values of a code without cells.
func outputs(of ...int) axis {
	return over(func(p *train.Params, n int) { p.Encoding.Cells, p.Net.Outputs = n, n }, of...)
}

func units(n int) axis { return over(func(p *train.Params, n int) { p.Net.Units = n }, n) }

func fields(rates ...float64) axis {
	return over(func(p *train.Params, rate float64) {
		p.Encoding.Fields = encoding.FieldCount{Law: placecell.OnePlus, Mean: rate}
	}, rates...)
}

func sigmas(of ...encoding.Range) axis {
	return over(func(p *train.Params, r encoding.Range) { p.Encoding.SigmaM = r }, of...)
}

func surrounds(of ...encoding.Range) axis {
	return over(func(p *train.Params, r encoding.Range) { p.Encoding.SurroundScale = r }, of...)
}

// at are ranges of one value each.
func at(values ...float64) []encoding.Range {
	var of []encoding.Range
	for _, v := range values {
		of = append(of, placecell.Always(v))
	}
	return of
}

// between is a range as the authors wrote it.
func between(lo, hi float64) encoding.Range { return encoding.Range{Lo: lo, Hi: hi} }

// excitations and inhibitions are the amplitudes of the general DoG.
func excitations(of ...float64) axis {
	return over(func(p *train.Params, a float64) { p.Encoding.AlphaE = a }, of...)
}

func inhibitions(of ...float64) axis {
	return over(func(p *train.Params, a float64) { p.Encoding.AlphaI = a }, of...)
}
