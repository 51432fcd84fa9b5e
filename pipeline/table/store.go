package table

import (
	"fmt"
	"reflect"
)

// store sets one field of the rows from first on to a column's values.
func store(c column, in *cells, rows reflect.Value, first int) {
	field := func(i int) reflect.Value { return rows.Index(first + i).Field(c.field) }
	switch v := in.values.(type) {
	case []bool:
		for i, x := range v {
			field(i).SetBool(x)
		}
	case []int64:
		for i, x := range v {
			field(i).SetInt(x)
		}
	case []string:
		for i, x := range v {
			field(i).SetString(x)
		}
	case []int32:
		storeEach(c, in, v, field, func(f reflect.Value, x int32) { f.SetInt(int64(x)) })
	case []float32:
		storeEach(c, in, v, field, func(f reflect.Value, x float32) { f.SetFloat(float64(x)) })
	case []float64:
		storeEach(c, in, v, field, func(f reflect.Value, x float64) { f.SetFloat(x) })
	default:
		panic(fmt.Sprintf("table: no field takes %T", v))
	}
}

// storeEach stores values, or lists of them.
func storeEach[E any](c column, in *cells, values []E, field func(int) reflect.Value, set func(reflect.Value, E)) {
	if in.list() {
		cut(c, in, values, field)
		return
	}
	for i, x := range values {
		set(field(i), x)
	}
}

// cut gives each row its part of the elements, capped so that an append to one
// row cannot reach the next.
func cut[E any](c column, in *cells, all []E, field func(int) reflect.Value) {
	starts := in.starts()
	for i := range in.rows {
		start, end := starts[i], starts[i+1]
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
