package figures

import (
	"context"
	"errors"
	"fmt"
	"math"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/theory/nnpca"
)

// Figure4Params is what figure 4 shows and how it judges.
type Figure4Params struct {
	Judge      Judge
	Samples    []SigmaSample  // groups of networks by growing width at one surround, in the order of the networks
	Others     []SigmaSample  // groups at other surrounds, their networks after those of Samples
	Thresholds []float64      // Score60 thresholds, growing; published 0.3, 0.75, 0.8, 1.15
	Ideal      SigmaSample    // the published width and surround, marked on the map; SigmaM 0 if none
	Components []PatternCurve // populations whose non-negative components are shown, in the order of the patterns
}

// PatternCurve is one kind of place-cell population at growing widths.
type PatternCurve struct {
	Name   string
	Widths int // how many of the patterns are its
}

// Validate reports the first field out of bounds.
func (p Figure4Params) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("figure 4: %w", err)
	}
	if _, err := p.networks(); err != nil {
		return fmt.Errorf("figure 4: %w", err)
	}
	if len(p.Thresholds) == 0 {
		return errors.New("figure 4: Thresholds is empty, want at least 1")
	}
	for i, t := range p.Thresholds {
		if !(t > -2 && t < 2) || i > 0 && t <= p.Thresholds[i-1] {
			return fmt.Errorf("figure 4: Thresholds[%d] is %v, want growing numbers between -2 and 2", i, t)
		}
	}
	for i, c := range p.Components {
		if c.Name == "" || c.Widths < 1 {
			return fmt.Errorf("figure 4: Components[%d] is %+v, want a name and at least 1 width", i, c)
		}
	}
	return nil
}

// networks counts those of all samples.
func (p Figure4Params) networks() (int, error) {
	n, err := checkSigmas(p.Samples)
	for i, s := range p.Others {
		if err := s.check(); err != nil {
			return 0, fmt.Errorf("Others[%d].%w", i, err)
		}
		n += s.Networks
	}
	return n, err
}

// String names the figure and its profile.
func (p Figure4Params) String() string { return "figure 4, " + p.Judge.Profile }

// Figure4Point is the part of units above one threshold at one width (panel a).
type Figure4Point struct {
	SigmaM    float64 `unit:"m" doc:"width of the centre"`
	Scale     float64 `unit:"1" doc:"surround over centre"`
	Threshold float64 `unit:"1" doc:"Score60 that must be exceeded"`
	Networks  int32   `unit:"1" doc:"networks, without diverged ones"`
	Accurate  int32   `unit:"1" doc:"those below the decoding error; all are drawn"`
	Diverged  int32   `unit:"1" doc:"networks whose training diverged"`
	Fraction  float64 `unit:"1" doc:"part of the active units, mean over networks"`
	Low       float64 `unit:"1" doc:"lower end of its 95 % interval over networks"`
	High      float64 `unit:"1" doc:"upper end of its 95 % interval over networks"`
}

// Figure4Cell is a width and surround at the judge's threshold (panels b to d).
type Figure4Cell struct {
	SigmaM       float64 `unit:"m" doc:"width of the centre"`
	Scale        float64 `unit:"1" doc:"surround over centre, s"`
	Networks     int32   `unit:"1" doc:"networks, without diverged ones"`
	Diverged     int32   `unit:"1" doc:"networks whose training diverged"`
	Accurate     int32   `unit:"1" doc:"networks below the decoding error; all are drawn"`
	Fraction     float64 `unit:"1" doc:"part of the active units, mean over networks"`
	Low          float64 `unit:"1" doc:"lower end of its 95 % interval over networks"`
	High         float64 `unit:"1" doc:"upper end of its 95 % interval over networks"`
	Filtered     float64 `unit:"1" doc:"part of the active units that are above the threshold and whose period the filter lets pass"`
	FilteredLow  float64 `unit:"1" doc:"lower end of its 95 % interval over networks"`
	FilteredHigh float64 `unit:"1" doc:"upper end of its 95 % interval over networks"`
	Fields       float64 `unit:"1" doc:"part of the active units that are above the threshold and have at least three fields"`
	Null         float64 `unit:"1" doc:"part above the threshold of noise of the networks' own wavelengths, mean over networks"`
	NullLow      float64 `unit:"1" doc:"lower end of its 95 % interval over networks"`
	NullHigh     float64 `unit:"1" doc:"upper end of its 95 % interval over networks"`
	NullFiltered float64 `unit:"1" doc:"the same of noise whose period the filter lets pass"`
}

// Figure4Component is a population of place cells and what non-negative
// principal components of it look like (panel e).
type Figure4Component struct {
	Population string  `unit:"1" doc:"box and layout of the centres"`
	SigmaM     float64 `unit:"m" doc:"width of the centre"`
	BoxWidthM  float64 `unit:"m" doc:"side of the box"`
	Cells      int32   `unit:"1" doc:"place cells"`
	Starts     int32   `unit:"1" doc:"independent starts"`
	Fraction   float64 `unit:"1" doc:"part of the starts that end in a pattern above the threshold of 0.8"`
	Low        float64 `unit:"1" doc:"lower end of its 95 % Wilson interval"`
	High       float64 `unit:"1" doc:"upper end of its 95 % Wilson interval"`
	PeriodM    float64 `unit:"m" doc:"median period of those patterns; NaN without any"`
}

// Figure4Output is the figure and the tables behind it.
type Figure4Output struct {
	Points     []Figure4Point
	Cells      []Figure4Cell
	Components []Figure4Component
	PDF        []byte `file:"pdf"`
	SVG        []byte `file:"svg"`
	PNG        []byte `file:"png"`
}

// Figure4 makes figure 4: maps, scores and nulls hold a network each, as
// Samples and Others count them, and patterns a width of a population each, as
// Components counts them.
func Figure4(ctx context.Context, p Figure4Params, maps []ratemap.Maps, scores []gridscore.Scores, nulls []null.Distribution, patterns []nnpca.Result) (Figure4Output, error) {
	var o Figure4Output
	if err := p.Validate(); err != nil {
		return o, err
	}
	if n, _ := p.networks(); len(maps) != n || len(scores) != n || len(nulls) != n {
		return o, fmt.Errorf("figure 4: %d maps, %d scores and %d nulls for %d networks in Samples and Others", len(maps), len(scores), len(nulls), n)
	}
	for i, w := range split(append(p.Samples[:len(p.Samples):len(p.Samples)], p.Others...), maps, scores, nulls) {
		if err := ctx.Err(); err != nil {
			return o, err
		}
		if err := o.add(p, w, i < len(p.Samples)); err != nil {
			return o, fmt.Errorf("figure 4: sigma %v m, s %v: %w", w.sample.SigmaM, w.sample.Scale, err)
		}
	}
	if err := o.addComponents(p, patterns); err != nil {
		return o, fmt.Errorf("figure 4: %w", err)
	}
	return o, o.Draw(p)
}

func (o *Figure4Output) add(p Figure4Params, w width, curve bool) error {
	for _, t := range p.Thresholds {
		if !curve {
			break
		}
		point, err := p.point(w, t)
		if err != nil {
			return err
		}
		o.Points = append(o.Points, point)
	}
	c, err := p.cell(w)
	o.Cells = append(o.Cells, c)
	return err
}

func (p Figure4Params) point(w width, threshold float64) (Figure4Point, error) {
	q := Figure4Point{SigmaM: w.sample.SigmaM, Scale: w.sample.Scale, Threshold: threshold}
	var fractions []float64
	judge := p.Judge
	judge.Threshold = threshold
	for i := range w.maps {
		r, _ := newRun("", i, judge, &w.maps[i], w.scores[i])
		if r.Outcome == diverged {
			q.Diverged++
			continue
		}
		q.Networks++
		if p.Judge.accurate(r) {
			q.Accurate++
		}
		fractions = append(fractions, r.FractionAbove)
	}
	mean, in, err := meanOf(fractions, p.Judge.Resamples, p.stream(w, "figure 4"))
	q.Fraction, q.Low, q.High = mean, in.Lo, in.Hi
	return q, err
}

// stream is a bootstrap's own, by width and surround.
func (p Figure4Params) stream(w width, purpose string) rng.Stream {
	return rng.New(p.Judge.Seed, fmt.Sprintf("%s %v", purpose, w.sample.Scale), uint64(w.sample.SigmaM*1e6))
}

func (p Figure4Params) cell(w width) (Figure4Cell, error) {
	c := Figure4Cell{SigmaM: w.sample.SigmaM, Scale: w.sample.Scale}
	var all, filtered, fields, chance, chanceFiltered []float64
	for i := range w.maps {
		r, sample := newRun("", i, p.Judge, &w.maps[i], w.scores[i])
		if r.Outcome == diverged {
			c.Diverged++
			continue
		}
		c.Networks++
		if p.Judge.accurate(r) {
			c.Accurate++
		}
		noise, drawn := newRun("", i, p.Judge, &w.maps[i], nullScores(w.nulls[i]))
		all, filtered = append(all, r.FractionAbove), append(filtered, r.FractionFiltered)
		fields = append(fields, manyFields(w.scores[i], p.Judge.Threshold, len(sample)))
		if len(drawn) > 0 {
			chance, chanceFiltered = append(chance, noise.FractionAbove), append(chanceFiltered, noise.FractionFiltered)
		}
	}
	c.Fields, _, _ = meanOf(fields, 1, p.stream(w, "fields"))
	c.NullFiltered = stat.Mean(chanceFiltered)
	for _, e := range []struct {
		purpose      string
		values       []float64
		mean, lo, hi *float64
	}{
		{"all", all, &c.Fraction, &c.Low, &c.High},
		{"filtered", filtered, &c.Filtered, &c.FilteredLow, &c.FilteredHigh},
		{"null", chance, &c.Null, &c.NullLow, &c.NullHigh},
	} {
		mean, in, err := meanOf(e.values, p.Judge.Resamples, p.stream(w, "figure 4 "+e.purpose))
		if err != nil {
			return c, err
		}
		*e.mean, *e.lo, *e.hi = mean, in.Lo, in.Hi
	}
	return c, nil
}

// manyFields is the part of n active units above the threshold with the three
// fields that a triangle takes, NaN of none.
func manyFields(s gridscore.Scores, threshold float64, n int) float64 {
	count := 0
	for _, u := range s.Units {
		if u.Active && u.Score60 > threshold && u.FieldCount >= 3 {
			count++
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return float64(count) / float64(n)
}

func (o *Figure4Output) addComponents(p Figure4Params, patterns []nnpca.Result) error {
	i := 0
	for _, c := range p.Components {
		for range c.Widths {
			if i >= len(patterns) {
				return fmt.Errorf("%d patterns, Components has more widths", len(patterns))
			}
			s := patterns[i].Summary
			i++
			row := Figure4Component{c.Name, s.SigmaM, s.BoxWidthM, s.Cells, s.Starts, s.Fraction08, math.NaN(), math.NaN(), s.MedianPeriodM}
			in, err := stat.Wilson(int(math.Floor(float64(s.Fraction08*float64(s.Starts))+0.5)), int(s.Starts), confidence)
			if err != nil {
				return fmt.Errorf("%s: %w", c.Name, err)
			}
			row.Low, row.High = in.Lo, in.Hi
			o.Components = append(o.Components, row)
		}
	}
	if i != len(patterns) {
		return fmt.Errorf("%d patterns for %d widths in Components", len(patterns), i)
	}
	return nil
}
