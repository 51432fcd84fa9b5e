// Package recordings makes rate maps of recorded neurons: where an animal was,
// how long, and where each cell fired.
//
//	rate(bin) = (w spikes/seconds * g)(bin) / (w * g)(bin)
//
// with g a Gaussian and w the seconds, up to half their median, over the bins
// that were visited alone: a bin that was not visited has no rate, and lends none
// to its neighbours. What counts as
// reliable is the correlation r of two maps made of alternate minutes, and
// what the whole recording would give, 2 r / (1 + r) [Spearman1910]
// [Brown1910]; its root is the ceiling of any model's correlation with a map.
//
// Positions are in metres from the centre of the arena, times in seconds. The
// package does not know files, nor what a grid cell is.
package recordings

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Tables are recordings as they lie in files.
type Tables struct {
	Sessions  []Session
	Positions []Position
	Spikes    []Spike
}

// Session is one run of one animal in one arena.
type Session struct {
	Session string  `unit:"1" doc:"name of the session"`
	Animal  string  `unit:"1" doc:"name of the animal"`
	Shape   string  `unit:"1" doc:"square, rectangle or circle"`
	WidthM  float64 `unit:"m" doc:"extent along x; the diameter of a circle"`
	HeightM float64 `unit:"m" doc:"extent along y; that of a square or circle is its width"`
}

// Position is where the animal was at one time.
type Position struct {
	Session string  `unit:"1" doc:"name of the session"`
	TS      float64 `unit:"s" doc:"time, growing within a session"`
	XM      float64 `unit:"m" doc:"place from the arena's centre; NaN where the animal was not seen"`
	YM      float64 `unit:"m" doc:"place from the arena's centre; NaN where the animal was not seen"`
}

// Spike is one spike of one cell.
type Spike struct {
	Session string  `unit:"1" doc:"name of the session"`
	Cell    string  `unit:"1" doc:"name of the cell, within its session"`
	TS      float64 `unit:"s" doc:"time, growing within a cell, on the clock of the positions"`
}

// A Problem says what is wrong with one row of a table, and what that costs.
type Problem struct {
	Table  string // sessions, positions or spikes
	Row    int    // from 1, the first after the header; 0 for the whole table
	Column string
	Text   string
	Cost   string // what is left out because of it
	Lost   bool   // whether that is a session or a cell
}

// Within says where in its table the problem is, what it is, and what it costs.
func (p Problem) Within() string {
	var where []string
	if p.Row > 0 {
		where = append(where, fmt.Sprintf("row %d", p.Row))
	}
	if p.Column != "" {
		where = append(where, "column "+p.Column)
	}
	return fmt.Sprintf("%s: %s; %s", strings.Join(where, ", "), p.Text, p.Cost)
}

// A Recording is a session with its path and its cells.
type Recording struct {
	Session    Session
	TS, XM, YM []float64
	Cells      []Cell
}

// A Cell is a neuron's spikes in a session.
type Cell struct {
	Name   string
	TimesS []float64
}

// builder collects what belongs to one session.
type builder struct {
	Recording
	rows   []int // of the table that the positions are from
	broken bool
	cells  map[string]int
	bad    map[string]bool // cells that are left out
	doubt  map[string]int  // spikes left out, by cell
}

// Assemble joins the tables by their names. What is wrong is left out and
// listed; the rest is whole.
func Assemble(t Tables) ([]Recording, []Problem) {
	var problems []Problem
	note := func(p Problem) { problems = append(problems, p) }
	order, known := sessions(t.Sessions, note)
	positions(t.Positions, known, note)
	spikes(t.Spikes, known, note)
	var out []Recording
	for _, name := range order {
		b := known[name]
		if b.broken {
			continue
		}
		slices.SortStableFunc(b.Cells, func(x, y Cell) int { return cmp.Compare(x.Name, y.Name) })
		b.Cells = slices.DeleteFunc(b.Cells, func(c Cell) bool { return b.bad[c.Name] })
		if b.placed(note) {
			out = append(out, b.Recording)
		}
	}
	return out, problems
}

// sessions checks the first table.
func sessions(rows []Session, note func(Problem)) (order []string, known map[string]*builder) {
	known = map[string]*builder{}
	if len(rows) == 0 {
		note(Problem{Table: "sessions", Text: "no sessions", Cost: "there is nothing to measure", Lost: true})
	}
	for i, s := range rows {
		if column, text := s.fault(); text != "" {
			note(Problem{"sessions", i + 1, column, text, "its session is left out", true})
			known[s.Session] = &builder{broken: true}
			continue
		}
		if known[s.Session] != nil {
			note(Problem{"sessions", i + 1, "session", fmt.Sprintf("session %q is there twice", s.Session), "the first counts", false})
			continue
		}
		if s.Shape != "rectangle" {
			s.HeightM = s.WidthM
		}
		known[s.Session] = &builder{
			Recording: Recording{Session: s}, cells: map[string]int{}, bad: map[string]bool{}, doubt: map[string]int{},
		}
		order = append(order, s.Session)
	}
	return order, known
}

// widestM is the largest arena, m: wider ones are in another unit.
const widestM = 20

// fault names the first column of a session that cannot be.
func (s Session) fault() (column, text string) {
	size := func(column string, v float64) (string, string) {
		switch {
		case !(v > 0) || math.IsInf(v, 0):
			return column, fmt.Sprintf("is %v, want metres above 0", v)
		case v > widestM:
			return column, fmt.Sprintf("is %v m; is that in cm? divide it, and the positions, by 100", v)
		}
		return "", ""
	}
	if s.Session == "" {
		return "session", "has no name"
	}
	switch s.Shape {
	case "rectangle":
		if column, text := size("height_m", s.HeightM); text != "" {
			return column, text
		}
	case "square", "circle":
		if s.HeightM > 0 && s.HeightM != s.WidthM {
			return "height_m", fmt.Sprintf("is %v, and width_m %v: they must agree for a %s", s.HeightM, s.WidthM, s.Shape)
		}
	default:
		return "shape", fmt.Sprintf("is %q, want square, rectangle or circle", s.Shape)
	}
	return size("width_m", s.WidthM)
}

// positions gives every session its path.
func positions(rows []Position, known map[string]*builder, note func(Problem)) {
	unknown := map[string]bool{}
	for i, p := range rows {
		b := known[p.Session]
		if b == nil {
			if !unknown[p.Session] {
				note(Problem{"positions", i + 1, "session", fmt.Sprintf("unknown session %q", p.Session), "its positions are left out", true})
			}
			unknown[p.Session] = true
			continue
		}
		if b.broken {
			continue
		}
		if column, text := b.misplaced(p); text != "" {
			note(Problem{"positions", i + 1, column, text, fmt.Sprintf("session %q is left out", p.Session), true})
			b.broken = true
			continue
		}
		b.TS, b.XM, b.YM, b.rows = append(b.TS, p.TS), append(b.XM, p.XM), append(b.YM, p.YM), append(b.rows, i+1)
	}
}

// misplaced names the first column that does not fit to the path so far.
func (b *builder) misplaced(p Position) (column, text string) {
	n := len(b.TS)
	switch {
	case p.TS-p.TS != 0:
		return "t_s", fmt.Sprintf("is %v, want a time", p.TS)
	case n > 0 && p.TS == b.TS[n-1]:
		return "t_s", fmt.Sprintf("the time %v s is there twice; keep one of the two rows", p.TS)
	case n > 0 && p.TS < b.TS[n-1]:
		return "t_s", fmt.Sprintf("%v s comes after %v s; sort the rows by time", p.TS, b.TS[n-1])
	case math.IsInf(p.XM, 0):
		return "x_m", "is infinite; a place that is not known is NaN"
	case math.IsInf(p.YM, 0):
		return "y_m", "is infinite; a place that is not known is NaN"
	}
	return "", ""
}

// spikes gives every session its cells.
func spikes(rows []Spike, known map[string]*builder, note func(Problem)) {
	unknown := map[string]bool{}
	for i, s := range rows {
		b := known[s.Session]
		switch {
		case b == nil && !unknown[s.Session]:
			unknown[s.Session] = true
			note(Problem{"spikes", i + 1, "session", fmt.Sprintf("unknown session %q", s.Session), "its spikes are left out", true})
		case b == nil || b.broken || b.bad[s.Cell]:
		default:
			b.spike(i+1, s, note)
		}
	}
}

// spike adds a spike to its cell.
func (b *builder) spike(row int, s Spike, note func(Problem)) {
	k, ok := b.cells[s.Cell]
	if !ok {
		k = len(b.Cells)
		b.cells[s.Cell] = k
		b.Cells = append(b.Cells, Cell{Name: s.Cell})
	}
	c := &b.Cells[k]
	n, where := len(c.TimesS), fmt.Sprintf("cell %q of session %q", s.Cell, s.Session)
	doubtful := func(text string) {
		if b.doubt[s.Cell]++; b.doubt[s.Cell] == 1 {
			note(Problem{"spikes", row, "t_s", text, "this spike of " + where + ", and others like it, are left out", false})
		}
	}
	switch {
	case s.Cell == "":
		b.bad[s.Cell] = true
		note(Problem{"spikes", row, "cell", "has no name", "spikes without one are left out", true})
	case s.TS-s.TS != 0:
		doubtful(fmt.Sprintf("is %v, want a time", s.TS))
	case n > 0 && s.TS < c.TimesS[n-1]:
		b.bad[s.Cell] = true
		note(Problem{"spikes", row, "t_s", fmt.Sprintf("%v s comes after %v s; sort the rows by time", s.TS, c.TimesS[n-1]), where + " is left out", true})
	case n > 0 && s.TS == c.TimesS[n-1]:
		doubtful(fmt.Sprintf("the time %v s is there twice", s.TS))
	case len(b.TS) > 0 && (s.TS < b.TS[0] || s.TS > b.TS[len(b.TS)-1]):
		doubtful(fmt.Sprintf("%v s is outside the session, whose positions run from %v to %v s", s.TS, b.TS[0], b.TS[len(b.TS)-1]))
	default:
		c.TimesS = append(c.TimesS, s.TS)
	}
}
