package sweep

import (
	"slices"
	"strings"

	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
)

// With is s with a family on every encoding that none of its families is about,
// and with the cells among its architectures that are not there yet.
func (s Set) With(encodings []encoding.Entry, cells []nn.Cell) Set {
	for _, e := range encodings {
		if _, known := s.about(e.Kind()); !known {
			name := strings.ReplaceAll(e.Kind().String(), " ", "-")
			s.More = append(slices.Clip(s.More), Family{name, e.Look().Name, s.on(e.Typical())})
		}
	}
	var more []nn.Cell
	for _, c := range cells {
		if !slices.Contains(publishedCells(), c) {
			more = append(more, c)
		}
	}
	s.Architectures.Networks = append(slices.Clip(s.Architectures.Networks), s.of(more)...)
	return s
}

// On are the networks of s that stand for an encoding. Those on heterogeneous
// populations count as their kind's, as published; those of sweeps over cells,
// optimisers and the like do not.
func (s Set) On(e encoding.Entry) []train.Params {
	families, _ := s.about(e.Kind())
	var nets []train.Params
	for _, f := range families {
		nets = append(nets, f.Networks...)
	}
	return nets
}

// about are the families that are about a kind of encoding. A published one can
// be empty at a scale.
func (s Set) about(k encoding.Kind) (families []Family, known bool) {
	for _, p := range []struct {
		entry    encoding.Entry
		families []Family
	}{
		{encoding.CartesianEntry(), []Family{s.Cartesian}}, {encoding.HighDimCartesianEntry(), []Family{s.HighCartesian}},
		{encoding.PolarEntry(), []Family{s.Polar}}, {encoding.HighDimPolarEntry(), []Family{s.HighPolar}},
		{encoding.GaussianEntry(), []Family{s.Gaussian}}, {encoding.TrueDoGEntry(), []Family{s.TrueDoG}},
		{encoding.SoDEntry(), []Family{s.SoD}}, {encoding.DoSEntry(), []Family{s.DoS, s.Heterogeneous}},
		{encoding.GeneralDoGEntry(), []Family{s.GeneralDoG}},
	} {
		if p.entry.Kind() == k {
			return p.families, true
		}
	}
	for _, f := range s.More {
		if f.Networks[0].Encoding.Kind == k {
			return []Family{f}, true
		}
	}
	return nil, false
}
