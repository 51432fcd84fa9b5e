package figures

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/theory/compare"
)

// Figure 7's layout in millimetres: a column for each population above, the
// trained networks below.
const (
	fig7Height   = 194.0
	fig7Left     = 15.0
	fig7Side     = 31.0
	fig7Pitch    = 39.0
	fig7Tuning   = 9.0
	fig7Sigma    = 41.0
	fig7Spectrum = 85.0
	fig7Scores   = 138.0
	fig7Bottom   = 40.0
	fig7Tiles    = 6
)

// Draw draws the figure from its tables and keeps the files in them.
func (o *Figure7Output) Draw(p Figure7Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	page := newPage(p.Profile, doubleColumn, fig7Height)
	d := fig7Drawing{page: page, params: p, out: o}
	d.theory()
	d.density()
	d.fractions()
	d.errors()
	d.maps()
	d.footer()
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 7: difference of softmaxes against true difference of Gaussians")
	return err
}

type fig7Drawing struct {
	page   *panel.Page
	params Figure7Params
	out    *Figure7Output
}

// theory draws panels a, b and c, a column a population.
func (d fig7Drawing) theory() {
	for i, s := range d.out.Sigma {
		x := fig7Left + float64(fig7Pitch*float64(i))
		d.page.Title(s.Setting, x+fig7Side/2, fig7Tuning-3.2)
		d.tuning(s.Setting, x, i == 0)
		d.sigma(s, x, i == 0)
		for _, q := range d.out.Spectrum {
			if q.Setting == s.Setting {
				d.spectrum(q, x, i == 0)
			}
		}
	}
	bar := fig7Left + float64(fig7Pitch*float64(max(len(d.out.Sigma), 1))) - 5
	d.page.ColorBar(panel.Rect{X: bar, Y: fig7Sigma, W: 2, H: fig7Side}, signedRamp(),
		panel.Axis{Label: "(Σ − mean) / max", Lo: -1, Hi: 1, Ticks: []float64{-1, 0, 1}})
	d.page.ColorBar(panel.Rect{X: bar, Y: fig7Spectrum, W: 2, H: fig7Side}, powerRamp(),
		panel.Axis{Label: "|FT Σ| / max", Lo: 0, Hi: 1, Ticks: []float64{0, 0.5, 1}, Decimals: 1})
	for i, y := range []float64{fig7Tuning, fig7Sigma, fig7Spectrum} {
		d.page.Letter(string(rune('a'+i)), 2, y-0.5)
	}
}

func (d fig7Drawing) tuning(setting string, x float64, first bool) {
	var xs, ys []float64
	lo := 0.0
	for _, t := range d.out.Tuning {
		if t.Rate < lo {
			lo = t.Rate
		}
		if t.Setting == setting {
			xs, ys = append(xs, t.DistanceM), append(ys, t.Rate)
		}
	}
	xAxis := panel.Axis{Label: "Distance from centre (m)", Lo: -0.6, Hi: 0.6, Ticks: []float64{-0.5, 0, 0.5}, Decimals: 1}
	lo = max(math.Floor(float64(lo*4))/4, -1)
	yAxis := panel.Axis{Lo: lo, Hi: 1.05, Ticks: panel.Every(lo, 1.05, 0.5), Decimals: 1, Bare: !first}
	if first {
		yAxis.Label = "Response / range"
	}
	a := d.page.Axes(panel.Rect{X: x, Y: fig7Tuning, W: fig7Side, H: 20}, xAxis, yAxis)
	a.Area(xs, ys, d.params.Profile.stroke(fig7Family(setting)))
}

// fig7Family is the group whose colour a population has.
func fig7Family(setting string) string {
	if len(setting) >= 3 && setting[:3] == "DoS" {
		return "DoS"
	}
	return "true DoG"
}

func (d fig7Drawing) sigma(s compare.Sigma, x float64, first bool) {
	r := panel.Rect{X: x, Y: fig7Sigma, W: fig7Side, H: fig7Side}
	d.page.Heat(r, panel.Map{NX: int(s.Bins), NY: int(s.Bins), Values: s.Values}, signedRamp(), -1, 1)
	axis := panel.Axis{Lo: -s.HalfWidthM, Hi: s.HalfWidthM, Ticks: panel.Every(-s.HalfWidthM, s.HalfWidthM, 0.5), Decimals: 1, NoGrid: true}
	xAxis, yAxis := axis, axis
	xAxis.Label, yAxis.Bare = "Δ*x* (m)", !first
	if first {
		yAxis.Label = "Δ*y* (m)"
	}
	d.page.Axes(r, xAxis, yAxis)
}

func (d fig7Drawing) spectrum(s compare.Spectrum, x float64, first bool) {
	r := panel.Rect{X: x, Y: fig7Spectrum, W: fig7Side, H: fig7Side}
	d.page.Heat(r, panel.Map{NX: int(s.Bins), NY: int(s.Bins), Values: s.Amplitude}, powerRamp(), 0, 1)
	step, decimals := panel.Nice(2*s.HalfWidthRadPerM, 4)
	axis := panel.Axis{Lo: -s.HalfWidthRadPerM, Hi: s.HalfWidthRadPerM, NoGrid: true, Decimals: decimals,
		Ticks: panel.Every(-s.HalfWidthRadPerM, s.HalfWidthRadPerM, step)}
	xAxis, yAxis := axis, axis
	xAxis.Label, yAxis.Bare = "*k_x* (rad/m)", !first
	if first {
		yAxis.Label = "*k_y* (rad/m)"
	}
	a := d.page.Axes(r, xAxis, yAxis)
	if s.KStarRadPerM > 0 {
		a.Circle(s.KStarRadPerM, markOnDark(), dmath.Sincos)
	}
	d.page.Text(fmt.Sprintf("*k*^* = %s rad/m", panel.Number(s.KStarRadPerM, 1)), style().TickPt, style().Ink,
		x+fig7Side, fig7Spectrum-0.8, panel.Align{X: 1})
}

// density draws panel d.
func (d fig7Drawing) density() {
	r := panel.Rect{X: fig7Left, Y: fig7Scores, W: 46, H: fig7Bottom}
	top := 0.0
	for _, v := range d.out.Density {
		if v.High > top {
			top = v.High
		}
		if v.Density > top {
			top = v.Density
		}
	}
	d.page.Letter("d", 2, fig7Scores-5)
	if top == 0 {
		d.page.Empty(r, "no scored units")
		return
	}
	step, decimals := panel.Nice(top*1.05, 5)
	a := d.page.Axes(r,
		panel.Axis{Label: "Score_{60}", Lo: estimate.ScoreLo, Hi: estimate.ScoreHi, Ticks: panel.Every(estimate.ScoreLo, estimate.ScoreHi, 0.5), Decimals: 1},
		panel.Axis{Label: "Density", Lo: 0, Hi: top * 1.05, Ticks: panel.Every(0, top*1.05, step), Decimals: decimals})
	var keys []panel.Key
	for _, g := range d.out.Groups {
		d.curve(a, g.Group)
		keys = append(keys, panel.Key{Name: g.Group, Stroke: d.params.Profile.stroke(g.Group)})
	}
	a.VLine(d.params.Judge.Threshold, mark())
	a.Legend(keys...)
}

func (d fig7Drawing) curve(a *panel.Axes, group string) {
	var xs, ys, lo, hi []float64
	for _, v := range d.out.Density {
		if v.Group == group {
			xs, ys = append(xs, v.Score60), append(ys, v.Density)
			lo, hi = append(lo, v.Low), append(hi, v.High)
		}
	}
	a.Band(xs, lo, hi, panel.Faint(d.params.Profile.colour(group), style().FillAlpha))
	a.Line(xs, ys, d.params.Profile.stroke(group))
}

// fractions draws panel e: each network's part of grid-like units.
func (d fig7Drawing) fractions() {
	top := 0.0
	for _, n := range d.out.Networks {
		if n.FractionAbove > top {
			top = n.FractionAbove
		}
	}
	for _, g := range d.out.Groups {
		if g.FractionHigh > top {
			top = g.FractionHigh
		}
	}
	percent := float64(max(top, 0.05) * 110)
	step, decimals := panel.Nice(percent, 5)
	r := panel.Rect{X: 74, Y: fig7Scores, W: 26, H: fig7Bottom}
	a := d.page.Axes(r, categories(shortened(d.groupNames())), panel.Axis{Lo: -percent / 40, Hi: percent, Decimals: decimals,
		Label: "Units with Score_{60} > " + panel.Number(d.params.Judge.Threshold, 1) + " (%)", Ticks: panel.Every(0, percent, step)})
	for i, g := range d.out.Groups {
		x := float64(i)
		a.Strip(x, 0.26, d.values(g.Group, func(n estimate.Run) float64 { return n.FractionAbove * 100 }), light(d.params.Profile.colour(g.Group)))
		a.Interval(x, 0.3, g.FractionAbove*100, g.FractionLow*100, g.FractionHigh*100, solid(d.params.Profile.colour(g.Group)))
	}
	d.page.Letter("e", 62, fig7Scores-5)
}

// errors draws panel f: each network's decoding error.
func (d fig7Drawing) errors() {
	var trained []estimate.Group
	top := float64(d.params.Judge.LowErrorM * 100)
	for _, g := range d.out.Groups {
		if !math.IsNaN(g.ErrorM) {
			trained = append(trained, g)
		}
		if g.ErrorHighM*100 > top {
			top = g.ErrorHighM * 100
		}
	}
	var names []string
	for _, g := range trained {
		names = append(names, g.Group)
		for _, e := range d.values(g.Group, errorCM) {
			if e > top {
				top = e
			}
		}
	}
	top *= 1.1
	r := panel.Rect{X: 113, Y: fig7Scores, W: 19, H: fig7Bottom}
	d.page.Letter("f", 102.5, fig7Scores-5)
	if len(trained) == 0 {
		d.page.Empty(r, "none trained")
		return
	}
	step, decimals := panel.Nice(top, 5)
	a := d.page.Axes(r, categories(names), panel.Axis{Label: "Decoding error (cm)", Lo: 0, Hi: top, Ticks: panel.Every(0, top, step), Decimals: decimals})
	a.HLine(d.params.Judge.LowErrorM*100, mark())
	for i, g := range trained {
		x := float64(i)
		a.Strip(x, 0.26, d.values(g.Group, errorCM), light(d.params.Profile.colour(g.Group)))
		a.Interval(x, 0.3, g.ErrorM*100, g.ErrorLowM*100, g.ErrorHighM*100, solid(d.params.Profile.colour(g.Group)))
	}
}

func errorCM(n estimate.Run) float64 { return n.ErrorM * 100 }

func (d fig7Drawing) groupNames() []string {
	var names []string
	for _, g := range d.out.Groups {
		names = append(names, g.Group)
	}
	return names
}

func (d fig7Drawing) values(group string, of func(estimate.Run) float64) []float64 {
	var out []float64
	for _, n := range d.out.Networks {
		if n.Group == group && n.Outcome != rows.Diverged {
			out = append(out, of(n))
		}
	}
	return out
}

// maps draws panel g: rate maps with their scores, two rows a trained group.
func (d fig7Drawing) maps() {
	const (
		x, side, gap = 143.5, 10.4, 1.0
		pitch        = side + 3.2
		perRow       = fig7Tiles / 2
	)
	d.page.Letter("g", 136, fig7Scores-5)
	y := fig7Scores - 4.0
	for _, g := range d.out.Groups {
		if g.Group == d.params.Null {
			continue // a null has no networks to show
		}
		tiles := tiles(d.out.Maps, g.Group, fig7Tiles)
		for from := range 2 {
			part := tiles[min(len(tiles), from*perRow):min(len(tiles), (from+1)*perRow)]
			if from == 0 || len(part) > 0 {
				d.page.Gallery(panel.Rect{X: x, Y: y + float64(pitch*float64(from)), W: float64((side + gap) * perRow), H: side}, gap, part, rateRamp())
			}
		}
		d.page.UpText(g.Group, d.params.Profile.colour(g.Group), x-1.6, y+pitch-1.5)
		y += 2 * pitch
	}
}

// footer says what N is and what made the figure.
func (d fig7Drawing) footer() {
	text := "Profile " + d.params.Profile.Name + ". "
	for _, g := range d.out.Groups {
		text += g.Group + ": *N* = "
		if g.Group == d.params.Null {
			text += fmt.Sprintf("%s, %d maps", count(g.Networks, "draw"), g.Units)
		} else {
			text += fmt.Sprintf("%s, %d active units", count(g.Networks, "network"), g.Units)
		}
		if g.Diverged > 0 {
			text += fmt.Sprintf(" (and %d diverged)", g.Diverged)
		}
		text += ". "
	}
	d.page.Note(text+d.pooled(), 2, fig7Height-4.6)
	d.page.Note(fmt.Sprintf("Dashed: *k*^*, the strongest mode; Score_{60} = %s; %s cm. A dot is a network or a draw; bars: mean and 95 %% interval over them. Above each map its Score_{60}: the highest, then quartiles. Grey: no data.",
		panel.Number(d.params.Judge.Threshold, 1), panel.Number(d.params.Judge.LowErrorM*100, 0)), 2, fig7Height-1.8)
}

// pooled says whose density panel d shows.
func (d fig7Drawing) pooled() string {
	if d.params.Pooled == "" {
		return ""
	}
	n := int32(0)
	for _, v := range d.out.Density {
		if v.Group == d.params.Pooled {
			n = v.Networks
		}
	}
	return fmt.Sprintf("d: all scored units; of %s, %s of all widths below %s cm, as published.", d.params.Pooled, count(n, "network"), panel.Number(d.params.PooledBelowM*100, 0))
}

// count writes how many there are of a thing.
func count(n int32, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// shortened cuts a null's kind off its name: the legend tells it.
func shortened(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = n
		if strings.HasSuffix(n, " null") {
			out[i] = "null"
		}
	}
	return out
}

// categories is an axis with a name at each whole number.
func categories(names []string) panel.Axis {
	a := panel.Axis{Lo: -0.6, Hi: float64(max(len(names), 1)) - 0.4, Names: names, NoGrid: true}
	for i := range names {
		a.Ticks = append(a.Ticks, float64(i))
	}
	return a
}

func light(c color.NRGBA) color.NRGBA { return panel.Faint(c, 0x90) }

func solid(c color.NRGBA) panel.Stroke { return panel.Stroke{Ink: c, WidthPt: style().DataPt} }
