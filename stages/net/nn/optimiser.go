package nn

import (
	"fmt"
	"math"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/vec"
)

// An Optimiser names a rule of descent, in Keras's form.
type Optimiser string

// The optimisers of the paper.
const (
	Adam    Optimiser = "adam"    // [Kingma2015]
	RMSprop Optimiser = "rmsprop" // without momentum, not centred
	SGD     Optimiser = "sgd"     // without momentum
	Adagrad Optimiser = "adagrad" // accumulators start at 0.1
)

// Rule is an optimiser with its constants. Those a rule does not use are 0.
type Rule struct {
	Optimiser Optimiser
	Beta1     float64 // Adam: decay of the mean gradient, [0, 1)
	Beta2     float64 // Adam: decay of the mean square, RMSprop: rho, [0, 1)
	Epsilon   float64 // added to the root; positive, 0 for SGD
	ClipNorm  float64 // largest Euclidean norm of the whole gradient; 0 for no clipping
}

// The published settings, Keras's defaults.
func AdamRule() Rule    { return Rule{Optimiser: Adam, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-7} }
func RMSpropRule() Rule { return Rule{Optimiser: RMSprop, Beta2: 0.9, Epsilon: 1e-7} }
func SGDRule() Rule     { return Rule{Optimiser: SGD} }
func AdagradRule() Rule { return Rule{Optimiser: Adagrad, Epsilon: 1e-7} }

// Validate names the first field that is out of bounds.
func (r Rule) Validate() error {
	uses := map[Optimiser][3]bool{ // Beta1, Beta2, Epsilon
		Adam: {true, true, true}, RMSprop: {false, true, true}, SGD: {}, Adagrad: {false, false, true},
	}
	use, ok := uses[r.Optimiser]
	if !ok {
		return fmt.Errorf("nn: Optimiser is %q, must be one of adam, rmsprop, sgd, adagrad", r.Optimiser)
	}
	for i, b := range [2]float64{r.Beta1, r.Beta2} {
		if use[i] && !(b >= 0 && b < 1) || !use[i] && b != 0 {
			return fmt.Errorf("nn: Beta%d is %v, must be in [0, 1), and 0 where %s has none", i+1, b, r.Optimiser)
		}
	}
	if use[2] && !(r.Epsilon > 0 && r.Epsilon < 1) || !use[2] && r.Epsilon != 0 {
		return fmt.Errorf("nn: Epsilon is %v, must be in (0, 1), and 0 where %s has none", r.Epsilon, r.Optimiser)
	}
	if !(r.ClipNorm >= 0 && r.ClipNorm <= math.MaxFloat64) {
		return fmt.Errorf("nn: ClipNorm is %v, must be 0 or positive", r.ClipNorm)
	}
	return nil
}

// slots is how many arrays the rule keeps beside each parameter.
func (r Rule) slots() int {
	switch r.Optimiser {
	case Adam:
		return 2
	case SGD:
		return 0
	case RMSprop, Adagrad:
		return 1
	}
	panic("nn: no such optimiser")
}

// Descent applies a rule to the parameters of one network.
type Descent[F Float] struct {
	rule   Rule
	k      backend[F]
	params []*Parameter[F]
	slots  [][2][]F // per parameter
	taken  int
}

// Descend returns the state of a rule before its first step. An invalid rule
// panics.
func (n *Network[F]) Descend(r Rule) *Descent[F] {
	if err := r.Validate(); err != nil {
		panic(err.Error())
	}
	d := &Descent[F]{rule: r, k: n.k, params: n.params}
	for _, p := range n.params {
		var s [2][]F
		for i := range r.slots() {
			s[i] = n.k.alloc(len(p.Value))
			if r.Optimiser == Adagrad {
				repeat(s[i], []F{0.1})
			}
		}
		d.slots = append(d.slots, s)
	}
	return d
}

// Step moves every parameter against its gradient. It returns the gradient's
// norm before clipping, or 0 where the rule does not clip.
func (d *Descent[F]) Step(rate float64) (norm float64) {
	d.taken++
	s := vec.Step{Rate: rate, Beta1: d.rule.Beta1, Beta2: d.rule.Beta2, Epsilon: d.rule.Epsilon, Clip: 1}
	if d.rule.Optimiser == Adam {
		t := float64(d.taken)
		s.Rate *= math.Sqrt(1-dmath.Pow(s.Beta2, t)) / (1 - dmath.Pow(s.Beta1, t))
	}
	if d.rule.ClipNorm > 0 {
		norm = d.norm()
		if norm > d.rule.ClipNorm {
			s.Clip = d.rule.ClipNorm / norm
		}
	}
	for i, p := range d.params {
		d.k.update(d.rule.Optimiser, p.Value, p.Grad, d.slots[i][0], d.slots[i][1], s)
	}
	return norm
}

func (d *Descent[F]) norm() float64 {
	total := 0.0
	for _, p := range d.params {
		total += d.k.sumSquares(p.Grad)
	}
	return math.Sqrt(total)
}

// Taken is the number of steps taken.
func (d *Descent[F]) Taken() int { return d.taken }

// SetTaken sets it, when a checkpoint is restored.
func (d *Descent[F]) SetTaken(steps int) { d.taken = steps }

// Slots returns the arrays the rule keeps, in a fixed order: with Taken they
// are its whole state.
func (d *Descent[F]) Slots() [][]F {
	var all [][]F
	for _, s := range d.slots {
		all = append(all, s[:d.rule.slots()]...)
	}
	return all
}
