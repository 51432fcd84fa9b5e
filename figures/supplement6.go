package figures

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/surrogate"
)

// Supplement6Params is what supplement 6 shows: networks beside surrogates of
// their units.
type Supplement6Params struct {
	Profile Profile
	Judge   estimate.Judge
	Level   float64  // of a test of one network
	Rooms   []string // groups whose units' lattices are shown; at most 4
}

// Validate reports the first field out of bounds.
func (p Supplement6Params) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("supplement 6: %w", err)
	}
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("supplement 6: %w", err)
	}
	if !(p.Level > 0 && p.Level < 1) {
		return fmt.Errorf("supplement 6: Level is %v, want 0 < Level < 1", p.Level)
	}
	if len(p.Rooms) > 4 {
		return errors.New("supplement 6: Rooms has more than 4 groups, for which the page has no room")
	}
	return nil
}

// String names the figure and its profile.
func (p Supplement6Params) String() string { return "supplement 6, " + p.Profile.Name }

// Supplement6Output is the figure and the tables behind it.
type Supplement6Output struct {
	Groups   []estimate.SurrogateSummary
	Networks []estimate.SurrogateRun
	Widths   []estimate.SurrogateSummary
	Lattices []surrogate.Scores
	Bands    []estimate.NullCount
	Modality []estimate.Modality // in no panel: whether each network has one period
	PDF      []byte              `file:"pdf"`
	SVG      []byte              `file:"svg"`
	PNG      []byte              `file:"png"`
}

// Supplement6 draws supplement 6 from groups of networks, the same by width, and
// counts of ring-band noise, and keeps whether networks have one period beside them.
func Supplement6(ctx context.Context, p Supplement6Params, rooms, widths estimate.SurrogateTables, bands []estimate.NullCount,
	periods []estimate.Modality) (Supplement6Output, error) {
	o := Supplement6Output{Groups: rooms.Groups, Networks: rooms.Networks, Widths: widths.Groups, Bands: bands, Modality: periods}
	shown := map[string]bool{}
	for _, room := range p.Rooms {
		if n, ok := o.first(room); ok {
			shown[n.ID] = true
		}
	}
	for _, s := range rooms.Scores {
		if shown[s.ID] {
			o.Lattices = append(o.Lattices, s)
		}
	}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}

// first is the first network of a group.
func (o *Supplement6Output) first(group string) (estimate.SurrogateRun, bool) {
	for _, n := range o.Networks {
		if n.Group == group {
			return n, true
		}
	}
	return estimate.SurrogateRun{}, false
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Supplement6Output) Draw(p Supplement6Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const height = 168.0
	page := newPage(p.Profile, doubleColumn, height)
	o.shares(page, p, panel.Rect{X: 42, Y: 13, W: 52, H: 40})
	o.coherence(page, p, panel.Rect{X: 118, Y: 13, W: 52, H: 40})
	o.widths(page, panel.Rect{X: 16, Y: 75, W: 68, H: 30})
	o.bands(page, p, panel.Rect{X: 106, Y: 75, W: 30, H: 30})
	o.match(page, panel.Rect{X: 152, Y: 75, W: 24, H: 30})
	for i, room := range p.Rooms {
		o.lattices(page, p, room, panel.Rect{X: 16 + float64(43*float64(i)), Y: 122, W: 31, H: 24}, i)
	}
	for i, note := range []string{
		fmt.Sprintf("Profile %s. A surrogate has a unit's own rates, and the radial spectrum of its network's units; directions are random. *N* = %d networks in a, b, d to f. a, c: dots: networks, bars: mean and 95 %%", p.Profile.Name, len(o.Networks)),
		fmt.Sprintf("interval over networks; grey: surrogates. b: chance that as many surrogates share orientation and period as much; dashed: %v. d: units and surrogates as in a, and rectified noise in rings", p.Level),
		"of wave numbers. e: total variation of radial spectra (rates agree to the last bit). f: orientation and period of the units with a lattice (Score_{60} > 0.3) of each group's first network; filled: > 0.8.",
	} {
		page.Note(note, 2, height-1.8-float64(2.8*float64(2-i)))
	}
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Supplement 6: surrogates and shared lattices")
	return err
}

// upward are the groups' names from the bottom up.
func (o *Supplement6Output) upward(bare bool) panel.Axis {
	var names []string
	for i := range o.Groups {
		g := o.Groups[len(o.Groups)-1-i]
		names = append(names, fmt.Sprintf("%s (%d)", g.Group, g.Networks))
	}
	y := categories(names)
	y.Bare = bare
	return y
}

// shares draws how many units pass, and how many surrogates.
func (o *Supplement6Output) shares(page *panel.Page, p Supplement6Params, r panel.Rect) {
	page.Letter("a", 2, r.Y-7)
	var all []float64
	for _, n := range o.Networks {
		all = append(all, 100*n.Above, 100*n.Null)
	}
	if len(all) == 0 {
		page.Empty(r, "no networks")
		return
	}
	a := page.Axes(r, fromZero("Units with Score_{60} > "+panel.Number(p.Judge.Threshold, 1)+" (%)", all, 5, 5), o.upward(false))
	for i, g := range o.Groups {
		a.Series(g.Group)
		at := float64(len(o.Groups) - 1 - i)
		for _, n := range o.Networks {
			if n.Group == g.Group {
				a.Mark(100*n.Null, at-0.17, panel.Disc, panel.Faint(chanceInk(), 0x70), false)
				a.Mark(100*n.Above, at+0.17, panel.Disc, light(vermilion()), false)
			}
		}
		a.HInterval(at-0.17, 0.22, 100*g.NullLow, 100*g.NullHigh, solid(chanceInk()))
		a.HInterval(at+0.17, 0.22, 100*g.AboveLow, 100*g.AboveHigh, solid(vermilion()))
	}
	a.Legend(panel.Key{Name: "units", Stroke: solid(vermilion()), Dot: true}, panel.Key{Name: "surrogates", Stroke: solid(chanceInk()), Dot: true})
}

// coherence draws each network's test of a shared lattice.
func (o *Supplement6Output) coherence(page *panel.Page, p Supplement6Params, r panel.Rect) {
	page.Letter("b", r.X-14, r.Y-7)
	if len(o.Groups) == 0 {
		page.Empty(r, "no networks")
		return
	}
	lo := -3.1
	x := panel.Axis{Label: "*p* of a shared lattice", Lo: lo, Hi: 0.1, Ticks: []float64{-3, -2, -1, 0}, Names: []string{"0.001", "0.01", "0.1", "1"}}
	a := page.Axes(r, x, o.upward(true))
	a.VLine(dmath.Log10(p.Level), mark())
	page.Text("passing/tested", style().TickPt, style().Muted, r.X+r.W+4, r.Y-1.5, panel.Align{X: 1})
	for i, g := range o.Groups {
		a.Series(g.Group)
		at, k := float64(len(o.Groups)-1-i), 0
		for _, n := range o.Networks {
			if n.Group != g.Group {
				continue
			}
			off := 0.5*(float64(k)+0.5)/float64(g.Networks) - 0.25
			a.Mark(dmath.Log10(n.PJoint), at+off, panel.Disc, light(vermilion()), false)
			k++
		}
		a.Label(fmt.Sprintf("%d/%d", g.Coherent, g.Tested), 0.14, at, style().Ink, panel.Align{X: 0, Y: 0.5})
	}
}

// widths draws the part of units and of surrogates that pass by width.
func (o *Supplement6Output) widths(page *panel.Page, r panel.Rect) {
	page.Letter("c", 2, r.Y-6)
	if len(o.Widths) == 0 {
		page.Empty(r, "no widths")
		return
	}
	var names []string
	var all []float64
	for _, g := range o.Widths {
		names = append(names, g.Group)
		all = append(all, 100*g.AboveHigh, 100*g.Above, 100*g.NullHigh)
	}
	a := page.Axes(r, categories(names), fromZero("Units > 0.8 (%)", all, 5, 4))
	for i, g := range o.Widths {
		a.Series(g.Group)
		x := float64(i)
		a.Interval(x-0.14, 0.12, 100*g.Above, 100*g.AboveLow, 100*g.AboveHigh, solid(vermilion()))
		a.Interval(x+0.14, 0.12, 100*g.Null, 100*g.NullLow, 100*g.NullHigh, solid(chanceInk()))
	}
	page.Text("Width σ (m), *s* = 2", style().LabelPt, style().Ink, r.X+float64(r.W/2), r.Y+r.H+5.5, panel.Align{X: 0.5, Y: 1})
}

// bands draws the first group beside surrogates and ring-band noise.
func (o *Supplement6Output) bands(page *panel.Page, p Supplement6Params, r panel.Rect) {
	page.Letter("d", r.X-15, r.Y-6)
	ids := map[string]bool{}
	for _, b := range o.Bands {
		ids[b.ID] = true
	}
	var units, surrogates []float64
	for _, n := range o.Networks {
		if ids[n.ID] {
			units, surrogates = append(units, 100*n.Above), append(surrogates, 100*n.Null)
		}
	}
	names, columns := []string{"units", "surr."}, [][]float64{units, surrogates}
	for _, null := range distinct(o.Bands, func(b estimate.NullCount) string { return b.Null }) {
		var of []float64
		for _, b := range o.Bands {
			if b.Null == null && b.Threshold == p.Judge.Threshold && b.Maps > 0 {
				of = append(of, 100*float64(b.Above)/float64(b.Maps))
			}
		}
		names, columns = append(names, strings.TrimPrefix(null, "ring band ± ")), append(columns, of)
	}
	var all []float64
	for _, c := range columns {
		all = append(all, c...)
	}
	if len(all) == 0 {
		page.Empty(r, "no networks")
		return
	}
	a := page.Axes(r, categories(names), fromZero("Units or maps > 0.8 (%)", all, 5, 4))
	for i, c := range columns {
		a.Series(names[i])
		ink := light(vermilion())
		if i > 0 {
			ink = panel.Faint(chanceInk(), 0xa0)
		}
		a.Strip(float64(i), 0.26, c, ink)
	}
	page.Text("noise in a ring ±", style().TickPt, style().Muted, r.X+float64(0.7*r.W), r.Y+r.H+5, panel.Align{X: 0.5, Y: 1})
}

// match draws how far the surrogates' spectra are from the units'.
func (o *Supplement6Output) match(page *panel.Page, r panel.Rect) {
	page.Letter("e", r.X-13, r.Y-6)
	var radial []float64
	for _, n := range o.Networks {
		radial = append(radial, n.Radial)
	}
	if len(radial) == 0 {
		page.Empty(r, "no networks")
		return
	}
	a := page.Axes(r, categories([]string{"all networks"}), fromZero("Spectra: total variation", radial, 0.02, 4))
	a.Strip(0, 0.4, radial, panel.Faint(chanceInk(), 0xa0))
}

// lattices draws the lattices of the units of a group's first network.
func (o *Supplement6Output) lattices(page *panel.Page, p Supplement6Params, room string, r panel.Rect, i int) {
	if i == 0 {
		page.Letter("f", 2, r.Y-6)
	}
	page.Title(room, r.X+float64(r.W/2), r.Y-2)
	n, ok := o.first(room)
	if !ok {
		page.Empty(r, "no networks")
		return
	}
	y := panel.Axis{Lo: 0.4, Hi: 2.4, Ticks: []float64{0.5, 1, 1.5, 2}, Decimals: 1, Bare: i > 0}
	if i == 0 {
		y.Label = "Period (m)"
	}
	a := page.Axes(r, panel.Axis{Label: "Orientation (°)", Lo: -2, Hi: 62, Ticks: []float64{0, 30, 60}}, y)
	for _, s := range o.Lattices {
		if s.ID != n.ID {
			continue
		}
		for k, score := range s.Score60 {
			if score > 0.3 {
				a.Mark(s.OrientationRad[k]*180/math.Pi, s.LatticePeriodM[k], panel.Disc, light(vermilion()), !(score > p.Judge.Threshold))
			}
		}
	}
}
