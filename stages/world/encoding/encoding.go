// Package encoding turns positions into the targets of a network, and a
// network's outputs back into positions.
//
// With E and I the center and surround energies of a place cell's nearest
// field (package placecell) and sm the softmax over cells, the kinds are
//
//	cartesian           (x, y)
//	high-dim cartesian  (x, y) . slopes + intercepts
//	polar               (r, atan(y/x))
//	high-dim polar      [r slopes + intercepts, exp(cos(theta - centres))]
//	gaussian            sm(-E)
//	dos                 shift and scale of sm(-E) - sm(-I)
//	true dog            shift and scale of exp(-E) - exp(-I)
//	general dog         shift and scale of alphaE exp(-E) - alphaI exp(-I)
//	sod                 sm(-E + I)
//
// where shift and scale adds |minimum over cells| and divides by the sum, at
// each position. Without normalisation exp stands for sm in the first two place
// codes. These are the codes of [Schaeffer2022]; its "true DoG" has equal
// amplitudes, so it is a dip where the cell fires least in a ring about its
// centre, and is decoded from the least active cells. Its polar code uses
// atan, not atan2, and cannot tell (x, y) from (-x, -y): it is reproduced as
// published.
//
// A DoG whose cells all underflow at a position (float32: no cell within 14
// sigma) is 0/0 there, as in the original.
//
// Every kind of encoding is one file, which declares two things. A Kind is what
// training needs: bounds, targets in both arithmetics, decoder, loss. Parameters
// hold it as a value, so that a network depends on the code of its own kind and
// of no other. An Entry is what figures and theory need: name, order, colour,
// dash, tuning curve. No training can reach it, so a new colour trains nothing.
//
// The package knows nothing of networks; Loss names what to compare with.
package encoding

// Loss is what a network's output is compared with a target by.
type Loss string

const (
	CrossEntropy Loss = "cross-entropy" // softmax over outputs, targets as soft labels
	MSE          Loss = "mse"
	PolarMSE     Loss = "polar mse" // r1^2 + r2^2 - 2 r1 r2 cos(theta1 - theta2)
)

// An Encoder is safe for use by several goroutines at a time. Positions are
// pairs (x, y) in m; a code is a row of Width numbers a position.
type Encoder interface {
	// Width is the length of a code.
	Width() int
	// Encode sets out (n x Width) to the codes of pos (n x 2).
	Encode(pos, out []float64)
	// Encode32 is Encode in float32, for training; same bits on every CPU.
	Encode32(pos, out []float32)
	// Decode sets pos (n x 2) to the positions for which out (n x Width) stands.
	Decode(out, pos []float64)
	// Decode32 is Decode for the outputs of a float32 network.
	Decode32(out []float32, pos []float64)
	// Loss is the loss with which the code is trained.
	Loss() Loss
}

// New returns the encoder of p.
func New(p Params) (Encoder, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	return p.Kind.encoder(p), nil
}

// rows checks the shapes of n positions and codes and returns n.
func rows(width, pos, out int) int {
	n := pos / 2
	if pos%2 != 0 || out != n*width {
		panic("encoding: slices of the wrong length")
	}
	return n
}
