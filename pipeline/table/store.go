package table

import (
	"reflect"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// store sets one field of the rows from first on to a column's values.
func store(c column, a arrow.Array, rows reflect.Value, first int) {
	field := func(i int) reflect.Value { return rows.Index(first + i).Field(c.field) }
	switch a := a.(type) {
	case *array.Boolean:
		for i := range a.Len() {
			field(i).SetBool(a.Value(i))
		}
	case *array.Int32:
		for i, x := range a.Int32Values() {
			field(i).SetInt(int64(x))
		}
	case *array.Int64:
		for i, x := range a.Int64Values() {
			field(i).SetInt(x)
		}
	case *array.Float32:
		for i, x := range a.Float32Values() {
			field(i).SetFloat(float64(x))
		}
	case *array.Float64:
		for i, x := range a.Float64Values() {
			field(i).SetFloat(x)
		}
	case *array.String:
		storeStrings(a, field)
	case *array.List:
		storeLists(c, a, field)
	default:
		panic("table: no reader for " + a.DataType().String())
	}
}

// storeStrings copies all text once and cuts the values out of it.
func storeStrings(a *array.String, field func(int) reflect.Value) {
	if a.Len() == 0 {
		return
	}
	text, start := string(a.ValueBytes()), a.ValueOffset(0)
	for i := range a.Len() {
		from := a.ValueOffset(i) - start
		field(i).SetString(text[from : from+len(a.Value(i))])
	}
}

func storeLists(c column, a *array.List, field func(int) reflect.Value) {
	switch e := a.ListValues().(type) {
	case *array.Float32:
		cut(c, a, e.Float32Values(), field)
	case *array.Float64:
		cut(c, a, e.Float64Values(), field)
	case *array.Int32:
		cut(c, a, e.Int32Values(), field)
	default:
		panic("table: no reader for " + a.DataType().String())
	}
}

// cut copies all elements once and gives each row its part, capped so that an
// append to one row cannot reach the next.
func cut[E any](c column, a *array.List, values []E, field func(int) reflect.Value) {
	all := append([]E(nil), values...)
	for i := range a.Len() {
		start, end := a.ValueOffsets(i)
		if start == end {
			continue
		}
		f, part := field(i), all[start:end:end]
		if f.Type() == c.typ {
			*f.Addr().Interface().(*[]E) = part
			continue
		}
		f.Set(reflect.ValueOf(part).Convert(f.Type()))
	}
}
