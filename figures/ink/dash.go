package ink

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// dashed cuts a path of straight lines into dashes, so that all formats show
// the same ones. Curves are passed through by their end points.
func dashed(p vg.Path, pattern []vg.Length, offset vg.Length) vg.Path {
	var total vg.Length
	for _, d := range pattern {
		total += d
	}
	if !(total > 0) {
		return p
	}
	cut := dasher{pattern: pattern, offset: offset}
	for _, s := range p {
		switch s.Type {
		case vg.MoveComp:
			cut.begin(s.Pos)
		case vg.CloseComp:
			cut.lineTo(cut.start)
		default:
			cut.lineTo(s.Pos)
		}
	}
	return cut.out
}

type dasher struct {
	pattern   []vg.Length
	offset    vg.Length
	index     int
	left      vg.Length // of the present dash or gap
	at, start vg.Point
	out       vg.Path
}

func (d *dasher) begin(p vg.Point) {
	d.at, d.start, d.index, d.left = p, p, 0, d.pattern[0]
	for skip := d.offset; skip > 0; {
		step := min(skip, d.left)
		skip -= step
		d.spend(step)
	}
	if d.drawn() {
		d.out.Move(p)
	}
}

func (d *dasher) lineTo(p vg.Point) {
	dx, dy := float64(p.X-d.at.X), float64(p.Y-d.at.Y)
	length := vg.Length(math.Sqrt(float64(dx*dx) + float64(dy*dy)))
	from := d.at
	for done := vg.Length(0); done < length; {
		step := min(length-done, d.left)
		done += step
		f := float64(done / length)
		d.at = vg.Point{X: from.X + vg.Length(float64(f*dx)), Y: from.Y + vg.Length(float64(f*dy))}
		if d.drawn() {
			d.out.Line(d.at)
		}
		if d.spend(step) && d.drawn() {
			d.out.Move(d.at)
		}
	}
	d.at = p
}

// spend uses up a length of the pattern and reports a change of dash and gap.
func (d *dasher) spend(step vg.Length) bool {
	d.left -= step
	if d.left > 1e-9 {
		return false
	}
	for d.left <= 1e-9 {
		d.index = (d.index + 1) % len(d.pattern)
		d.left = d.pattern[d.index]
		if d.left <= 0 {
			d.left = 0.01 // a pattern's zero: shorter than any dash anyone sees
		}
	}
	return true
}

func (d *dasher) drawn() bool { return d.index%2 == 0 }
