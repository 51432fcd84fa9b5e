package table

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/metadata"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// A reader hands out a guarded file's columns, one row group at a time. Arrow's
// own table reader works in goroutines, where a panic could not be recovered;
// its column reader works in the caller's.
type reader struct {
	file   *pqarrow.FileReader
	schema *arrow.Schema
	costs  [][]cost // by row group and column
}

// newReader opens a file behind limits. Callers recover Arrow's panics.
func newReader(data []byte, lim limits) (*reader, error) {
	costs, err := guard(data, lim)
	if err != nil {
		return nil, err
	}
	footer, err := plainFooter(data)
	if err != nil {
		return nil, err
	}
	pf, err := file.NewParquetReader(bytes.NewReader(data), file.WithMetadata(footer),
		file.WithReadProps(parquet.NewReaderProperties(memory.DefaultAllocator)))
	if err != nil {
		return nil, err
	}
	fr, err := pqarrow.NewFileReader(pf, pqarrow.ArrowReadProperties{BatchSize: 1 << 16}, memory.DefaultAllocator)
	if err != nil {
		return nil, err
	}
	schema, err := fr.Schema()
	if err != nil {
		return nil, err
	}
	return &reader{fr, schema, costs}, nil
}

// plainFooter reads the footer without Arrow's copy of the schema: that is a
// serialised message of its own, whose corruption allocates without bound, and
// Parquet's schema says all we need.
func plainFooter(data []byte) (*metadata.FileMetaData, error) {
	fs, err := footerFields(data)
	if err != nil {
		return nil, err
	}
	list := slices.DeleteFunc(entries(fs), func(e entry) bool { return e.key == schemaKey })
	return metadata.NewFileMetaData(appendFields(nil, withEntries(fs, list)), nil)
}

func (r *reader) groups() int { return r.file.ParquetReader().NumRowGroups() }

func (r *reader) rows(group int) int {
	return int(r.file.ParquetReader().MetaData().RowGroups[group].GetNumRows())
}

// column reads one column of one row group, in as many arrays as Arrow likes.
func (r *reader) column(group, field int) ([]arrow.Array, error) {
	chunked, err := r.file.RowGroup(group).Column(field).Read(context.Background())
	if err != nil {
		return nil, err
	}
	rows := 0
	for _, a := range chunked.Chunks() {
		if err := sane(a); err != nil {
			return nil, err
		}
		rows += a.Len()
	}
	if rows != r.rows(group) {
		return nil, fmt.Errorf("corrupt: %d rows, expected %d", rows, r.rows(group))
	}
	return chunked.Chunks(), nil
}

// sane checks a list's offsets, which come from levels Arrow does not verify.
func sane(a arrow.Array) error {
	l, ok := a.(*array.List)
	if !ok {
		return nil
	}
	offsets := l.Offsets()
	if l.Len() > 0 && len(offsets) < l.Data().Offset()+l.Len()+1 {
		return fmt.Errorf("corrupt: %d list offsets for %d rows", len(offsets), l.Len())
	}
	for i := range l.Len() {
		start, end := l.ValueOffsets(i)
		if start < 0 || start > end || end > int64(l.ListValues().Len()) {
			return fmt.Errorf("corrupt: list %d spans %d to %d of %d", i, start, end, l.ListValues().Len())
		}
	}
	return sane(l.ListValues())
}

// meta is the file's own key-value metadata; the description of the columns
// apart.
func (r *reader) meta() (meta map[string]string, columns string) {
	meta = map[string]string{}
	for _, kv := range r.file.ParquetReader().MetaData().KeyValueMetadata() {
		switch kv.Key {
		case columnsKey:
			columns = kv.GetValue()
		default:
			meta[kv.Key] = kv.GetValue()
		}
	}
	return meta, columns
}
