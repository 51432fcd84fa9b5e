package train

import (
	"math"

	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/world/decode"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

// shortSteps is the length of path whose decoding error counts as the
// network's: that of the published training.
const shortSteps = 20

// historyPaths is how many of the evaluation paths the history is measured on, so
// that looking does not cost more than a few percent of training.
const historyPaths = 100

// evaluation measures a network on evaluation paths.
type evaluation struct {
	kind   nn.Loss
	box    decode.Box
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
	v := &evaluation{kind: p.Net.Loss, box: decode.Box{WidthM: p.Walk.BoxWidthM, Periodic: p.Walk.Periodic}, paths: paths, steps: shortest(paths)}
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
	m.loss = nn.MeanLoss(v.kind, out, v.targets, a.Outputs)
	return m
}

// errors are the decoding errors along the way.
func (v *evaluation) errors(decoded, pos []float64) measures {
	p := decode.NewProfile(v.box, v.steps)
	p.AddAll(decoded, pos)
	at, _ := p.At(v.short() - 1)
	return measures{error20: p.MeanErrorM(v.short()), errorAt20: at, errorAll: p.MeanErrorM(v.steps)}
}

// explained is how far a loss is on the way from blind to floor.
func (v *evaluation) explained(loss float64) float64 {
	return (v.blind - loss) / (v.blind - v.floor)
}
