package table

import (
	"bytes"
	"fmt"
	"slices"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/metadata"
	"github.com/apache/arrow/go/v17/parquet/schema"
)

// readRows is how many rows are asked for at a time. Nothing is allocated for
// rows that a file only claims to have.
const readRows = 1 << 14

// A reader hands out a guarded file's columns, one row group at a time, from
// Parquet to Go slices. It works in the caller's goroutine, so that a panic of
// Arrow's can be recovered. Arrow's own bridge from Parquet to its arrays would
// be shorter, but it links RPC and a compute engine into the program.
type reader struct {
	file  *file.Reader
	costs [][]cost   // by row group and column
	pool  *sync.Pool // of buffers, shared by the columns
}

// newReader opens a file behind limits. Callers recover Arrow's panics.
func newReader(data []byte, lim limits) (*reader, error) {
	shareCompressor()
	costs, err := guard(data, lim)
	if err != nil {
		return nil, err
	}
	footer, err := plainFooter(data)
	if err != nil {
		return nil, err
	}
	f, err := file.NewParquetReader(bytes.NewReader(data), file.WithMetadata(footer),
		file.WithReadProps(parquet.NewReaderProperties(memory.DefaultAllocator)))
	if err != nil {
		return nil, err
	}
	pool := &sync.Pool{New: func() any { return memory.NewResizableBuffer(memory.DefaultAllocator) }}
	return &reader{f, costs, pool}, nil
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

func (r *reader) groups() int { return r.file.NumRowGroups() }

func (r *reader) rows(group int) int { return int(r.file.MetaData().RowGroups[group].GetNumRows()) }

func (r *reader) schema() *schema.Schema { return r.file.MetaData().Schema }

// column appends the first rows of one leaf column of one row group.
func (r *reader) column(c *cells, group, leaf, rows int) error {
	pages, err := r.file.RowGroup(group).GetColumnPageReader(leaf)
	if err != nil {
		return err
	}
	records := file.NewRecordReader(c.col, c.levels(), arrow.BinaryTypes.Binary, memory.DefaultAllocator, r.pool)
	defer records.Release()
	records.SetPageReader(pages)
	before := c.rows
	for c.rows < before+rows {
		n, err := records.ReadRecords(int64(min(before+rows-c.rows, readRows)))
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("corrupt: %d rows, expected %d", c.rows-before, rows)
		}
		c.take(records, int(n))
		records.Reset()
	}
	if err := r.exhausted(records, group, rows); err != nil {
		return err
	}
	return c.sane()
}

// exhausted refuses a column with more rows than its row group, once all of
// those are read.
func (r *reader) exhausted(records file.RecordReader, group, rows int) error {
	if rows < r.rows(group) {
		return nil
	}
	n, err := records.ReadRecords(1)
	if err == nil && n != 0 {
		err = fmt.Errorf("corrupt: more than %d rows", rows)
	}
	return err
}

// meta is the file's own key-value metadata; the description of the columns
// apart.
func (r *reader) meta() (meta map[string]string, columns string) {
	meta = map[string]string{}
	for _, kv := range r.file.MetaData().KeyValueMetadata() {
		switch kv.Key {
		case columnsKey:
			columns = kv.GetValue()
		default:
			meta[kv.Key] = kv.GetValue()
		}
	}
	return meta, columns
}
