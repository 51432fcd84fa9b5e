package recordings

import (
	"fmt"
	"math"
)

const (
	// fewest is how many positions make a path.
	fewest = 10
	// beyond is how far outside the wall a position may lie, in arena widths:
	// heads and trackers reach over it. Such positions belong to the wall's bin.
	beyond = 0.05
	// strays is the fraction of positions farther outside that are taken for
	// faults of the tracker; they count as not seen.
	strays = 0.01
	// narrow is the least part of the arena that a path spans.
	narrow = 0.4
)

// placed checks that the path fills the arena, and says what may be wrong with
// it where it does not: the reader would otherwise see an empty map.
func (b *builder) placed(note func(Problem)) bool {
	refuse := func(column, text string) bool {
		note(Problem{"positions", 0, column, text, fmt.Sprintf("session %q is left out", b.Session.Session), true})
		return false
	}
	if len(b.TS) < fewest {
		return refuse("session", fmt.Sprintf("session %q has %d positions, want at least %d", b.Session.Session, len(b.TS), fewest))
	}
	outside := 0
	for i := range b.TS {
		if b.outside(b.XM[i], b.YM[i]) {
			outside++
		}
	}
	spans := []span{spanOf("x_m", b.XM, b.Session.WidthM), spanOf("y_m", b.YM, b.Session.HeightM)}
	for _, s := range spans {
		if text := s.fault(); text != "" && (float64(outside) > float64(strays*float64(len(b.TS))) || s.short() || s.n == 0) {
			return refuse(s.column, text)
		}
	}
	if float64(outside) > float64(strays*float64(len(b.TS))) {
		return refuse("x_m", fmt.Sprintf("%d of %d positions lie outside the %s of %v x %v m around 0; is its shape or size another?",
			outside, len(b.TS), b.Session.Shape, b.Session.WidthM, b.Session.HeightM))
	}
	if outside > 0 {
		note(Problem{"positions", b.stray(), "x_m", fmt.Sprintf("%d of %d positions of session %q lie far outside the arena, this of its rows the first",
			outside, len(b.TS), b.Session.Session), "there the animal counts as not seen", false})
	}
	return true
}

// stray is the table's row of the first position that is outside.
func (b *builder) stray() int {
	for i := range b.TS {
		if b.outside(b.XM[i], b.YM[i]) {
			return b.rows[i]
		}
	}
	return 0
}

// outside reports a position farther beyond the wall than heads reach.
func (r *Recording) outside(x, y float64) bool {
	w, h := r.Session.WidthM, r.Session.HeightM
	if r.Session.Shape == "circle" {
		return math.Sqrt(float64(x*x)+float64(y*y)) > w*(0.5+beyond)
	}
	return math.Abs(x) > w*(0.5+beyond) || math.Abs(y) > h*(0.5+beyond)
}

// span is what a path covers of one axis.
type span struct {
	column    string
	lo, hi, w float64
	n         int
}

func spanOf(column string, v []float64, width float64) span {
	s := span{column, math.Inf(1), math.Inf(-1), width, 0}
	for _, x := range v {
		if x == x {
			s.lo, s.hi, s.n = min(s.lo, x), max(s.hi, x), s.n+1
		}
	}
	return s
}

func (s span) short() bool { return s.hi-s.lo < narrow*s.w }

// fault is what a span looks like if it is not one of metres around 0.
func (s span) fault() string {
	extent := s.hi - s.lo
	runs := fmt.Sprintf("runs from %.4g to %.4g, and the arena is %v m", s.lo, s.hi, s.w)
	within := func(v, of float64) bool { return v > narrow*of && v <= of*(1+2*beyond) }
	switch {
	case s.n == 0:
		return "the animal is never seen"
	case within(extent, 100*s.w):
		return runs + ": that is cm; divide positions by 100, and subtract the centre if it is not 0"
	case within(extent, 1000*s.w):
		return runs + ": that is mm; divide positions by 1000, and subtract the centre if it is not 0"
	case within(extent, s.w) && (s.hi > s.w*(0.5+beyond) || s.lo < -s.w*(0.5+beyond)):
		return fmt.Sprintf("%s: that is not centred on 0; subtract %.4g", runs, (s.lo+s.hi)/2)
	case s.short():
		return runs + ": that is a small part of it; are positions, or the arena's size, in another unit?"
	}
	return ""
}
