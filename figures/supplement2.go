package figures

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/ratemap"
)

// Supplement2Params is what supplement 2 shows: DoS networks that differ in
// what the encoding does not say.
type Supplement2Params struct {
	Judge    Judge
	Settings []Setting // in the order of the networks
}

// Setting is networks of one value of one factor.
type Setting struct {
	Factor   string // "optimiser"
	Name     string // "adam"
	Networks int
}

// Validate reports the first field out of bounds.
func (p Supplement2Params) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("supplement 2: %w", err)
	}
	if len(p.Settings) == 0 {
		return fmt.Errorf("supplement 2: Settings is empty, want at least 1")
	}
	for i, s := range p.Settings {
		if s.Factor == "" || s.Name == "" || s.Networks < 1 {
			return fmt.Errorf("supplement 2: Settings[%d] is %+v, want a factor, a name and at least 1 network", i, s)
		}
	}
	return nil
}

// String names the figure and its profile.
func (p Supplement2Params) String() string { return "supplement 2, " + p.Judge.Profile }

// Supplement2Network is one network.
type Supplement2Network struct {
	Factor           string  `unit:"1" doc:"what is varied"`
	Setting          string  `unit:"1" doc:"its value"`
	Network          int32   `unit:"1" doc:"number of the network within its setting, from 0"`
	Outcome          string  `unit:"1" doc:"trained or diverged"`
	ErrorM           float64 `unit:"m" doc:"mean position decoding error over the first steps"`
	FractionAbove    float64 `unit:"1" doc:"part of the active units above the threshold"`
	FractionFiltered float64 `unit:"1" doc:"those of them whose period the filter lets pass, as a part of the active units"`
	MaxScore60       float64 `unit:"1" doc:"largest grid score"`
}

// Supplement2Setting is what a setting's networks have in common.
type Supplement2Setting struct {
	Factor       string  `unit:"1" doc:"what is varied"`
	Setting      string  `unit:"1" doc:"its value"`
	Networks     int32   `unit:"1" doc:"networks, without diverged ones"`
	Diverged     int32   `unit:"1" doc:"networks whose training diverged"`
	Accurate     int32   `unit:"1" doc:"networks below the decoding error"`
	ErrorM       float64 `unit:"m" doc:"decoding error, mean over networks"`
	ErrorLowM    float64 `unit:"m" doc:"lower end of its 95 % bootstrap interval"`
	ErrorHighM   float64 `unit:"m" doc:"upper end of its 95 % bootstrap interval"`
	Fraction     float64 `unit:"1" doc:"part of units above the threshold whose period the filter lets pass, mean over networks"`
	FractionLow  float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval"`
	FractionHigh float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval"`
	Max          float64 `unit:"1" doc:"largest grid score, mean over networks"`
	MaxLow       float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval"`
	MaxHigh      float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval"`
}

// Supplement2Output is the figure and the tables behind it.
type Supplement2Output struct {
	Networks []Supplement2Network
	Settings []Supplement2Setting
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Supplement2 makes supplement 2: maps and scores hold a network each, as
// Settings counts them.
func Supplement2(ctx context.Context, p Supplement2Params, maps []ratemap.Maps, scores []gridscore.Scores) (Supplement2Output, error) {
	var o Supplement2Output
	if err := p.Validate(); err != nil {
		return o, err
	}
	n := 0
	for _, s := range p.Settings {
		n += s.Networks
	}
	if len(maps) != n || len(scores) != n {
		return o, fmt.Errorf("supplement 2: %d maps and %d scores for %d networks in Settings", len(maps), len(scores), n)
	}
	first := 0
	for i, s := range p.Settings {
		if err := ctx.Err(); err != nil {
			return o, err
		}
		end := first + s.Networks
		row, err := o.add(p, s, uint64(i), maps[first:end], scores[first:end])
		if err != nil {
			return o, fmt.Errorf("supplement 2: %s %s: %w", s.Factor, s.Name, err)
		}
		o.Settings = append(o.Settings, row)
		first = end
	}
	return o, o.Draw(p)
}

func (o *Supplement2Output) add(p Supplement2Params, s Setting, index uint64, maps []ratemap.Maps, scores []gridscore.Scores) (Supplement2Setting, error) {
	row := Supplement2Setting{Factor: s.Factor, Setting: s.Name}
	var errorsM, fractions, most []float64
	for i := range maps {
		r, _ := newRun(s.Name, i, p.Judge, &maps[i], scores[i])
		o.Networks = append(o.Networks, Supplement2Network{s.Factor, s.Name, int32(i), r.Outcome, r.ErrorM, r.FractionAbove, r.FractionFiltered, r.MaxScore60})
		if r.Outcome == diverged {
			row.Diverged++
			continue
		}
		row.Networks++
		if p.Judge.accurate(r) {
			row.Accurate++
		}
		errorsM, fractions, most = append(errorsM, r.ErrorM), append(fractions, r.FractionFiltered), append(most, r.MaxScore60)
	}
	for i, q := range []struct {
		values       []float64
		mean, lo, hi *float64
	}{
		{errorsM, &row.ErrorM, &row.ErrorLowM, &row.ErrorHighM},
		{fractions, &row.Fraction, &row.FractionLow, &row.FractionHigh},
		{most, &row.Max, &row.MaxLow, &row.MaxHigh},
	} {
		var in stat.Interval
		var err error
		if *q.mean, in, err = meanOf(q.values, p.Judge.Resamples, rng.New(p.Judge.Seed, "supplement 2", 8*index+uint64(i))); err != nil {
			return row, err
		}
		*q.lo, *q.hi = in.Lo, in.Hi
	}
	return row, nil
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Supplement2Output) Draw(p Supplement2Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const pitch, top = 4.2, 9.0
	rows := o.rows()
	h := float64(pitch * float64(len(rows)))
	height := top + h + 20
	page := panel.NewPage(style(), doubleColumn, height)
	for i, c := range []struct {
		label string
		mark  float64
		of    func(Supplement2Setting) (v, lo, hi float64)
		each  func(Supplement2Network) float64
	}{
		{"Decoding error (cm)", p.Judge.LowErrorM * 100,
			func(s Supplement2Setting) (v, lo, hi float64) {
				return s.ErrorM * 100, s.ErrorLowM * 100, s.ErrorHighM * 100
			},
			func(n Supplement2Network) float64 { return n.ErrorM * 100 }},
		{"Grid-like units (%)", math.NaN(),
			func(s Supplement2Setting) (v, lo, hi float64) {
				return s.Fraction * 100, s.FractionLow * 100, s.FractionHigh * 100
			},
			func(n Supplement2Network) float64 { return n.FractionFiltered * 100 }},
		{"Largest Score_{60} of a network", p.Judge.Threshold,
			func(s Supplement2Setting) (v, lo, hi float64) { return s.Max, s.MaxLow, s.MaxHigh },
			func(n Supplement2Network) float64 { return n.MaxScore60 }},
	} {
		o.strips(page, panel.Rect{X: 36 + float64(49*float64(i)), Y: top, W: 43, H: h}, rows, i, c.label, c.mark, c.of, c.each)
	}
	lost := 0
	for _, n := range o.Networks {
		if n.Outcome == diverged {
			lost++
		}
	}
	page.Note(fmt.Sprintf("Profile %s. Networks on DoS place cells of one width and surround; *N* = %d, %d diverged (in brackets: of a setting, diverged ones included). Grid-like: %s.",
		p.Judge.Profile, len(o.Networks), lost, p.Judge.gridLike()), 2, height-4.6)
	page.Note(fmt.Sprintf("Points: networks; bars: mean and 95 %% bootstrap interval over them. Dashed: %s cm and Score_{60} = %s. The settings with which each factor learns were chosen by decoding error alone.", panel.Number(p.Judge.LowErrorM*100, 0), panel.Number(p.Judge.Threshold, 1)), 2, height-1.8)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Supplement 2: optimiser, cell, activation, initialiser")
	return err
}

// rows are the lines of the figure from the top: a heading (a setting without
// a name) before each factor's settings.
func (o *Supplement2Output) rows() []Supplement2Setting {
	var out []Supplement2Setting
	for i, s := range o.Settings {
		if i == 0 || o.Settings[i-1].Factor != s.Factor {
			out = append(out, Supplement2Setting{Factor: s.Factor})
		}
		out = append(out, s)
	}
	return out
}

func (o *Supplement2Output) strips(page *panel.Page, r panel.Rect, rows []Supplement2Setting, column int, label string, at float64,
	of func(Supplement2Setting) (v, lo, hi float64), each func(Supplement2Network) float64) {
	page.Letter(string(rune('a'+column)), r.X-5, r.Y-3)
	n := len(rows)
	names := make([]string, n)
	for i, s := range rows {
		if names[n-1-i] = "*" + s.Factor + "*"; s.Setting != "" {
			names[n-1-i] = fmt.Sprintf("%s (%d)", s.Setting, s.Networks+s.Diverged)
		}
	}
	y := categories(names)
	y.Bare, y.Lo, y.Hi = column > 0, -0.6, float64(n)-0.4
	var xs []float64
	for _, q := range o.Networks {
		xs = append(xs, each(q))
	}
	a := page.Axes(r, fromZero(label, xs, 1, 4), y)
	if !math.IsNaN(at) {
		a.VLine(at, mark())
	}
	for i, s := range rows {
		if s.Setting == "" {
			continue
		}
		row := float64(n - 1 - i)
		var mine []float64
		for _, q := range o.Networks {
			if q.Factor == s.Factor && q.Setting == s.Setting {
				mine = append(mine, each(q))
			}
		}
		for k, v := range mine {
			up := 0.0
			if len(mine) > 1 {
				up = float64(0.26 * (float64(2*k)/float64(len(mine)-1) - 1))
			}
			a.Mark(v, row+up, panel.Disc, light(groupColour("DoS")), false)
		}
		v, lo, hi := of(s)
		a.HInterval(row, 0.5, lo, hi, solid(style().Ink))
		a.Line([]float64{v, v}, []float64{row - 0.36, row + 0.36}, solid(style().Ink))
	}
}
