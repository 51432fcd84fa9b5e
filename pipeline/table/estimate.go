package table

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
)

const (
	perValue   = 4       // bytes of levels beside a value
	growth     = 2       // Arrow's buffers double
	nestedMost = 1 << 20 // bytes of a column whose values are shown as text of their own
)

// estimate is how much memory reading the first rows of a column may take: it is
// read by whole row groups. It is made from what the pages claim, which the guard
// has held against the file; most is where to stop.
func (r *reader) estimate(field, rows int, most int64) (need int64, err error) {
	for g := 0; g < r.groups() && rows > 0 && need <= most; g++ {
		if r.rows(g) == 0 {
			continue
		}
		if field >= len(r.costs[g]) {
			return 0, errors.New("corrupt: it is missing in a row group")
		}
		n, err := r.estimateChunk(g, field, r.costs[g][field], most)
		if err != nil {
			return 0, err
		}
		need, rows = need+n, rows-r.rows(g)
	}
	if c := newCells(r.schema().Column(field)); c.bare() || !c.list() || need <= nestedMost {
		return need, nil
	}
	return math.MaxInt64, nil
}

func (r *reader) estimateChunk(group, field int, c cost, most int64) (int64, error) {
	column := r.schema().Column(field)
	width := int64(8)
	switch column.PhysicalType() {
	case parquet.Types.Boolean, parquet.Types.Float, parquet.Types.Int32:
		width = 4
	case parquet.Types.Int96:
		width = 12
	case parquet.Types.FixedLenByteArray:
		width = int64(max(0, column.TypeLength()))
	case parquet.Types.ByteArray:
		longest, err := r.longest(group, field, c, most)
		if err != nil {
			return 0, err
		}
		width += longest
	}
	if c.values > 0 && width > math.MaxInt64/8/c.values {
		return math.MaxInt64, nil
	}
	return growth * (c.bytes + c.values*(width+perValue)), nil
}

// longest is how long a text may be beyond its share of the pages: as long as
// the longest of the dictionary, or as all the pages where texts share their
// beginnings.
func (r *reader) longest(group, field int, c cost, most int64) (int64, error) {
	switch {
	case c.prefix:
		return c.bytes, nil
	case !c.expands || growth*c.bytes > most:
		return 0, nil
	}
	pages, err := r.file.RowGroup(group).GetColumnPageReader(field)
	if err != nil {
		return 0, err
	}
	if !pages.Next() {
		return 0, errors.Join(errors.New("corrupt: it has no pages"), pages.Err())
	}
	dictionary, ok := pages.Page().(*file.DictionaryPage)
	if !ok {
		return c.bytes, nil // the dictionary comes late
	}
	return longestOf(dictionary.Data()), nil
}

// longestOf is the length of the longest text in a dictionary.
func longestOf(b []byte) (longest int64) {
	for len(b) >= 4 {
		n := int64(binary.LittleEndian.Uint32(b))
		if n > int64(len(b))-4 {
			return longest
		}
		longest = max(longest, n)
		b = b[4+n:]
	}
	return longest
}
