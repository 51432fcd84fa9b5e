// Package mapscore measures everything that is asked of one rate map: how
// hexagonal it is, by the two published forms of the grid score and by a form
// that leaves unvisited bins out; the period and the direction of its lattice;
// its fields; and how often noise of its own spectrum would score as high.
//
// Score60 has two forms, over the same rings of the same autocorrelogram:
//
//	min-max [Schaeffer2022] [Nayebi2021]  min(c60, c120) - max(c30, c90, c150)
//	means   [Banino2018] [Sorscher2019]   (c60 + c120)/2 - (c30 + c90 + c150)/3
//
// Score90 has one: c90 - (c45 + c135)/2. The published scorers count unvisited
// bins as rates of 0, which makes an edge where the animal was not; the
// corrected scores leave those bins out, so round arenas and rectangles can be
// scored too. Package gridscore defines the rest.
//
// The package does not read files, and does not know how a map came about.
package mapscore

import (
	"context"
	"fmt"
	"math"
	"sync"

	"nofreelunch/stages/measure/gridscore"
)

// A Map is a rate map, row by row; NaN marks an unvisited bin.
type Map struct {
	File, Name    string
	Rows, Columns int
	Rates         []float64
	BinM          float64   // side of a bin, m; 0 if only Params know it
	Recorded      *Recorded // nil if it is not known how the map came about
}

// Recorded is what is known of a map of a recorded cell.
type Recorded struct {
	Spikes                    int32
	HalvesR, WholeR, CeilingR float64
}

// Params says how maps are scored.
type Params struct {
	BoxM       float64 // longer side of the box, m; 0 if it is not known
	Signed     bool    // rates below 0 are let through: networks have such activations
	Surrogates int     // maps of noise for each map; 0 for none
	Seed       uint64  // of the noise
	Threads    int
}

// Validate names the first field that is out of bounds.
func (p Params) Validate() error {
	switch {
	case !(p.BoxM >= 0 && p.BoxM <= 100):
		return fmt.Errorf("mapscore: BoxM is %v m, must be above 0 and at most 100, or 0 if it is not known", p.BoxM)
	case p.Surrogates < 0 || p.Surrogates > 1e6:
		return fmt.Errorf("mapscore: Surrogates is %d, must be 0 to a million", p.Surrogates)
	}
	return nil
}

// A Refusal says why a map has no scores.
type Refusal struct {
	Map         string
	Row, Column int // of the bin, from 1; 0 for the map as a whole
	Text        string
}

func (r Refusal) Error() string {
	if r.Row > 0 {
		return fmt.Sprintf("map %s, row %d, column %d: %s", r.Map, r.Row, r.Column, r.Text)
	}
	return fmt.Sprintf("map %s: %s", r.Map, r.Text)
}

// A Scored is a map's row, or why it has none.
type Scored struct {
	Row     Row
	Refused *Refusal
}

// Score scores maps of any sizes, each by itself: what one is, or how many
// threads there are, changes nothing of another's scores.
func Score(ctx context.Context, p Params, maps []Map) ([]Scored, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	out := make([]Scored, len(maps))
	chunks := chunked(maps)
	var next int
	var guard sync.Mutex
	take := func() (c chunk, ok bool) {
		guard.Lock()
		defer guard.Unlock()
		if next == len(chunks) || ctx.Err() != nil {
			return chunk{}, false
		}
		next++
		return chunks[next-1], true
	}
	threads := max(1, min(p.Threads, len(chunks)))
	errs := make([]error, threads)
	var wait sync.WaitGroup
	for t := range threads {
		wait.Go(func() {
			var b bench
			for c, ok := take(); ok && errs[t] == nil; c, ok = take() {
				errs[t] = b.score(p, maps[c.first:c.last], out[c.first:c.last])
			}
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return out, ctx.Err()
}

// A chunk is some maps of one size that lie side by side.
type chunk struct{ first, last int }

// chunkMaps is how many maps are scored at a time.
const chunkMaps = 16

func chunked(maps []Map) (cs []chunk) {
	for i, m := range maps {
		if n := len(cs); n > 0 && i-cs[n-1].first < chunkMaps && m.Rows == maps[i-1].Rows && m.Columns == maps[i-1].Columns {
			cs[n-1].last++
			continue
		}
		cs = append(cs, chunk{i, i + 1})
	}
	return cs
}

// side is that of the square that a map is scored in.
func (m Map) side() int { return max(m.Rows, m.Columns) }

// Square is the map in that square; what is added was not visited.
func (m Map) Square() []float64 {
	n := m.side()
	if m.Rows == m.Columns {
		return m.Rates
	}
	out := make([]float64, n*n)
	for k := range out {
		out[k] = math.NaN()
	}
	for i := range m.Rows {
		copy(out[i*n:], m.Rates[i*m.Columns:][:m.Columns])
	}
	return out
}

// bench holds the scorers of the size that was scored last.
type bench struct {
	published, corrected *gridscore.Scorer
}

// sized makes scorers of another size.
func (b *bench) sized(n int) (err error) {
	if b.published != nil && b.published.Bins() == n {
		return nil
	}
	if b.published, err = gridscore.NewScorer(n, gridscore.Published()); err == nil {
		b.corrected, err = gridscore.NewScorer(n, gridscore.Corrected())
	}
	return err
}

// score scores maps of one size.
func (b *bench) score(p Params, maps []Map, out []Scored) error {
	var rates []float64
	var at []int
	for i, m := range maps {
		if out[i].Refused = m.refusal(p.Signed); out[i].Refused == nil {
			rates, at = append(rates, m.Square()...), append(at, i)
			out[i].Row = m.described()
		}
	}
	if len(at) == 0 {
		return nil
	}
	if err := b.sized(maps[0].side()); err != nil {
		return err
	}
	n := maps[0].side()
	shared := make([]float64, len(at))
	correct := func(k int, l gridscore.Look) {
		out[at[k]].Row.corrected(maps[at[k]], rates[k*n*n:][:n*n], l)
		shared[k] = repeated(l.Autocorrelogram, n)
	}
	var gaps []float64
	var with []int
	b.published.Visit(rates, func(k int, l gridscore.Look) {
		out[at[k]].Row.published(n, l)
		if of := rates[k*n*n:][:n*n]; gridscore.Whole(of, n) {
			correct(k, l)
		} else {
			gaps, with = append(gaps, of...), append(with, k)
		}
	})
	b.corrected.Visit(gaps, func(k int, l gridscore.Look) { correct(with[k], l) })
	for k, i := range at {
		if p.Surrogates > 0 {
			b.chances(p, rates[k*n*n:][:n*n], &out[i].Row)
		}
		out[i].Row.finish(p.binM(maps[i]), shared[k])
	}
	return nil
}
