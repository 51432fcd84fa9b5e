package mapfile

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// text is what stands in a row.
func (c *column) text(row int) string {
	switch {
	case c.texts != nil:
		return c.texts[row]
	case c.reals != nil:
		return strconv.FormatFloat(c.reals[row], 'g', -1, 64)
	}
	return fmt.Sprintf("a list of %d", len(c.lists[row]))
}

func (c *column) number(row int) (float64, error) {
	switch {
	case c.reals != nil:
		return c.reals[row], nil
	case c.texts != nil:
		return number(c.texts[row])
	}
	return 0, fmt.Errorf("a list of %d is no number", len(c.lists[row]))
}

// whole are the numbers of a column of indexes.
func (c *column) whole() ([]int, error) {
	out := make([]int, max(len(c.texts), len(c.reals), len(c.lists)))
	for row := range out {
		v, err := c.number(row)
		if err == nil && !(v == math.Trunc(v) && math.Abs(v) < 1<<31) {
			err = fmt.Errorf("%s is no index of a bin", shortened(c.text(row)))
		}
		if err != nil {
			return nil, fmt.Errorf("row %d, column %s: %w", row+1, c.name, err)
		}
		out[row] = int(v)
	}
	return out, nil
}

// list is the list in a row: as one, or as text such as [1.5, NaN, null].
func (c *column) list(row int) ([]float64, error) {
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
	return nil, fmt.Errorf("%s is no list of rates", shortened(c.texts[row]))
}

func numbers(text string) ([]float64, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	cells := strings.Split(text, ",")
	out := make([]float64, len(cells))
	for k, cell := range cells {
		v, err := number(strings.Trim(strings.TrimSpace(cell), `"`))
		if err != nil {
			return nil, fmt.Errorf("element %d: %w", k+1, err)
		}
		out[k] = v
	}
	return out, nil
}
