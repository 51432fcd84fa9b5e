package rng_test

import (
	"fmt"

	"nofreelunch/stages/core/rng"
)

// Path 17's draws are the same whether or not the other paths are drawn, and
// any of them can be drawn again.
func Example() {
	s := rng.New(1, "paths", 17)
	first := s.Normal()
	s.Normal()
	s.Seek(0)
	fmt.Println(s.Normal() == first, s.Pos())
	// Output: true 1
}
