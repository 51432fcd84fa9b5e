package nn

import "nofreelunch/stages/core/rng"

// A Parameter is a trained array and its gradient.
type Parameter[F Float] struct {
	Name  string // as in Keras: "RNN/recurrent_kernel"
	Shape []int
	Value []F
	Grad  []F

	decayLo, decayHi int // elements under weight decay
	oneLo, oneHi     int // elements of a bias that start at 1
}

// decay puts the elements from lo to before hi, and no others, under weight decay.
func (p *Parameter[F]) decay(lo, hi int) { p.decayLo, p.decayHi = lo, hi }

// A Batch is what one gradient step sees: B paths of T steps, time-major.
type Batch[F Float] struct {
	Start    []F // [B][StartWidth]: code of where each path starts
	Velocity []F // [T][B][2]
	Target   []F // [T][B][Outputs]; not needed by Forward
	Head     []F // [T][B][HeadCells]; not needed by Forward
}

// Network is a network and the memory for B paths of T steps.
type Network[F Float] struct {
	config       Config
	batch, steps int
	k            backend[F]
	params       []*Parameter[F]
	matrices     []*matrix[F]

	encoders []*dense[F] // to h_0 and, in an LSTM, c_0
	input    input[F]
	loop     loop[F]
	readout  *dense[F] // nil: g is the state
	decoders []*dense[F]

	g, shown   []F // [T][B][Width]: units, and what the decoders see of them
	dg         []F
	outputs    [][]F // per decoder, [T][B][out]
	readMask   []F   // nil: nothing is hidden
	dropped    []F   // its memory
	rowLoss    []float64
	threads    int
	activation Activation // of the readout
}

// New32 returns a float32 network for batches of the given size, its values 0.
// An invalid config panics.
func New32(c Config, batch, steps int) *Network[float32] {
	return build(c, batch, steps, newFast(), func(n *Network[float32]) cell[float32] { return c.Cell.recurrent32(n) })
}

// New64 returns the same network in float64.
func New64(c Config, batch, steps int) *Network[float64] {
	return build(c, batch, steps, plain{}, func(n *Network[float64]) cell[float64] { return c.Cell.recurrent64(n) })
}

func build[F Float](c Config, batch, steps int, k backend[F], recurrent func(*Network[F]) cell[F]) *Network[F] {
	if err := c.Validate(); err != nil {
		panic(err.Error())
	}
	if batch < 1 || steps < 1 {
		panic("nn: a batch needs at least one path and one step")
	}
	n := &Network[F]{config: c, batch: batch, steps: steps, k: k, threads: 1}
	n.rowLoss = make([]float64, batch*steps)
	n.layers(recurrent)
	n.memory()
	return n
}

// Config returns what the network was made from.
func (n *Network[F]) Config() Config { return n.config }

// Parameters returns the trained arrays in a fixed order, that of Keras.
func (n *Network[F]) Parameters() []*Parameter[F] { return n.params }

// SetThreads says how many cores products may use. Results do not change.
func (n *Network[F]) SetThreads(threads int) {
	if threads != n.threads {
		n.threads = threads
		n.k.setThreads(threads)
	}
}

// G is the activity of the units after Forward, [T][B][Width]. It is valid
// until the next call.
func (n *Network[F]) G() []F { return n.g }

// State is the recurrent state after Forward, [T][B][Units].
func (n *Network[F]) State() []F { return n.loop.after() }

// Output is the output after Forward, [T][B][Outputs], logits for the
// cross-entropies. Gradient replaces it by the loss's gradient.
func (n *Network[F]) Output() []F { return n.outputs[0] }

// HeadOutput is the head-direction output, [T][B][HeadCells]; nil without one.
func (n *Network[F]) HeadOutput() []F {
	if len(n.outputs) < 2 {
		return nil
	}
	return n.outputs[1]
}

// Forward computes g and the outputs, with nothing dropped.
func (n *Network[F]) Forward(b Batch[F]) {
	n.loop.mask, n.readMask = nil, nil
	n.forward(b)
}

// Gradient computes the loss and the gradient of every parameter for a batch.
// seed and step choose what dropout hides.
func (n *Network[F]) Gradient(b Batch[F], seed, step uint64) Losses {
	n.backwardMemory()
	n.drop(seed, step)
	n.forward(b)
	l := n.compare(b)
	n.backward(b)
	return l
}

// Losses are those of one batch, in nats or squared target units.
type Losses struct {
	Data  float64 // mean over paths and steps; with head cells the sum of both
	Decay float64 // WeightDecay * sum of squares
}

// Total is what gradient steps descend.
func (l Losses) Total() float64 { return l.Data + l.Decay }

func (n *Network[F]) forward(b Batch[F]) {
	n.check(b)
	for _, w := range n.matrices {
		n.k.pack(w)
	}
	n.encoders[0].forward(n.k, n.batch, b.Start, n.loop.start())
	if len(n.encoders) == 2 {
		second, _ := n.loop.cell.carried()
		n.encoders[1].forward(n.k, n.batch, b.Start, second)
	}
	n.loop.cell.prepare()
	n.input.fold(n.k)
	n.input.drive(n.k, b.Velocity, n.loop.cell.input())
	n.loop.forward(n.k)
	rows := n.batch * n.steps
	if n.readout != nil {
		n.readout.forward(n.k, rows, n.loop.after(), n.g)
		n.k.activate(n.activation, n.g, n.g)
	}
	seen := n.g
	if n.readMask != nil {
		n.k.mul(n.shown, n.g, n.readMask)
		seen = n.shown
	}
	for i, d := range n.decoders {
		d.forward(n.k, rows, seen, n.outputs[i])
	}
}

func (n *Network[F]) check(b Batch[F]) {
	if len(b.Start) != n.batch*n.config.StartWidth() || len(b.Velocity) != n.batch*n.steps*2 {
		panic("nn: batch of a different size than the network's")
	}
}

// compare replaces the outputs by the loss's gradient.
func (n *Network[F]) compare(b Batch[F]) (l Losses) {
	kind, width := n.config.Loss, n.config.Outputs
	mean := 1 / float64(n.batch*n.steps)
	if kind == MSE || kind == BinaryCrossEntropy {
		mean /= float64(width)
	}
	n.k.loss(kind, n.outputs[0], b.Target, width, mean, n.rowLoss)
	l.Data = float64(mean * sum(n.rowLoss))
	if len(n.outputs) == 2 {
		each := 1 / float64(n.batch*n.steps)
		n.k.loss(CrossEntropy, n.outputs[1], b.Head, n.config.HeadCells, each, n.rowLoss)
		l.Data += float64(each * sum(n.rowLoss))
	}
	if n.config.WeightDecay > 0 {
		for _, p := range n.params {
			l.Decay += float64(n.config.WeightDecay * n.k.sumSquares(p.Value[p.decayLo:p.decayHi]))
		}
	}
	return l
}

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

// backward takes the outputs' gradient to every parameter.
func (n *Network[F]) backward(b Batch[F]) {
	rows, width := n.batch*n.steps, n.config.Width()
	seen := n.g
	if n.readMask != nil {
		seen = n.shown
	}
	for i, d := range n.decoders {
		d.gradient(n.k, rows, seen, n.outputs[i])
		n.k.backward(rows, n.outputs[i], d.w.out, d.w, F(min(i, 1)), n.dg, width)
	}
	if n.readMask != nil {
		n.k.mul(n.dg, n.dg, n.readMask)
	}
	if n.readout != nil {
		n.k.slope(n.activation, n.dg, n.dg, n.g)
		n.readout.gradient(n.k, rows, n.loop.after(), n.dg)
		n.k.backward(rows, n.dg, width, n.readout.w, 0, n.loop.dAfter(), n.config.Units)
	}
	n.loop.backward(n.k)
	dBias := n.input.gradient(n.k, b.Velocity, n.loop.cell.dInput())
	n.loop.cell.finish(n.k, dBias)
	n.encoders[0].gradient(n.k, n.batch, b.Start, n.loop.d[:n.batch*n.config.Units])
	if len(n.encoders) == 2 {
		_, dSecond := n.loop.cell.carried()
		n.encoders[1].gradient(n.k, n.batch, b.Start, dSecond)
	}
	n.decay()
}

// decay adds the gradient of the weight decay.
func (n *Network[F]) decay() {
	if n.config.WeightDecay == 0 {
		return
	}
	for _, p := range n.params {
		lo, hi := p.decayLo, p.decayHi
		n.k.axpy(p.Grad[lo:hi], 2*n.config.WeightDecay, p.Value[lo:hi])
	}
}

// drop chooses what dropout hides in this step.
func (n *Network[F]) drop(seed, step uint64) {
	n.loop.mask, n.readMask = nil, nil
	if n.config.DropoutInactive {
		return
	}
	if rate := n.config.RecurrentDropout; rate > 0 {
		n.loop.mask = n.loop.maskMemory
		hide(n.loop.mask, rate, rng.New(seed, "recurrent dropout", step))
	}
	if rate := n.config.ReadoutDropout; rate > 0 {
		n.readMask = n.dropMemory()
		hide(n.readMask, rate, rng.New(seed, "readout dropout", step))
	}
}

// hide sets each element to 0 with probability rate, else to 1/(1 - rate), so
// that the expected product is unchanged. Two elements share a random word.
func hide[F Float](mask []F, rate float64, s rng.Stream) {
	limit := uint64(rate * 0x1p32)
	keep := F(1 / (1 - rate))
	var word uint64
	for i := range mask {
		if i%2 == 0 {
			word = s.Uint64()
		}
		mask[i] = keep
		if word&0xffffffff < limit {
			mask[i] = 0
		}
		word >>= 32
	}
}
