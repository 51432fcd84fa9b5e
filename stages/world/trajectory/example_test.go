package trajectory_test

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/world/trajectory"
)

// The published walk: set how many paths and steps, and name the set by a seed.
func Example() {
	p := trajectory.Published()
	p.Paths, p.Steps, p.Seed = 200, 50, 1
	paths, err := trajectory.Simulate(context.Background(), p)
	if err != nil {
		fmt.Println(err)
		return
	}
	length := 0.0
	for _, path := range paths {
		for t := range path.XM {
			length += math.Hypot(path.VelXM[t], path.VelYM[t])
		}
	}
	fmt.Println(p)
	fmt.Printf("%.1f cm a step\n", 100*length/float64(p.Paths*p.Steps))
	// Output:
	// 200 paths of 50 steps, 2.2 m box, seed 1
	// 2.0 cm a step
}
