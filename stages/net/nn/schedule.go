package nn

import (
	"fmt"
	"math"

	"nofreelunch/stages/core/dmath"
)

// A Schedule says how the learning rate changes over training.
type Schedule string

// The schedules. Step 0 has the full rate; the one after the last would have 0
// with all but the constant.
const (
	Constant Schedule = "constant"
	Linearly Schedule = "linear" // falls in proportion to the steps taken
	Cosine   Schedule = "cosine" // (1 + cos(pi step/total))/2
)

// Factor is the fraction of the full learning rate at a step of total.
func (s Schedule) Factor(step, total int) float64 {
	x := float64(step) / float64(total)
	switch s {
	case Cosine:
		return 0.5 + float64(0.5*dmath.Cos(math.Pi*x))
	case Linearly:
		return 1 - x
	case Constant:
		return 1
	}
	panic("nn: no such schedule")
}

// Validate refuses unknown names.
func (s Schedule) Validate() error {
	switch s {
	case Constant, Linearly, Cosine:
		return nil
	}
	return fmt.Errorf("nn: Schedule is %q, must be one of constant, linear, cosine", s)
}
