package nn

import (
	"math"
	"strings"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/rng"
)

// An Initialiser draws a kernel's first values.
type Initialiser string

// The initialisers of the paper, in Keras's definitions; fans are the kernel's
// rows and columns, gates included.
const (
	GlorotUniform   Initialiser = "glorot uniform"   // uniform within sqrt(6/(in + out))
	GlorotNormal    Initialiser = "glorot normal"    // normal of variance 2/(in + out), cut at 2 SD
	Orthogonal      Initialiser = "orthogonal"       // orthonormal rows or columns
	TruncatedNormal Initialiser = "truncated normal" // normal of SD sqrt(1/in), cut at 2 SD, not corrected
)

// cutSD is the standard deviation of a standard normal cut at +-2.
const cutSD = 0.87962566103423978

// Init sets every parameter. Each array has its own random stream, so its
// values depend on the seed, its name and its shape alone.
func (n *Network[F]) Init(seed uint64) {
	for _, p := range n.params {
		clear(p.Value)
		switch {
		case strings.HasSuffix(p.Name, "bias"):
			for i := range p.Value[p.oneLo:p.oneHi] {
				p.Value[p.oneLo+i] = 1
			}
		default:
			s := rng.New(seed, "initialise "+p.Name, 0)
			draw(n.config.Initialiser, &s, p.Value, p.Shape[0], p.Shape[1])
			scale(p.Value, n.scaleOf(p.Name))
		}
	}
}

func (n *Network[F]) scaleOf(name string) float64 {
	switch {
	case strings.HasPrefix(name, "encoder"):
		return n.config.EncoderScale
	case strings.Contains(name, "decoder"):
		return n.config.DecoderScale
	}
	return 1
}

func scale[F Float](x []F, a float64) {
	if a == 1 {
		return
	}
	for i, v := range x {
		x[i] = F(a * float64(v))
	}
}

func draw[F Float](kind Initialiser, s *rng.Stream, x []F, in, out int) {
	switch kind {
	case GlorotUniform:
		limit := math.Sqrt(6 / float64(in+out))
		for i := range x {
			x[i] = F(s.Uniform(-limit, limit))
		}
	case GlorotNormal:
		drawCut(s, x, math.Sqrt(2/float64(in+out))/cutSD)
	case TruncatedNormal:
		drawCut(s, x, math.Sqrt(1/float64(in)))
	case Orthogonal:
		drawOrthogonal(s, x, in, out)
	}
}

// drawCut draws from a normal of the given SD, cut at 2 SD, by the quantile
// function: one word an element.
func drawCut[F Float](s *rng.Stream, x []F, sd float64) {
	const below = 0.022750131948179207 // the normal distribution function at -2
	for i := range x {
		u := below + float64((1-2*below)*s.Open())
		x[i] = F(sd * dmath.NormalQuantile(u))
	}
}

// drawOrthogonal orthonormalises the rows of a normal matrix, or the columns
// if there are fewer of them, by Gram-Schmidt done twice [Giraud2005].
func drawOrthogonal[F Float](s *rng.Stream, x []F, in, out int) {
	count, length := in, out
	if in > out {
		count, length = out, in
	}
	q := make([]float64, count*length)
	for i := range q {
		q[i] = s.Normal()
	}
	for i := range count {
		v := q[i*length : (i+1)*length]
		for range 2 {
			for j := range i {
				removeAlong(v, q[j*length:(j+1)*length])
			}
		}
		normalise(v)
	}
	for i := range count {
		for j := range length {
			if in > out {
				x[j*out+i] = F(q[i*length+j])
			} else {
				x[i*out+j] = F(q[i*length+j])
			}
		}
	}
}

// removeAlong makes v orthogonal to the unit vector u.
func removeAlong(v, u []float64) {
	d := 0.0
	for i, a := range u {
		d += float64(a * v[i])
	}
	for i, a := range u {
		v[i] -= float64(d * a)
	}
}

func normalise(v []float64) {
	s := 0.0
	for _, a := range v {
		s += float64(a * a)
	}
	for i := range v {
		v[i] /= math.Sqrt(s)
	}
}
