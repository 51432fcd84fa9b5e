package export

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"nofreelunch/pipeline/table"
)

// NPY is every column of a table as a file of its own, by name: rate.npy. Lists
// of one length are a matrix; others are their values one after the other, and
// where each begins and the last ends is in rate.offsets.npy.
func NPY(parquet []byte) (map[string][]byte, error) {
	f, err := table.Open(parquet, -1)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, c := range f.Columns {
		v := reflect.ValueOf(c.Values)
		if v.Type().Elem().Kind() != reflect.Slice {
			files[c.Name+".npy"], err = array(v, v.Len())
		} else {
			err = lists(files, c.Name, v)
		}
		if err != nil {
			return nil, fmt.Errorf("column %q: %w", c.Name, err)
		}
	}
	return files, nil
}

func lists(files map[string][]byte, name string, rows reflect.Value) (err error) {
	flat := reflect.MakeSlice(rows.Type().Elem(), 0, 0)
	offsets, alike := []int64{0}, true
	for i := range rows.Len() {
		flat = reflect.AppendSlice(flat, rows.Index(i))
		offsets = append(offsets, int64(flat.Len()))
		alike = alike && rows.Index(i).Len() == rows.Index(0).Len()
	}
	if alike && rows.Len() > 0 {
		files[name+".npy"], err = array(flat, rows.Len(), rows.Index(0).Len())
		return err
	}
	if files[name+".npy"], err = array(flat, flat.Len()); err != nil {
		return err
	}
	files[name+".offsets.npy"], err = array(reflect.ValueOf(offsets), len(offsets))
	return err
}

// array is an NPY file of version 1.0.
func array(v reflect.Value, shape ...int) ([]byte, error) {
	kind, data, err := elements(v)
	if err != nil {
		return nil, err
	}
	sizes := make([]string, len(shape))
	for i, n := range shape {
		sizes[i] = fmt.Sprint(n) + ","
	}
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", kind, strings.Join(sizes, " "))
	const prefix, align = 10, 64
	header += strings.Repeat(" ", align-1-(prefix+len(header))%align) + "\n"
	b := append([]byte("\x93NUMPY\x01\x00"), byte(len(header)), byte(len(header)>>8))
	return append(append(b, header...), data...), nil
}

// elements are the type in numpy's words and the values, little-endian.
func elements(v reflect.Value) (kind string, data []byte, err error) {
	kinds := map[reflect.Kind]string{reflect.Bool: "|b1", reflect.Int32: "<i4", reflect.Int64: "<i8", reflect.Float32: "<f4", reflect.Float64: "<f8"}
	if v.Type().Elem().Kind() == reflect.String {
		return texts(v)
	}
	kind, ok := kinds[v.Type().Elem().Kind()]
	if !ok {
		return "", nil, fmt.Errorf("numpy has no type for a %s", v.Type().Elem())
	}
	var b bytes.Buffer
	err = binary.Write(&b, binary.LittleEndian, v.Interface())
	return kind, b.Bytes(), err
}

// texts are as wide as the longest of them, in UTF-32.
func texts(v reflect.Value) (kind string, data []byte, err error) {
	width := 1
	for i := range v.Len() {
		width = max(width, utf8.RuneCountInString(v.Index(i).String()))
	}
	data = make([]byte, 4*width*v.Len())
	for i := range v.Len() {
		at := 4 * width * i
		for _, r := range v.Index(i).String() {
			binary.LittleEndian.PutUint32(data[at:], uint32(r))
			at += 4
		}
	}
	return fmt.Sprintf("<U%d", width), data, nil
}
