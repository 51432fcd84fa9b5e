// Package frame reads tables whose columns have names, whoever wrote them: CSV
// with a header, and Parquet. Columns may be nullable, as pandas writes them.
//
// The package does not know what columns mean.
package frame

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"nofreelunch/pipeline/table"
)

// memory is how much reading a Parquet file may take, bytes.
const memory = 1 << 30

// A Frame is a table.
type Frame struct {
	Columns []Column
	Rows    int
}

// New is a frame of texts, whose rows are still to come.
func New(names []string) *Frame {
	f := &Frame{Columns: make([]Column, len(names))}
	for i, name := range names {
		f.Columns[i] = Column{Name: strings.ToLower(strings.TrimSpace(name)), Type: "text", Nullable: true, texts: []string{}}
	}
	return f
}

// Add appends a row of texts.
func (f *Frame) Add(cells []string) error {
	f.Rows++
	if len(cells) != len(f.Columns) {
		return fmt.Errorf("row %d has %d columns, the header has %d", f.Rows, len(cells), len(f.Columns))
	}
	for i, cell := range cells {
		f.Columns[i].texts = append(f.Columns[i].texts, strings.Clone(cell))
	}
	return nil
}

// Find is the first column that has one of some names, or nil.
func (f *Frame) Find(names ...string) *Column {
	for _, name := range names {
		for i := range f.Columns {
			if f.Columns[i].Name == name {
				return &f.Columns[i]
			}
		}
	}
	return nil
}

// Listing names the columns with their types.
func (f *Frame) Listing() string {
	var of []string
	for i := range f.Columns {
		of = append(of, fmt.Sprintf("%s (%s)", f.Columns[i].Name, f.Columns[i].Kind()))
	}
	return strings.Join(of, ", ")
}

// Parquet reads a Parquet file.
func Parquet(data []byte) (*Frame, error) {
	file, err := table.OpenWithin(data, memory)
	if err != nil {
		return nil, err
	}
	f := &Frame{Rows: file.Rows}
	for _, c := range file.Columns {
		f.Columns = append(f.Columns, columnOf(c))
	}
	return f, nil
}

// columnOf takes numbers as such, and everything else as text.
func columnOf(c table.Column) Column {
	out := Column{Name: strings.ToLower(c.Name), Type: c.Type, Nullable: c.Nullable}
	switch v := c.Values.(type) {
	case []string:
		out.texts = v
	case []float64:
		out.reals = v
	case []float32:
		out.reals = reals(v)
	case []int32:
		out.reals = reals(v)
	case []int64:
		out.reals = reals(v)
	case [][]float64:
		out.lists = v
	case [][]float32:
		out.lists = realLists(v)
	case [][]int32:
		out.lists = realLists(v)
	case []bool:
		for _, b := range v {
			out.texts = append(out.texts, fmt.Sprint(b))
		}
	}
	return out
}

func reals[E float32 | int32 | int64](v []E) []float64 {
	out := make([]float64, len(v))
	for k, x := range v {
		out[k] = float64(x)
	}
	return out
}

func realLists[E float32 | int32](v [][]E) [][]float64 {
	out := make([][]float64, len(v))
	for k, x := range v {
		out[k] = reals(x)
	}
	return out
}

// Number reads a number. What is missing is NaN.
func Number(text string) (float64, error) {
	text = strings.TrimSpace(text)
	switch strings.ToLower(text) {
	case "", "nan", "-nan", "na", "n/a", "null", "none", "(null)", "<na>":
		return math.NaN(), nil
	}
	v, err := strconv.ParseFloat(text, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("%s is too large a number", Shortened(text))
	case err != nil && strings.Count(text, ",") == 1 && !strings.Contains(text, "."):
		return 0, fmt.Errorf("%s is no number; write decimals with a point", Shortened(text))
	case err != nil:
		return 0, fmt.Errorf("%s is no number", Shortened(text))
	}
	return v, nil
}

// Shortened is a text from a file as an error shows it.
func Shortened(text string) string {
	if len(text) > 40 {
		text = text[:40] + "..."
	}
	return strconv.Quote(text)
}
