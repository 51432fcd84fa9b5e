package gallery

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/measure/rows"
)

// ChooseParams says which groups are shown.
type ChooseParams struct {
	Groups []rows.Group
	Shown  Shown // maps of each group
}

// Validate reports the first group that cannot be.
func (p ChooseParams) Validate() error {
	if p.Shown != Six && p.Shown != Eight {
		return fmt.Errorf("gallery: Shown is %d, want %d or %d", p.Shown, Six, Eight)
	}
	for i, g := range p.Groups {
		if err := g.Validate(); err != nil {
			return fmt.Errorf("gallery: Groups[%d]: %w", i, err)
		}
	}
	return nil
}

// Example is a rate map shown on a figure.
type Example struct {
	Group   string    `column:"group_name" unit:"1" doc:"networks trained on an encoding"`
	ID      string    `unit:"1" doc:"digest of all parameters of the network"`
	Seed    int64     `unit:"1" doc:"seed of the network"`
	Unit    int32     `unit:"1" doc:"index of the unit"`
	Score60 float64   `unit:"1" doc:"grid score"`
	Bins    int32     `unit:"1" doc:"bins a side"`
	Rates   []float32 `unit:"1" doc:"mean activity, x bin then y bin" shape:"Bins,Bins"`
}

// Choose picks a group's examples among what its networks offer.
func Choose(ctx context.Context, p ChooseParams, t rows.Table, offers []Offer) ([]Example, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	var out []Example
	for _, g := range p.Groups {
		of := t.Of(g.Where)
		for _, o := range choose(of, offersOf(of, offers), p.Shown) {
			out = append(out, Example{g.Name, o.ID, o.Seed, o.Unit, o.Score60, o.Bins, o.Rates})
		}
	}
	return out, ctx.Err()
}

// offersOf are the offers of a table's networks, in the order of the table.
func offersOf(t rows.Table, offers []Offer) []Offer {
	by := map[string][]Offer{}
	for _, o := range offers {
		by[o.ID] = append(by[o.ID], o)
	}
	var out []Offer
	for _, n := range t.Networks {
		out = append(out, by[n.ID]...)
	}
	return out
}

// choose takes the three highest offers, then those nearest to the quartiles of
// all units' scores.
func choose(t rows.Table, offers []Offer, shown Shown) []Offer {
	var scores []float64
	for _, u := range t.Units {
		scores = append(scores, u.Score60...)
	}
	slices.SortFunc(scores, func(a, b float64) int { return cmp.Compare(b, a) })
	offers = slices.Clone(offers)
	slices.SortStableFunc(offers, func(a, b Offer) int { return cmp.Compare(b.Score60, a.Score60) })
	var out []Offer
	for _, at := range ranks(len(scores), shown) {
		if len(offers) == 0 {
			break
		}
		i := nearest(offers, scores[at])
		out, offers = append(out, offers[i]), slices.Delete(offers, i, i+1)
	}
	return out
}

// nearest is the offer whose score is nearest, of several the first.
func nearest(offers []Offer, score float64) (best int) {
	for i, o := range offers {
		if math.Abs(o.Score60-score) < math.Abs(offers[best].Score60-score) {
			best = i
		}
	}
	return best
}
