package table

import (
	"fmt"
	"math"
	"reflect"

	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/file"
)

// nan32 and nan64 stand for every NaN: x86 makes negative ones, ARM positive.
const (
	nan32 = 0x7fc00000
	nan64 = 0x7ff8000000000000
)

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
		return &plainBuffer[float32]{value: func(v reflect.Value) float32 { return oneNaN32(float32(v.Float())) }, bytes: 4}
	case reflect.TypeFor[float64]():
		return &plainBuffer[float64]{value: func(v reflect.Value) float64 { return oneNaN64(v.Float()) }, bytes: 8}
	case reflect.TypeFor[string]():
		return &textBuffer{}
	case reflect.TypeFor[[]float32]():
		return &listBuffer[float32]{column: c, clean: oneNaN32, bytes: 4}
	case reflect.TypeFor[[]float64]():
		return &listBuffer[float64]{column: c, clean: oneNaN64, bytes: 8}
	case reflect.TypeFor[[]int32]():
		return &listBuffer[int32]{column: c, clean: func(x int32) int32 { return x }, bytes: 4}
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

type listBuffer[T any] struct {
	column  column
	clean   func(T) T
	bytes   int // of an element
	values  []T
	lengths []int
}

func (b *listBuffer[T]) add(v reflect.Value) int {
	s := list[T](b.column, v)
	for _, x := range s {
		b.values = append(b.values, b.clean(x))
	}
	b.lengths = append(b.lengths, len(s))
	return 4 + b.bytes*len(s)
}

func (b *listBuffer[T]) write(w file.ColumnChunkWriter) error {
	def, rep := listLevels(b.lengths, len(b.values))
	err := writeBatch(w, b.values, def, rep)
	b.values, b.lengths = b.values[:0], b.lengths[:0]
	return err
}

// listLevels are Parquet's levels of lists that are always there, of elements
// that, as the schema has it, need not be but are.
func listLevels(lengths []int, elements int) (def, rep []int16) {
	def = make([]int16, 0, elements+len(lengths))
	rep = make([]int16, 0, elements+len(lengths))
	for _, n := range lengths {
		if n == 0 {
			def, rep = append(def, 0), append(rep, 0)
		}
		for i := range n {
			def, rep = append(def, 2), append(rep, int16(min(i, 1)))
		}
	}
	return def, rep
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

func oneNaN32(x float32) float32 {
	if x != x {
		return math.Float32frombits(nan32)
	}
	return x
}

func oneNaN64(x float64) float64 {
	if x != x {
		return math.Float64frombits(nan64)
	}
	return x
}
