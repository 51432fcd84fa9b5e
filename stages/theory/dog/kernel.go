package dog

import "math"

// A Kernel is a function of distance with its transform, such as the tuning
// curve that a place code has with infinitely many cells and no walls. A kernel
// is held by parameters of stages, so it has a name.
type Kernel interface {
	String() string
	// At is the value at a distance in metres.
	At(distanceM float64) float64
	// Transform is that at wave number k (rad/m) in 1 or 2 dimensions, without
	// factors of 2 pi.
	Transform(dimensions int, k float64) float64
	// KStar is the stationary point of the transform away from 0.
	KStar(dimensions int) Peak
}

// None is the kernel of a code that has none, or none with a negative part.
type None struct{}

func (None) String() string                 { return "none" }
func (None) At(float64) float64             { return math.NaN() }
func (None) Transform(int, float64) float64 { return math.NaN() }

// KStar is no peak.
func (None) KStar(int) Peak {
	nan := math.NaN()
	return Peak{Kind: Monotonic, KSquared: nan, K: nan, Value: nan, AtZero: nan}
}
