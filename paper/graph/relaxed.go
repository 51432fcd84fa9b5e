package graph

import (
	"fmt"

	"nofreelunch/figures"
	"nofreelunch/pipeline"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/sweep"
	"nofreelunch/stages/net/train"
)

// relaxed compares networks on the published place code with one constraint
// relaxed in turn, and on true differences of Gaussians at three settings.
func (p *Paper) relaxed() pipeline.Ref[estimate.SettingTables] {
	var of []estimate.Listed
	list := func(name string, nets []train.Params) {
		if len(nets) == 0 {
			return
		}
		g := estimate.Listed{Name: name}
		for _, n := range nets {
			g.IDs = append(g.IDs, rows.ID(n))
		}
		of = append(of, g)
	}
	for _, r := range sweep.Relaxations() {
		list(r.Name, p.sweeps.Relaxed.Relaxing(r))
	}
	for _, s := range sweep.By(p.sweeps.Settings.Networks, func(n train.Params) string {
		return fmt.Sprintf("true DoG, σ = %g m, *s* = %g", sweep.SigmaM(n), sweep.SurroundScale(n))
	}) {
		list(s.Key, s.Networks)
	}
	return pipeline.Do1(p.Graph, "estimates", estimate.Listing, estimate.ListedParams{Judge: p.Judge(15), Factor: "constraint relaxed", Groups: of},
		p.Rows(p.sweeps.Relaxed.Networks, p.sweeps.Settings.Networks))
}

// Supplement5 shows which constraint of the place code grid-like units need.
func (p *Paper) Supplement5() pipeline.Ref[figures.Supplement5Output] {
	return pipeline.Do1(p.Graph, "draw", figures.Supplement5, figures.Supplement5Params{Profile: p.Profile(), Judge: p.Judge(15)}, p.relaxed())
}
