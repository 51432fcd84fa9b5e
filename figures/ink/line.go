package ink

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// line is a line of text: where its frame stands on the page, which way it runs,
// and the stretches in it. The frame of a level line is the page's. It is all whole numbers, and its outlines are made of
// these alone: what is read back from a file has the same ones.
type line struct {
	at       point
	cos, sin int32 // of the direction, in parts of turn
	words    []word
}

// turn is the number of steps in a whole sine.
const turn = 10000

// word is a stretch of text in one style and size.
type word struct {
	text  string
	style Style
	size  int32 // in units
	from  point // of its baseline, in the line's frame
}

// placed is a run and where it starts in its line.
type placed struct {
	run
	at vg.Point
}

// spell draws runs as one line of text whose frame stands at pt.
func (c *Canvas) spell(pt vg.Point, runs []placed, size vg.Length) {
	scale := math.Sqrt(float64(c.m.a*c.m.a) + float64(c.m.b*c.m.b))
	if slack := 1e-9 * scale; math.Abs(c.m.a-c.m.d) > slack || math.Abs(c.m.b+c.m.c) > slack || scale == 0 {
		panic("ink: text can be turned and scaled, not sheared or mirrored")
	}
	l := line{at: c.m.at(pt), cos: whole(float64(c.m.a / scale * turn)), sin: whole(float64(c.m.b / scale * turn))}
	var origin point
	if l.cos == turn {
		l.at, origin = origin, l.at
	}
	for _, r := range runs {
		l.words = append(l.words, word{text: r.text, style: r.style, size: quantise(size.Points() * r.size * scale),
			from: point{origin.x + quantise(r.at.X.Points()*scale), origin.y + quantise(r.at.Y.Points()*scale)}})
	}
	c.write(l)
}

// write adds a line of text to the drawing.
func (c *Canvas) write(l line) {
	segs := l.outline()
	if len(segs) == 0 || c.ink.A == 0 {
		return // nothing but spaces
	}
	c.marks = append(c.marks, mark{segs: segs, ink: c.ink, words: &l, place: c.place})
}

// outline is what the line looks like.
func (l line) outline() []segment {
	var path vg.Path
	for _, w := range l.words {
		w.style.outline(&path, w.text, float64(w.size)/unit, vg.Point{X: vg.Length(w.from.x) / unit, Y: vg.Length(w.from.y) / unit})
	}
	cos, sin := float64(l.cos)/turn, float64(l.sin)/turn
	return matrix{a: cos, b: sin, c: -sin, d: cos, e: float64(l.at.x) / unit, f: float64(l.at.y) / unit}.trace(path)
}

// width is the advance of a stretch in units.
func (w word) width() int32 {
	return quantise(w.style.width(vg.Length(w.size)/unit, w.text).Points())
}

func whole(v float64) int32 { return int32(math.Floor(v + 0.5)) }
