package table

import (
	"bytes"
	"fmt"
	"reflect"
)

// Encode turns an output, or a pointer to one, into its files by name. Every
// table carries meta as Parquet key-value metadata; raw files are left alone.
// The same value and meta give the same bytes.
func Encode(v any, meta map[string]string) (map[string][]byte, error) {
	out := reflect.Indirect(reflect.ValueOf(v))
	if !out.IsValid() {
		return nil, fmt.Errorf("table: encode %T: nil", v)
	}
	ps, err := parts(out.Type())
	if err != nil {
		return nil, err
	}
	blobs := make(map[string][]byte, len(ps))
	for _, p := range ps {
		field := out
		if p.field >= 0 {
			field = out.Field(p.field)
		}
		if blobs[p.name], err = p.encode(field, meta); err != nil {
			return nil, fmt.Errorf("table: encode %v: %s: %w", out.Type(), p.name, err)
		}
	}
	return blobs, nil
}

func (p part) encode(v reflect.Value, meta map[string]string) ([]byte, error) {
	if p.layout == nil {
		return append([]byte{}, v.Bytes()...), nil
	}
	if p.single {
		v = oneRow(v)
	}
	var file bytes.Buffer
	w, err := newRowWriter(&file, p.layout, meta)
	if err != nil {
		return nil, err
	}
	if err := w.write(v); err != nil {
		return nil, err
	}
	if err := w.close(); err != nil {
		return nil, err
	}
	return file.Bytes(), nil
}

// oneRow is the row as an addressable slice of one.
func oneRow(row reflect.Value) reflect.Value {
	s := reflect.MakeSlice(reflect.SliceOf(row.Type()), 1, 1)
	s.Index(0).Set(row)
	return s
}
