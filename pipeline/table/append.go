package table

import (
	"math"
	"reflect"

	"github.com/apache/arrow/go/v17/arrow/array"
)

// nan32 and nan64 stand for every NaN: x86 makes negative ones, ARM positive.
const (
	nan32 = 0x7fc00000
	nan64 = 0x7ff8000000000000
)

// appender returns how a field is added to its column's builder.
func appender(c column, b array.Builder) func(reflect.Value) int {
	switch b := b.(type) {
	case *array.BooleanBuilder:
		return func(v reflect.Value) int { b.Append(v.Bool()); return 1 }
	case *array.Int32Builder:
		return func(v reflect.Value) int { b.Append(int32(v.Int())); return 4 }
	case *array.Int64Builder:
		return func(v reflect.Value) int { b.Append(v.Int()); return 8 }
	case *array.Float32Builder:
		return func(v reflect.Value) int { b.Append(oneNaN32(float32(v.Float()))); return 4 }
	case *array.Float64Builder:
		return func(v reflect.Value) int { b.Append(oneNaN64(v.Float())); return 8 }
	case *array.StringBuilder:
		return func(v reflect.Value) int { b.Append(v.String()); return 4 + v.Len() }
	case *array.ListBuilder:
		return listAppender(c, b)
	}
	panic("table: no builder for " + c.typ.String())
}

func listAppender(c column, b *array.ListBuilder) func(reflect.Value) int {
	switch e := b.ValueBuilder().(type) {
	case *array.Float32Builder:
		return func(v reflect.Value) int {
			b.Append(true)
			s := list[float32](c, v)
			e.Reserve(len(s))
			for _, x := range s {
				e.UnsafeAppend(oneNaN32(x))
			}
			return 4 + 4*len(s)
		}
	case *array.Float64Builder:
		return func(v reflect.Value) int {
			b.Append(true)
			s := list[float64](c, v)
			e.Reserve(len(s))
			for _, x := range s {
				e.UnsafeAppend(oneNaN64(x))
			}
			return 4 + 8*len(s)
		}
	case *array.Int32Builder:
		return func(v reflect.Value) int {
			b.Append(true)
			s := list[int32](c, v)
			e.AppendValues(s, nil)
			return 4 + 4*len(s)
		}
	}
	panic("table: no list builder for " + c.typ.String())
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
