package train

import (
	"math"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

// shortSteps is the length of path whose decoding error counts as the
// network's: that of the published training.
const shortSteps = 20

// fewPaths is how many of the evaluation paths the history is measured on, so
// that looking does not cost more than a few percent of training.
const fewPaths = 100

// evaluation measures a network on evaluation paths.
type evaluation struct {
	kind   nn.Loss
	paths  []trajectory.Path
	steps  int // as many of them as every path has, or as were asked for
	runner *Runner
	source *nn.Network[float32] // whose values the runner takes

	targets      []float64 // of the first steps, [steps][paths][outputs]
	floor, blind float64
}

// measures are those of one moment.
type measures struct {
	loss                         float64
	error20, errorAt20, errorAll float64 // m
}

// newEvaluation measures on no more than the given number of steps; 0 for all.
func newEvaluation(p Params, e encoding.Encoder, paths []trajectory.Path, steps int) *evaluation {
	v := &evaluation{kind: p.Net.Loss, paths: paths, steps: shortest(paths)}
	if steps > 0 {
		v.steps = min(v.steps, steps)
	}
	v.runner = newRunner(p, e, func(net *nn.Network[float32]) {
		for i, w := range net.Parameters() {
			copy(w.Value, v.source.Parameters()[i].Value)
		}
	})
	v.encodeTargets(e)
	v.floor, v.blind = bounds(v.kind, v.targets, e.Width())
	return v
}

// shortest is the number of steps that all paths have.
func shortest(paths []trajectory.Path) int {
	n := math.MaxInt
	for _, p := range paths {
		n = min(n, len(p.XM))
	}
	return n
}

func (v *evaluation) short() int { return min(shortSteps, v.steps) }

func (v *evaluation) encodeTargets(e encoding.Encoder) {
	n := len(v.paths)
	pos := make([]float64, 2*n*v.short())
	for b, p := range v.paths {
		for t := range v.short() {
			pos[2*(t*n+b)], pos[2*(t*n+b)+1] = p.XM[t], p.YM[t]
		}
	}
	v.targets = make([]float64, n*v.short()*e.Width())
	e.Encode(pos, v.targets)
}

// measure runs the network that is being trained.
func (v *evaluation) measure(net *nn.Network[float32]) measures {
	v.source = net
	a, err := v.runner.Run(v.paths, v.steps)
	if err != nil {
		panic(err.Error()) // start checked the paths
	}
	for _, x := range a.Output {
		if x-x != 0 { // NaN or infinite
			return measures{loss: math.NaN()}
		}
	}
	decoded := make([]float64, len(a.PosM))
	v.runner.encoder.Decode32(a.Output, decoded)
	m := v.errors(decoded, a.PosM)
	out := make([]float64, len(v.targets))
	for i := range out {
		out[i] = float64(a.Output[i])
	}
	m.loss = meanLoss(v.kind, out, v.targets, a.Outputs)
	return m
}

// errors averages the distances of decoded and true positions.
func (v *evaluation) errors(decoded, pos []float64) (m measures) {
	n := len(v.paths)
	total := 0.0
	for t := range v.steps {
		step := 0.0
		for i := t * n; i < (t+1)*n; i++ {
			dx, dy := decoded[2*i]-pos[2*i], decoded[2*i+1]-pos[2*i+1]
			step += math.Sqrt(float64(dx*dx) + float64(dy*dy))
		}
		total += step
		if t == v.short()-1 {
			m.errorAt20 = step / float64(n)
			m.error20 = total / float64(n*v.short())
		}
	}
	m.errorAll = total / float64(n*v.steps)
	return m
}

// explained is how far a loss is on the way from blind to floor.
func (v *evaluation) explained(loss float64) float64 {
	return (v.blind - loss) / (v.blind - v.floor)
}

// meanLoss is nn's loss of outputs against targets, in float64.
func meanLoss(kind nn.Loss, out, targets []float64, width int) float64 {
	rows := len(targets) / width
	total := 0.0
	for r := range rows {
		total += rowLoss(kind, out[r*width:(r+1)*width], targets[r*width:(r+1)*width])
	}
	if kind == nn.MSE || kind == nn.BinaryCrossEntropy {
		rows *= width
	}
	return total / float64(rows)
}

func rowLoss(kind nn.Loss, x, y []float64) float64 {
	s := 0.0
	switch kind {
	case nn.CrossEntropy:
		top := math.Inf(-1)
		for _, v := range x {
			top = max(top, v)
		}
		dot := 0.0
		for j, v := range x {
			s += dmath.Exp(v - top)
			dot += float64((v - top) * y[j])
		}
		return dmath.Log(s) - dot
	case nn.MSE:
		for j, v := range x {
			s += float64((v - y[j]) * (v - y[j]))
		}
	case nn.BinaryCrossEntropy:
		for j, v := range x {
			s += max(v, 0) - float64(v*y[j]) + dmath.Log1p(dmath.Exp(-math.Abs(v)))
		}
	case nn.PolarMSE:
		across := float64(2*x[0]*y[0]) * dmath.Cos(x[1]-y[1])
		s = float64(x[0]*x[0]) + float64(y[0]*y[0]) - float64(across)
	}
	return s
}
