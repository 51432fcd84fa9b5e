package export

import (
	"encoding/json"
	"fmt"
	"reflect"

	"nofreelunch/pipeline/table"
)

// JSON is a table as an array of objects, one a row, in the order of its
// columns. A number that JSON has not, such as NaN, is null.
func JSON(parquet []byte) ([]byte, error) {
	f, err := table.Open(parquet, -1)
	if err != nil {
		return nil, err
	}
	names := make([][]byte, len(f.Columns))
	for i, c := range f.Columns {
		if names[i], err = json.Marshal(c.Name); err != nil {
			return nil, err
		}
	}
	out := []byte("[")
	for row := range f.Rows {
		if row > 0 {
			out = append(out, ",\n"...)
		}
		for i, c := range f.Columns {
			out = append(append(append(out, "{,"[min(i, 1)]), names[i]...), ':')
			if out, err = appendJSON(out, reflect.ValueOf(c.Values).Index(row)); err != nil {
				return nil, fmt.Errorf("column %q, row %d: %w", c.Name, row, err)
			}
		}
		out = append(out, '}')
	}
	return append(out, ']'), nil
}

func appendJSON(out []byte, v reflect.Value) ([]byte, error) {
	if v.Kind() == reflect.String {
		text, err := json.Marshal(v.String())
		return append(out, text...), err
	}
	if v.Kind() == reflect.Slice {
		out = append(out, '[')
		for i := range v.Len() {
			if i > 0 {
				out = append(out, ',')
			}
			var err error
			if out, err = appendJSON(out, v.Index(i)); err != nil {
				return nil, err
			}
		}
		return append(out, ']'), nil
	}
	text, err := cell(v)
	if err == nil && !json.Valid([]byte(text)) {
		text = "null"
	}
	return append(out, text...), err
}
