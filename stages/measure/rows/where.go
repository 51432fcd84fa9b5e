package rows

import (
	"errors"
	"math"
)

// Where chooses networks by their values; a field that is zero asks nothing.
type Where struct {
	Encoding      string
	Setting       string
	SigmaM        float64 // of homogeneous place cells, m
	SurroundScale float64 // of homogeneous place cells
	Population    Population
	Cell          string
	Activation    string
	Optimiser     string
	Initialiser   string
}

// Population is what kind of place cells are asked for.
type Population string

const (
	AnyPopulation Population = ""
	Homogeneous   Population = "homogeneous"   // one round field a cell, all of one width and surround
	Heterogeneous Population = "heterogeneous" // fields, widths or surrounds differ
)

// Match reports that a network is asked for.
func (w Where) Match(n Network) bool {
	return same(w.Encoding, n.Encoding) && same(w.Setting, n.Setting) && same(w.Cell, n.Cell) && same(w.Activation, n.Activation) &&
		same(w.Optimiser, n.Optimiser) && same(w.Initialiser, n.Initialiser) && w.Population.match(n) &&
		equal(w.SigmaM, n.SigmaM) && equal(w.SurroundScale, n.SurroundScale)
}

func (p Population) match(n Network) bool {
	return p == AnyPopulation || n.Homogeneous == (p == Homogeneous)
}

func same(asked, is string) bool { return asked == "" || asked == is }

func equal(asked, is float64) bool { return asked == 0 || asked == is }

// Group is networks under the name that figures give them.
type Group struct {
	Name string
	Where
}

// Validate reports a group without a name or with a setting that cannot be.
func (g Group) Validate() error {
	switch {
	case g.Name == "":
		return errors.New("a group has no name")
	case !(g.SigmaM >= 0) || math.IsInf(g.SigmaM, 0) || !(g.SurroundScale >= 0) || math.IsInf(g.SurroundScale, 0):
		return errors.New("a group's SigmaM and SurroundScale must be 0 or more")
	}
	return nil
}

// Of are the networks of t that w chooses, with all that is known of them.
func (t Table) Of(w Where) Table { return t.Keep(w.Match) }

// Keep are the networks of t that a rule keeps, with all that is known of them.
func (t Table) Keep(keep func(Network) bool) Table {
	var out Table
	kept := map[key]bool{}
	for _, n := range t.Networks {
		if keep(n) {
			kept[n.key()] = true
			out.Networks = append(out.Networks, n)
		}
	}
	out.Counts = filter(t.Counts, func(c Count) bool { return kept[key{c.ID, c.AtStep}] })
	out.Units = filter(t.Units, func(u Units) bool { return kept[key{u.ID, u.AtStep}] })
	out.Noise = filter(t.Noise, func(d Noise) bool { return kept[key{d.ID, d.AtStep}] })
	return out
}

// key joins the tables of a network.
type key struct {
	id     string
	atStep int64
}

func (n Network) key() key { return key{n.ID, n.AtStep} }

func filter[T any](of []T, keep func(T) bool) []T {
	var out []T
	for _, v := range of {
		if keep(v) {
			out = append(out, v)
		}
	}
	return out
}

// CountsAt are the counts at one threshold by network.
func (t Table) CountsAt(threshold float64) func(Network) (Count, bool) {
	at := map[key]Count{}
	for _, c := range t.Counts {
		if c.Threshold == threshold {
			at[key{c.ID, c.AtStep}] = c
		}
	}
	return func(n Network) (Count, bool) {
		c, ok := at[n.key()]
		return c, ok
	}
}

// UnitsOf are the scores of units by network.
func (t Table) UnitsOf() func(Network) Units {
	of := map[key]Units{}
	for _, u := range t.Units {
		of[key{u.ID, u.AtStep}] = u
	}
	return func(n Network) Units { return of[n.key()] }
}

// NoiseOf are the scores of null maps by network.
func (t Table) NoiseOf() func(Network) Noise {
	of := map[key]Noise{}
	for _, d := range t.Noise {
		of[key{d.ID, d.AtStep}] = d
	}
	return func(n Network) Noise { return of[n.key()] }
}
