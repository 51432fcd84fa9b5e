package table

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/metadata"
)

const (
	// createdBy is fixed, so that a build of another day writes the same bytes.
	createdBy   = writtenHere + "2"
	writtenHere = "nofreelunch table " // and a number that grows with the format
	// groupBytes and groupRows end a row group. They bound what is buffered,
	// and depend on the rows alone, not on how they are handed over.
	groupBytes = 16 << 20
	groupRows  = 1 << 20

	columnsKey = "columns"      // JSON of the columns' units, descriptions, shapes
	schemaKey  = "ARROW:schema" // Arrow's own copy of the schema
)

// A Writer streams rows of one type into a Parquet file, holding one row group
// at a time. The bytes are those that [Encode] gives for all rows at once.
type Writer[Row any] struct{ rows *rowWriter }

// NewWriter starts a Parquet file with the given key-value metadata.
func NewWriter[Row any](w io.Writer, meta map[string]string) (*Writer[Row], error) {
	l, err := newLayout(reflect.TypeFor[Row]())
	if err != nil {
		return nil, fmt.Errorf("table: %w", err)
	}
	rows, err := newRowWriter(w, l, meta)
	if err != nil {
		return nil, fmt.Errorf("table: %w", err)
	}
	return &Writer[Row]{rows}, nil
}

// Write appends rows.
func (w *Writer[Row]) Write(rows []Row) error {
	if err := w.rows.write(reflect.ValueOf(rows)); err != nil {
		return fmt.Errorf("table: %w", err)
	}
	return nil
}

// Close writes the footer. It does not close the underlying writer.
func (w *Writer[Row]) Close() error {
	if err := w.rows.close(); err != nil {
		return fmt.Errorf("table: %w", err)
	}
	return nil
}

// rowWriter is a Writer whose row type is known at run time only.
type rowWriter struct {
	layout  *layout
	file    *file.Writer
	buffers []buffer // by column
	lengths []int    // common list length by column, see listLength
	pending int      // bytes in the buffers
	waiting int      // rows in the buffers
	rows    int
}

func newRowWriter(w io.Writer, l *layout, meta map[string]string) (*rowWriter, error) {
	shareCompressor()
	kv, err := keyValues(meta)
	if err != nil {
		return nil, err
	}
	text, err := serialised(l.arrow(kv))
	if err != nil {
		return nil, err
	}
	root, err := l.parquet()
	if err != nil {
		return nil, err
	}
	var stored metadata.KeyValueMetadata
	for i, k := range kv.Keys() {
		if err := stored.Append(k, kv.Values()[i]); err != nil {
			return nil, err
		}
	}
	if err := stored.Append(schemaKey, text); err != nil {
		return nil, err
	}
	rw := &rowWriter{layout: l, lengths: make([]int, len(l.columns))}
	rw.file = file.NewParquetWriter(countless{w}, root, file.WithWriterProps(writerProperties(l)), file.WithWriteMetadata(stored))
	for _, c := range l.columns {
		rw.buffers = append(rw.buffers, newBuffer(c))
	}
	return rw, nil
}

// serialised is Arrow's schema as Arrow's readers look for it: a stream of no
// records, in base 64.
func serialised(s *arrow.Schema) (string, error) {
	var stream bytes.Buffer
	if err := ipc.NewWriter(&stream, ipc.WithSchema(s)).Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(stream.Bytes()), nil
}

// countless hides every method of w but Write: Arrow closes what it can.
type countless struct{ io.Writer }

func writerProperties(l *layout) *parquet.WriterProperties {
	opts := []parquet.WriterProperty{
		parquet.WithVersion(parquet.V2_LATEST),
		parquet.WithDataPageVersion(parquet.DataPageV1),
		parquet.WithCreatedBy(createdBy),
		parquet.WithCompression(compress.Codecs.Zstd),
		parquet.WithCompressionLevel(level),
		parquet.WithDictionaryDefault(false),
		parquet.WithStats(false),
	}
	for _, c := range l.columns {
		if c.typ.Kind() == reflect.String {
			opts = append(opts, parquet.WithDictionaryPath(parquet.ColumnPath{c.name}, true))
		}
	}
	return parquet.NewWriterProperties(opts...)
}

// keyValues sorts the metadata, and refuses the two keys this package writes.
func keyValues(meta map[string]string) (arrow.Metadata, error) {
	keys := slices.Sorted(maps.Keys(meta))
	values := make([]string, len(keys))
	for i, k := range keys {
		if k == columnsKey || k == schemaKey {
			return arrow.Metadata{}, fmt.Errorf("metadata key %q is taken", k)
		}
		if k == "" || !utf8.ValidString(k) || !utf8.ValidString(meta[k]) {
			return arrow.Metadata{}, fmt.Errorf("metadata %q is empty or not UTF-8", k)
		}
		values[i] = meta[k]
	}
	return arrow.NewMetadata(keys, values), nil
}

// write appends the rows of an addressable slice.
func (w *rowWriter) write(rows reflect.Value) (err error) {
	defer recoverInto(&err)
	for i := range rows.Len() {
		row := rows.Index(i)
		if err := w.check(row); err != nil {
			return fmt.Errorf("row %d: %w", w.rows, err)
		}
		for j, c := range w.layout.columns {
			w.pending += w.buffers[j].add(row.Field(c.field))
		}
		w.rows++
		w.waiting++
		if w.pending >= groupBytes || w.waiting >= groupRows {
			if err := w.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// check refuses a row whose lists do not fill their shape, and broken strings.
func (w *rowWriter) check(row reflect.Value) error {
	for i, c := range w.layout.columns {
		f := row.Field(c.field)
		switch c.typ.Kind() {
		case reflect.String:
			if !utf8.ValidString(f.String()) {
				return fmt.Errorf("column %s: %q is not UTF-8", c.name, f.String())
			}
		case reflect.Slice:
			w.lengths[i] = listLength(w.lengths[i], f.Len(), w.rows == 0)
			if err := w.checkShape(c, row, f.Len()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *rowWriter) checkShape(c column, row reflect.Value, n int) error {
	if len(c.shape) == 0 {
		return nil
	}
	want := int64(1)
	for _, j := range c.shape {
		extent := row.Field(w.layout.columns[j].field).Int()
		if extent < 0 {
			return fmt.Errorf("column %s: shape %s has a negative extent", c.name, w.layout.shape(c))
		}
		want = min(want*extent, 1<<31) // no list is that long; no overflow
	}
	if want != int64(n) {
		return fmt.Errorf("column %s: %d values for shape %s = %d", c.name, n, w.layout.shape(c), want)
	}
	return nil
}

// listLength folds one more list into the length that all lists of a column
// share; -1 once they differ.
func listLength(common, n int, first bool) int {
	if first || common == n {
		return n
	}
	return -1
}

// flush writes what is buffered as one row group.
func (w *rowWriter) flush() error {
	group := w.file.AppendRowGroup()
	for _, b := range w.buffers {
		column, err := group.NextColumn()
		if err != nil {
			return err
		}
		if err := b.write(column); err != nil {
			return err
		}
	}
	w.pending, w.waiting = 0, 0
	return group.Close()
}

func (w *rowWriter) close() (err error) {
	defer recoverInto(&err)
	if w.waiting > 0 {
		if err := w.flush(); err != nil {
			return err
		}
	}
	text, err := json.Marshal(w.describe())
	if err != nil {
		return err
	}
	if err := w.file.AppendKeyValueMetadata(columnsKey, string(text)); err != nil {
		return err
	}
	return w.file.Close()
}

// describe is the JSON under the key "columns".
func (w *rowWriter) describe() []Column {
	var cs []Column
	for i, c := range w.layout.columns {
		d := Column{Name: c.name, Type: c.typ.String(), Unit: c.unit, Doc: c.doc}
		if len(c.shape) > 0 {
			d.Shape = strings.Split(w.layout.shape(c), ",")
		}
		if c.typ.Kind() == reflect.Slice && w.rows > 0 && w.lengths[i] >= 0 {
			d.Length = &w.lengths[i]
		}
		cs = append(cs, d)
	}
	return cs
}

// recoverInto turns a panic of Arrow's into an error.
func recoverInto(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("arrow: %v", r)
		if e, ok := r.(error); ok {
			*err = fmt.Errorf("arrow: %w", errors.Join(e))
		}
	}
}
