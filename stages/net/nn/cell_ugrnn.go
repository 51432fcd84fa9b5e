package nn

// UGRNN is an update-gate cell in the layered network.
type UGRNN struct{ layered }

func (UGRNN) String() string                                { return "ugrnn" }
func (UGRNN) gates() int                                    { return 2 }
func (UGRNN) recurrent32(n *Network[float32]) cell[float32] { return newUGRNN(n) }
func (UGRNN) recurrent64(n *Network[float64]) cell[float64] { return newUGRNN(n) }

// ugrnn is the update-gate cell [Collins2017]: of z + h_prev U, one half is
// the gate g = sigmoid(. + 1), the other the candidate c = act(.), and
// h = g h_prev + (1 - g) c.
type ugrnn[F Float] struct {
	u     *matrix[F]
	z, dz []F // [T][B][2 units]
	pass  []F // [units]
	prod  [1]product[F]
}

// newUGRNN declares one kernel for input and state, as the authors' code does,
// which puts the weight decay on the bias.
func newUGRNN[F Float](n *Network[F]) cell[F] {
	units := n.config.Units
	w := n.parameter("RNN/weight", 2*units, 2*units)
	b := n.parameter("RNN/bias", 2*units)
	if n.config.DecayAsPublished {
		b.decay(0, len(b.Value))
	} else {
		w.decay(2*units*units, 4*units*units)
	}
	n.input.w = n.view(w, 0, 0, units, 2*units)
	n.input.b, n.input.db = b.Value, b.Grad
	return &ugrnn[F]{u: n.view(w, units, 0, units, 2*units)}
}

func (c *ugrnn[F]) memory(k backend[F], l *loop[F]) {
	c.z = k.alloc(l.steps * l.batch * 2 * l.units)
	c.prod[0] = product[F]{u: c.u, z: c.z, ld: 2 * l.units}
}

func (c *ugrnn[F]) backwardMemory(k backend[F], l *loop[F]) {
	c.dz, c.pass = k.alloc(len(c.z)), k.alloc(l.units)
	c.prod[0].dz = c.dz
}

// offset is the 1 that keeps the gate open at first.
func (c *ugrnn[F]) offset(k backend[F]) []F {
	one := k.alloc(c.u.out)
	for i := range one[:c.u.in] {
		one[i] = 1
	}
	return one
}

func (c *ugrnn[F]) input() []F             { return c.z }
func (c *ugrnn[F]) dInput() []F            { return c.dz }
func (c *ugrnn[F]) prepare()               {}
func (c *ugrnn[F]) finish(backend[F], []F) {}
func (c *ugrnn[F]) carried() (s, ds []F)   { return nil, nil }
func (c *ugrnn[F]) products() []product[F] { return c.prod[:] }

func (c *ugrnn[F]) advance(k backend[F], l *loop[F], t int) {
	n := l.units
	for b := range l.batch {
		z := c.z[(t*l.batch+b)*2*n:][:2*n]
		gate, cand := z[:n], z[n:]
		k.activate(Sigmoid, gate, gate)
		k.activate(l.activation, cand, cand)
		k.lerp(l.state(t + 1)[b*n:(b+1)*n], gate, l.state(t)[b*n:(b+1)*n], cand)
	}
}

func (c *ugrnn[F]) retreat(k backend[F], l *loop[F], t int) {
	n := l.units
	for b := range l.batch {
		at := (t*l.batch + b) * 2 * n
		gate, cand := c.z[at:at+n], c.z[at+n:at+2*n]
		dGate, dCand := c.dz[at:at+n], c.dz[at+n:at+2*n]
		before := l.dState(t)[b*n : (b+1)*n]
		k.lerpGrad(dGate, c.pass, dCand, l.dState(t + 1)[b*n:(b+1)*n], gate, l.state(t)[b*n:(b+1)*n], cand)
		k.add(before, before, c.pass)
		k.slope(Sigmoid, dGate, dGate, gate)
		k.slope(l.activation, dCand, dCand, cand)
	}
}
