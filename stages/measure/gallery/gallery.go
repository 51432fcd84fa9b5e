// Package gallery picks the rate maps that a figure shows, by a rule and not by
// eye: of every group the three units of highest Score60, then those nearest to
// the upper quartile, the median and the lower quartile of all units' scores.
//
// Maps are large, so each network first offers six of its own, chosen in the
// same way, and the group's are chosen among what its networks offer.
//
// The package does not draw.
package gallery

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/train"
)

// Offer is a rate map that a network offers.
type Offer struct {
	ID      string    `unit:"1" doc:"digest of all parameters of the network"`
	Seed    int64     `unit:"1" doc:"seed of the network"`
	Unit    int32     `unit:"1" doc:"index of the unit"`
	Score60 float64   `unit:"1" doc:"grid score"`
	Bins    int32     `unit:"1" doc:"bins a side"`
	Rates   []float32 `unit:"1" doc:"mean activity, x bin then y bin" shape:"Bins,Bins"`
}

// Params says whose maps are offered.
type Params struct{ Network train.Params }

// Validate names the first field that is out of bounds.
func (p Params) Validate() error { return p.Network.Validate() }

// String names the network.
func (p Params) String() string { return "examples of " + p.Network.String() }

// Offers picks six of a network's maps: its three highest, then its quartiles.
// A diverged network offers none.
func Offers(ctx context.Context, p Params, maps ratemap.Maps, scores gridscore.Scores) ([]Offer, error) {
	known := mapsOf(maps)
	for _, u := range scores.Units {
		if _, ok := known[u.Unit]; !ok {
			return nil, fmt.Errorf("gallery: unit %d of %v has a score and no map", u.Unit, p.Network)
		}
	}
	return OffersOf(rows.Network{ID: rows.ID(p.Network), Seed: int64(p.Network.Seed)}, maps, scores), ctx.Err()
}

// mapsOf are the maps by unit.
func mapsOf(maps ratemap.Maps) map[int32]ratemap.Unit {
	of := map[int32]ratemap.Unit{}
	for _, u := range maps.Units {
		of[u.Unit] = u
	}
	return of
}

// OffersOf picks six of the maps of a network that is otherwise described; each
// score has a map.
func OffersOf(n rows.Network, maps ratemap.Maps, scores gridscore.Scores) []Offer {
	var all []int
	for i, u := range scores.Units {
		if u.Active && !math.IsNaN(u.Score60) {
			all = append(all, i)
		}
	}
	slices.SortStableFunc(all, func(a, b int) int { return cmp.Compare(scores.Units[b].Score60, scores.Units[a].Score60) })
	var out []Offer
	known := mapsOf(maps)
	for _, at := range ranks(len(all)) {
		s := scores.Units[all[at]]
		u := known[s.Unit]
		out = append(out, Offer{n.ID, n.Seed, u.Unit, s.Score60, u.Bins, u.Rates})
	}
	return out
}

// ranks are the first three of n in order of falling score, then the upper
// quartile, the median and the lower quartile, none twice.
func ranks(n int) []int {
	var out []int
	last := n - 1
	for _, at := range []int{0, 1, 2, last / 4, last / 2, last - last/4} {
		if at >= 0 && at <= last && !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	return out
}

// JoinParams says what is joined: nothing of it changes the result.
type JoinParams struct{}

// String names the stage.
func (JoinParams) String() string { return "example rate maps" }

// Join puts offers one after the other. It is associative.
func Join(ctx context.Context, _ JoinParams, parts [][]Offer) ([]Offer, error) {
	return slices.Concat(parts...), ctx.Err()
}
