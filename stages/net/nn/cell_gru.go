package nn

// GRU is a gated recurrent unit in the layered network.
type GRU struct{ layered }

func (GRU) String() string                                { return "gru" }
func (GRU) gates() int                                    { return 3 }
func (GRU) recurrent32(n *Network[float32]) cell[float32] { return newGRU(n) }
func (GRU) recurrent64(n *Network[float64]) cell[float64] { return newGRU(n) }

// gru is the gated recurrent unit [Cho2014] in the form that resets after the
// product, as Keras does: gates z and r are sigmoids,
//
//	q = h_prev U_h + b_h,  c = act(x_h + r q),  h = z h_prev + (1 - z) c.
type gru[F Float] struct {
	u, uc *matrix[F] // recurrent kernels of the two gates and of the candidate
	b, db []F        // recurrent bias, [3 units]

	z, dz []F // [T][B][3 units]: z, r, candidate
	q, dq []F // [T][B][units]
	gates []F // offset: the recurrent bias of the gates
	pass  []F // [units]
	prod  [2]product[F]
}

func newGRU[F Float](n *Network[F]) cell[F] {
	units := n.config.Units
	u := n.kernels(3)
	b := n.parameter("RNN/bias", 2, 3*units)
	n.input.b, n.input.db = b.Value[:3*units], b.Grad[:3*units]
	return &gru[F]{
		u: n.view(u, 0, 0, units, 2*units), uc: n.view(u, 0, 2*units, units, units),
		b: b.Value[3*units:], db: b.Grad[3*units:],
	}
}

func (c *gru[F]) memory(k backend[F], l *loop[F]) {
	rows := l.steps * l.batch
	c.z, c.q = k.alloc(rows*3*l.units), k.alloc(rows*l.units)
	c.gates = k.alloc(3 * l.units)
	c.prod = [2]product[F]{
		{u: c.u, z: c.z, ld: 3 * l.units},
		{u: c.uc, z: c.q, ld: l.units},
	}
}

func (c *gru[F]) backwardMemory(k backend[F], l *loop[F]) {
	c.dz, c.dq, c.pass = k.alloc(len(c.z)), k.alloc(len(c.q)), k.alloc(l.units)
	c.prod[0].dz, c.prod[1].dz = c.dz, c.dq
}

func (c *gru[F]) offset(backend[F]) []F  { return c.gates }
func (c *gru[F]) input() []F             { return c.z }
func (c *gru[F]) dInput() []F            { return c.dz }
func (c *gru[F]) carried() (s, ds []F)   { return nil, nil }
func (c *gru[F]) products() []product[F] { return c.prod[:] }

func (c *gru[F]) prepare() {
	n := c.uc.out
	copy(c.gates, c.b[:2*n])
	repeat(c.q, c.b[2*n:])
}

func (c *gru[F]) advance(k backend[F], l *loop[F], t int) {
	n := l.units
	for b := range l.batch {
		row := t*l.batch + b
		z := c.z[row*3*n:][:3*n]
		reset, cand := z[n:2*n], z[2*n:]
		k.activate(Sigmoid, z[:2*n], z[:2*n])
		k.mulAdd(cand, reset, c.q[row*n:(row+1)*n])
		k.activate(l.activation, cand, cand)
		k.lerp(l.state(t + 1)[b*n:(b+1)*n], z[:n], l.state(t)[b*n:(b+1)*n], cand)
	}
}

func (c *gru[F]) retreat(k backend[F], l *loop[F], t int) {
	n := l.units
	for b := range l.batch {
		row := t*l.batch + b
		z, dz := c.z[row*3*n:][:3*n], c.dz[row*3*n:][:3*n]
		q, dq := c.q[row*n:(row+1)*n], c.dq[row*n:(row+1)*n]
		before := l.dState(t)[b*n : (b+1)*n]
		dCand := dz[2*n:]
		k.lerpGrad(dz[:n], c.pass, dCand, l.dState(t + 1)[b*n:(b+1)*n], z[:n], l.state(t)[b*n:(b+1)*n], z[2*n:])
		k.add(before, before, c.pass)
		k.slope(l.activation, dCand, dCand, z[2*n:])
		k.mul(dz[n:2*n], dCand, q)
		k.mul(dq, dCand, z[n:2*n])
		k.slope(Sigmoid, dz[:2*n], dz[:2*n], z[:2*n])
	}
}

func (c *gru[F]) finish(k backend[F], dBias []F) {
	n := c.uc.out
	copy(c.db[:2*n], dBias)
	k.columns(c.db[2*n:], c.dq)
}
