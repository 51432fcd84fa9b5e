package table

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

// A Column describes one column of a file, and holds its values when asked for.
type Column struct {
	Name   string   `json:"name"`
	Type   string   `json:"type"` // a Go type for what this package writes, else a name like Arrow's
	Unit   string   `json:"unit,omitempty"`
	Doc    string   `json:"doc,omitempty"`
	Shape  []string `json:"shape,omitempty"`  // columns that hold a list's extents
	Length *int     `json:"length,omitempty"` // of every list, where all are alike
	// Nullable is whether rows may have no value.
	Nullable bool `json:"nullable,omitempty"`
	// Values is a slice: []bool, []int32, []int64, []float32, []float64,
	// []string, [][]float32, [][]float64, [][]int32; of any other type, and
	// of columns with nulls, []string. In files of this package a missing float is NaN. It is nil where it would take too much memory
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
	if rows < 0 {
		return OpenWithin(data, allBytes)
	}
	if f, err = open(data, rows, firstBytes); err != nil {
		return File{}, fmt.Errorf("table: %w", err)
	}
	return f, nil
}

// OpenWithin reads all rows of any Parquet file, if that takes no more than so
// many bytes of memory.
func OpenWithin(data []byte, most int64) (f File, err error) {
	if f, err = open(data, -1, most); err != nil {
		return File{}, fmt.Errorf("table: %w", err)
	}
	return f, nil
}

func open(data []byte, rows int, left int64) (f File, err error) {
	defer recoverInto(&err)
	r, err := newReader(data, foreign())
	if err != nil {
		return f, err
	}
	f.Rows, f.RowGroups, f.CreatedBy = int(r.file.NumRows()), r.groups(), r.file.MetaData().GetCreatedBy()
	var text string
	f.Meta, text = r.meta()
	f.Columns = describe(r.schema(), text)
	all := rows < 0
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

// describe joins the schema with the JSON description, where there is one that
// fits.
func describe(s *schema.Schema, text string) []Column {
	known := map[string]Column{}
	var list []Column
	if strings.Count(text, "{") <= 2*s.NumColumns() && json.Unmarshal([]byte(text), &list) == nil {
		for _, c := range list {
			known[c.Name] = c
		}
	}
	cs := make([]Column, s.NumColumns())
	for i := range cs {
		name := leafName(s, i)
		c, ok := known[name]
		if !ok {
			c = Column{Name: name, Type: leafType(s.Column(i))}
		}
		c.Nullable = s.ColumnRoot(i).RepetitionType() == parquet.Repetitions.Optional
		cs[i] = c
	}
	return cs
}

// head reads the first rows of one column, and no more of it.
func (r *reader) head(leaf, rows int) (any, error) {
	c := newCells(r.schema().Column(leaf))
	for g := 0; g < r.groups() && c.rows < rows; g++ {
		if r.rows(g) == 0 {
			continue
		}
		if err := r.column(c, g, leaf, min(rows-c.rows, r.rows(g))); err != nil {
			return nil, err
		}
	}
	if r.ours() {
		c.fill()
	}
	return c.plain(), nil
}

// ours reports that this package says it wrote the file: a null of its is a NaN.
func (r *reader) ours() bool {
	return strings.HasPrefix(r.file.MetaData().GetCreatedBy(), writtenHere)
}

// plain is the column as a Go slice of values, of lists, or of texts.
func (c *cells) plain() any {
	if c.hasNulls() || !c.bare() || c.col.MaxRepetitionLevel() > 1 {
		return c.texts()
	}
	if !c.list() {
		return c.values
	}
	switch v := c.values.(type) {
	case []float32:
		return lists(c, v)
	case []float64:
		return lists(c, v)
	case []int32:
		return lists(c, v)
	}
	return c.texts()
}

func lists[E any](c *cells, all []E) [][]E {
	starts := c.starts()
	out := make([][]E, c.rows)
	for i := range out {
		out[i] = append([]E(nil), all[starts[i]:starts[i+1]]...)
	}
	return out
}
