// Package decode says how well a network knows where it is: the distance
// between the position that its output stands for and the true one, at each
// step of the path,
//
//	error = |decode(output) - x|,
//
// in m, across the edges of a periodic box. The error of a network over some
// steps is the mean over all paths and these steps (MeanErrorM); below 10 cm it
// counts as low [Schaeffer2022].
//
// The package does not know how outputs come about; stages/world/encoding turns
// them into positions.
package decode

import (
	"math"

	"nofreelunch/stages/core/stat"
)

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

// difference is x - y, across the edge where that is shorter.
func (b Box) difference(x, y float64) float64 { return b.Wrap(x - y) }

// Wrap brings a coordinate into the box if it is periodic, from -WidthM/2 to
// before WidthM/2.
func (b Box) Wrap(x float64) float64 {
	if b.Periodic {
		x -= float64(b.WidthM * math.Floor(x/b.WidthM+0.5))
	}
	return x
}

// Distance is that between a decoded and a true position, m.
func (b Box) Distance(decodedX, decodedY, x, y float64) float64 {
	dx, dy := b.difference(decodedX, x), b.difference(decodedY, y)
	return math.Sqrt(float64(dx*dx) + float64(dy*dy))
}

// Distances returns |decoded - truth| for n positions (n x 2).
func Distances(box Box, decoded, truth []float64) []float64 {
	if len(decoded) != len(truth) || len(truth)%2 != 0 {
		panic("decode: positions of different lengths")
	}
	out := make([]float64, len(truth)/2)
	for i := range out {
		out[i] = box.Distance(decoded[2*i], decoded[2*i+1], truth[2*i], truth[2*i+1])
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
	s.MedianErrorM, s.P90ErrorM = stat.Quantile(errors, 0.5), stat.Quantile(errors, 0.9)
	return s
}
