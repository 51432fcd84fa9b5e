package sweep

import (
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
)

// A Published sweep is one of the publication's.
type Published struct {
	Name     string // as its authors named it
	Random   bool   // drawn from a space; else all of it
	Networks []train.Params
}

// PublishedSweeps are the sweeps on record, each with the size that its authors
// declared. What the random searches drew is not on record; here they draw as
// many networks as the only one whose finished runs can be counted has.
func PublishedSweeps() []Published {
	var sweeps []Published
	for _, s := range spaces() {
		sweeps = append(sweeps, Published{s.name, s.draws > 0, s.networks()})
	}
	return sweeps
}

// publishedDraws is how many runs of the random search on Gaussian codes the
// publication plots: 692 less the 661 of the grid.
const publishedDraws = 31

// WidthsSweep is the sweep behind the published periods and percentages of grid
// units by width. Only its identifier is on record.
const WidthsSweep = "yzszqr74"

// spaces are the published sweeps.
func spaces() []space {
	all := coordinates()
	for _, of := range [][]space{gaussians(), dogs(), doses(), wides(), squaredErrors()} {
		all = append(all, of...)
	}
	return all
}

// of is a published network on an encoding.
func of(e encoding.Params) train.Params { return train.Published(e, 0) }

// a grid is a sweep over every combination.
func grid(name string, e encoding.Params, axes ...axis) space { return space{name, of(e), 0, axes} }

// search is a random search: besides its own axes it varies what all of them do.
func search(name string, e encoding.Params, own ...axis) space {
	return space{name, of(e), publishedDraws, append(own, fourCells(), activations(fourActivations()...), initialisers(),
		rules(nn.AdamRule(), nn.RMSpropRule()), decays(0, 1e-4, 5e-4, 1e-3, 5e-3, 1e-2), learningRates(5e-3, 1e-3, 5e-4, 1e-4),
		batches(30, 60, 90, 120, 150, 180), pathSteps(20, 25, 30, 35, 40), anyDropout(readoutDropouts), anyDropout(recurrentDropouts), seeds(3))}
}

func anyDropout(a func(...float64) axis) axis { return a(0, 0.05, 0.1, 0.2, 0.5) }

// someEpochs are those of most random searches.
func someEpochs(steps int) axis { return epochs(steps, 1, 4, 8, 12, 16) }

// coordinates are the sweeps of the codes without place cells.
func coordinates() []space {
	axes := func(perEpoch int, r ...nn.Rule) []axis {
		return []axis{epochs(perEpoch, 20), fourCells(), activations(fourActivations()...), readoutDropouts(0, 0.5), recurrentDropouts(0, 0.5),
			rules(r...), initialisers(), decays(0, 1e-4), seeds(3)}
	}
	sizes := outputs(128, 256, 512)
	return []space{
		grid("cartesian_mse", encoding.Cartesian(), axes(10_000, nn.AdamRule(), nn.SGDRule(), nn.RMSpropRule())...),
		search("cartesian_mse_random", encoding.Cartesian(), someEpochs(10_000)),
		grid("cartesianhighdim_mse", encoding.HighDimCartesian(), axes(1000, nn.AdamRule())...),
		search("cartesianhighdim_mse_random", encoding.HighDimCartesian(), someEpochs(1000), sizes),
		grid("polarhighdim_mse", encoding.HighDimPolar(), axes(1000, nn.AdamRule())...),
		search("polarhighdim_mse_random", encoding.HighDimPolar(), someEpochs(5000), sizes),
	}
}

// gaussians are the sweeps of Gaussian place cells.
func gaussians() []space {
	g := encoding.Gaussian(encoding.IdealSigmaM)
	ranges := sigmas(between(0.1, 0.3), between(0.01, 1.1))
	unequal := encoding.DoS(encoding.IdealSigmaM, 1) // as declared: center and surround cancel, so none of these can learn
	return []space{
		grid("pc_ce_g", g, fourCells(), activations(fourActivations()...), readoutDropouts(0, 0.5), recurrentDropouts(0, 0.5),
			sigmas(at(0.08, 0.10, 0.12, 0.14, 0.16, 0.20, 0.24, 0.28)...), seeds(2)),
		search("pc_ce_g_random", g, someEpochs(10_000), outputs(128, 256, 512),
			sigmas(at(0.08, 0.1, 0.12, 0.14, 0.16, 0.2, 0.24, 0.28, 0.32, 0.36, 0.4)...)),
		grid("pc_ce_g_multiple_scales", g, fourCells(), activations(fourActivations()...), ranges, seeds(3)),
		grid("pc_ce_g_multiple_fields_and_scales", unequal, units(4096), fourCells(), activations(fourActivations()...), fields(2, 4), ranges, seeds(3)),
	}
}

// dogs are the sweeps of true and general differences of Gaussians and of softmaxes
// of differences.
func dogs() []space {
	dog := encoding.TrueDoG(encoding.IdealSigmaM, encoding.IdealSurroundScale)
	general := encoding.GeneralDoG(encoding.IdealSigmaM, encoding.IdealSurroundScale, 1, 1)
	return []space{
		grid("pc_ce_true_dog_global", dog, fourCells(), readoutDropouts(0, 0.5), recurrentDropouts(0, 0.5),
			surrounds(at(1.5, 2, 2.5, 3, 4, 5, 6)...), sigmas(at(0.05, 0.10, 0.15, 0.20, 0.30, 0.40, 0.50)...), seeds(3)),
		search("pc_ce_true_dog_global_random", dog, someEpochs(10_000), outputs(128, 256, 512), anySurround(),
			sigmas(at(0.08, 0.1, 0.12, 0.14, 0.16, 0.2, 0.24, 0.28, 0.32, 0.36, 0.4)...)),
		grid("pc_ce_general_dog_global_random", general, activations(nn.Relu, nn.Tanh), sigmas(at(0.12, 0.20)...),
			excitations(Amplitudes(11)...), inhibitions(Amplitudes(11)...), seeds(3)),
		grid("pc_ce_softmax_of_diff_global", encoding.SoD(encoding.IdealSigmaM, encoding.IdealSurroundScale), fourCells(),
			surrounds(at(1.5, 2, 2.5, 3)...), sigmas(at(0.09, 0.12, 0.15, 0.18, 0.21, 0.24)...), seeds(3)),
	}
}

func anySurround() axis { return surrounds(at(1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6)...) }

// doses are the sweeps of differences of softmaxes at the usual width of the network.
func doses() []space {
	dos, pair := encoding.DoSEntry().Typical(), cells(nn.RNN{}, nn.UGRNN{})
	one := func(v float64, more ...encoding.Range) []encoding.Range { return append(at(v), more...) }
	return []space{
		grid("pc_ce_dog_global", dos, fourCells(), activations(nn.Relu, nn.Tanh), readoutDropouts(0, 0.5), recurrentDropouts(0, 0.5),
			surrounds(at(1.5, 2, 2.5, 3, 4)...), sigmas(at(append(steps(0.08, 0.20, 13), 0.24, 0.28, 0.32)...)...), seeds(3)),
		search("pc_ce_dog_global_random", dos, outputs(128, 256, 512), anySurround(),
			sigmas(at(0.08, 0.1, 0.12, 0.14, 0.16, 0.2, 0.24, 0.28, 0.32, 0.36, 0.4, 0.44, 0.48)...)),
		grid("pc_ce_dog_ideal", dos, pair, seeds(3)),
		grid("pc_ce_dog_multiple_fields_and_scales", dos, pair, fields(2, 3), sigmas(one(0.12, between(0.06, 0.24), between(0.06, 1))...),
			surrounds(one(2, between(1.5, 2.5), between(1.25, 4.5))...), seeds(3)),
		grid("pc_ce_dog_multiple_scales", dos, fourCells(), sigmas(one(0.12, between(0.06, 0.18), between(0.06, 0.24))...),
			surrounds(one(2, between(1.5, 2.5), between(1.5, 3.5), between(1.5, 4.5))...), seeds(5)),
	}
}

// wides are the sweeps of differences of softmaxes in networks of 4096 units, and
// the LSTM with a bottleneck.
func wides() []space {
	dos, wide := encoding.DoSEntry().Typical(), units(4096)
	return []space{
		grid(WidthsSweep, dos, wide, sigmas(at(steps(0.04, 0.20, 17)...)...), seeds(3)),
		grid("pc_ce_dog_nayebi", dos, wide, cells(publishedCells()...), activations(fourActivations()...), seeds(5)),
		grid("pc_ce_dog_global_good_grid_cells_architecture", dos, wide, fourCells(), seeds(10)),
		grid("pc_ce_dog_global_good_grid_cells_optimizer", dos, wide,
			rules(nn.AdamRule(), nn.AdagradRule(), nn.RMSpropRule(), nn.SGDRule()), seeds(4)),
		grid("pc_ce_dog_global_good_grid_cells_optimizer_2", dos, wide, rules(nn.AdagradRule(), nn.SGDRule()), learningRates(0.1, 0.5), seeds(4)),
		grid("banino", encoding.Gaussian(0.01), axis{publishedBanino}, seeds(5)),
	}
}

// publishedBanino has its dropout on and takes few long paths a step.
func publishedBanino(p *train.Params) {
	bottleneck(p)
	p.Rule, p.LearningRate, p.Net.WeightDecay = nn.RMSpropRule(), 1e-5, 1e-5
	p.Encoding.Cells, p.Net.Outputs = 256, 256
	p.BatchPaths, p.PathSteps, p.GradientSteps = 10, 100, 1_000_000
	p.Net.DropoutInactive = false
}

// squaredErrors are the sweeps of place cells under a mean squared error. The
// authors' "local" normalisation is none: exponentials.
func squaredErrors() []space {
	squared := axis{func(p *train.Params) { p.Net.Loss = nn.MSE }}
	local := axis{func(p *train.Params) { p.Net.Loss, p.Encoding.Normalization = nn.MSE, encoding.None }}
	axes := func(first ...axis) []axis {
		return append(first, units(4096), fourCells(), activations(nn.Relu, nn.Tanh, nn.Sigmoid), initialisers(), sigmas(at(0.05, 0.12, 0.19)...), seeds(2))
	}
	g, dos, s := encoding.Gaussian(encoding.IdealSigmaM), encoding.DoSEntry().Typical(), surrounds(at(1.5, 2, 2.5)...)
	return []space{
		grid("pc_mse_g_global_other", g, axes(squared, epochs(2500, 10))...),
		grid("pc_mse_g_local_other", g, axes(local)...),
		grid("pc_mse_dog_global_other", dos, axes(squared, s)...),
		grid("pc_mse_dog_local_other", dos, axes(local, s)...),
	}
}
