// Package decode says how well a network knows where it is: the distance
// between the position that its output stands for and the true one, at each
// step of the path,
//
//	error = |decode(output) - x|,
//
// in m. A network whose mean error is below 10 cm counts as having low error
// [Schaeffer2022].
//
// The package does not know how outputs come about; stages/world/encoding turns them
// into positions.
package decode

import (
	"math"
	"slices"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/world/encoding"
)

// LowErrorM is the published bound of a low decoding error, m.
const LowErrorM = 0.10

// Low reports that an error is below LowErrorM; NaN is not.
func Low(errorM float64) bool { return errorM < LowErrorM }

// A Step summarises the errors of all paths at one step.
type Step struct {
	Step         int32   `unit:"1" doc:"step of the path, from 1"`
	Paths        int32   `unit:"1" doc:"number of paths"`
	MeanErrorM   float64 `unit:"m" doc:"mean distance between decoded and true position"`
	MedianErrorM float64 `unit:"m" doc:"median distance between decoded and true position"`
	P90ErrorM    float64 `unit:"m" doc:"90th percentile of the distance, linearly interpolated"`
	MeanDriftXM  float64 `unit:"m" doc:"mean of decoded minus true x"`
	MeanDriftYM  float64 `unit:"m" doc:"mean of decoded minus true y"`
}

// Box says how distances are measured: across the edges if it is periodic.
type Box struct {
	WidthM   float64
	Periodic bool
}

// difference is a - b, across the edge where that is shorter.
func (b Box) difference(x, y float64) float64 {
	d := x - y
	if b.Periodic {
		d -= float64(b.WidthM * math.Floor(d/b.WidthM+0.5))
	}
	return d
}

// Distances returns |decoded - truth| for n positions (n x 2).
func Distances(box Box, decoded, truth []float64) []float64 {
	if len(decoded) != len(truth) || len(truth)%2 != 0 {
		panic("decode: positions of different lengths")
	}
	out := make([]float64, len(truth)/2)
	for i := range out {
		out[i] = dmath.Hypot(box.difference(decoded[2*i], truth[2*i]), box.difference(decoded[2*i+1], truth[2*i+1]))
	}
	return out
}

// Steps summarises decoded against true positions (steps x paths x 2,
// time-major). A NaN among the decoded makes its step NaN.
func Steps(box Box, steps int, decoded, truth []float64) []Step {
	if steps < 1 || len(truth) == 0 || len(truth)%(2*steps) != 0 {
		panic("decode: positions are not a whole number of steps")
	}
	distances := Distances(box, decoded, truth)
	paths := len(distances) / steps
	out := make([]Step, steps)
	for t := range out {
		lo, hi := t*paths, (t+1)*paths
		s := summary(distances[lo:hi])
		s.Step = int32(t + 1)
		for i := lo; i < hi; i++ {
			s.MeanDriftXM += box.difference(decoded[2*i], truth[2*i]) / float64(paths)
			s.MeanDriftYM += box.difference(decoded[2*i+1], truth[2*i+1]) / float64(paths)
		}
		out[t] = s
	}
	return out
}

// Outputs is Steps of a network's outputs (steps x paths x Width, time-major).
func Outputs(e encoding.Encoder, box Box, steps int, outputs []float32, truth []float64) []Step {
	decoded := make([]float64, len(truth))
	e.Decode32(outputs, decoded)
	return Steps(box, steps, decoded, truth)
}

// MeanError is the mean of the steps' mean errors, m: the error of a network.
func MeanError(steps []Step) float64 {
	if len(steps) == 0 {
		return math.NaN()
	}
	sum := 0.0
	for _, s := range steps {
		sum += s.MeanErrorM
	}
	return sum / float64(len(steps))
}

func summary(errors []float64) Step {
	sum := 0.0
	for _, e := range errors {
		sum += e
	}
	s := Step{Paths: int32(len(errors)), MeanErrorM: sum / float64(len(errors))}
	if s.MeanErrorM != s.MeanErrorM {
		s.MedianErrorM, s.P90ErrorM = math.NaN(), math.NaN()
		return s
	}
	sorted := slices.Clone(errors)
	slices.Sort(sorted)
	s.MedianErrorM, s.P90ErrorM = quantile(sorted, 0.5), quantile(sorted, 0.9)
	return s
}

// quantile interpolates linearly between order statistics, as numpy does.
func quantile(sorted []float64, p float64) float64 {
	at := float64(p * float64(len(sorted)-1))
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + float64((at-float64(i))*(sorted[i+1]-sorted[i]))
}
