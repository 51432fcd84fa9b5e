package encoding

import (
	"math"

	"nofreelunch/stages/theory/dog"
)

// The published width of place fields, m, and surround scale s.
const IdealSigmaM, IdealSurroundScale = 0.12, 2.0

// An Entry is what figures and theory know of a kind of encoding, beside what
// training knows. The program is given a list of entries.
type Entry interface {
	// Kind is what training knows.
	Kind() Kind
	// Look is how figures show the kind.
	Look() Look
	// Typical is the encoding whose networks stand for the kind; of place cells
	// it has the published width and surround.
	Typical() Params
	// Curve is the tuning curve of p's cells with infinitely many of them and no
	// walls, dog.None where there is no such curve or it has no negative part.
	Curve(p Params) dog.Kernel
}

// A Look is how figures show a kind of encoding.
type Look struct {
	Name             string    // "true DoG"
	Order            int       // of kinds on figures, rising
	Red, Green, Blue uint8     // of lines and bars
	DashPt           []float64 // lengths of strokes and gaps, points; none is a solid line
}

// widths returns the widths of center and surround, m, and the surround scale
// between them, of homogeneous place cells.
func (p Params) widths() (sigmaM, s float64, ok bool) {
	if !p.Homogeneous() {
		return 0, 0, false
	}
	sigmaM, s = p.SigmaM.Lo, p.SurroundScale.Lo
	if p.SurroundOnVariance {
		s = math.Sqrt(s)
	}
	return sigmaM, s, true
}
