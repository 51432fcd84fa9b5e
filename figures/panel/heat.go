package panel

import (
	"image/color"
	"math"
)

// reachMM is a pixel of a coarse screen.
const reachMM = 0.26

// Map is a matrix of values on an even grid, [x][y] in row-major order.
type Map struct {
	NX, NY int
	Values []float64
}

// Range is the smallest and largest number of the map; ok is false if there is none.
func (m Map) Range() (lo, hi float64, ok bool) {
	for _, v := range m.Values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		if !ok {
			lo, hi, ok = v, v, true
		}
		lo, hi = min(lo, v), max(hi, v)
	}
	return lo, hi, ok
}

// Heat fills an area with the cells of a map: x to the right, y up, lo to hi
// over the ramp, values that are not numbers in the style's grey. Equal
// neighbours in a column merge into one cell. Each cell reaches under the next
// ones, viewers show the paper between cells that merely touch: the whole way
// to the right, a little way up, where more would show at the next one's sides.
func (p *Page) Heat(r Rect, m Map, ramp Ramp, lo, hi float64) {
	p.canvas.Part("map")
	p.heat(r, m, ramp, lo, hi)
}

func (p *Page) heat(r Rect, m Map, ramp Ramp, lo, hi float64) {
	if len(m.Values) != m.NX*m.NY || m.NX == 0 || m.NY == 0 {
		p.Empty(r, "no map")
		return
	}
	cell := func(x, y int) color.NRGBA { return p.shade(m.Values[x*m.NY+y], ramp, lo, hi) }
	w, h := r.W/float64(m.NX), r.H/float64(m.NY)
	for x := range m.NX {
		for y := 0; y < m.NY; {
			c, end := cell(x, y), y+1
			for end < m.NY && cell(x, end) == c {
				end++
			}
			box := Rect{r.X + float64(w*float64(x)), r.Y + r.H - float64(h*float64(end)), w, float64(h * float64(end-y))}
			if x+1 < m.NX {
				box.W += w
			}
			if end < m.NY {
				box.Y -= min(h, reachMM)
				box.H += min(h, reachMM)
			}
			p.box(c, box)
			y = end
		}
	}
}

func (p *Page) shade(v float64, ramp Ramp, lo, hi float64) color.NRGBA {
	if math.IsNaN(v) {
		return p.Style.Missing
	}
	if !(hi > lo) {
		return ramp.At(0)
	}
	return ramp.At((v - lo) / (hi - lo))
}

// Empty says in an area that there is nothing to show there.
func (p *Page) Empty(r Rect, why string) {
	s := p.Style
	p.outline(Stroke{Ink: s.Grid, WidthPt: s.AxisPt}, r)
	p.Text(why, s.SmallPt, s.Muted, r.X+float64(r.W/2), r.Y+float64(r.H/2), Align{0.5, 0.5})
}

// ColorBar draws an upright ramp with ticks to its right and a label beyond.
func (p *Page) ColorBar(r Rect, ramp Ramp, axis Axis) {
	const steps = 64
	cells := Map{NX: 1, NY: steps, Values: make([]float64, steps)}
	for i := range cells.Values {
		cells.Values[i] = float64(i)
	}
	p.canvas.Part("scale")
	p.heat(r, cells, ramp, 0, steps-1)
	s := p.Style
	dark := Stroke{Ink: s.Ink, WidthPt: s.AxisPt}
	p.outline(Stroke{Ink: s.Ink, WidthPt: s.GridPt}, r)
	widest := 0.0
	for i, t := range axis.Ticks {
		y := r.Y + r.H - float64(r.H*((t-axis.Lo)/(axis.Hi-axis.Lo)))
		p.stroke(dark, xy{r.X + r.W, y}, xy{r.X + r.W + s.TickMM, y})
		p.Text(axis.name(i), s.TickPt, s.Ink, r.X+r.W+s.TickMM+s.GapMM, y, Align{0, 0.5})
		widest = max(widest, width(axis.name(i), s.TickPt))
	}
	x := r.X + r.W + s.TickMM + float64(2.2*s.GapMM) + widest
	p.setUp(axis.Label, s.LabelPt, s.Ink, x, r.Y+float64(r.H/2), Align{0.5, 1})
}

// Tile is one rate map of a gallery with what is written above it.
type Tile struct {
	Map
	Above string
}

// Gallery draws square tiles in a row, each over its own range, with its
// caption above.
func (p *Page) Gallery(r Rect, gapMM float64, tiles []Tile, ramp Ramp) {
	p.canvas.Part("maps")
	if len(tiles) == 0 {
		p.Empty(Rect{r.X, r.Y, r.W - gapMM, r.H}, "no units to show")
		return
	}
	for i, t := range tiles {
		at := Rect{r.X + float64((r.H+gapMM)*float64(i)), r.Y, r.H, r.H}
		lo, hi, ok := t.Range()
		if !ok {
			p.Empty(at, "no data")
		} else {
			p.heat(at, t.Map, ramp, lo, hi)
		}
		p.Text(t.Above, p.Style.SmallPt, p.Style.Ink, at.X+float64(at.W/2), at.Y-float64(0.8*p.Style.GapMM), centre())
	}
}

// Circle draws a circle of data radius around the origin of the axes.
func (a *Axes) Circle(radius float64, s Stroke, cosSin func(float64) (sin, cos float64)) {
	const n = 180
	xs, ys := make([]float64, n+1), make([]float64, n+1)
	for i := range xs {
		sin, cos := cosSin(float64(i) * 2 * math.Pi / n)
		xs[i], ys[i] = float64(radius*cos), float64(radius*sin)
	}
	a.Line(xs, ys, s)
}
