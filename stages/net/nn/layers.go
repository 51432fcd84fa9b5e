package nn

// layers declares the parameters of the network in the order of Keras, and
// what is made of them.
func (n *Network[F]) layers() {
	c := n.config
	units, layered := c.Units, c.Cell != RNN && c.Cell != Banino
	bias := c.Cell != RNN
	names := []string{"encoder"}
	if c.Cell == LSTM || c.Cell == Banino {
		names = []string{"encoder1", "encoder2"}
	}
	for _, name := range names {
		e := n.dense(name, c.StartWidth(), units, bias)
		e.w.forwardOnly = true
		n.encoders = append(n.encoders, e)
	}
	n.activation = Linear
	if layered {
		n.input.m = n.dense("M", 2, units, true)
		n.input.m.w.forwardOnly = true
	}
	n.recurrent()
	switch {
	case layered:
		n.activation = c.Activation
		n.readout = n.dense("dense", units, units, true)
	case c.Cell == Banino:
		n.readout = n.dense("bottleneck_dense", units, c.Bottleneck, false)
	}
	decoder := "decoder"
	if c.Cell == Banino {
		decoder = "pc_decoder"
	}
	n.decoders = append(n.decoders, n.dense(decoder, c.Width(), c.Outputs, bias))
	if c.HeadCells > 0 {
		n.decoders = append(n.decoders, n.dense("hd_decoder", c.Width(), c.HeadCells, bias))
	}
	n.placeDecay()
}

// recurrent declares the recurrent layer.
func (n *Network[F]) recurrent() {
	c, units := n.config, n.config.Units
	from := 2
	if n.input.m != nil {
		from = units
	}
	if c.Cell == UGRNN {
		w := n.parameter("RNN/weight", 2*units, 2*units)
		b := n.parameter("RNN/bias", 2*units)
		n.input.w = n.view(w, 0, 0, units, 2*units)
		n.input.b = b.Value
		n.input.db = b.Grad
		n.loop.cell = &ugrnn[F]{u: n.view(w, units, 0, units, 2*units)}
		return
	}
	gates := map[Cell]int{RNN: 1, SRNN: 1, GRU: 3, LSTM: 4, Banino: 4}[c.Cell]
	w := n.parameter("RNN/kernel", from, gates*units)
	u := n.parameter("RNN/recurrent_kernel", units, gates*units)
	n.input.w = n.view(w, 0, 0, from, gates*units)
	switch c.Cell {
	case GRU:
		b := n.parameter("RNN/bias", 2, 3*units)
		n.input.b, n.input.db = b.Value[:3*units], b.Grad[:3*units]
		n.loop.cell = &gru[F]{
			u: n.view(u, 0, 0, units, 2*units), uc: n.view(u, 0, 2*units, units, units),
			b: b.Value[3*units:], db: b.Grad[3*units:],
		}
	case LSTM, Banino:
		b := n.parameter("RNN/bias", 4*units)
		n.input.b, n.input.db = b.Value, b.Grad
		n.loop.cell = &lstm[F]{u: n.view(u, 0, 0, units, 4*units)}
	case RNN, SRNN, UGRNN:
		n.loop.cell = &simple[F]{u: n.view(u, 0, 0, units, units)}
	}
}

// placeDecay says which elements the weight decay is applied to.
func (n *Network[F]) placeDecay() {
	c, units := n.config, n.config.Units
	for _, p := range n.params {
		all := false
		switch p.Name {
		case "RNN/recurrent_kernel":
			all = c.Cell != Banino
		case "RNN/bias":
			all = c.Cell == UGRNN && c.DecayAsPublished
		case "RNN/weight":
			if !c.DecayAsPublished {
				p.decayLo, p.decayHi = 2*units*units, 4*units*units
			}
		case "bottleneck_dense/kernel", "pc_decoder/kernel":
			all = true
		}
		if all {
			p.decayHi = len(p.Value)
		}
	}
}

func (n *Network[F]) parameter(name string, shape ...int) *Parameter[F] {
	size := 1
	for _, d := range shape {
		size *= d
	}
	p := &Parameter[F]{Name: name, Shape: shape, Value: n.k.alloc(size), Grad: n.k.alloc(size)}
	n.params = append(n.params, p)
	return p
}

// view is the block of p that starts at (row, col).
func (n *Network[F]) view(p *Parameter[F], row, col, in, out int) *matrix[F] {
	ld := p.Shape[1]
	at := row*ld + col
	w := &matrix[F]{in: in, out: out, ld: ld, value: p.Value[at:], grad: p.Grad[at:]}
	n.matrices = append(n.matrices, w)
	return w
}

func (n *Network[F]) dense(name string, in, out int, bias bool) *dense[F] {
	w := n.parameter(name+"/kernel", in, out)
	l := &dense[F]{w: n.view(w, 0, 0, in, out)}
	if bias {
		l.b = n.parameter(name+"/bias", out)
	}
	return l
}

// memory allocates what Forward writes.
func (n *Network[F]) memory() {
	c, rows := n.config, n.batch*n.steps
	n.loop.activation = c.Activation
	n.loop.units, n.loop.batch, n.loop.steps = c.Units, n.batch, n.steps
	n.loop.h = n.k.alloc((n.steps + 1) * n.batch * c.Units)
	n.loop.cell.memory(n.k, &n.loop)
	n.input.memory(n.k, n.loop.cell.offset(n.k))
	n.g = n.loop.after()
	if n.readout != nil {
		n.g = n.k.alloc(rows * c.Width())
	}
	for _, d := range n.decoders {
		n.outputs = append(n.outputs, n.k.alloc(rows*d.w.out))
	}
}

// backwardMemory allocates what Gradient needs beyond Forward, once.
func (n *Network[F]) backwardMemory() {
	if n.loop.d != nil {
		return
	}
	c := n.config
	n.loop.d = n.k.alloc(len(n.loop.h))
	n.loop.cell.backwardMemory(n.k, &n.loop)
	n.dg = n.loop.dAfter()
	if n.readout != nil {
		n.dg = n.k.alloc(len(n.g))
	}
	if c.RecurrentDropout > 0 && !c.DropoutInactive {
		n.loop.dropoutMemory(n.k)
	}
}

// dropMemory returns the memory of the readout's mask.
func (n *Network[F]) dropMemory() []F {
	if n.shown == nil {
		both := n.k.alloc(2 * len(n.g))
		n.shown = both[:len(n.g):len(n.g)]
		n.dropped = both[len(n.g):]
	}
	return n.dropped
}
