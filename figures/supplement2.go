package figures

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
)

// Supplement2Params is what supplement 2 shows: networks by optimiser, cell,
// activation and initialiser.
type Supplement2Params struct {
	Profile Profile
	Judge   estimate.Judge
}

// Validate reports the first field out of bounds.
func (p Supplement2Params) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("supplement 2: %w", err)
	}
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("supplement 2: %w", err)
	}
	return nil
}

// String names the figure and its profile.
func (p Supplement2Params) String() string { return "supplement 2, " + p.Profile.Name }

// Supplement2Output is the figure and the tables behind it.
type Supplement2Output struct {
	Networks []estimate.SettingRun
	Settings []estimate.Setting
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Supplement2 draws supplement 2.
func Supplement2(ctx context.Context, p Supplement2Params, t estimate.SettingTables) (Supplement2Output, error) {
	o := Supplement2Output{Networks: t.Networks, Settings: t.Settings}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Supplement2Output) Draw(p Supplement2Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const pitch, top = 4.2, 9.0
	lines := o.lines()
	h := float64(pitch * float64(len(lines)))
	height := top + h + 20
	page := newPage(p.Profile, doubleColumn, height)
	for i, c := range []struct {
		label string
		mark  float64
		of    func(estimate.Setting) (v, lo, hi float64)
		each  func(estimate.SettingRun) float64
	}{
		{"Decoding error (cm)", p.Judge.LowErrorM * 100,
			func(s estimate.Setting) (v, lo, hi float64) {
				return s.ErrorM * 100, s.ErrorLowM * 100, s.ErrorHighM * 100
			},
			func(n estimate.SettingRun) float64 { return n.ErrorM * 100 }},
		{"Grid-like units (%)", math.NaN(),
			func(s estimate.Setting) (v, lo, hi float64) {
				return s.Fraction * 100, s.FractionLow * 100, s.FractionHigh * 100
			},
			func(n estimate.SettingRun) float64 { return n.FractionFiltered * 100 }},
		{"Largest Score_{60} of a network", p.Judge.Threshold,
			func(s estimate.Setting) (v, lo, hi float64) { return s.Max, s.MaxLow, s.MaxHigh },
			func(n estimate.SettingRun) float64 { return n.MaxScore60 }},
	} {
		o.strips(page, panel.Rect{X: 36 + float64(49*float64(i)), Y: top, W: 43, H: h}, lines, i, c.label, c.mark, c.of, c.each)
	}
	lost := 0
	for _, n := range o.Networks {
		if n.Outcome == rows.Diverged {
			lost++
		}
	}
	page.Note(fmt.Sprintf("Profile %s. Networks on DoS place cells of one width and surround; *N* = %d, %d diverged (in brackets: of a setting, diverged ones included). Grid-like: %s.",
		p.Profile.Name, len(o.Networks), lost, gridLike(p.Judge)), 2, height-4.6)
	page.Note(fmt.Sprintf("Points: networks; bars: mean and 95 %% bootstrap interval over them. Dashed: %s cm and Score_{60} = %s. The settings with which each factor learns were chosen by decoding error alone.", panel.Number(p.Judge.LowErrorM*100, 0), panel.Number(p.Judge.Threshold, 1)), 2, height-1.8)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Supplement 2: optimiser, cell, activation, initialiser")
	return err
}

// lines are the lines of the figure from the top: a heading (a setting without
// a name) before each factor's settings.
func (o *Supplement2Output) lines() []estimate.Setting {
	var out []estimate.Setting
	for i, s := range o.Settings {
		if i == 0 || o.Settings[i-1].Factor != s.Factor {
			out = append(out, estimate.Setting{Factor: s.Factor})
		}
		out = append(out, s)
	}
	return out
}

func (o *Supplement2Output) strips(page *panel.Page, r panel.Rect, lines []estimate.Setting, column int, label string, at float64,
	of func(estimate.Setting) (v, lo, hi float64), each func(estimate.SettingRun) float64) {
	page.Letter(string(rune('a'+column)), r.X-5, r.Y-3)
	n := len(lines)
	names := make([]string, n)
	for i, s := range lines {
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
	for i, s := range lines {
		if s.Setting == "" {
			continue
		}
		row := float64(n - 1 - i)
		a.Series(s.Factor + " " + s.Setting)
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
			a.Mark(v, row+up, panel.Disc, light(vermilion()), false)
		}
		v, lo, hi := of(s)
		a.HInterval(row, 0.5, lo, hi, solid(style().Ink))
		a.Line([]float64{v, v}, []float64{row - 0.36, row + 0.36}, solid(style().Ink))
	}
}
