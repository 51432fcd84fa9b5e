// Package canon writes a value as canonical, labelled lines, so that two
// values have the same lines exactly when they are the same value:
//
//	param "Walk.DtS" float64 3f947ae147ae147b 0.02
//	param "Layers" slice 2
//	param "Layers[0]" int 128
//
// Floats are written by their bits (the decimal is for people), strings are
// quoted, slices carry their length. What has no canonical form (NaN, maps,
// pointers, interfaces, functions, channels) is refused by name of the field.
//
// The package does not know what the lines are for: not keys, stages, stores.
package canon

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
)

// Append appends the lines of v to dst, each starting with word and the
// quoted path of the value inside v.
func Append(dst []byte, word string, v any) ([]byte, error) {
	w := writer{dst: dst, word: word}
	rv := reflect.ValueOf(v)
	if !rv.IsValid() {
		return dst, fmt.Errorf("canon: nil has no canonical form")
	}
	if err := w.value("", rv); err != nil {
		return dst, err
	}
	return w.dst, nil
}

type writer struct {
	dst  []byte
	word string
}

func (w *writer) line(path, kind, value string) {
	w.dst = append(w.dst, w.word...)
	w.dst = append(w.dst, ' ')
	w.dst = strconv.AppendQuote(w.dst, path)
	w.dst = append(w.dst, ' ')
	w.dst = append(w.dst, kind...)
	w.dst = append(w.dst, ' ')
	w.dst = append(w.dst, value...)
	w.dst = append(w.dst, '\n')
}

func (w *writer) value(path string, v reflect.Value) error {
	kind := v.Kind().String()
	switch v.Kind() {
	case reflect.Bool:
		w.line(path, kind, strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		w.line(path, kind, strconv.FormatInt(v.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		w.line(path, kind, strconv.FormatUint(v.Uint(), 10))
	case reflect.Float32, reflect.Float64:
		return w.float(path, v)
	case reflect.String:
		w.line(path, kind, strconv.Quote(v.String()))
	case reflect.Slice, reflect.Array:
		return w.elements(path, v)
	case reflect.Struct:
		return w.fields(path, v)
	default:
		return fmt.Errorf("canon: %s is a %s, which has no canonical form; use bools, numbers, strings, slices, arrays and structs of them", name(path), v.Type())
	}
	return nil
}

func (w *writer) float(path string, v reflect.Value) error {
	f := v.Float()
	if math.IsNaN(f) {
		return fmt.Errorf("canon: %s is NaN, which has no canonical form", name(path))
	}
	if v.Kind() == reflect.Float32 {
		bits := math.Float32bits(float32(f))
		w.line(path, "float32", fmt.Sprintf("%08x %s", bits, strconv.FormatFloat(f, 'g', -1, 32)))
		return nil
	}
	w.line(path, "float64", fmt.Sprintf("%016x %s", math.Float64bits(f), strconv.FormatFloat(f, 'g', -1, 64)))
	return nil
}

func (w *writer) elements(path string, v reflect.Value) error {
	w.line(path, v.Kind().String(), strconv.Itoa(v.Len()))
	for i := range v.Len() {
		if err := w.value(path+"["+strconv.Itoa(i)+"]", v.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

// fields writes unexported fields too: what a stage can read is hashed.
func (w *writer) fields(path string, v reflect.Value) error {
	t := v.Type()
	for i := range t.NumField() {
		field := t.Field(i).Name
		if path != "" {
			field = path + "." + field
		}
		if err := w.value(field, v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

func name(path string) string {
	if path == "" {
		return "the value"
	}
	return path
}

// Clone copies v so deeply that no later write to a slice of v shows in the
// copy. Slices in unexported fields stay shared, because reflection may not
// set them.
func Clone[T any](v T) T {
	detach(reflect.ValueOf(&v).Elem())
	return v
}

func detach(v reflect.Value) {
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() || !v.CanSet() {
			return
		}
		fresh := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(fresh, v)
		v.Set(fresh)
		detachElements(v)
	case reflect.Array:
		detachElements(v)
	case reflect.Struct:
		for i := range v.NumField() {
			detach(v.Field(i))
		}
	}
}

func detachElements(v reflect.Value) {
	for i := range v.Len() {
		detach(v.Index(i))
	}
}
