package nn

// MGU is a minimal gated unit in the layered network: one gate f, which resets
// after the product,
//
//	q = h_prev U_h,  c = act(x_h + f q),  h = f c + (1 - f) h_prev.
type MGU struct{ layered }

func (MGU) String() string                                { return "mgu" }
func (MGU) gates() int                                    { return 2 }
func (MGU) recurrent32(n *Network[float32]) cell[float32] { return newMGU(n) }
func (MGU) recurrent64(n *Network[float64]) cell[float64] { return newMGU(n) }

type mgu[F Float] struct {
	u, uc *matrix[F] // recurrent kernels of the gate and of the candidate
	z, dz []F        // [T][B][2 units]: gate, candidate
	q, dq []F        // [T][B][units]
	pass  []F        // [units]
	prod  [2]product[F]
}

func newMGU[F Float](n *Network[F]) cell[F] {
	units := n.config.Units
	u := n.kernels(2)
	b := n.parameter("RNN/bias", 2*units)
	n.input.b, n.input.db = b.Value, b.Grad
	return &mgu[F]{u: n.view(u, 0, 0, units, units), uc: n.view(u, 0, units, units, units)}
}

func (c *mgu[F]) memory(k backend[F], l *loop[F]) {
	rows := l.steps * l.batch
	c.z, c.q = k.alloc(rows*2*l.units), k.alloc(rows*l.units)
	c.prod = [2]product[F]{{u: c.u, z: c.z, ld: 2 * l.units}, {u: c.uc, z: c.q, ld: l.units}}
}

func (c *mgu[F]) backwardMemory(k backend[F], l *loop[F]) {
	c.dz, c.dq, c.pass = k.alloc(len(c.z)), k.alloc(len(c.q)), k.alloc(l.units)
	c.prod[0].dz, c.prod[1].dz = c.dz, c.dq
}

func (c *mgu[F]) offset(backend[F]) []F  { return nil }
func (c *mgu[F]) input() []F             { return c.z }
func (c *mgu[F]) dInput() []F            { return c.dz }
func (c *mgu[F]) prepare()               { clear(c.q) }
func (c *mgu[F]) finish(backend[F], []F) {}
func (c *mgu[F]) carried() (s, ds []F)   { return nil, nil }
func (c *mgu[F]) products() []product[F] { return c.prod[:] }

func (c *mgu[F]) advance(k backend[F], l *loop[F], t int) {
	n := l.units
	for b := range l.batch {
		row := t*l.batch + b
		gate, cand := c.z[row*2*n:][:n], c.z[row*2*n+n:][:n]
		k.activate(Sigmoid, gate, gate)
		k.mulAdd(cand, gate, c.q[row*n:(row+1)*n])
		k.activate(l.activation, cand, cand)
		k.lerp(l.state(t + 1)[b*n:(b+1)*n], gate, cand, l.state(t)[b*n:(b+1)*n])
	}
}

func (c *mgu[F]) retreat(k backend[F], l *loop[F], t int) {
	n := l.units
	for b := range l.batch {
		row := t*l.batch + b
		gate, cand := c.z[row*2*n:][:n], c.z[row*2*n+n:][:n]
		dGate, dCand := c.dz[row*2*n:][:n], c.dz[row*2*n+n:][:n]
		before := l.dState(t)[b*n : (b+1)*n]
		k.lerpGrad(dGate, dCand, c.pass, l.dState(t + 1)[b*n:(b+1)*n], gate, cand, l.state(t)[b*n:(b+1)*n])
		k.add(before, before, c.pass)
		k.slope(l.activation, dCand, dCand, cand)
		k.mul(c.dq[row*n:(row+1)*n], dCand, gate)
		k.mulAdd(dGate, dCand, c.q[row*n:(row+1)*n])
		k.slope(Sigmoid, dGate, dGate, gate)
	}
}
