package table

import (
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

// cells are rows of one leaf column as Parquet has them: values, and two
// levels an entry. An entry with repetition level 0 starts a row; its
// definition level says how much of the path from the root to the value is
// there, so that the greatest one is a value and a smaller one a null or an
// empty list.
type cells struct {
	col      *schema.Column
	values   any     // []bool, []int32, []int64, []float32, []float64, []parquet.Int96 or []string
	def, rep []int16 // nil where no such level is above 0
	rows     int
}

func newCells(col *schema.Column) *cells {
	c := &cells{col: col}
	switch col.PhysicalType() {
	case parquet.Types.Boolean:
		c.values = []bool{}
	case parquet.Types.Int32:
		c.values = []int32{}
	case parquet.Types.Int64:
		c.values = []int64{}
	case parquet.Types.Int96:
		c.values = []parquet.Int96{}
	case parquet.Types.Float:
		c.values = []float32{}
	case parquet.Types.Double:
		c.values = []float64{}
	default:
		c.values = []string{}
	}
	return c
}

// list reports whether a row may hold any number of values.
func (c *cells) list() bool { return c.col.MaxRepetitionLevel() > 0 }

// levels has Arrow give the values of a list densely, without places for
// nulls. In a flat column each row has its place: there it counts no others.
func (c *cells) levels() file.LevelInfo {
	info := file.LevelInfo{NullSlotUsage: 1, DefLevel: c.col.MaxDefinitionLevel(), RepLevel: c.col.MaxRepetitionLevel()}
	if c.list() {
		info.RepeatedAncestorDefLevel = info.DefLevel
	}
	return info
}

// take appends what the records hold.
func (c *cells) take(records file.RecordReader, rows int) {
	n := int(records.LevelsPos())
	if c.col.MaxDefinitionLevel() > 0 {
		c.def = append(c.def, records.DefLevels()[:n]...)
	}
	if c.list() {
		c.rep = append(c.rep, records.RepLevels()[:n]...)
	}
	c.values = appendValues(c.values, records)
	c.rows += rows
}

func appendValues(values any, records file.RecordReader) any {
	if texts, ok := values.([]string); ok {
		for _, a := range records.(file.BinaryRecordReader).GetBuilderChunks() {
			texts = appendTexts(texts, a)
		}
		return texts
	}
	raw, n := records.Values(), records.ValuesWritten()
	switch v := values.(type) {
	case []bool:
		for _, b := range raw[:n] {
			v = append(v, b != 0)
		}
		return v
	case []int32:
		return append(v, arrow.Int32Traits.CastFromBytes(raw)[:n]...)
	case []int64:
		return append(v, arrow.Int64Traits.CastFromBytes(raw)[:n]...)
	case []float32:
		return append(v, arrow.Float32Traits.CastFromBytes(raw)[:n]...)
	case []float64:
		return append(v, arrow.Float64Traits.CastFromBytes(raw)[:n]...)
	case []parquet.Int96:
		return append(v, parquet.Int96Traits.CastFromBytes(raw)[:n]...)
	}
	panic(fmt.Sprintf("table: no reader for %T", values))
}

// appendTexts copies all text once and cuts the values out of it.
func appendTexts(texts []string, a arrow.Array) []string {
	switch a := a.(type) {
	case *array.Binary:
		if a.Len() == 0 {
			return texts
		}
		text, start := string(a.ValueBytes()), a.ValueOffset(0)
		for i := range a.Len() {
			from := a.ValueOffset(i) - start
			texts = append(texts, text[from:from+a.ValueLen(i)])
		}
	case *array.FixedSizeBinary:
		for i := range a.Len() {
			texts = append(texts, string(a.Value(i)))
		}
	default:
		panic("table: no reader for " + a.DataType().String())
	}
	return texts
}

// sane checks the levels, which Arrow does not, against rows and values.
func (c *cells) sane() error {
	if !c.list() {
		if n := length(c.values); n != c.rows || c.def != nil && len(c.def) != n {
			return fmt.Errorf("corrupt: %d values in %d rows", n, c.rows)
		}
		return nil
	}
	rows, full := 0, 0
	for i, rep := range c.rep {
		if rep == 0 {
			rows++
		}
		if c.def[i] == c.col.MaxDefinitionLevel() {
			full++
		}
	}
	if len(c.rep) > 0 && c.rep[0] != 0 {
		return errors.New("corrupt: the first list has no beginning")
	}
	if n := length(c.values); rows != c.rows || full != n {
		return fmt.Errorf("corrupt: levels of %d rows and %d values, there are %d and %d", rows, full, c.rows, n)
	}
	return nil
}

func length(values any) int {
	switch v := values.(type) {
	case []bool:
		return len(v)
	case []int32:
		return len(v)
	case []int64:
		return len(v)
	case []float32:
		return len(v)
	case []float64:
		return len(v)
	case []parquet.Int96:
		return len(v)
	case []string:
		return len(v)
	}
	panic(fmt.Sprintf("table: no length of %T", values))
}

// hasNulls reports a missing value, list, or element of a list.
func (c *cells) hasNulls() bool {
	full, empty := c.col.MaxDefinitionLevel(), int16(-1)
	if c.list() {
		empty = elementLevel(c.col) - 1
	}
	for _, d := range c.def {
		if d != full && d != empty {
			return true
		}
	}
	return false
}

// starts returns, for columns without nulls, where each row's values begin, and
// the end.
func (c *cells) starts() []int {
	at := make([]int, 0, c.rows+1)
	n := 0
	for i, rep := range c.rep {
		if rep == 0 {
			at = append(at, n)
		}
		if c.def[i] == c.col.MaxDefinitionLevel() {
			n++
		}
	}
	return append(at, n)
}

// elementLevel is the definition level from which on an entry of a list is an
// element: that of the outermost repeated node. One less is an empty list.
func elementLevel(col *schema.Column) int16 {
	level, outer := int16(0), int16(0)
	for n := col.SchemaNode(); n != nil && n.Parent() != nil; n = n.Parent() {
		switch n.RepetitionType() {
		case parquet.Repetitions.Repeated:
			level++
			outer = level
		case parquet.Repetitions.Optional:
			level++
		}
	}
	return level - outer + 1
}
