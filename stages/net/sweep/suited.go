package sweep

import (
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/train"
)

// The settings in this file let cells, activations and optimisers learn at all
// in a few thousand steps. Each is the best of a few that were tried on one
// seed, by decoding error alone: grid scores were not computed.

// wideStart begins with encoder and decoder at full size. Vanilla ReLU networks
// under Adam learn without; what saturates, has a dense layer behind a plain
// cell, or takes steps in proportion to the gradient stays at chance.
func wideStart(p *train.Params) { p.Net.EncoderScale, p.Net.DecoderScale = 1, 1 }

// architecture makes p a network of that kind, with a rate that suits it.
func architecture(p *train.Params, cell nn.Cell, a nn.Activation) {
	p.Net.Cell, p.Net.Activation = cell, a
	plain := cell == nn.RNN{} || cell == nn.SRNN{}
	if cell == (nn.SRNN{}) || a == nn.Sigmoid {
		wideStart(p)
		p.Net.WeightDecay = 0
	}
	switch {
	case (cell == nn.SRNN{} || cell == nn.LSTM{}) && a == nn.Sigmoid:
		p.LearningRate = 2e-3
	case cell == nn.SRNN{} && a == nn.Relu, !plain && a == nn.Sigmoid:
		p.LearningRate = 4e-3
	case plain && a == nn.Sigmoid:
		p.LearningRate = 1e-2
	case plain && a != nn.Relu:
		p.LearningRate = 6e-3 // at 1e-2 one linear network in three stayed at chance
	}
}

// descent is an optimiser with what suits it.
type descent struct {
	rule              nn.Rule
	rate, weightDecay float64
}

// descents are the published optimisers. Plain descent and Adagrad move by the
// gradient's size, about a hundredth here: they take large rates, the norm is
// clipped, and the weight decay, which the rate multiplies, is less.
func descents(adam train.Params) []descent {
	clipped := func(r nn.Rule) nn.Rule { r.ClipNorm = 0.01; return r }
	return []descent{
		{nn.AdamRule(), adam.LearningRate, adam.Net.WeightDecay},
		{nn.RMSpropRule(), 4e-3, adam.Net.WeightDecay},
		{clipped(nn.AdagradRule()), 30, 0},
		{clipped(nn.SGDRule()), 100, 1e-6},
	}
}
