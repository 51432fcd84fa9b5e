package mapfile

import (
	"fmt"
	"strings"

	"nofreelunch/pipeline/table"
)

// memory is how much reading a table may take, bytes.
const memory = 1 << 30

// decodeParquet reads a table. Columns may be nullable, as pandas writes them:
// what is null is an unvisited bin.
func decodeParquet(data []byte, flat bool) (Contents, error) {
	f, err := table.OpenWithin(data, memory)
	if err != nil {
		return Contents{}, err
	}
	t := tabular{rows: f.Rows}
	for _, c := range f.Columns {
		t.columns = append(t.columns, columnOf(c))
	}
	return t.maps(flat)
}

// columnOf takes numbers as such, and everything else as text.
func columnOf(c table.Column) column {
	out := column{name: strings.ToLower(c.Name)}
	switch v := c.Values.(type) {
	case []string:
		out.texts = v
	case []float64:
		out.reals = v
	case []float32:
		out.reals = reals(v)
	case []int32:
		out.reals = reals(v)
	case []int64:
		out.reals = reals(v)
	case [][]float64:
		out.lists = v
	case [][]float32:
		out.lists = realLists(v)
	case [][]int32:
		out.lists = realLists(v)
	case []bool:
		for _, b := range v {
			out.texts = append(out.texts, fmt.Sprint(b))
		}
	}
	return out
}

func reals[E float32 | int32 | int64](v []E) []float64 {
	out := make([]float64, len(v))
	for k, x := range v {
		out[k] = float64(x)
	}
	return out
}

func realLists[E float32 | int32](v [][]E) [][]float64 {
	out := make([][]float64, len(v))
	for k, x := range v {
		out[k] = reals(x)
	}
	return out
}
