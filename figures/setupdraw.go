package figures

import (
	"fmt"
	"math"
	"strings"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/net/nn"
)

// Layout of the setup figure, mm.
const (
	setupTop   = 10.0
	setupBox   = 34.0
	setupTiles = setupTop + setupBox + 15
	setupPitch = 21.5
	setupTile  = 16.0
	setupTall  = setupTiles + setupTile + 5 + 14 + 22
)

// Draw draws the figure from its tables and keeps the files in them.
func (o *SetupOutput) Draw(p SetupParams) error {
	if err := p.Validate(); err != nil {
		return err
	}
	page := newPage(p.Profile, doubleColumn, setupTall)
	page.Letter("a", 2, 6)
	schematic(page, p.Net, panel.Rect{X: 4, Y: setupTop, W: 58, H: setupBox})
	o.paths(page, p)
	o.errors(page, p)
	page.Letter("d", 2, setupTiles-5)
	for i, g := range p.Groups {
		narrow := min(1, 8/float64(len(p.Groups))) // eight fill the page
		o.encoding(p.Profile, page, g, 8+float64(narrow*setupPitch*float64(i)), float64(narrow*setupTile), i)
	}
	page.Note("Profile "+p.Profile.Name+". a: sizes of the vanilla network's arrays. b: of the followed paths the one that goes farthest from its start; true (black), decoded (dashed), start (ring).", 2, setupTall-7.4)
	page.Note("c: one network of each encoding, "+o.counts()+"; colours as in d. d: above, the target of one output over the box; below, targets along the box's middle of the outputs", 2, setupTall-4.6)
	page.Note("that depart most from their own mean in each third of it. Scales differ between encodings.", 2, setupTall-1.8)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Setup: network, paths and targets")
	return err
}

// counts says how many paths and steps the errors are over.
func (o *SetupOutput) counts() string {
	paths, steps := int32(0), int32(0)
	for _, e := range o.Errors {
		paths, steps = max(paths, e.Paths), max(steps, e.Step)
	}
	return fmt.Sprintf("mean over %d paths of %d steps", paths, steps)
}

// schematic sketches a vanilla network with the sizes of its arrays.
func schematic(page *panel.Page, c nn.Config, r panel.Rect) {
	small := style().TickPt
	block := func(x, y, w, h float64, text string) panel.Rect {
		b := panel.Rect{X: r.X + x, Y: r.Y + y, W: w, H: h}
		page.Block(b, grey(0xf4), panel.Stroke{Ink: style().Ink, WidthPt: style().AxisPt}, text, small)
		return b
	}
	arrow := panel.Stroke{Ink: style().Ink, WidthPt: 0.8}
	start := block(0, 2, 18, 6, "code of the start")
	velocity := block(0, 22, 18, 6, "velocity (2)")
	units := block(27, 11, 15, 8, fmt.Sprintf("*g*: %d units", c.Width()))
	target := block(47.5, 11, 14, 8, "")
	middleX := target.X + float64(target.W/2)
	page.Text("target:", small, style().Ink, middleX, target.Y+3.4, panel.Align{X: 0.5})
	page.Text(fmt.Sprintf("%d outputs", c.Outputs), small, style().Ink, middleX, target.Y+6.4, panel.Align{X: 0.5})
	middle := func(b panel.Rect) float64 { return b.Y + float64(b.H/2) }
	page.Arrow(arrow, [2]float64{start.X + start.W, middle(start)}, [2]float64{units.X + 4, middle(start)}, [2]float64{units.X + 4, units.Y})
	page.Arrow(arrow, [2]float64{velocity.X + velocity.W, middle(velocity)}, [2]float64{units.X + 4, middle(velocity)}, [2]float64{units.X + 4, units.Y + units.H})
	page.Arrow(arrow, [2]float64{units.X + units.W, middle(units)}, [2]float64{target.X, middle(target)})
	page.Arrow(arrow, [2]float64{units.X + 9, units.Y + units.H}, [2]float64{units.X + 9, units.Y + units.H + 4},
		[2]float64{units.X + 13, units.Y + units.H + 4}, [2]float64{units.X + 13, units.Y + units.H})
	label := func(text string, x, y float64) { page.Text(text, style().SmallPt, style().Muted, x, y, panel.Align{}) }
	label(fmt.Sprintf("encoder %d × %d", c.StartWidth(), c.Units), start.X+start.W+1, middle(start)-1)
	label(fmt.Sprintf("input 2 × %d", c.Units), velocity.X+velocity.W+1, middle(velocity)+3)
	label(fmt.Sprintf("recurrent %d × %d", c.Units, c.Units), units.X+9, units.Y+units.H+7)
	label("each step, "+string(c.Activation), units.X+9, units.Y+units.H+9.6)
	label(fmt.Sprintf("decoder %d × %d", c.Width(), c.Outputs), target.X-7, target.Y-1.4)
	label(string(c.Loss), target.X, target.Y+target.H+2.6)
}

// paths draws panel b.
func (o *SetupOutput) paths(page *panel.Page, p SetupParams) {
	page.Letter("b", 69, 6)
	half := 1.1
	for _, m := range o.Maps {
		half = m.WidthM / 2
	}
	for i, g := range p.Paths {
		if i == 2 {
			break
		}
		side := 26.0
		r := panel.Rect{X: 78 + float64(31*float64(i)), Y: setupTop + 2, W: side, H: side}
		a := page.Axes(r, panel.Axis{Label: "*x* (m)", Lo: -half, Hi: half, Ticks: panel.Every(-1, 1, 1)},
			panel.Axis{Label: []string{"*y* (m)", ""}[i], Lo: -half, Hi: half, Ticks: panel.Every(-1, 1, 1), Bare: i > 0})
		page.Text(g, style().TickPt, style().Ink, r.X+side/2, r.Y-1.2, panel.Align{X: 0.5})
		var x, y, dx, dy []float64
		for _, q := range o.Paths {
			if q.Group == g {
				x, y, dx, dy = append(x, q.XM), append(y, q.YM), append(dx, q.DecodedXM), append(dy, q.DecodedYM)
			}
		}
		if len(x) == 0 {
			page.Empty(r, "diverged")
			continue
		}
		a.Series("true " + g)
		a.Line(x, y, panel.Stroke{Ink: style().Ink, WidthPt: 1.2})
		a.Series("decoded " + g)
		a.Line(dx, dy, panel.Stroke{Ink: p.Profile.colour(g), WidthPt: 1.2, DashPt: []float64{3, 1.2}})
		a.Mark(x[0], y[0], panel.Disc, style().Ink, true)
	}
}

// errors draws panel c.
func (o *SetupOutput) errors(page *panel.Page, p SetupParams) {
	page.Letter("c", 138, 6)
	top, steps := 0.0, 1.0
	for _, e := range o.Errors {
		if !math.IsNaN(e.MeanM) {
			top = max(top, e.MeanM*100)
		}
		steps = max(steps, float64(e.Step))
	}
	top = max(top*1.05, 10)
	step, decimals := panel.Nice(top, 4)
	every, _ := panel.Nice(steps, 4)
	r := panel.Rect{X: 149, Y: setupTop + 2, W: 28, H: 26}
	a := page.Axes(r, panel.Axis{Label: "Step", Lo: 0, Hi: steps, Ticks: panel.Every(0, steps, every)},
		panel.Axis{Label: "Decoding error (cm)", Lo: 0, Hi: top, Ticks: panel.Every(0, top, step), Decimals: decimals})
	for _, g := range p.Groups {
		var xs, ys []float64
		for _, e := range o.Errors {
			if e.Group == g {
				xs, ys = append(xs, float64(e.Step)), append(ys, e.MeanM*100)
			}
		}
		a.Series(g)
		a.Line(xs, ys, p.Profile.stroke(g))
	}
}

// encoding draws one column of panel d.
func (o *SetupOutput) encoding(p Profile, page *panel.Page, group string, x, w float64, column int) {
	y := setupTiles
	for i, word := range strings.SplitN(group, " ", 2) {
		lift := 1.2
		if i == 0 && strings.Contains(group, " ") {
			lift = 3.8
		}
		page.Text(word, style().TickPt, style().Ink, x+float64(w/2), y-lift, panel.Align{X: 0.5})
	}
	page.Dot(p.colour(group), x+1, y-1.8, 1.6)
	half := 1.1
	for _, m := range o.Maps {
		if m.Group == group {
			page.Gallery(panel.Rect{X: x, Y: y, W: w, H: w}, 0,
				[]panel.Tile{{Map: panel.Map{NX: int(m.Bins), NY: int(m.Bins), Values: m.Targets}}}, powerRamp())
			half = m.WidthM / 2
		}
	}
	r := panel.Rect{X: x, Y: y + setupTile + 4, W: w, H: 13}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, c := range o.Curves {
		if c.Group == group {
			lo, hi = min(lo, c.Target), max(hi, c.Target)
		}
	}
	if !(hi > lo) {
		page.Empty(r, "constant")
		return
	}
	margin := (hi - lo) / 12
	label := panel.Axis{Label: "*x* (m)", Lo: -half, Hi: half, Ticks: panel.Every(-1, 1, 1)}
	a := page.Axes(r, label, panel.Axis{Lo: lo - margin, Hi: hi + margin})
	if column == 0 {
		page.UpText("target", style().Ink, x-2, r.Y+r.H/2)
	}
	o.outputs(p, a, group)
}

// outputs draws the curves of one group, an output after the other.
func (o *SetupOutput) outputs(p Profile, a *panel.Axes, group string) {
	var order []int32
	xs, ys := map[int32][]float64{}, map[int32][]float64{}
	for _, c := range o.Curves {
		if c.Group != group {
			continue
		}
		if xs[c.Output] == nil {
			order = append(order, c.Output)
		}
		xs[c.Output], ys[c.Output] = append(xs[c.Output], c.XM), append(ys[c.Output], c.Target)
	}
	dashes := [][]float64{nil, {3, 1.2}, {1, 1}}
	for i, c := range order {
		a.Series(fmt.Sprintf("%s output %d", group, c))
		a.Line(xs[c], ys[c], panel.Stroke{Ink: p.colour(group), WidthPt: 0.9, DashPt: dashes[i%3]})
	}
}
