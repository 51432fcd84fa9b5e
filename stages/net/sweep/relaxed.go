package sweep

import (
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placecell"
)

// A Relaxation is one way to depart from the published place code: one field of
// one width a cell, round, a difference of softmaxes, at regular places.
type Relaxation struct {
	Name  string
	relax func(*encoding.Params)
}

// unrelaxed is the name of the published code itself.
const unrelaxed = "none: the published code"

// Relaxations leave all but one constraint as they are. The ranges of widths,
// surrounds and numbers of fields are published ones; a rate of fields that
// differs from cell to cell, and elongated fields, are what recordings show.
func Relaxations() []Relaxation {
	kind := func(name string, k encoding.Kind) Relaxation {
		return Relaxation{name, func(e *encoding.Params) { e.Kind = k }}
	}
	return []Relaxation{
		{unrelaxed, func(*encoding.Params) {}},
		{"several scales", func(e *encoding.Params) { e.SigmaM = between(0.06, 0.24) }},
		{"several surrounds", func(e *encoding.Params) { e.SurroundScale = between(1.25, 4.5) }},
		{"several fields", func(e *encoding.Params) {
			e.Fields = encoding.FieldCount{Law: placecell.OnePlus, Mean: 3}
		}},
		{"gamma-Poisson fields", func(e *encoding.Params) {
			e.Fields = encoding.FieldCount{Law: placecell.GammaPoisson, Mean: 2, Shape: 1}
		}},
		{"elongated fields", func(e *encoding.Params) { e.Aspect = between(1, 3) }},
		kind("tuning: Gaussian", encoding.GaussianEntry().Kind()),
		kind("tuning: true DoG", encoding.TrueDoGEntry().Kind()),
		kind("tuning: SoD", encoding.SoDEntry().Kind()),
		{"uniform centres", func(e *encoding.Params) { e.Centres = encoding.Uniform }},
	}
}

// relaxed are the networks of every relaxation, each once: where the centres are
// uniform anyway, that is no other network.
func (m maker) relaxed(seeds int) []train.Params {
	var nets []train.Params
	for _, r := range Relaxations() {
		nets = append(nets, each(m.seeds(seeds, ideal()), func(p *train.Params) { r.relax(&p.Encoding) })...)
	}
	return distinct(nets)
}

// Relaxing are the networks of a family that depart in one way, and in no other,
// from the published code as they have it. None does where the code is that way as
// it is.
func (f Family) Relaxing(r Relaxation) []train.Params {
	first := f.Networks[0].Encoding // of the published code: its cells and centres are the scale's
	code := encoding.DoSEntry().Kind().Sized(ideal(), first.Cells, first.Centres)
	e := code
	r.relax(&e)
	if e == code && r.Name != unrelaxed {
		return nil
	}
	return f.Where(func(p train.Params) bool {
		e.Seed = p.Encoding.Seed
		return p.Encoding == e
	})
}

// settings are the true differences of Gaussians whose theory is shown beside that
// of the published code.
func (m maker) settings(seeds int) []train.Params {
	nets := m.seeds(seeds, encoding.TrueDoG(0.12, 2))
	return append(append(nets, m.seeds(seeds, encoding.TrueDoG(0.05, 2))...), m.seeds(seeds, encoding.TrueDoG(0.12, 3))...)
}
