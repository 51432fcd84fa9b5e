package nn

// Banino is the network of [Banino2018]: an LSTM with a linear bottleneck, whose
// output is g. The weight decay is on what surrounds the bottleneck.
type Banino struct{}

func (Banino) String() string                                { return "banino" }
func (Banino) gates() int                                    { return 4 }
func (Banino) around() around                                { return around{biases: true, bottleneck: true, carries: true} }
func (Banino) recurrent32(n *Network[float32]) cell[float32] { return newBanino(n) }
func (Banino) recurrent64(n *Network[float64]) cell[float64] { return newBanino(n) }

func newBanino[F Float](n *Network[F]) cell[F] {
	c := newLSTM(n)
	for _, p := range n.params {
		p.decay(0, 0)
	}
	return c
}
