package train_test

import (
	"context"
	"fmt"

	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

// Train a small network on DoS place cells, then let it integrate paths it
// has not seen.
func Example() {
	ctx := context.Background()
	walk := trajectory.Published()
	walk.Paths, walk.Steps, walk.Seed = 20, 20, 1
	paths, err := trajectory.Simulate(ctx, walk)
	if err != nil {
		panic(err)
	}
	p := train.Smoke(encoding.DoS(0.12, 2), 0)
	network, err := train.Train(ctx, p, paths)
	if err != nil {
		panic(err)
	}
	runner, err := train.Open(p, network)
	if err != nil {
		panic(err)
	}
	a, err := runner.Run(paths, 20)
	if err != nil {
		panic(err)
	}
	s := network.Summary
	fmt.Println(s.Outcome, "after", s.Steps, "steps,", len(network.History), "points of history")
	fmt.Println("g:", a.Steps, "steps,", a.Paths, "paths,", a.Units, "units")
	// Output:
	// trained after 100 steps, 4 points of history
	// g: 20 steps, 20 paths, 32 units
}
