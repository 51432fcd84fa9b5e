package estimate

import (
	"context"
	"errors"
	"fmt"
	"math"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/rows"
)

// WidthParams says at which widths and surrounds grid-like units are counted.
type WidthParams struct {
	Judge      Judge
	Widths     []Width   // at the published surround, by growing width
	Others     []Width   // at other surrounds
	Thresholds []float64 // Score60 thresholds, growing
	Published  []PublishedPoint
}

// PublishedPoint is the published part of scored units above a threshold.
type PublishedPoint struct {
	SigmaM, SurroundScale, Threshold float64
	Fraction, Uncertainty            float64
}

// Validate reports the first field out of bounds.
func (p WidthParams) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("widths: %w", err)
	}
	if err := validateWidths(p.Widths); err != nil {
		return fmt.Errorf("widths: %w", err)
	}
	for i, w := range p.Others {
		if err := w.Validate(); err != nil {
			return fmt.Errorf("widths: Others[%d].%w", i, err)
		}
	}
	if len(p.Thresholds) == 0 {
		return errors.New("widths: Thresholds is empty, want at least 1")
	}
	for i, t := range p.Thresholds {
		if !(t > -2 && t < 2) || i > 0 && t <= p.Thresholds[i-1] {
			return fmt.Errorf("widths: Thresholds[%d] is %v, want growing numbers between -2 and 2", i, t)
		}
	}
	return nil
}

// ThresholdPoint is the part of units above one threshold at one width.
type ThresholdPoint struct {
	SigmaM        float64 `unit:"m" doc:"width of the centre"`
	SurroundScale float64 `unit:"1" doc:"width of the surround over that of the centre, s"`
	Threshold     float64 `unit:"1" doc:"Score60 that must be exceeded"`
	Networks      int32   `unit:"1" doc:"networks, without diverged ones"`
	Accurate      int32   `unit:"1" doc:"those below the decoding error; all are drawn"`
	Diverged      int32   `unit:"1" doc:"networks whose training diverged"`
	Fraction      float64 `unit:"1" doc:"part of the active units, mean over networks"`
	Low           float64 `unit:"1" doc:"lower end of its 95 % interval over networks"`
	High          float64 `unit:"1" doc:"upper end of its 95 % interval over networks"`
	OfAll         float64 `unit:"1" doc:"part of all scored units, silent ones included, mean over accurate networks, as published"`
	OfAllLow      float64 `unit:"1" doc:"lower end of its 95 % interval over networks"`
	OfAllHigh     float64 `unit:"1" doc:"upper end of its 95 % interval over networks"`
	Published     float64 `unit:"1" doc:"published part; NaN without any"`
	Uncertainty   float64 `unit:"1" doc:"its reading error"`
}

// WidthCell is a width and surround at the judge's threshold.
type WidthCell struct {
	SigmaM        float64 `unit:"m" doc:"width of the centre"`
	SurroundScale float64 `unit:"1" doc:"width of the surround over that of the centre, s"`
	Networks      int32   `unit:"1" doc:"networks, without diverged ones"`
	Diverged      int32   `unit:"1" doc:"networks whose training diverged"`
	Accurate      int32   `unit:"1" doc:"networks below the decoding error; all are drawn"`
	Fraction      float64 `unit:"1" doc:"part of the active units, mean over networks"`
	Low           float64 `unit:"1" doc:"lower end of its 95 % interval over networks"`
	High          float64 `unit:"1" doc:"upper end of its 95 % interval over networks"`
	Filtered      float64 `unit:"1" doc:"part of the active units that are above the threshold and whose period the filter lets pass"`
	FilteredLow   float64 `unit:"1" doc:"lower end of its 95 % interval over networks"`
	FilteredHigh  float64 `unit:"1" doc:"upper end of its 95 % interval over networks"`
	Fields        float64 `unit:"1" doc:"part of the active units that are above the threshold and have at least three fields"`
	Null          float64 `unit:"1" doc:"part above the threshold of noise of the networks' own wavelengths, mean over networks"`
	NullLow       float64 `unit:"1" doc:"lower end of its 95 % interval over networks"`
	NullHigh      float64 `unit:"1" doc:"upper end of its 95 % interval over networks"`
	NullFiltered  float64 `unit:"1" doc:"the same of noise whose period the filter lets pass"`
}

// WidthTables are the fractions by threshold, and by surround.
type WidthTables struct {
	Points []ThresholdPoint
	Cells  []WidthCell
}

// Widths counts grid-like units by the width and surround of the place fields.
func Widths(ctx context.Context, p WidthParams, t rows.Table) (WidthTables, error) {
	var o WidthTables
	if err := p.Validate(); err != nil {
		return o, err
	}
	for i, w := range append(p.Widths[:len(p.Widths):len(p.Widths)], p.Others...) {
		if err := ctx.Err(); err != nil {
			return o, err
		}
		if err := o.add(p, w, t.Of(w.where()), i < len(p.Widths)); err != nil {
			return o, fmt.Errorf("widths: sigma %v m, s %v: %w", w.SigmaM, w.SurroundScale, err)
		}
	}
	return o, nil
}

func (o *WidthTables) add(p WidthParams, w Width, t rows.Table, curve bool) error {
	for _, threshold := range p.Thresholds {
		if !curve {
			break
		}
		point, err := p.point(w, threshold, t)
		if err != nil {
			return err
		}
		o.Points = append(o.Points, point)
	}
	c, err := p.cell(w, t)
	o.Cells = append(o.Cells, c)
	return err
}

// stream is a bootstrap's own, by width and surround.
func (p WidthParams) stream(w Width, purpose string) rng.Stream {
	return rng.New(p.Judge.Seed, fmt.Sprintf("%s %v", purpose, w.SurroundScale), uint64(w.SigmaM*1e6))
}

func (p WidthParams) point(w Width, threshold float64, t rows.Table) (ThresholdPoint, error) {
	q := ThresholdPoint{SigmaM: w.SigmaM, SurroundScale: w.SurroundScale, Threshold: threshold}
	q.Published, q.Uncertainty = p.published(w, threshold)
	counts := t.CountsAt(threshold)
	var active, all []float64
	for _, n := range t.Networks {
		if n.Diverged() {
			q.Diverged++
			continue
		}
		c, ok := counts(n)
		if !ok {
			return q, fmt.Errorf("the rows of network %s have no counts at Score60 > %v", n.ID, threshold)
		}
		q.Networks++
		active = append(active, part(c.Above, n.Active))
		if p.Judge.Accurate(n) {
			q.Accurate++
			all = append(all, part(c.AboveOfAll, n.Scored))
		}
	}
	return q, p.Judge.estimate([]column{
		{"figure 4", active, &q.Fraction, &q.Low, &q.High},
		{"figure 4 of all", all, &q.OfAll, &q.OfAllLow, &q.OfAllHigh},
	}, func(purpose string) rng.Stream { return p.stream(w, purpose) })
}

// published is the published part at a width and threshold; NaN without any.
func (p WidthParams) published(w Width, threshold float64) (fraction, uncertainty float64) {
	for _, q := range p.Published {
		if q.SigmaM == w.SigmaM && q.SurroundScale == w.SurroundScale && q.Threshold == threshold {
			return q.Fraction, q.Uncertainty
		}
	}
	return math.NaN(), math.NaN()
}

// widthSamples are the fractions of a width's networks.
type widthSamples struct{ all, filtered, fields, chance, chanceFiltered []float64 }

func (p WidthParams) cell(w Width, t rows.Table) (WidthCell, error) {
	c := WidthCell{SigmaM: w.SigmaM, SurroundScale: w.SurroundScale}
	counts := t.CountsAt(p.Judge.Threshold)
	var s widthSamples
	for _, n := range t.Networks {
		if n.Diverged() {
			c.Diverged++
			continue
		}
		c.Networks++
		if p.Judge.Accurate(n) {
			c.Accurate++
		}
		k, ok := counts(n)
		if !ok {
			return c, fmt.Errorf("the rows of network %s have no counts at Score60 > %v", n.ID, p.Judge.Threshold)
		}
		s.add(n, k)
	}
	return c, c.estimate(p, w, s)
}

func (s *widthSamples) add(n rows.Network, k rows.Count) {
	s.all, s.filtered = append(s.all, part(k.Above, n.Active)), append(s.filtered, part(k.Short, n.Active))
	s.fields = append(s.fields, part(k.ManyFields, n.Active))
	if n.NullMaps > 0 {
		s.chance, s.chanceFiltered = append(s.chance, part(k.NullAbove, n.NullMaps)), append(s.chanceFiltered, part(k.NullShort, n.NullMaps))
	}
}

func (c *WidthCell) estimate(p WidthParams, w Width, s widthSamples) error {
	c.Fields, c.NullFiltered = stat.Mean(numbers(s.fields)), stat.Mean(s.chanceFiltered)
	return p.Judge.estimate([]column{
		{"all", s.all, &c.Fraction, &c.Low, &c.High},
		{"filtered", s.filtered, &c.Filtered, &c.FilteredLow, &c.FilteredHigh},
		{"null", s.chance, &c.Null, &c.NullLow, &c.NullHigh},
	}, func(purpose string) rng.Stream { return p.stream(w, "figure 4 "+purpose) })
}
