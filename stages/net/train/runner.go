package train

import (
	"fmt"

	"nofreelunch/stages/core/vec"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

// Runner lets a trained network integrate given paths.
type Runner struct {
	p       Params
	encoder encoding.Encoder
	heads   *heads
	load    func(*nn.Network[float32])
	net     *nn.Network[float32] // for the last size asked for
	paths   int
	steps   int
	threads int
}

// Activity is what a network did on some paths, time-major: G is
// [Steps][Paths][Units], Output is [Steps][Paths][Outputs] (logits for the
// cross-entropies), PosM is [Steps][Paths][2].
type Activity struct {
	Paths, Steps, Units, Outputs int
	G, Output                    []float32
	PosM                         []float64
}

// Open returns a runner of a network that Train made from p. A diverged one
// cannot run.
func Open(p Params, n Network) (*Runner, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if n.Diverged() {
		return nil, fmt.Errorf("train: the network diverged at step %d and has no weights", n.Summary.Steps)
	}
	if err := matches(nn.New32(p.Net, 1, 1), n.Weights); err != nil {
		return nil, err
	}
	e, err := encoding.New(p.Encoding)
	if err != nil {
		return nil, err
	}
	if err := fits(p, e); err != nil {
		return nil, err
	}
	return newRunner(p, e, func(net *nn.Network[float32]) {
		for i, w := range net.Parameters() {
			copy(w.Value, n.Weights[i].Values)
		}
	}), nil
}

func newRunner(p Params, e encoding.Encoder, load func(*nn.Network[float32])) *Runner {
	r := &Runner{p: p, encoder: e, load: load, threads: 1}
	if p.Net.HeadCells > 0 {
		r.heads = newHeads(p.Net.HeadCells, p.HeadConcentration)
	}
	return r
}

// fits checks that the network's output is the encoding's.
func fits(p Params, e encoding.Encoder) error {
	if e.Width() != p.Net.Outputs {
		return fmt.Errorf("train: Net.Outputs is %d, must be the encoding's width, %d", p.Net.Outputs, e.Width())
	}
	return nil
}

// matches checks that weights are those of such a network.
func matches(net *nn.Network[float32], weights []Weight) error {
	if len(weights) != len(net.Parameters()) {
		return fmt.Errorf("train: the network has %d arrays, must have %d", len(weights), len(net.Parameters()))
	}
	for i, p := range net.Parameters() {
		if weights[i].Name != p.Name || len(weights[i].Values) != len(p.Value) {
			return fmt.Errorf("train: array %d is %s of %d values, must be %s of %d",
				i, weights[i].Name, len(weights[i].Values), p.Name, len(p.Value))
		}
	}
	return nil
}

// Encoder returns the encoding that the network's output is in.
func (r *Runner) Encoder() encoding.Encoder { return r.encoder }

// SetThreads says how many cores Run may use. Results do not change.
func (r *Runner) SetThreads(n int) { r.threads = n }

// Run lets the network integrate the first steps of the paths. The slices
// returned are overwritten by the next call.
func (r *Runner) Run(paths []trajectory.Path, steps int) (Activity, error) {
	if err := longEnough(paths, steps); err != nil {
		return Activity{}, err
	}
	if r.net == nil || r.paths != len(paths) || r.steps != steps {
		r.net, r.paths, r.steps = nn.New32(r.p.Net, len(paths), steps), len(paths), steps
	}
	r.load(r.net)
	r.net.SetThreads(r.threads)
	b, pos := r.batch(paths, steps)
	r.net.Forward(b)
	return Activity{
		Paths: len(paths), Steps: steps, Units: r.p.Net.Width(), Outputs: r.p.Net.Outputs,
		G: r.net.G(), Output: r.net.Output(), PosM: pos,
	}, nil
}

func longEnough(paths []trajectory.Path, steps int) error {
	if len(paths) == 0 || steps < 1 {
		return fmt.Errorf("train: %d paths of %d steps, must be at least one of one", len(paths), steps)
	}
	for _, p := range paths {
		if len(p.XM) < steps || len(p.YM) < steps || len(p.VelXM) < steps || len(p.VelYM) < steps {
			return fmt.Errorf("train: path %d has %d steps, must have at least %d", p.Path, len(p.XM), steps)
		}
	}
	return nil
}

// batch is the input of the paths, and their positions.
func (r *Runner) batch(paths []trajectory.Path, steps int) (nn.Batch[float32], []float64) {
	n, width, places := len(paths), r.p.Net.StartWidth(), r.p.Net.Outputs
	start, vel := make([]float32, 2*n), vec.Make(2*n*steps)
	pos := make([]float64, 2*n*steps)
	for b, p := range paths {
		start[2*b], start[2*b+1] = float32(p.StartXM), float32(p.StartYM)
		for t := range steps {
			at := 2 * (t*n + b)
			pos[at], pos[at+1] = p.XM[t], p.YM[t]
			vel[at], vel[at+1] = float32(p.VelXM[t]), float32(p.VelYM[t])
		}
	}
	code := vec.Make(n * places)
	r.encoder.Encode32(start, code)
	input := code
	if r.heads != nil {
		input = vec.Make(n * width)
		first := vec.Make(n * r.p.Net.HeadCells)
		r.heads.encode(vel[:2*n], first)
		for b := range n {
			copy(input[b*width:], code[b*places:(b+1)*places])
			copy(input[b*width+places:], first[b*(width-places):(b+1)*(width-places)])
		}
	}
	vec.Scale(input, float32(r.p.PlaceGain), input)
	vec.Scale(vel, float32(r.p.VelocityGain), vel)
	return nn.Batch[float32]{Start: input, Velocity: vel}, pos
}
