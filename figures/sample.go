package figures

import (
	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/gallery"
)

// tiles are a group's maps, at most n, with their scores.
func tiles(maps []gallery.Example, group string, n int) []panel.Tile {
	var out []panel.Tile
	for _, m := range maps {
		if m.Group != group || len(out) == n {
			continue
		}
		values := make([]float64, len(m.Rates))
		for i, r := range m.Rates {
			values[i] = float64(r)
		}
		out = append(out, panel.Tile{Map: panel.Map{NX: int(m.Bins), NY: int(m.Bins), Values: values}, Above: panel.Number(m.Score60, 2)})
	}
	return out
}
