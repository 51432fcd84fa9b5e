package table

import (
	"fmt"
	"reflect"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
)

// A NaN is a missing value, and is written as one: a null. It is read as the one
// NaN without sign or payload; x86 makes negative ones, ARM positive.

// A buffer holds one column of a row group until it is written.
type buffer interface {
	add(reflect.Value) int              // returns the bytes added
	write(file.ColumnChunkWriter) error // and forgets
}

func newBuffer(c column) buffer {
	switch c.typ {
	case reflect.TypeFor[bool]():
		return &plainBuffer[bool]{value: reflect.Value.Bool, bytes: 1}
	case reflect.TypeFor[int32]():
		return &plainBuffer[int32]{value: func(v reflect.Value) int32 { return int32(v.Int()) }, bytes: 4}
	case reflect.TypeFor[int64]():
		return &plainBuffer[int64]{value: reflect.Value.Int, bytes: 8}
	case reflect.TypeFor[float32]():
		return &floatBuffer[float32]{bytes: 4}
	case reflect.TypeFor[float64]():
		return &floatBuffer[float64]{bytes: 8}
	case reflect.TypeFor[string]():
		return &textBuffer{}
	case reflect.TypeFor[[]float32]():
		return &listBuffer[float32]{column: c, bytes: 4}
	case reflect.TypeFor[[]float64]():
		return &listBuffer[float64]{column: c, bytes: 8}
	case reflect.TypeFor[[]int32]():
		return &listBuffer[int32]{column: c, bytes: 4}
	}
	panic("table: no buffer for " + c.typ.String())
}

type plainBuffer[T any] struct {
	value  func(reflect.Value) T
	bytes  int
	values []T
}

func (b *plainBuffer[T]) add(v reflect.Value) int {
	b.values = append(b.values, b.value(v))
	return b.bytes
}

func (b *plainBuffer[T]) write(w file.ColumnChunkWriter) error {
	err := writeBatch(w, b.values, nil, nil)
	b.values = b.values[:0]
	return err
}

// textBuffer keeps all texts of a row group in one piece.
type textBuffer struct {
	text []byte
	ends []int
}

func (b *textBuffer) add(v reflect.Value) int {
	b.text = append(b.text, v.String()...)
	b.ends = append(b.ends, len(b.text))
	return 4 + v.Len()
}

func (b *textBuffer) write(w file.ColumnChunkWriter) error {
	values := make([]parquet.ByteArray, len(b.ends))
	start := 0
	for i, end := range b.ends {
		values[i], start = b.text[start:end], end
	}
	err := writeBatch(w, values, nil, nil)
	b.text, b.ends = b.text[:0], b.ends[:0]
	return err
}

// floatBuffer leaves out what is missing, and says of each row whether it is there.
type floatBuffer[T float32 | float64] struct {
	bytes  int
	values []T
	def    []int16
}

func (b *floatBuffer[T]) add(v reflect.Value) int {
	x := T(v.Float())
	if x != x {
		b.def = append(b.def, 0)
		return b.bytes
	}
	b.values, b.def = append(b.values, x), append(b.def, 1)
	return b.bytes
}

func (b *floatBuffer[T]) write(w file.ColumnChunkWriter) error {
	err := writeBatch(w, b.values, b.def, nil)
	b.values, b.def = b.values[:0], b.def[:0]
	return err
}

// listBuffer holds the elements that are there, and Parquet's levels: lists are
// always there, elements need not be.
type listBuffer[T float32 | float64 | int32] struct {
	column   column
	bytes    int // of an element
	values   []T
	def, rep []int16
}

// Definition levels of an entry of a list.
const (
	emptyList = iota
	missingElement
	presentElement
)

func (b *listBuffer[T]) add(v reflect.Value) int {
	s := list[T](b.column, v)
	if len(s) == 0 {
		b.def, b.rep = append(b.def, emptyList), append(b.rep, 0)
	}
	for i, x := range s {
		b.rep = append(b.rep, int16(min(i, 1)))
		if x != x {
			b.def = append(b.def, missingElement)
			continue
		}
		b.values, b.def = append(b.values, x), append(b.def, presentElement)
	}
	return 4 + b.bytes*len(s)
}

func (b *listBuffer[T]) write(w file.ColumnChunkWriter) error {
	err := writeBatch(w, b.values, b.def, b.rep)
	b.values, b.def, b.rep = b.values[:0], b.def[:0], b.rep[:0]
	return err
}

// writeBatch hands values to the writer of a column of their type.
func writeBatch[T any](w file.ColumnChunkWriter, values []T, def, rep []int16) error {
	typed, ok := w.(interface {
		WriteBatch(values []T, def, rep []int16) (int64, error)
	})
	if !ok {
		return fmt.Errorf("a column of %v takes no %T", w.Type(), values)
	}
	_, err := typed.WriteBatch(values, def, rep)
	return err
}

// list reads a slice field without copying it; named slice types are
// converted to the plain one.
func list[E any](c column, v reflect.Value) []E {
	if v.Type() != c.typ {
		v = v.Convert(c.typ)
		return v.Interface().([]E)
	}
	return *v.Addr().Interface().(*[]E)
}
