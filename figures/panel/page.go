// Package panel is the plotting vocabulary of the figures: a page measured in
// millimetres from its top left corner, axes whose data area is exactly where
// the layout puts it, and the marks a figure is made of.
//
// A page is laid out by data areas, so that neighbours align whatever their
// labels. Nothing is drawn outside the data area it belongs to, a value that is
// not a number leaves a gap or a grey cell, and legends stand outside the data.
//
// The package does not know the figures, the stages or the style's values.
package panel

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot/vg"

	"nofreelunch/figures/ink"
)

// Rect is an area of a page in millimetres; Y grows downwards from the top.
type Rect struct{ X, Y, W, H float64 }

// Page is one figure being drawn.
type Page struct {
	Style  Style
	canvas *ink.Canvas
	height float64
}

// NewPage returns a white page.
func NewPage(s Style, widthMM, heightMM float64) *Page {
	c := ink.New(vg.Length(widthMM)*vg.Millimeter, vg.Length(heightMM)*vg.Millimeter)
	return &Page{Style: s, canvas: c, height: heightMM}
}

// Render writes the page in the three formats.
func (p *Page) Render(title string) (pdf, svg, png []byte, err error) {
	png, err = p.canvas.PNG(p.Style.DPI)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("panel: %w", err)
	}
	return p.canvas.PDF(title), p.canvas.SVG(title), png, nil
}

// Align says where a text's anchor is.
type Align struct{ X, Y float64 }

// Anchors used often.
func left() Align   { return Align{0, 0} }
func centre() Align { return Align{0.5, 0} }

// Letter marks a panel at the top left of its data area's surroundings, and
// begins it: what is drawn until the next letter or note belongs to it, and is a
// group named after it where the format has groups.
func (p *Page) Letter(letter string, x, y float64) {
	p.canvas.Panel("panel-" + letter)
	p.set(letter, ink.Bold, p.Style.LetterPt, p.Style.Ink, x, y, left())
}

// Title writes a centred heading.
func (p *Page) Title(markup string, x, y float64) {
	p.set(markup, ink.Regular, p.Style.TitlePt, p.Style.Ink, x, y, centre())
}

// Note writes small muted text from x on. It belongs to no panel.
func (p *Page) Note(markup string, x, y float64) {
	p.canvas.Panel("")
	p.canvas.Part("notes")
	p.set(markup, ink.Regular, p.Style.SmallPt, p.Style.Muted, x, y, left())
}

// Text writes a label in a colour.
func (p *Page) Text(markup string, sizePt float64, c color.NRGBA, x, y float64, a Align) {
	p.set(markup, ink.Regular, sizePt, c, x, y, a)
}

func (p *Page) set(markup string, s ink.Style, pt float64, c color.NRGBA, x, y float64, a Align) {
	p.canvas.SetColor(c)
	p.canvas.Draw(ink.Set(markup, s, vg.Points(pt)), p.at(x, y), a.X, a.Y)
}

func (p *Page) setUp(markup string, pt float64, c color.NRGBA, x, y float64, a Align) {
	p.canvas.SetColor(c)
	p.canvas.DrawUp(ink.Set(markup, ink.Regular, vg.Points(pt)), p.at(x, y), a.X, a.Y)
}

// width is the width of markup in millimetres.
func width(markup string, pt float64) float64 {
	return float64(ink.Set(markup, ink.Regular, vg.Points(pt)).Width / vg.Millimeter)
}

// at turns page millimetres into canvas lengths.
func (p *Page) at(x, y float64) vg.Point {
	return vg.Point{
		X: vg.Length(float64(x * float64(vg.Millimeter))),
		Y: vg.Length(float64((p.height - y) * float64(vg.Millimeter))),
	}
}

type xy struct{ x, y float64 }

func (p *Page) path(pts []xy) vg.Path {
	var path vg.Path
	for i, q := range pts {
		if i == 0 {
			path.Move(p.at(q.x, q.y))
			continue
		}
		path.Line(p.at(q.x, q.y))
	}
	return path
}

func (p *Page) stroke(s Stroke, pts ...xy) {
	if len(pts) < 2 {
		return
	}
	dash := make([]vg.Length, len(s.DashPt))
	for i, d := range s.DashPt {
		dash[i] = vg.Points(d)
	}
	p.canvas.SetColor(s.Ink)
	p.canvas.SetLineWidth(vg.Points(s.WidthPt))
	p.canvas.SetLineDash(dash, 0)
	p.canvas.Stroke(p.path(pts))
}

func (p *Page) fill(c color.NRGBA, pts ...xy) {
	if len(pts) < 3 {
		return
	}
	path := p.path(pts)
	path.Close()
	p.canvas.SetColor(c)
	p.canvas.Fill(path)
}

func (p *Page) box(c color.NRGBA, r Rect) {
	p.fill(c, xy{r.X, r.Y}, xy{r.X + r.W, r.Y}, xy{r.X + r.W, r.Y + r.H}, xy{r.X, r.Y + r.H})
}

func (p *Page) outline(s Stroke, r Rect) {
	path := p.path([]xy{{r.X, r.Y}, {r.X + r.W, r.Y}, {r.X + r.W, r.Y + r.H}, {r.X, r.Y + r.H}})
	path.Close()
	p.canvas.SetColor(s.Ink)
	p.canvas.SetLineWidth(vg.Points(s.WidthPt))
	p.canvas.SetLineDash(nil, 0)
	p.canvas.Stroke(path)
}

// dot draws a filled circle with a white rim, so that neighbours stay distinct.
func (p *Page) dot(c color.NRGBA, x, y, diameter float64) {
	p.disc(c, color.NRGBA{255, 255, 255, 255}, p.Style.GridPt, x, y, diameter)
}

func (p *Page) disc(c, rim color.NRGBA, rimPt, x, y, diameter float64) {
	var path vg.Path
	centre := p.at(x, y)
	r := vg.Length(float64(diameter/2) * float64(vg.Millimeter))
	path.Move(vg.Point{X: centre.X + r, Y: centre.Y})
	const k = 0.5522847498 // a quarter circle as a cubic
	quarter := [4][2]float64{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}
	for i, a := range quarter {
		b := quarter[(i+1)%4]
		at := func(u, v float64) vg.Point {
			x := float64(u*a[0]) + float64(v*b[0])
			y := float64(u*a[1]) + float64(v*b[1])
			return vg.Point{X: centre.X + vg.Length(float64(float64(r)*x)), Y: centre.Y + vg.Length(float64(float64(r)*y))}
		}
		path.CubeTo(at(1, k), at(k, 1), at(0, 1))
	}
	path.Close()
	p.canvas.SetColor(c)
	p.canvas.Fill(path)
	p.canvas.SetColor(rim)
	p.canvas.SetLineWidth(vg.Points(rimPt))
	p.canvas.SetLineDash(nil, 0)
	p.canvas.Stroke(path)
}

// UpText writes a label from bottom to top, centred on y.
func (p *Page) UpText(markup string, c color.NRGBA, x, y float64) {
	p.setUp(markup, p.Style.TickPt, c, x, y, Align{0.5, 0})
}
