package graph

import (
	"fmt"

	"nofreelunch/figures"
	"nofreelunch/pipeline"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/train"
)

// Supplement1 shows the general difference of Gaussians over its two amplitudes.
func (p *Paper) Supplement1() pipeline.Ref[figures.Supplement1Output] {
	relu := p.sweeps.GeneralDoG.Where(func(n train.Params) bool { return p.ideal(n) && n.Net.Activation == nn.Relu })
	return pipeline.Do1(p.Graph, "draw", figures.Supplement1, figures.Supplement1Params{
		Profile: p.Profile(), Judge: p.Judge(11), SigmaM: p.Change.IdealSigmaM(), SurroundScale: p.Change.IdealSurroundScale(),
	}, pipeline.Do1(p.Graph, "estimates", estimate.Amplitudes, estimate.AmplitudeParams{
		Judge: p.Judge(11), SigmaM: p.Change.IdealSigmaM(), SurroundScale: p.Change.IdealSurroundScale(),
	}, p.Rows(relu)))
}

// Supplement2 compares optimisers, cells, activations and initialisers.
func (p *Paper) Supplement2() pipeline.Ref[figures.Supplement2Output] {
	s := p.sweeps
	return pipeline.Do1(p.Graph, "draw", figures.Supplement2, figures.Supplement2Params{Profile: p.Profile(), Judge: p.Judge(12)},
		pipeline.Do3(p.Graph, "estimates", estimate.Settings, estimate.SettingParams{Judge: p.Judge(12)},
			p.Rows(s.Optimisers.Networks), p.Rows(s.Architectures.Where(compared)), p.Rows(s.Initialisers.Networks)))
}

// compared accepts the architectures that supplement 2 compares: the cells among
// the ReLU networks, and the activations among the vanilla ones.
func compared(net train.Params) bool {
	return net.Net.Activation == nn.Relu || net.Net.Cell == nn.RNN{}
}

// Course is networks along their training.
func (p *Paper) Course() pipeline.Ref[[]estimate.CoursePoint] {
	var of []pipeline.Ref[rows.Table]
	for _, net := range p.sweeps.Transient.Networks {
		for step := net.SnapshotEverySteps; step <= net.GradientSteps; step += net.SnapshotEverySteps {
			of = append(of, p.row(net, int64(step)))
		}
	}
	return pipeline.Do1(p.Graph, "estimates", estimate.Course, estimate.CourseParams{Judge: p.Judge(14)},
		pipeline.Gather(p.Graph, "rows", rows.Join, rows.JoinParams{}, of, 0))
}

// Supplement3 shows the LSTM with a bottleneck and head-direction cells.
func (p *Paper) Supplement3() pipeline.Ref[figures.Supplement3Output] {
	nets, group := p.sweeps.Banino.Networks, rows.Group{Name: figures.BaninoGroup}
	first, table := nets[0], p.Rows(nets)
	var training []pipeline.Ref[[]estimate.TrainingPoint]
	for _, net := range nets {
		report := pipeline.Do1(p.Graph, "describe", train.Describe, train.ReportParams{}, p.train(net))
		training = append(training, pipeline.Do1(p.Graph, "estimates", estimate.Training, estimate.NetworkParams{Network: net}, report))
	}
	curve := func(name string, score estimate.Score, null bool, number uint64) estimate.Curve {
		return estimate.Curve{Group: rows.Group{Name: name}, Score: score, Null: null, Stream: "supplement 3 density", Number: number}
	}
	densities := pipeline.Do1(p.Graph, "estimates", estimate.Densities, estimate.CurveParams{Judge: p.Judge(13), Curves: []estimate.Curve{
		curve(figures.CurveScore60, estimate.Score60, false, 0), curve(figures.CurveScore90, estimate.Score90, false, 1), curve(figures.CurveNull, estimate.Score60, true, 2),
	}}, table)
	return pipeline.Do4(p.Graph, "draw", figures.Supplement3, figures.Supplement3Params{
		Profile: p.Profile(), Judge: p.Judge(13), GradientSteps: first.GradientSteps, PublishedSteps: 1_000_000,
		Architecture: fmt.Sprintf("LSTM of %d units, linear bottleneck of %d with dropout %g, %d head-direction cells, %v",
			first.Net.Units, first.Net.Bottleneck, first.Net.ReadoutDropout, first.Net.HeadCells, first.Encoding),
	}, pipeline.Do1(p.Graph, "estimates", estimate.Paths, estimate.PathParams{Judge: p.Judge(13), Groups: []rows.Group{group}}, table),
		pipeline.List(training), densities, p.examples([]rows.Group{group}, table, nets))
}
