package table

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// A Column describes one column of a file, and holds its values when asked for.
type Column struct {
	Name   string   `json:"name"`
	Type   string   `json:"type"` // a Go type for what this package writes, else Arrow's name
	Unit   string   `json:"unit,omitempty"`
	Doc    string   `json:"doc,omitempty"`
	Shape  []string `json:"shape,omitempty"`  // columns that hold a list's extents
	Length *int     `json:"length,omitempty"` // of every list, where all are alike
	// Values is a slice: []bool, []int32, []int64, []float32, []float64,
	// []string, [][]float32, [][]float64, [][]int32; of any other type, and of
	// columns with nulls, []string. It is nil where it would take too much memory
	// to read the first rows.
	Values any `json:"-"`
}

// A File is a Parquet file opened without knowing its row type.
type File struct {
	Columns   []Column
	Meta      map[string]string
	Rows      int // in the file
	RowGroups int
	CreatedBy string
}

// Open reads any Parquet file's description and its first rows; all rows if
// rows is negative. Foreign files are welcome, within limits.
func Open(data []byte, rows int) (f File, err error) {
	if f, err = open(data, rows); err != nil {
		return File{}, fmt.Errorf("table: %w", err)
	}
	return f, nil
}

func open(data []byte, rows int) (f File, err error) {
	defer recoverInto(&err)
	r, err := newReader(data, foreign())
	if err != nil {
		return f, err
	}
	pf := r.file.ParquetReader()
	f.Rows, f.RowGroups, f.CreatedBy = int(pf.NumRows()), r.groups(), pf.MetaData().GetCreatedBy()
	var text string
	f.Meta, text = r.meta()
	f.Columns = describe(r.schema, text)
	left, all := int64(firstBytes), rows < 0
	if all {
		left = allBytes
	}
	if rows < 0 || rows > f.Rows {
		rows = f.Rows
	}
	for i := range f.Columns {
		need, err := r.estimate(i, rows, left)
		if err == nil && need <= left {
			left -= need
			f.Columns[i].Values, err = r.head(i, rows)
		} else if all && err == nil {
			err = fmt.Errorf("reading it may take %d bytes, %d are left", need, left)
		}
		if err != nil {
			return f, fmt.Errorf("column %q: %w", f.Columns[i].Name, err)
		}
	}
	return f, nil
}

// The most memory that reading columns may take, for the first rows and for all.
const (
	firstBytes = 112 << 20
	allBytes   = 4 << 30
)

// describe joins the Arrow schema with the JSON description, where there is
// one that fits.
func describe(s *arrow.Schema, text string) []Column {
	known := map[string]Column{}
	var list []Column
	if strings.Count(text, "{") <= 2*s.NumFields() && json.Unmarshal([]byte(text), &list) == nil {
		for _, c := range list {
			known[c.Name] = c
		}
	}
	cs := make([]Column, s.NumFields())
	for i, f := range s.Fields() {
		c, ok := known[f.Name]
		if !ok {
			c = Column{Name: f.Name, Type: f.Type.String()}
		}
		cs[i] = c
	}
	return cs
}

// head reads the first rows of one column.
func (r *reader) head(field, rows int) (any, error) {
	var arrays []arrow.Array
	n := 0
	for g := 0; g < r.groups() && n < rows; g++ {
		if r.rows(g) == 0 {
			continue
		}
		as, err := r.column(g, field)
		if err != nil {
			return nil, err
		}
		for _, a := range as {
			if n+a.Len() > rows {
				a = array.NewSlice(a, 0, int64(rows-n))
			}
			n += a.Len()
			arrays = append(arrays, a)
		}
	}
	return values(r.schema.Field(field).Type, arrays), nil
}

// values joins arrays of one type into a Go slice.
func values(t arrow.DataType, arrays []arrow.Array) any {
	for _, a := range arrays {
		if hasNulls(a) {
			return texts(arrays)
		}
	}
	switch t.ID() {
	case arrow.BOOL:
		return each(arrays, func(a *array.Boolean, i int) bool { return a.Value(i) })
	case arrow.INT32:
		return each(arrays, func(a *array.Int32, i int) int32 { return a.Value(i) })
	case arrow.INT64:
		return each(arrays, func(a *array.Int64, i int) int64 { return a.Value(i) })
	case arrow.FLOAT32:
		return each(arrays, func(a *array.Float32, i int) float32 { return a.Value(i) })
	case arrow.FLOAT64:
		return each(arrays, func(a *array.Float64, i int) float64 { return a.Value(i) })
	case arrow.STRING:
		return each(arrays, func(a *array.String, i int) string { return strings.Clone(a.Value(i)) })
	case arrow.LIST:
		return lists(t.(*arrow.ListType), arrays)
	}
	return texts(arrays)
}

func lists(t *arrow.ListType, arrays []arrow.Array) any {
	switch t.Elem().ID() {
	case arrow.FLOAT32:
		return each(arrays, func(a *array.List, i int) []float32 {
			return span(a, i, a.ListValues().(*array.Float32).Float32Values())
		})
	case arrow.FLOAT64:
		return each(arrays, func(a *array.List, i int) []float64 {
			return span(a, i, a.ListValues().(*array.Float64).Float64Values())
		})
	case arrow.INT32:
		return each(arrays, func(a *array.List, i int) []int32 {
			return span(a, i, a.ListValues().(*array.Int32).Int32Values())
		})
	}
	return texts(arrays)
}

func hasNulls(a arrow.Array) bool {
	l, ok := a.(*array.List)
	return a.NullN() > 0 || ok && hasNulls(l.ListValues())
}

func span[E any](a *array.List, i int, values []E) []E {
	start, end := a.ValueOffsets(i)
	return append([]E(nil), values[start:end]...)
}

func each[A arrow.Array, E any](arrays []arrow.Array, at func(A, int) E) []E {
	out := []E{}
	for _, a := range arrays {
		for i := range a.Len() {
			out = append(out, at(a.(A), i))
		}
	}
	return out
}

func texts(arrays []arrow.Array) []string {
	return each(arrays, func(a arrow.Array, i int) string { return a.ValueStr(i) })
}
