package table

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/apache/arrow/go/v17/parquet/schema"
)

// ErrMissing is wrapped by Decode's error when a file of the output is absent.
var ErrMissing = errors.New("file is missing")

// Decode fills v, a pointer to an output, from its files. Files that the type
// does not name, and tables whose columns are not exactly the type's, are
// errors. Corrupt bytes give an error, never a panic; *v is then unchanged.
func Decode(blobs map[string][]byte, v any) error {
	p := reflect.ValueOf(v)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		panic("table: Decode wants a pointer to an output")
	}
	t := p.Type().Elem()
	ps, err := parts(t)
	if err != nil {
		return err
	}
	out := reflect.New(t).Elem()
	for _, part := range ps {
		blob, ok := blobs[part.name]
		if !ok {
			return fmt.Errorf("table: decode %v: %s: %w", t, part.name, ErrMissing)
		}
		field := out
		if part.field >= 0 {
			field = out.Field(part.field)
		}
		if err := part.decode(blob, field); err != nil {
			return fmt.Errorf("table: decode %v: %s: %w", t, part.name, err)
		}
	}
	if len(blobs) != len(ps) {
		return fmt.Errorf("table: decode %v: %d files, the type has %d", t, len(blobs), len(ps))
	}
	p.Elem().Set(out)
	return nil
}

func (p part) decode(blob []byte, field reflect.Value) error {
	if p.layout == nil {
		if len(blob) > 0 {
			field.SetBytes(append([]byte{}, blob...))
		}
		return nil
	}
	rows := reflect.New(reflect.SliceOf(p.layout.row)).Elem()
	if err := p.layout.read(blob, rows); err != nil {
		return err
	}
	if !p.single {
		field.Set(rows.Convert(field.Type()))
		return nil
	}
	if rows.Len() != 1 {
		return fmt.Errorf("%d rows, expected 1", rows.Len())
	}
	field.Set(rows.Index(0))
	return nil
}

// read appends a table's rows to an empty slice.
func (l *layout) read(blob []byte, rows reflect.Value) (err error) {
	defer recoverInto(&err)
	r, err := newReader(blob, ours())
	if err != nil {
		return err
	}
	if err := l.match(r.schema()); err != nil {
		return err
	}
	for g := range r.groups() {
		first, n := rows.Len(), r.rows(g)
		rows.Grow(n)
		rows.SetLen(first + n)
		for i, c := range l.columns {
			in := newCells(r.schema().Column(i))
			if err := r.column(in, g, i, n); err != nil {
				return fmt.Errorf("column %s: %w", c.name, err)
			}
			in.fill()
			if in.hasNulls() {
				return fmt.Errorf("column %s has nulls", c.name)
			}
			store(c, in, rows, first)
		}
	}
	return nil
}

// match compares the columns of a file with those of the row type.
func (l *layout) match(s *schema.Schema) error {
	for i, c := range l.columns {
		if i >= s.NumColumns() {
			return fmt.Errorf("column %s is missing", c.name)
		}
		name, typ := leafName(s, i), leafType(s.Column(i))
		if name != c.name || typ != c.typ.String() || s.ColumnRoot(i).RepetitionType() != c.repetition() {
			return fmt.Errorf("column %d is %s %s, expected %s %v, %v", i, name, typ, c.name, c.typ, c.repetition())
		}
	}
	if n := s.NumColumns(); n > len(l.columns) {
		return fmt.Errorf("column %s is not in the type", leafName(s, len(l.columns)))
	}
	return nil
}
