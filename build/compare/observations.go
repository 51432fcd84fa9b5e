package compare

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"nofreelunch/pipeline/table"
)

// Rows are observations if each is about an individual of its own: a network, a
// unit, a start, a draw. The rows of a curve are the places at which it was
// evaluated, those of a summary are estimates, and those of a course look at the
// same network again and again: means over them, and tests, would count what is not
// there.

// identifiers are the columns that name an individual.
func identifiers() []string {
	return []string{"id", "seed", "unit", "map_index", "start_number", "draw", "neuron"}
}

// coordinates are the columns that say where on a grid, or at which setting, a row
// was looked at. They are chosen, not measured.
func coordinates() []string {
	return []string{
		"bins", "block_bins", "points", "nx", "ny", "x", "y", "xm", "ym", "theta", "place", "step", "output", "path", "dimensions", "moments",
		"sigma_m", "surround_scale", "alpha_e", "alpha_i", "distance_m", "box_width_m", "width_m", "half_width_m", "half_width_rad_per_m",
		"k_rad_per_m", "threshold", "published", "units", "networks", "paths", "simulations",
	}
}

// chosen reports a column of which no effect can be measured.
func chosen(name string) bool {
	return slices.Contains(identifiers(), name) || slices.Contains(coordinates(), name) || strings.HasPrefix(name, "published_")
}

// individuals names the individual of each row, nil if rows are no observations.
func individuals(f table.File) []string {
	names := make([]string, f.Rows)
	named := false
	for _, c := range f.Columns {
		who := slices.Contains(identifiers(), c.Name)
		named = named || who
		if !who && c.Type != "string" {
			continue
		}
		v := reflect.ValueOf(c.Values)
		if !v.IsValid() || v.Len() != f.Rows {
			return nil
		}
		for i := range names {
			names[i] += fmt.Sprintf("%q ", fmt.Sprint(v.Index(i)))
		}
	}
	if !named {
		return nil
	}
	seen := map[string]bool{}
	for _, n := range names {
		if seen[n] {
			return nil
		}
		seen[n] = true
	}
	return names
}

// furthest is the largest change of a finite number between rows that
// correspond, and whether there is one.
func furthest(a, b reflect.Value) (most float64, ok bool) {
	if a.Len() != b.Len() || a.Len() == 0 || a.Index(0).Kind() == reflect.Slice {
		return 0, false
	}
	for i := range a.Len() {
		x, y := numbers(a.Slice(i, i+1)), numbers(b.Slice(i, i+1))
		if len(x) == 1 && len(y) == 1 {
			most, ok = max(most, x[0]-y[0], y[0]-x[0]), true
		}
	}
	return most, ok
}
