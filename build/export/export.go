// Package export writes tables in formats that other programs read: CSV for
// people and spreadsheets, NPY for numpy. It reads Parquet, and does not know
// where tables come from or where files go.
package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"

	"nofreelunch/pipeline/table"
)

// CSV is a table as text: a header, a line for each row, a list as a JSON
// array in its cell. Numbers have as many digits as tell them apart; one that is
// missing is an empty cell, and null in a list.
func CSV(parquet []byte) ([]byte, error) {
	f, err := table.Open(parquet, -1)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	line := make([]string, len(f.Columns))
	for i, c := range f.Columns {
		line[i] = c.Name
	}
	if err := w.Write(line); err != nil {
		return nil, err
	}
	for row := range f.Rows {
		for i, c := range f.Columns {
			if line[i], err = cell(reflect.ValueOf(c.Values).Index(row)); err != nil {
				return nil, fmt.Errorf("column %q, row %d: %w", c.Name, row, err)
			}
		}
		if err := w.Write(line); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// cell is a value as text.
func cell(v reflect.Value) (string, error) {
	if absent(v) {
		return "", nil
	}
	switch v.Kind() {
	case reflect.String:
		return v.String(), nil
	case reflect.Bool:
		return strconv.FormatBool(v.Bool()), nil
	case reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10), nil
	case reflect.Float32:
		return strconv.FormatFloat(v.Float(), 'g', -1, 32), nil
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64), nil
	case reflect.Slice:
		return list(v)
	}
	return "", fmt.Errorf("a %s has no text", v.Type())
}

// absent reports a missing number.
func absent(v reflect.Value) bool {
	return (v.Kind() == reflect.Float32 || v.Kind() == reflect.Float64) && math.IsNaN(v.Float())
}

// list is a JSON array; what JSON has no number for is a string in it.
func list(v reflect.Value) (string, error) {
	items := make([]json.RawMessage, v.Len())
	for i := range items {
		text, err := cell(v.Index(i))
		if err != nil {
			return "", err
		}
		if absent(v.Index(i)) {
			text = "null"
		}
		items[i] = json.RawMessage(text)
		if !json.Valid(items[i]) {
			items[i] = json.RawMessage(strconv.Quote(text))
		}
	}
	text, err := json.Marshal(items)
	return string(text), err
}
