package nn

// simple is the cell h = act(z + h_prev U). The pre-activations live where the
// states will be, and their gradients where those of the states were.
type simple[F Float] struct {
	u    *matrix[F]
	h, d []F
	prod [1]product[F]
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
func (c *simple[F]) products() []product[F] { return c.prod[:] }

func (c *simple[F]) advance(k backend[F], l *loop[F], t int) {
	h := l.state(t + 1)
	k.activate(l.activation, h, h)
}

func (c *simple[F]) retreat(k backend[F], l *loop[F], t int) {
	d := l.dState(t + 1)
	k.slope(l.activation, d, d, l.state(t+1))
}
