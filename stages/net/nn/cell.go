package nn

// A Cell is a kind of network: its recurrent layer, and what lies around it. A
// config holds it as a value, so that a network depends on the code of its own
// cell and of no other. Every cell is one file, cell_NAME.go, which may not have
// variables or init functions: every network would depend on them.
type Cell interface {
	// String is the name in keys, tables and published results; it never changes.
	String() string

	around() around
	// gates is the width of the recurrent kernels in units.
	gates() int
	// recurrent32 and recurrent64 declare the parameters of the recurrent layer
	// in the order of Keras, tell the network's input which are its own, and
	// return what happens at a step.
	recurrent32(n *Network[float32]) cell[float32]
	recurrent64(n *Network[float64]) cell[float64]
}

// around is what lies around a recurrent layer. The zero value is the vanilla
// network: velocity goes straight to the kernel, and g is the state.
type around struct {
	biases     bool // of encoders and decoders
	layered    bool // a linear layer M before it, a dense layer behind it whose output is g
	bottleneck bool // a linear layer behind it whose output is g
	carries    bool // a second state, which an encoder of its own sets
}

// layered are the surroundings of the networks of [Nayebi2021].
type layered struct{}

func (layered) around() around { return around{biases: true, layered: true} }

// kernels declares the usual two kernels of a recurrent layer: that of the
// input, and the recurrent one, which is under weight decay.
func (n *Network[F]) kernels(gates int) (recurrent *Parameter[F]) {
	units, from := n.config.Units, 2
	if n.input.m != nil {
		from = units
	}
	w := n.parameter("RNN/kernel", from, gates*units)
	u := n.parameter("RNN/recurrent_kernel", units, gates*units)
	u.decay(0, len(u.Value))
	n.input.w = n.view(w, 0, 0, from, gates*units)
	return u
}
