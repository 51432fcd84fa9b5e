package sweep

import "nofreelunch/stages/net/train"

// Rehearsal are the published sweeps with every network tiny: as many, in the
// same families, differing in the same parameters. It shows that all of the
// paper can be made, and nothing about the science.
func Rehearsal() Set {
	s := Paper()
	for _, f := range s.all() {
		f.Networks = each(f.Networks, tiny)
	}
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
