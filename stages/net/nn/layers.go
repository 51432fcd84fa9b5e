package nn

import "strings"

// layers declares the parameters of the network in the order of Keras, and
// what is made of them.
func (n *Network[F]) layers(recurrent func(*Network[F]) cell[F]) {
	c, a := n.config, n.config.Cell.around()
	for _, name := range encoders(a) {
		e := n.dense(name, c.StartWidth(), c.Units, a.biases)
		e.w.forwardOnly = true
		n.encoders = append(n.encoders, e)
	}
	if a.layered {
		n.input.m = n.dense("M", 2, c.Units, true)
		n.input.m.w.forwardOnly = true
	}
	n.loop.cell = recurrent(n)
	n.activation = Linear
	decoder := "decoder"
	switch {
	case a.layered:
		n.activation = c.Activation
		n.readout = n.dense("dense", c.Units, c.Units, true)
	case a.bottleneck:
		n.readout = n.dense("bottleneck_dense", c.Units, c.Bottleneck, false)
		n.decayKernel()
		decoder = "pc_decoder"
	}
	n.decoders = append(n.decoders, n.dense(decoder, c.Width(), c.Outputs, a.biases))
	if a.bottleneck {
		n.decayKernel()
	}
	if c.HeadCells > 0 {
		n.decoders = append(n.decoders, n.dense("hd_decoder", c.Width(), c.HeadCells, a.biases))
	}
}

// encoders are the names of what sets the first states.
func encoders(a around) []string {
	if a.carries {
		return []string{"encoder1", "encoder2"}
	}
	return []string{"encoder"}
}

// decayKernel puts the kernel of the layer that was declared last under weight
// decay.
func (n *Network[F]) decayKernel() {
	for i := len(n.params) - 1; i >= 0; i-- {
		if p := n.params[i]; strings.HasSuffix(p.Name, "kernel") {
			p.decay(0, len(p.Value))
			return
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
