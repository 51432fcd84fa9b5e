package nn

// LSTM is a long short-term memory in the layered network.
type LSTM struct{}

func (LSTM) String() string                                { return "lstm" }
func (LSTM) gates() int                                    { return 4 }
func (LSTM) recurrent32(n *Network[float32]) cell[float32] { return newLSTM(n) }
func (LSTM) recurrent64(n *Network[float64]) cell[float64] { return newLSTM(n) }

func (LSTM) around() around { return around{biases: true, layered: true, carries: true} }

// lstm is the long short-term memory [Hochreiter1997] with Keras's gates
// i, f, c, o: i, f and o are sigmoids, c = act(.),
//
//	s = f s_prev + i c,  h = o act(s).
type lstm[F Float] struct {
	u     *matrix[F]
	z, dz []F // [T][B][4 units]
	c     []F // [T+1][B][units]: s
	a     []F // [T][B][units]: act(s)
	dc    []F // [B][units]: gradient of s, carried back to s_0
	pass  []F // [units]
	prod  [1]product[F]
}

func newLSTM[F Float](n *Network[F]) cell[F] {
	units := n.config.Units
	u := n.kernels(4)
	b := n.parameter("RNN/bias", 4*units)
	b.oneLo, b.oneHi = units, 2*units // the forget gate is open at first
	n.input.b, n.input.db = b.Value, b.Grad
	return &lstm[F]{u: n.view(u, 0, 0, units, 4*units)}
}

func (c *lstm[F]) memory(k backend[F], l *loop[F]) {
	rows := l.steps * l.batch
	c.z, c.a = k.alloc(rows*4*l.units), k.alloc(rows*l.units)
	c.c = k.alloc((rows + l.batch) * l.units)
	c.prod[0] = product[F]{u: c.u, z: c.z, ld: 4 * l.units}
}

func (c *lstm[F]) backwardMemory(k backend[F], l *loop[F]) {
	c.dz, c.dc, c.pass = k.alloc(len(c.z)), k.alloc(l.size()), k.alloc(l.units)
	c.prod[0].dz = c.dz
}

func (c *lstm[F]) offset(backend[F]) []F  { return nil }
func (c *lstm[F]) input() []F             { return c.z }
func (c *lstm[F]) dInput() []F            { return c.dz }
func (c *lstm[F]) prepare()               {}
func (c *lstm[F]) finish(backend[F], []F) {}
func (c *lstm[F]) carried() (s, ds []F)   { return c.c[:len(c.c)-len(c.a)], c.dc }
func (c *lstm[F]) products() []product[F] { return c.prod[:] }

func (c *lstm[F]) advance(k backend[F], l *loop[F], t int) {
	n := l.units
	for b := range l.batch {
		row := t*l.batch + b
		z := c.z[row*4*n:][:4*n]
		in, forget, cand, out := z[:n], z[n:2*n], z[2*n:3*n], z[3*n:]
		before := c.c[row*n : (row+1)*n]
		s := c.c[(row+l.batch)*n:][:n]
		a := c.a[row*n : (row+1)*n]
		k.activate(Sigmoid, z[:2*n], z[:2*n])
		k.activate(l.activation, cand, cand)
		k.activate(Sigmoid, out, out)
		k.mulMulAdd(s, forget, before, in, cand)
		k.activate(l.activation, a, s)
		k.mul(l.state(t + 1)[b*n:(b+1)*n], out, a)
	}
}

func (c *lstm[F]) retreat(k backend[F], l *loop[F], t int) {
	n := l.units
	if t == l.steps-1 {
		clear(c.dc)
	}
	for b := range l.batch {
		row := t*l.batch + b
		z, dz := c.z[row*4*n:][:4*n], c.dz[row*4*n:][:4*n]
		in, forget, cand, out := z[:n], z[n:2*n], z[2*n:3*n], z[3*n:]
		before, a := c.c[row*n:(row+1)*n], c.a[row*n:(row+1)*n]
		dh, ds := l.dState(t + 1)[b*n:(b+1)*n], c.dc[b*n:(b+1)*n]

		k.mul(c.pass, dh, out)
		k.slope(l.activation, c.pass, c.pass, a)
		k.add(ds, ds, c.pass)

		k.mul(dz[:n], ds, cand)
		k.mul(dz[n:2*n], ds, before)
		k.mul(dz[2*n:3*n], ds, in)
		k.mul(dz[3*n:], dh, a)
		k.mul(ds, ds, forget)
		k.slope(Sigmoid, dz[:2*n], dz[:2*n], z[:2*n])
		k.slope(l.activation, dz[2*n:3*n], dz[2*n:3*n], cand)
		k.slope(Sigmoid, dz[3*n:], dz[3*n:], out)
	}
}
