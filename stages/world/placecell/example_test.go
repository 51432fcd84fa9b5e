package placecell_test

import (
	"fmt"

	"nofreelunch/stages/world/placecell"
)

// A heterogeneous population: 1 + Poisson(2) fields a cell, of several widths.
func Example() {
	p := placecell.New(placecell.Params{
		Cells: 512, BoxWidthM: 2.2, Layout: placecell.Uniform,
		Fields:        placecell.FieldCount{Law: placecell.OnePlus, Mean: 2},
		SigmaM:        placecell.Range{Lo: 0.06, Hi: 0.24},
		SurroundScale: placecell.Always(2), Aspect: placecell.Always(1), Seed: 1,
	})
	// Which cells are closest to a field at the centre of the box, and where do
	// they say that is?
	center, surround := make([]float64, p.Cells), make([]float64, p.Cells)
	p.Energies(0, 0, center, surround)
	x, y := placecell.Decode(p, center, true)
	fmt.Printf("%d cells, up to %d fields\n", p.Cells, p.Fields)
	fmt.Printf("within 10 cm: %v\n", x*x+y*y < 0.01)
	// Output:
	// 512 cells, up to 8 fields
	// within 10 cm: true
}
