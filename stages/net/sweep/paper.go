package sweep

import (
	"slices"

	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
)

// Paper is the published sweeps, each of its published size: more than 21,000
// networks of 1024 to 4096 units, for a cluster.
func Paper() Set {
	m := maker(train.Published)
	sweeps := PublishedSweeps()
	of := func(names ...string) []train.Params { return named(sweeps, names) }
	return Set{
		on:            func(e encoding.Params) []train.Params { return m.seeds(3, e) },
		of:            func(of []nn.Cell) []train.Params { return each(m.kinds(5, of, published), wide) },
		Cartesian:     Family{"cartesian", "Cartesian", of("cartesian_mse", "cartesian_mse_random")},
		HighCartesian: Family{"high-cartesian", "high-dimensional Cartesian", of("cartesianhighdim_mse", "cartesianhighdim_mse_random")},
		Polar:         Family{"polar", "polar", nil}, // not published
		HighPolar:     Family{"high-polar", "high-dimensional polar", of("polarhighdim_mse", "polarhighdim_mse_random")},
		Gaussian:      Family{"gaussian", "Gaussian", of("pc_ce_g", "pc_ce_g_random")},
		TrueDoG:       Family{"true-dog", "true difference of Gaussians", of("pc_ce_true_dog_global")},
		SoD:           Family{"sod", "softmax of differences", of("pc_ce_softmax_of_diff_global")},
		DoS:           Family{"dos", "difference of softmaxes", of("pc_ce_dog_global")},
		Heterogeneous: Family{"heterogeneous", "DoS of many fields and scales", of("pc_ce_dog_multiple_fields_and_scales", "pc_ce_dog_multiple_scales")},
		GeneralDoG:    Family{"general-dog", "general difference of Gaussians", of("pc_ce_general_dog_global_random")},
		Widths:        Family{"widths", "DoS by width at the published surround", of(WidthsSweep)},
		Ideal:         Family{"ideal", "DoS at the published width and surround", of("pc_ce_dog_ideal")},
		Settings:      Family{"settings", "true difference of Gaussians at three settings", m.settings(3)},
		Relaxed:       Family{"relaxed", "DoS with one constraint relaxed", m.relaxed(3)},
		Architectures: Family{"architectures", "cells by activations", of("pc_ce_dog_nayebi")},
		Optimisers: Family{"optimisers", "optimisers", of("pc_ce_dog_global_good_grid_cells_optimizer",
			"pc_ce_dog_global_good_grid_cells_optimizer_2")},
		Initialisers: Family{"initialisers", "initialisers", m.initialisers(3)},
		Banino:       Family{"banino", "LSTM with a bottleneck and head-direction cells", of("banino")},
		Transient: Family{"transient", "DoS, weights kept along training", each(m.seeds(3, ideal()),
			func(p *train.Params) { p.SnapshotEverySteps = p.GradientSteps / 20 })},
		Unplotted: Family{"unplotted", unplotted, of("pc_ce_g_multiple_scales",
			"pc_ce_g_multiple_fields_and_scales", "pc_ce_true_dog_global_random", "pc_ce_dog_global_random",
			"pc_ce_dog_global_good_grid_cells_architecture", "pc_mse_g_global_other", "pc_mse_g_local_other", "pc_mse_dog_global_other", "pc_mse_dog_local_other")},
	}
}

const unplotted = "published sweeps that no published panel shows"

// named are the networks of some published sweeps.
func named(sweeps []Published, names []string) []train.Params {
	var nets []train.Params
	for _, s := range sweeps {
		if slices.Contains(names, s.Name) {
			nets = append(nets, s.Networks...)
		}
	}
	return nets
}

// distinct are the networks of a list, each once.
func distinct(networks []train.Params) []train.Params {
	seen := make(map[train.Params]bool, len(networks))
	return slices.DeleteFunc(slices.Clone(networks), func(n train.Params) bool {
		twice := seen[n]
		seen[n] = true
		return twice
	})
}

// published makes p a network of that kind at the published settings.
func published(p *train.Params, cell nn.Cell, a nn.Activation) {
	p.Net.Cell, p.Net.Activation = cell, a
}

// wide is the published width of the sweeps over architectures and optimisers.
func wide(p *train.Params) { p.Net.Units = 4096 }
