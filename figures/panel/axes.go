package panel

import (
	"math"
	"strconv"
)

// Axis is one direction of a data area.
type Axis struct {
	Label    string
	Lo, Hi   float64
	Ticks    []float64
	Decimals int      // of the tick labels
	Names    []string // instead of numbers, one a tick
	Bare     bool     // no tick labels: a neighbour carries them
	NoGrid   bool
}

// Axes is a data area with its two axes.
type Axes struct {
	Rect
	XAxis, YAxis Axis
	page         *Page
}

// Axes draws the grid, frame, ticks and labels of a data area.
func (p *Page) Axes(r Rect, x, y Axis) *Axes {
	if !(x.Hi > x.Lo) || !(y.Hi > y.Lo) {
		panic("panel: an axis needs Lo < Hi")
	}
	a := &Axes{Rect: r, XAxis: x, YAxis: y, page: p}
	p.canvas.Part("axes")
	a.grid()
	a.xLabels()
	a.yLabels()
	p.canvas.Part("data")
	return a
}

// Series names what is drawn next, up to the next name, legend or panel: a group
// of the panel where the format has groups.
func (a *Axes) Series(name string) { a.page.canvas.Part(name) }

func (a *Axes) px(v float64) float64 {
	return a.X + float64(a.W*((v-a.XAxis.Lo)/(a.XAxis.Hi-a.XAxis.Lo)))
}

func (a *Axes) py(v float64) float64 {
	return a.Y + a.H - float64(a.H*((v-a.YAxis.Lo)/(a.YAxis.Hi-a.YAxis.Lo)))
}

func (a *Axes) grid() {
	s := a.page.Style
	light := Stroke{Ink: s.Grid, WidthPt: s.GridPt}
	if !a.XAxis.NoGrid {
		for _, t := range a.XAxis.Ticks {
			a.page.stroke(light, xy{a.px(t), a.Y}, xy{a.px(t), a.Y + a.H})
		}
	}
	if !a.YAxis.NoGrid {
		for _, t := range a.YAxis.Ticks {
			a.page.stroke(light, xy{a.X, a.py(t)}, xy{a.X + a.W, a.py(t)})
		}
	}
	dark := Stroke{Ink: s.Ink, WidthPt: s.AxisPt}
	a.page.stroke(dark, xy{a.X, a.Y}, xy{a.X, a.Y + a.H}, xy{a.X + a.W, a.Y + a.H})
}

func (a *Axes) xLabels() {
	s := a.page.Style
	dark := Stroke{Ink: s.Ink, WidthPt: s.AxisPt}
	bottom := a.Y + a.H
	below := bottom + s.TickMM + s.GapMM
	for i, t := range a.XAxis.Ticks {
		a.page.stroke(dark, xy{a.px(t), bottom}, xy{a.px(t), bottom + s.TickMM})
		if !a.XAxis.Bare {
			a.page.Text(a.XAxis.name(i), s.TickPt, s.Ink, a.px(t), below, Align{0.5, 1})
		}
	}
	if a.XAxis.Label != "" {
		y := below + float64(s.TickPt*0.3528*0.72) + float64(1.6*s.GapMM)
		a.page.Text(a.XAxis.Label, s.LabelPt, s.Ink, a.X+float64(a.W/2), y, Align{0.5, 1})
	}
}

func (a *Axes) yLabels() {
	s := a.page.Style
	dark := Stroke{Ink: s.Ink, WidthPt: s.AxisPt}
	beside := a.X - s.TickMM - s.GapMM
	widest := 0.0
	for i, t := range a.YAxis.Ticks {
		a.page.stroke(dark, xy{a.X, a.py(t)}, xy{a.X - s.TickMM, a.py(t)})
		if !a.YAxis.Bare {
			name := a.YAxis.name(i)
			a.page.Text(name, s.TickPt, s.Ink, beside, a.py(t), Align{1, 0.5})
			widest = max(widest, width(name, s.TickPt))
		}
	}
	if a.YAxis.Label != "" {
		a.page.setUp(a.YAxis.Label, s.LabelPt, s.Ink, beside-widest-float64(1.6*s.GapMM), a.Y+float64(a.H/2), Align{0.5, 0})
	}
}

func (x Axis) name(i int) string {
	if len(x.Names) > i {
		return x.Names[i]
	}
	return Number(x.Ticks[i], x.Decimals)
}

// Number writes a number with a true minus sign, and "n/a" for NaN.
func Number(v float64, decimals int) string {
	if math.IsNaN(v) {
		return "n/a"
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	zero, _ := strconv.ParseFloat(s, 64)
	if v < 0 && zero != 0 {
		return "−" + s
	}
	return s
}

// Every returns the multiples of step in [lo, hi]. Inlined, its slack would be
// fused on some processors.
//
//go:noinline
func Every(lo, hi, step float64) []float64 {
	var out []float64
	slack := float64(step * 1e-9)
	for i := math.Floor(lo / step); ; i++ {
		v := float64(i * step)
		if v > hi+slack {
			return out
		}
		if v >= lo-slack {
			out = append(out, v)
		}
	}
}

// Nice returns a tick step of 1, 2 or 5 times a power of ten that divides a
// range into at most n parts, and the decimals it needs.
func Nice(span float64, n int) (step float64, decimals int) {
	if !(span > 0) || math.IsInf(span, 0) {
		panic("panel: tick range must be positive and finite")
	}
	power := 1.0
	for power*float64(n) > span {
		power, decimals = power/10, decimals+1
	}
	for power*10*float64(n) <= span {
		power *= 10
	}
	for _, m := range []float64{1, 2, 5, 10} {
		if m*power*float64(n) >= span {
			if m == 10 && decimals > 0 {
				decimals--
			}
			return m * power, decimals
		}
	}
	panic("panel: unreachable")
}
