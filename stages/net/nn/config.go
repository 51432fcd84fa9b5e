package nn

import "fmt"

// An Activation is applied to every unit.
type Activation string

// The activations of the paper.
const (
	Relu    Activation = "relu"
	Tanh    Activation = "tanh"
	Sigmoid Activation = "sigmoid"
	Linear  Activation = "linear"
)

// A Loss compares output with target.
type Loss string

// The losses of the paper; each is a mean over paths and steps.
const (
	CrossEntropy       Loss = "cross-entropy"        // softmax over outputs, soft targets that sum to 1
	MSE                Loss = "mse"                  // also a mean over outputs
	PolarMSE           Loss = "polar mse"            // law of cosines on (r, theta); two outputs
	BinaryCrossEntropy Loss = "binary cross-entropy" // on logits; also a mean over outputs
)

// Config describes a network. Every field is part of its identity.
type Config struct {
	Cell        Cell
	Activation  Activation  // of the recurrent candidate and, in layered networks, of the dense layer
	Initialiser Initialiser // of every kernel; biases start at 0, an LSTM's forget bias at 1

	Units      int // recurrent units
	Bottleneck int // units of the bottleneck; 0 for cells without one
	Outputs    int // width of the output, Np
	HeadCells  int // head-direction cells to be predicted beside the outputs, behind a bottleneck only; 0 for none

	Loss        Loss
	WeightDecay float64 // L2: WeightDecay * sum of squares is added to the loss; 0 for none
	// DecayAsPublished puts the decay where the authors' code has it. It
	// differs from the recurrent kernel only for UGRNN: there it is the bias.
	DecayAsPublished bool

	ReadoutDropout   float64 // fraction of g hidden from the decoder, [0, 1); Banino's bottleneck dropout
	RecurrentDropout float64 // fraction of the state hidden from the recurrent product, one mask a path, [0, 1)
	// DropoutInactive reproduces the authors' code, in which the rates have no
	// effect because the layers are never told that they are training.
	DropoutInactive bool

	EncoderScale float64 // factor on the encoder's initial values, 1 for the published networks
	DecoderScale float64 // factor on the decoders' initial values, 1 for the published networks
}

// Width is the number of units whose activity is studied, Ng.
func (c Config) Width() int {
	if c.Cell.around().bottleneck {
		return c.Bottleneck
	}
	return c.Units
}

// StartWidth is the width of the code that sets the initial state: the place
// code of the start and, with head cells, the head code behind it.
func (c Config) StartWidth() int { return c.Outputs + c.HeadCells }

// String is the published name.
func (c Config) String() string {
	s := fmt.Sprintf("%s %s Ng=%d Np=%d", c.Cell, c.Activation, c.Width(), c.Outputs)
	if c.HeadCells > 0 {
		s += fmt.Sprintf(" heads=%d", c.HeadCells)
	}
	if c.ReadoutDropout > 0 || c.RecurrentDropout > 0 {
		s += fmt.Sprintf(" dropout=%g,%g", c.ReadoutDropout, c.RecurrentDropout)
		if c.DropoutInactive {
			s += " (inactive)"
		}
	}
	return s
}

// Validate names the first field that is out of bounds.
func (c Config) Validate() error {
	if err := c.validateNames(); err != nil {
		return err
	}
	type bound struct {
		name   string
		value  float64
		ok     bool
		wanted string
	}
	narrow := c.Cell.around().bottleneck
	for _, b := range []bound{
		{"Units", float64(c.Units), c.Units >= 1, "at least 1"},
		{"Outputs", float64(c.Outputs), c.Outputs >= 1, "at least 1"},
		{"Outputs", float64(c.Outputs), c.Loss != PolarMSE || c.Outputs == 2, "2 for the polar mse"},
		{"Bottleneck", float64(c.Bottleneck), narrow == (c.Bottleneck >= 1) && c.Bottleneck >= 0, "at least 1 for cells with a bottleneck, 0 for others"},
		{"HeadCells", float64(c.HeadCells), c.HeadCells == 0 || narrow && c.HeadCells > 0, "0, or positive for cells with a bottleneck"},
		{"WeightDecay", c.WeightDecay, c.WeightDecay >= 0 && c.WeightDecay < 1e6, "in [0, 1e6)"},
		{"ReadoutDropout", c.ReadoutDropout, c.ReadoutDropout >= 0 && c.ReadoutDropout < 1, "in [0, 1)"},
		{"RecurrentDropout", c.RecurrentDropout, c.RecurrentDropout >= 0 && c.RecurrentDropout < 1, "in [0, 1)"},
		{"EncoderScale", c.EncoderScale, c.EncoderScale > 0 && c.EncoderScale < 1e6, "in (0, 1e6)"},
		{"DecoderScale", c.DecoderScale, c.DecoderScale > 0 && c.DecoderScale < 1e6, "in (0, 1e6)"},
	} {
		if !b.ok {
			return fmt.Errorf("nn: %s is %v, must be %s", b.name, b.value, b.wanted)
		}
	}
	return nil
}

func (c Config) validateNames() error {
	if c.Cell == nil {
		return fmt.Errorf("nn: Cell is nil, must be a cell")
	}
	switch c.Activation {
	case Relu, Tanh, Sigmoid, Linear:
	default:
		return fmt.Errorf("nn: Activation is %q, must be one of relu, tanh, sigmoid, linear", c.Activation)
	}
	switch c.Initialiser {
	case GlorotUniform, GlorotNormal, Orthogonal, TruncatedNormal:
	default:
		return fmt.Errorf("nn: Initialiser is %q, must be one of glorot uniform, glorot normal, orthogonal, truncated normal", c.Initialiser)
	}
	switch c.Loss {
	case CrossEntropy, MSE, PolarMSE, BinaryCrossEntropy:
	default:
		return fmt.Errorf("nn: Loss is %q, must be one of cross-entropy, mse, polar mse, binary cross-entropy", c.Loss)
	}
	return nil
}
