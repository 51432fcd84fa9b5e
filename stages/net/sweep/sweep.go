// Package sweep lists the networks that the paper is made from, family by
// family: every encoding, cell, activation, optimiser and width that a figure
// asks about, at each scale.
//
// Paper declares the published sweeps in full [Schaeffer2022], random searches
// drawn anew from their spaces, as their draws are not on record; Workstation and
// Laptop keep their questions and shrink the networks, the grids and the number of
// seeds; Smoke keeps little but the shape. A network that two families share is
// listed in both, and is trained once. Part takes a share of any of them.
//
// The package does not train anything, and does not know which figure uses what.
package sweep

import (
	"cmp"
	"slices"

	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placecell"
)

// Family is networks that one question is asked of.
type Family struct {
	Name     string // for commands: "true-dog"
	Title    string // for people: "true difference of Gaussians"
	Networks []train.Params
}

// Set is the families of one scale.
type Set struct {
	Cartesian, HighCartesian, Polar, HighPolar Family // encodings of position without place cells

	Gaussian, TrueDoG, SoD Family // place cells by width and surround
	DoS                    Family // the same; with several surrounds
	Heterogeneous          Family // DoS populations of many fields and scales

	GeneralDoG    Family // true differences of Gaussians by their two amplitudes
	Widths        Family // DoS by width at the published surround: published periods and percentages are theirs
	Ideal         Family // DoS at the published width and surround
	Settings      Family // true DoG at the settings that the theory is shown for
	Relaxed       Family // DoS with one constraint relaxed in turn, and with uniform centres
	Architectures Family // DoS: cells by activations
	Optimisers    Family // DoS: optimisers
	Initialisers  Family // DoS: initialisers
	Banino        Family // LSTM with a bottleneck and head-direction cells
	Transient     Family // DoS with its weights kept along training
	Unplotted     Family // published sweeps that no published panel shows

	More []Family // encodings that no publication swept, at their typical setting

	on func(encoding.Params) []train.Params // networks on an encoding
	of func([]nn.Cell) []train.Params       // networks of cells, by activations
}

// Families are all of them, in the order of declaration.
func (s Set) Families() []Family {
	var out []Family
	for _, f := range s.published() {
		out = append(out, *f)
	}
	return append(out, s.More...)
}

// published are the families of the publication.
func (s *Set) published() []*Family {
	return []*Family{
		&s.Cartesian, &s.HighCartesian, &s.Polar, &s.HighPolar, &s.Gaussian, &s.TrueDoG, &s.SoD, &s.DoS, &s.Heterogeneous,
		&s.GeneralDoG, &s.Widths, &s.Ideal, &s.Settings, &s.Relaxed, &s.Architectures, &s.Optimisers, &s.Initialisers, &s.Banino, &s.Transient,
		&s.Unplotted,
	}
}

// Where are the networks of f that keep accepts.
func (f Family) Where(keep func(train.Params) bool) []train.Params {
	var kept []train.Params
	for _, p := range f.Networks {
		if keep(p) {
			kept = append(kept, p)
		}
	}
	return kept
}

// Homogeneous reports that every place cell of p's encoding has one round
// field, and all have the same width and surround.
func Homogeneous(p train.Params) bool { return p.Encoding.Homogeneous() }

// ideal is the published DoS code.
func ideal() encoding.Params { return encoding.DoSEntry().Typical() }

// Setting accepts the homogeneous networks of one width, m, and surround scale.
func Setting(sigmaM, s float64) func(train.Params) bool {
	return func(p train.Params) bool { return Homogeneous(p) && SigmaM(p) == sigmaM && SurroundScale(p) == s }
}

// SigmaM is the width of the fields of homogeneous place cells, m.
func SigmaM(p train.Params) float64 { return p.Encoding.SigmaM.Lo }

// SurroundScale is s of homogeneous place cells.
func SurroundScale(p train.Params) float64 { return p.Encoding.SurroundScale.Lo }

// Group is networks that share what they are grouped by.
type Group[K any] struct {
	Key      K
	Networks []train.Params
}

// By groups networks by a key, keys rising; within a group the order stays.
func By[K cmp.Ordered](networks []train.Params, key func(train.Params) K) []Group[K] {
	var groups []Group[K]
	for _, p := range networks {
		k := key(p)
		i, found := slices.BinarySearchFunc(groups, k, func(g Group[K], k K) int { return cmp.Compare(g.Key, k) })
		if !found {
			groups = slices.Insert(groups, i, Group[K]{Key: k})
		}
		groups[i].Networks = append(groups[i].Networks, p)
	}
	return groups
}

// A maker completes an encoding to a network of one scale.
type maker func(e encoding.Params, seed uint64) train.Params

// seeds makes n networks on an encoding that differ in their seed.
func (m maker) seeds(n int, e encoding.Params) []train.Params {
	var nets []train.Params
	for seed := range uint64(n) {
		nets = append(nets, m(e, seed))
	}
	return nets
}

// widths makes networks on place codes of every width and surround scale.
func (m maker) widths(n int, code func(sigmaM, s float64) encoding.Params, sigmasM, surrounds []float64) []train.Params {
	var nets []train.Params
	for _, s := range surrounds {
		for _, sigmaM := range sigmasM {
			nets = append(nets, m.seeds(n, code(sigmaM, s))...)
		}
	}
	return nets
}

// gaussian has the arguments of codes with a surround; a Gaussian has none.
func gaussian(sigmaM, _ float64) encoding.Params { return encoding.Gaussian(sigmaM) }

// heterogeneous is a DoS population with 1 + Poisson(rate) fields a cell, each
// of its own width and surround.
func heterogeneous(rate float64, sigmaM, surround encoding.Range) encoding.Params {
	e := encoding.DoS(sigmaM.Lo, surround.Lo)
	e.SigmaM, e.SurroundScale = sigmaM, surround
	if rate > 0 {
		e.Fields = encoding.FieldCount{Law: placecell.OnePlus, Mean: rate}
	}
	return e
}

// Realistic is the population that the publication calls realistic, of several
// fields and scales: 1 + Poisson(3) fields a cell, widths from 0.06 to 1 m,
// surrounds from 1.25 to 4.5.
func Realistic() encoding.Params {
	return heterogeneous(3, encoding.Range{Lo: 0.06, Hi: 1}, encoding.Range{Lo: 1.25, Hi: 4.5})
}

// Milder is a population of fewer fields and nearer scales, which no figure of
// the publication shows by itself.
func Milder() encoding.Params {
	return heterogeneous(2, encoding.Range{Lo: 0.06, Hi: 0.24}, encoding.Range{Lo: 1.5, Hi: 2.5})
}

// On accepts the networks on a population, whatever its size, layout and draw.
func On(e encoding.Params) func(train.Params) bool {
	return func(p train.Params) bool { return p.Encoding.String() == e.String() }
}

// each returns copies of the networks, each of them changed.
func each(networks []train.Params, change func(*train.Params)) []train.Params {
	out := slices.Clone(networks)
	for i := range out {
		change(&out[i])
	}
	return out
}
