package sweep

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/net/train"
)

// Part is a share of every family: of each stratum, which is the networks that
// figures hold apart, that share of its networks, and at least one. Which they
// are is drawn by a seed from what the networks are, so that a larger share
// contains the smaller one, and a network is in or out whichever family lists it
// and whatever else is listed. A share of 1 is everything.
func (s Set) Part(share float64) (Set, error) {
	if !(share > 0 && share <= 1) {
		return s, fmt.Errorf("share is %v, must be above 0 and at most 1", share)
	}
	if share == 1 {
		return s, nil
	}
	for _, f := range s.published() {
		f.Networks = part(f.Networks, share)
	}
	s.More = slices.Clone(s.More)
	for i, f := range s.More {
		s.More[i].Networks = part(f.Networks, share)
	}
	return s, nil
}

// part keeps the share of a list, in its order.
func part(networks []train.Params, share float64) []train.Params {
	strata := map[stratum][]drawn{}
	for i, n := range networks {
		k := stratumOf(n)
		strata[k] = append(strata[k], drawn{i, lot(n)})
	}
	kept := make([]bool, len(networks))
	for _, of := range strata {
		slices.SortFunc(of, func(a, b drawn) int { return slices.Compare(a.lot[:], b.lot[:]) })
		for _, d := range of[:max(1, int(math.Round(share*float64(len(of)))))] {
			kept[d.at] = true
		}
	}
	var out []train.Params
	for i, n := range networks {
		if kept[i] {
			out = append(out, n)
		}
	}
	return out
}

// drawn is a network's place in a list and its lot.
type drawn struct {
	at  int
	lot [2]uint64
}

// A stratum is what figures hold apart: the encoding with its settings, the cell,
// its activation and the optimiser.
type stratum struct{ encoding, cell, activation, optimiser string }

func stratumOf(p train.Params) stratum {
	e := p.Encoding
	e.Seed = 0
	if !e.Kind.Place() {
		e.Cells = 0
	}
	return stratum{fmt.Sprintf("%v %v %v", e, e.Centres, e.Cells), p.Net.Cell.String(), string(p.Net.Activation), string(p.Rule.Optimiser)}
}

// lot is a network's random number, its own whichever list it stands in.
func lot(p train.Params) [2]uint64 {
	print := p.Fingerprint()
	s := rng.New(binary.LittleEndian.Uint64(print[:8]), "share of a sweep", 0)
	return [2]uint64{s.Uint64(), s.Uint64()}
}
