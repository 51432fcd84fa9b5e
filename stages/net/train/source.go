package train

import (
	"nofreelunch/stages/core/vec"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

// source makes the batches of a training: fresh walks and their codes, into the
// same memory every time.
type source struct {
	p       Params
	encoder encoding.Encoder
	walker  *trajectory.Walker
	heads   *heads // nil without head-direction cells

	start, vel, pos []float32 // of the walks, in m and m per step
	startCode, code []float32
	input, headCode []float32
}

func newSource(p Params) (*source, error) {
	e, err := encoding.New(p.Encoding)
	if err != nil {
		return nil, err
	}
	if err := fits(p, e); err != nil {
		return nil, err
	}
	b, rows := p.BatchPaths, p.BatchPaths*p.PathSteps
	f := &source{
		p: p, encoder: e, walker: trajectory.NewWalker(p.walk()),
		start: vec.Make(2 * b), vel: vec.Make(2 * rows), pos: vec.Make(2 * rows),
		startCode: vec.Make(b * p.Net.Outputs), code: vec.Make(rows * p.Net.Outputs),
	}
	f.input = f.startCode
	if p.Net.HeadCells > 0 {
		f.heads = newHeads(p.Net.HeadCells, p.HeadConcentration)
		f.input = vec.Make(b * p.Net.StartWidth())
		f.headCode = vec.Make(rows * p.Net.HeadCells)
	}
	return f, nil
}

// batch returns the batch of a gradient step. It is valid until the next call.
func (f *source) batch(step int) nn.Batch[float32] {
	p := f.p
	f.walker.Fill32(uint64(step)*uint64(p.BatchPaths), p.BatchPaths, p.PathSteps, f.start, f.vel, f.pos)
	f.encoder.Encode32(f.start, f.startCode)
	f.encoder.Encode32(f.pos, f.code)
	b := nn.Batch[float32]{Start: f.input, Velocity: f.vel, Target: f.code, Head: f.headCode}
	if f.heads != nil {
		f.headings()
	}
	vec.Scale(f.input, float32(p.PlaceGain), f.input)
	vec.Scale(f.vel, float32(p.VelocityGain), f.vel)
	return b
}

// headings joins the head-direction code of the first velocity to the place
// code of the start, and codes the heading of every step.
func (f *source) headings() {
	width, places, cells := f.p.Net.StartWidth(), f.p.Net.Outputs, f.p.Net.HeadCells
	f.heads.encode(f.vel, f.headCode)
	for b := range f.p.BatchPaths {
		copy(f.input[b*width:], f.startCode[b*places:(b+1)*places])
		copy(f.input[b*width+places:], f.headCode[b*cells:(b+1)*cells])
	}
}
