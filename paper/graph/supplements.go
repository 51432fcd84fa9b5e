package graph

import (
	"nofreelunch/figures"
	"nofreelunch/pipeline"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/train"
)

// Supplement1 shows the general difference of Gaussians over its two amplitudes.
func (p *Paper) Supplement1() pipeline.Ref[figures.Supplement1Output] {
	relu := p.sweeps.GeneralDoG.Where(func(n train.Params) bool { return ideal(n) && n.Net.Activation == nn.Relu })
	return pipeline.Do1(p.Graph, "draw", figures.Supplement1, figures.Supplement1Params{
		Profile: p.profile(), Judge: p.judge(11), SigmaM: idealSigmaM, SurroundScale: idealSurround,
	}, pipeline.Do1(p.Graph, "estimates", estimate.Amplitudes, estimate.AmplitudeParams{
		Judge: p.judge(11), SigmaM: idealSigmaM, SurroundScale: idealSurround,
	}, p.Rows(relu)))
}

// Supplement2 compares optimisers, cells, activations and initialisers.
func (p *Paper) Supplement2() pipeline.Ref[figures.Supplement2Output] {
	s := p.sweeps
	return pipeline.Do1(p.Graph, "draw", figures.Supplement2, figures.Supplement2Params{Profile: p.profile(), Judge: p.judge(12)},
		pipeline.Do3(p.Graph, "estimates", estimate.Settings, estimate.SettingParams{Judge: p.judge(12)},
			p.Rows(s.Optimisers.Networks), p.Rows(s.Architectures.Networks), p.Rows(s.Initialisers.Networks)))
}

// course is networks along their training.
func (p *Paper) course() pipeline.Ref[[]estimate.CoursePoint] {
	var of []pipeline.Ref[rows.Table]
	for _, net := range p.sweeps.Transient.Networks {
		for step := net.SnapshotEverySteps; step <= net.GradientSteps; step += net.SnapshotEverySteps {
			of = append(of, p.row(net, int64(step)))
		}
	}
	return pipeline.Do1(p.Graph, "estimates", estimate.Course, estimate.CourseParams{Judge: p.judge(14)},
		pipeline.Gather(p.Graph, "rows", rows.Join, rows.JoinParams{}, of, 0))
}

// Supplement4 shows grid scores along training.
func (p *Paper) Supplement4() pipeline.Ref[figures.Supplement4Output] {
	return pipeline.Do1(p.Graph, "draw", figures.Supplement4, figures.Supplement4Params{Profile: p.profile(), Judge: p.judge(14)}, p.course())
}
