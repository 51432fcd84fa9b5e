// Package canon writes a value as canonical, labelled lines, so that two
// values have the same lines exactly when they are the same value:
//
//	param "Walk.DtS" float64 3f947ae147ae147b 0.02
//	param "Layers" slice 2
//	param "Layers[0]" int 128
//
// Floats are written by their bits (the decimal is for people), strings are
// quoted, slices carry their length, and a slice that is empty without being nil
// says so, because a stage can tell the two apart. A value behind an interface is written as
// its String, like a string, with a line for each of its fields below; which
// type it has does not show, so Describe tells the types as well. What has no
// canonical form (NaN, maps, pointers, functions, channels, interfaces that are
// nil or cannot say their name) is refused by name of the field.
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
	dst, _, err := Describe(dst, word, v)
	return dst, err
}

// Describe is Append, and tells the types of the values behind interfaces, one
// for each such value in the order of the lines: the code that v brings with it.
func Describe(dst []byte, word string, v any) ([]byte, []reflect.Type, error) {
	w := writer{dst: dst, word: word, path: make([]byte, 0, 64)}
	rv := reflect.ValueOf(v)
	if !rv.IsValid() {
		return dst, nil, fmt.Errorf("canon: nil has no canonical form")
	}
	if err := w.value(rv); err != nil {
		return dst, nil, err
	}
	return w.dst, w.types, nil
}

// A writer walks a value; path is where it is.
type writer struct {
	dst   []byte
	word  string
	path  []byte
	types []reflect.Type // met behind interfaces
}

// begin starts a line; the caller appends the value and ends it.
func (w *writer) begin(kind string) {
	w.dst = append(w.dst, w.word...)
	w.dst = append(w.dst, ' ')
	w.dst = appendQuoted(w.dst, w.path)
	w.dst = append(w.dst, ' ')
	w.dst = append(w.dst, kind...)
	w.dst = append(w.dst, ' ')
}

func (w *writer) end() { w.dst = append(w.dst, '\n') }

// appendQuoted is strconv.AppendQuote, fast for the plain names that fields have.
func appendQuoted(dst, text []byte) []byte {
	for _, c := range text {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			return strconv.AppendQuote(dst, string(text))
		}
	}
	return append(append(append(dst, '"'), text...), '"')
}

func (w *writer) value(v reflect.Value) error {
	kind := v.Kind().String()
	switch v.Kind() {
	case reflect.Float32, reflect.Float64:
		return w.float(v)
	case reflect.Slice, reflect.Array:
		return w.elements(v)
	case reflect.Struct:
		return w.fields(v)
	case reflect.Interface:
		return w.dynamic(v)
	case reflect.Bool:
		w.begin(kind)
		w.dst = strconv.AppendBool(w.dst, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		w.begin(kind)
		w.dst = strconv.AppendInt(w.dst, v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		w.begin(kind)
		w.dst = strconv.AppendUint(w.dst, v.Uint(), 10)
	case reflect.String:
		w.begin(kind)
		w.dst = strconv.AppendQuote(w.dst, v.String())
	default:
		return fmt.Errorf("canon: %s is a %s, which has no canonical form; use bools, numbers, strings, slices, arrays, structs of them and interfaces with a String", w.name(), v.Type())
	}
	w.end()
	return nil
}

// dynamic writes what an interface holds. Only a named struct or a named basic
// type is taken, because its methods are then all the code that it brings.
func (w *writer) dynamic(v reflect.Value) error {
	held := v.Elem()
	if !held.IsValid() {
		return fmt.Errorf("canon: %s is a nil %s, which has no canonical form", w.name(), v.Type())
	}
	name, err := stringOf(held)
	if err != nil {
		return fmt.Errorf("canon: %s holds a %s, %w", w.name(), held.Type(), err)
	}
	w.begin(reflect.String.String())
	w.dst = strconv.AppendQuote(w.dst, name)
	w.end()
	w.types = append(w.types, held.Type())
	if held.Kind() != reflect.Struct {
		return w.value(held)
	}
	return w.fields(held)
}

// stringOf is the String of a value that an interface holds. A value in an
// unexported field cannot be called, so it is refused.
func stringOf(held reflect.Value) (string, error) {
	t := held.Type()
	if t.PkgPath() == "" || held.Kind() == reflect.Pointer {
		return "", fmt.Errorf("which is no named type of a package, so it has no canonical form")
	}
	if !held.CanInterface() {
		return "", fmt.Errorf("in an unexported field, which cannot be asked for its String: export the field")
	}
	s, ok := held.Interface().(fmt.Stringer)
	if !ok {
		return "", fmt.Errorf("which has no String, so it has no canonical form")
	}
	return s.String(), nil
}

func (w *writer) float(v reflect.Value) error {
	f := v.Float()
	if math.IsNaN(f) {
		return fmt.Errorf("canon: %s is NaN, which has no canonical form", w.name())
	}
	w.begin(v.Kind().String())
	bits, size := math.Float64bits(f), 64
	if v.Kind() == reflect.Float32 {
		bits, size = uint64(math.Float32bits(float32(f))), 32
	}
	for at := size - 4; at >= 0; at -= 4 {
		w.dst = append(w.dst, "0123456789abcdef"[bits>>at&15])
	}
	w.dst = strconv.AppendFloat(append(w.dst, ' '), f, 'g', -1, size)
	w.end()
	return nil
}

func (w *writer) elements(v reflect.Value) error {
	w.begin(v.Kind().String())
	w.dst = strconv.AppendInt(w.dst, int64(v.Len()), 10)
	if v.Kind() == reflect.Slice && v.Len() == 0 && !v.IsNil() {
		w.dst = append(w.dst, " not nil"...)
	}
	w.end()
	here := len(w.path)
	defer func() { w.path = w.path[:here] }()
	for i := range v.Len() {
		w.path = append(strconv.AppendInt(append(w.path[:here], '['), int64(i), 10), ']')
		if err := w.value(v.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

// fields writes unexported fields too: what a stage can read is hashed.
func (w *writer) fields(v reflect.Value) error {
	t, here := v.Type(), len(w.path)
	defer func() { w.path = w.path[:here] }()
	for i := range t.NumField() {
		w.path = w.path[:here]
		if here > 0 {
			w.path = append(w.path, '.')
		}
		w.path = append(w.path, t.Field(i).Name...)
		if err := w.value(v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) name() string {
	if len(w.path) == 0 {
		return "the value"
	}
	return string(w.path)
}
