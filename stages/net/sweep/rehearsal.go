package sweep

import (
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
)

// Rehearsal are the published sweeps with every network tiny: as many, in the
// same families, differing in the same parameters. It shows that all of the
// paper can be made, and nothing about the science.
func Rehearsal() Set {
	s := Paper()
	for _, f := range s.published() {
		f.Networks = distinct(each(f.Networks, tiny))
	}
	on, of := s.on, s.of
	s.on = func(e encoding.Params) []train.Params { return each(on(e), tiny) }
	s.of = func(cells []nn.Cell) []train.Params { return each(of(cells), tiny) }
	return s
}

// tiny keeps what tells a network from the others and leaves next to no work.
func tiny(p *train.Params) {
	p.Net.Units = max(p.Net.Units/128, 2)
	p.Net.Bottleneck /= 64
	if p.Encoding.Cells > 2 {
		p.Encoding.Cells /= 32
		p.Net.Outputs = p.Encoding.Cells
	}
	if p.SnapshotEverySteps > 0 {
		p.SnapshotEverySteps = 1
	}
	p.BatchPaths, p.PathSteps, p.GradientSteps, p.EvalEverySteps = 2, 2, 2, 0
}
