package pipeline_test

import (
	"context"
	"fmt"
	"os"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/store"
)

// A graph is declared once; running it a second time runs nothing.
func Example() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)

	g := pipeline.New()
	walk := pipeline.Do0(g, "simulate", Simulate, walkParams{Paths: 3, Seed: 1})
	var networks []pipeline.Ref[[]int]
	for _, units := range []int{2, 3} {
		networks = append(networks, pipeline.Do1(g, "train", Train, trainParams{Units: units}, walk))
	}
	drawing := pipeline.Do1(g, "draw", Draw, struct{ Colour string }{"red"}, pipeline.List(networks))
	pipeline.Figure(g, "figure7", "what the networks learned", drawing)

	cache, err := store.Open(dir)
	if err != nil {
		panic(err)
	}
	defer cache.Close()
	e := &pipeline.Engine{Graph: g, Store: cache, Code: versions{}, Codec: jsonCodec{}}
	for range 2 {
		report, err := e.Run(context.Background(), g.Target("figure7").Node)
		if err != nil {
			panic(err)
		}
		picture, err := pipeline.Load(e, drawing, report.Outcome(drawing.Node()).Action)
		if err != nil {
			panic(err)
		}
		fmt.Println(picture, "ran", report.Count(pipeline.Ran), "cached", report.Count(pipeline.Cached))
	}
	for _, task := range g.Tasks() {
		fmt.Println(task.Name, "<-", task.Deps)
	}
	// Output:
	// red[[3 4] [3 4 5]] ran 4 cached 0
	// red[[3 4] [3 4 5]] ran 0 cached 4
	// figure7/simulate <- []
	// figure7/train <- [figure7/simulate]
	// figure7/draw <- [figure7/train]
	// figure7 <- [figure7/draw]
	// simulate <- []
	// train <- [simulate]
	// draw <- [train]
}
