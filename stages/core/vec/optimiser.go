package vec

import (
	"math"

	"nofreelunch/stages/core/kernel"
)

// Step holds what the optimisers share. The gradient they use is
// Clip (g + Decay w): Decay is twice the L2 weight, 0 for none; Clip is the
// factor of norm clipping, 1 for none.
type Step struct {
	Rate    float64 // learning rate, for Adam times sqrt(1-Beta2^t)/(1-Beta1^t)
	Beta1   float64 // Adam: decay of the mean
	Beta2   float64 // Adam: decay of the mean square; RMSprop: rho
	Epsilon float64 // added to the root, 1e-7 in Keras
	Decay   float64
	Clip    float64
}

// The places of Step's values among the scalars.
const (
	cRate = iota
	cEpsilon
	cDecay
	cClip
	cBeta1
	cRest1 // 1 - Beta1
	cBeta2
	cRest2 // 1 - Beta2
)

func (s *Step) scalars() scalars {
	return scalars{
		float32(s.Rate), float32(s.Epsilon), float32(s.Decay), float32(s.Clip),
		float32(s.Beta1), float32(1 - s.Beta1), float32(s.Beta2), float32(1 - s.Beta2),
	}
}

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }

func gradient(w, g float32, c *scalars) float32 {
	return kernel.FMA(c[cDecay], w, g) * c[cClip]
}

// Adam makes one step [Kingma2015] in Keras's form:
// m = b1 m + (1-b1) g, v = b2 v + (1-b2) g^2, w -= Rate m / (sqrt(v) + Epsilon).
func Adam(w, g, m, v []float32, s Step) {
	same4(w, g, m, v)
	c := s.scalars()
	for i := adamBlocks(len(w), head(w), head(g), head(m), head(v), &c); i < len(w); i++ {
		d := gradient(w[i], g[i], &c)
		m[i] = kernel.FMA(c[cRest1], d, float32(c[cBeta1]*m[i]))
		v[i] = kernel.FMA(c[cRest2], float32(d*d), float32(c[cBeta2]*v[i]))
		w[i] -= float32(c[cRate]*m[i]) / (sqrt(v[i]) + c[cEpsilon])
	}
}

// RMSprop makes one step: r = b2 r + (1-b2) g^2, w -= Rate g / (sqrt(r) + Epsilon).
func RMSprop(w, g, r []float32, s Step) {
	same3(w, g, r)
	c := s.scalars()
	for i := rmspropBlocks(len(w), head(w), head(g), head(r), &c); i < len(w); i++ {
		d := gradient(w[i], g[i], &c)
		r[i] = kernel.FMA(c[cRest2], float32(d*d), float32(c[cBeta2]*r[i]))
		w[i] -= float32(c[cRate]*d) / (sqrt(r[i]) + c[cEpsilon])
	}
}

// Adagrad makes one step: a += g^2, w -= Rate g / (sqrt(a) + Epsilon). Keras
// starts a at 0.1.
func Adagrad(w, g, a []float32, s Step) {
	same3(w, g, a)
	c := s.scalars()
	for i := adagradBlocks(len(w), head(w), head(g), head(a), &c); i < len(w); i++ {
		d := gradient(w[i], g[i], &c)
		a[i] = kernel.FMA(d, d, a[i])
		w[i] -= float32(c[cRate]*d) / (sqrt(a[i]) + c[cEpsilon])
	}
}

// SGD makes one step: w -= Rate g.
func SGD(w, g []float32, s Step) {
	same2(w, g)
	c := s.scalars()
	for i := sgdBlocks(len(w), head(w), head(g), &c); i < len(w); i++ {
		w[i] = kernel.FMA(-c[cRate], gradient(w[i], g[i], &c), w[i])
	}
}
