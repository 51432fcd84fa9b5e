package mapfile

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"nofreelunch/build/frame"
	"nofreelunch/stages/measure/mapscore"
)

// A table has one of three forms.
//
//	lists   a column rates, or the only one with lists: a map in each row, row by
//	        row, square unless columns rows and columns say otherwise
//	bins    columns row, column and rate: a bin in each row; those that are not
//	        there were not visited. All maps have one size
//	matrix  numbers only: the table is one map
//
// The columns session, map, unit, cell and name, as far as they are there, name
// the maps.
type tabular struct{ *frame.Frame }

func (t *tabular) maps(flat bool) (Contents, error) {
	if rates := t.Find("rate", "rate_hz"); rates != nil && t.Find("row", "x") != nil && t.Find("column", "y") != nil {
		return t.bins(t.Find("row", "x"), t.Find("column", "y"), rates)
	}
	if rates := t.listed(); rates != nil {
		return t.lists(rates), nil
	}
	return t.matrix(flat)
}

// listed is the column with lists of rates, if there is one.
func (t *tabular) listed() *frame.Column {
	if c := t.Find("rates"); c != nil {
		return c
	}
	var found *frame.Column
	for i := range t.Columns {
		if c := &t.Columns[i]; c.Lists() {
			if found != nil {
				return nil
			}
			found = c
		}
	}
	return found
}

// named is the name of the map in a row.
func (t *tabular) named(row int) string {
	var parts []string
	for _, name := range []string{"session", "map", "unit", "cell", "name"} {
		if c := t.Find(name); c != nil {
			parts = append(parts, c.Text(row))
		}
	}
	if len(parts) == 0 {
		return strconv.Itoa(row)
	}
	return strings.Join(parts, " ")
}

// lists makes a map of each row.
func (t *tabular) lists(rates *frame.Column) (c Contents) {
	for row := range t.Rows {
		m, f := t.list(rates, row)
		if f != nil {
			c.Faults = append(c.Faults, *f)
			continue
		}
		c.Maps = append(c.Maps, m)
	}
	return c
}

func (t *tabular) list(rates *frame.Column, row int) (m mapscore.Map, f *mapscore.Refusal) {
	refuse := func(format string, args ...any) (mapscore.Map, *mapscore.Refusal) {
		r := fault(t.named(row), 0, 0, "table row %d, column %s: %s", row+1, rates.Name, fmt.Sprintf(format, args...))
		return m, &r
	}
	values, err := rates.List(row)
	if err != nil {
		return refuse("%v", err)
	}
	side := root(len(values))
	m = mapscore.Map{Name: t.named(row), Rows: side, Columns: side, Rates: values}
	for _, s := range []struct {
		column  *frame.Column
		extents []*int
	}{{t.Find("bins"), []*int{&m.Rows, &m.Columns}}, {t.Find("rows"), []*int{&m.Rows}}, {t.Find("columns"), []*int{&m.Columns}}} {
		if s.column == nil {
			continue
		}
		v, err := s.column.Real(row)
		if err != nil || !(v >= 1 && v <= 1<<15) {
			return refuse("its %s is %s, want a number of bins", s.column.Name, s.column.Text(row))
		}
		for _, e := range s.extents {
			*e = int(v)
		}
	}
	if m.Rows*m.Columns != len(values) || len(values) == 0 {
		return refuse("%d rates do not make %d x %d bins", len(values), m.Rows, m.Columns)
	}
	return m, nil
}

// A growing map gets its bins one by one.
type growing struct {
	mapscore.Map
	from   []int32 // row of the table that a bin is from
	broken bool
}

// bins makes maps of one bin in each row.
func (t *tabular) bins(xs, ys, rates *frame.Column) (c Contents, err error) {
	x, err := xs.Whole(t.Rows)
	if err != nil {
		return c, err
	}
	y, err := ys.Whole(t.Rows)
	if err != nil || t.Rows == 0 {
		return c, err
	}
	x0, y0 := slices.Min(x), slices.Min(y)
	rows, columns := slices.Max(x)-x0+1, slices.Max(y)-y0+1
	if rows > maxSide || columns > maxSide {
		return c, fmt.Errorf("columns %s and %s span %d x %d bins, at most %d a side can be scored", xs.Name, ys.Name, rows, columns, maxSide)
	}
	at := map[string]*growing{}
	var order []*growing
	for row := range t.Rows {
		name := t.cellName(row)
		m := at[name]
		if m == nil {
			if len(order) >= maxMaps || (len(order)+1)*rows*columns > MaxBytes {
				return c, fmt.Errorf("row %d: too many maps of %d x %d bins", row+1, rows, columns)
			}
			m = unvisited(name, rows, columns)
			at[name], order = m, append(order, m)
		}
		v, err := rates.Real(row)
		if text := m.put((x[row]-x0)*columns+y[row]-y0, row+1, v, err); text != "" {
			c.Faults = append(c.Faults, fault(name, 0, 0, "table row %d, column %s: %s", row+1, rates.Name, text))
		}
	}
	for _, m := range order {
		if !m.broken {
			c.Maps = append(c.Maps, m.Map)
		}
	}
	return c, nil
}

// put sets a bin, and says why the map is broken, once.
func (m *growing) put(k, row int, v float64, err error) (text string) {
	switch {
	case m.broken:
		return ""
	case m.from[k] > 0:
		text = fmt.Sprintf("row %d has this bin already", m.from[k])
	case err != nil:
		text = err.Error()
	}
	m.Rates[k], m.from[k], m.broken = v, int32(row), text != ""
	return text
}

// cellName is that of the map that a bin belongs to: a table without names is
// one map.
func (t *tabular) cellName(row int) string {
	if name := t.named(row); t.Find("session", "map", "unit", "cell", "name") != nil {
		return name
	}
	return "0"
}

func unvisited(name string, rows, columns int) *growing {
	rates := slices.Repeat([]float64{math.NaN()}, rows*columns)
	return &growing{mapscore.Map{Name: name, Rows: rows, Columns: columns, Rates: rates}, make([]int32, len(rates)), false}
}

// matrix takes a table of numbers for one map.
func (t *tabular) matrix(flat bool) (Contents, error) {
	var of []*frame.Column
	for i := range t.Columns {
		if c := &t.Columns[i]; c.Name != "" && !strings.HasPrefix(c.Name, "__index") && !strings.HasPrefix(c.Name, "unnamed: 0") {
			of = append(of, c)
		}
	}
	rates := make([]float64, 0, t.Rows*len(of))
	for row := range t.Rows {
		for _, c := range of {
			v, err := c.Real(row)
			if err != nil {
				return Contents{}, fmt.Errorf("row %d, column %s: %w; a table needs a column rates with lists, or columns row, column and rate, or numbers only",
					row+1, frame.Shortened(c.Name), err)
			}
			rates = append(rates, v)
		}
	}
	return matrix("0", t.Rows, len(of), rates, flat), nil
}
