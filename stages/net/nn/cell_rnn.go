package nn

// RNN is the vanilla network: no biases anywhere, g is the recurrent state.
type RNN struct{}

func (RNN) String() string                                { return "rnn" }
func (RNN) around() around                                { return around{} }
func (RNN) gates() int                                    { return 1 }
func (RNN) recurrent32(n *Network[float32]) cell[float32] { return newSimple(n) }
func (RNN) recurrent64(n *Network[float64]) cell[float64] { return newSimple(n) }

// simple is the cell h = act(z + h_prev U). The pre-activations live where the
// states will be, and their gradients where those of the states were.
type simple[F Float] struct {
	u    *matrix[F]
	h, d []F
	prod [1]product[F]
}

func newSimple[F Float](n *Network[F]) cell[F] {
	units := n.config.Units
	u := n.kernels(1)
	return &simple[F]{u: n.view(u, 0, 0, units, units)}
}

func (c *simple[F]) memory(_ backend[F], l *loop[F]) {
	c.h = l.after()
	c.prod[0] = product[F]{u: c.u, z: c.h, ld: l.units}
}

func (c *simple[F]) backwardMemory(_ backend[F], l *loop[F]) {
	c.d = l.dAfter()
	c.prod[0].dz = c.d
}

func (c *simple[F]) offset(backend[F]) []F  { return nil }
func (c *simple[F]) input() []F             { return c.h }
func (c *simple[F]) dInput() []F            { return c.d }
func (c *simple[F]) prepare()               {}
func (c *simple[F]) finish(backend[F], []F) {}
func (c *simple[F]) carried() (s, ds []F)   { return nil, nil }
func (c *simple[F]) products() []product[F] { return c.prod[:] }

func (c *simple[F]) advance(k backend[F], l *loop[F], t int) {
	h := l.state(t + 1)
	k.activate(l.activation, h, h)
}

func (c *simple[F]) retreat(k backend[F], l *loop[F], t int) {
	d := l.dState(t + 1)
	k.slope(l.activation, d, d, l.state(t+1))
}
