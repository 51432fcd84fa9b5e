package frame

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Column has texts, numbers or lists.
type Column struct {
	Name     string // in lower case
	Type     string // in the file
	Nullable bool   // whether the file lets values be missing
	texts    []string
	reals    []float64
	lists    [][]float64
}

// Kind is the column's type as errors name it.
func (c *Column) Kind() string {
	if c.Nullable {
		return c.Type + ", nullable"
	}
	return c.Type
}

// Lists reports that the column holds lists of numbers, as such or as text.
func (c *Column) Lists() bool {
	return c.lists != nil || len(c.texts) > 0 && strings.HasPrefix(c.texts[0], "[")
}

// Text is what stands in a row.
func (c *Column) Text(row int) string {
	switch {
	case c.texts != nil:
		return c.texts[row]
	case c.lists != nil:
		return fmt.Sprintf("a list of %d", len(c.lists[row]))
	}
	v := c.reals[row]
	if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
		return strconv.FormatInt(int64(v), 10)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// Real is the number in a row; NaN if it is missing.
func (c *Column) Real(row int) (float64, error) {
	switch {
	case c.texts != nil:
		return Number(c.texts[row])
	case c.lists != nil:
		return 0, fmt.Errorf("a list of %d is no number", len(c.lists[row]))
	}
	return c.reals[row], nil
}

// Whole are the numbers of a column of indexes.
func (c *Column) Whole(rows int) ([]int, error) {
	out := make([]int, rows)
	for row := range out {
		v, err := c.Real(row)
		if err == nil && !(v == math.Trunc(v) && math.Abs(v) < 1<<31) {
			err = fmt.Errorf("%s is no index of a bin", Shortened(c.Text(row)))
		}
		if err != nil {
			return nil, fmt.Errorf("row %d, column %s: %w", row+1, c.Name, err)
		}
		out[row] = int(v)
	}
	return out, nil
}

// List is the list in a row: as one, or as text such as [1.5, NaN, null].
func (c *Column) List(row int) ([]float64, error) {
	if c.lists != nil {
		return c.lists[row], nil
	}
	if c.texts == nil {
		return nil, fmt.Errorf("%v is no list of rates", c.reals[row])
	}
	text, ok := strings.CutPrefix(strings.TrimSpace(c.texts[row]), "[")
	if text, ok2 := strings.CutSuffix(text, "]"); ok && ok2 {
		return numbers(text)
	}
	return nil, fmt.Errorf("%s is no list of rates", Shortened(c.texts[row]))
}

func numbers(text string) ([]float64, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	cells := strings.Split(text, ",")
	out := make([]float64, len(cells))
	for k, cell := range cells {
		v, err := Number(strings.Trim(strings.TrimSpace(cell), `"`))
		if err != nil {
			return nil, fmt.Errorf("element %d: %w", k+1, err)
		}
		out[k] = v
	}
	return out, nil
}
