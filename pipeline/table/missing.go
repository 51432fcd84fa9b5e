package table

import "math"

// fill puts NaN where a float is missing, so that every entry has a value. A
// missing list stays missing.
func (c *cells) fill() {
	switch v := c.values.(type) {
	case []float32:
		c.values = filled(c, v, math.Float32frombits(0x7fc00000))
	case []float64:
		c.values = filled(c, v, math.Float64frombits(0x7ff8000000000000))
	}
}

// filled are the values with a place for each missing one. A flat column has the
// places already, a list has not.
func filled[T float32 | float64](c *cells, values []T, nan T) []T {
	full := c.col.MaxDefinitionLevel()
	if c.list() && elementLevel(c.col) != full-1 {
		return values // elements that are always there, or deeper things
	}
	if !c.list() {
		for i, d := range c.def {
			if d == full-1 {
				values[i], c.def[i] = nan, full
			}
		}
		return values
	}
	out, next := make([]T, 0, len(c.def)), 0
	for i, d := range c.def {
		switch d {
		case full:
			out, next = append(out, values[next]), next+1
		case full - 1:
			out, c.def[i] = append(out, nan), full
		}
	}
	return out
}
