// Command build runs the small project and says what ran, and what came out.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"nofreelunch"
	"nofreelunch/pipeline"
	"nofreelunch/pipeline/codeid"
	"nofreelunch/pipeline/store"
	"nofreelunch/pipeline/table"
	"nofreelunch/stages/toy/walk"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	s, err := store.Open(os.Args[1])
	if err != nil {
		return err
	}
	defer s.Close()
	code, err := codeid.New(nofreelunch.Sources())
	if err != nil {
		return err
	}
	g := graph()
	e := &pipeline.Engine{Graph: g, Store: s, Code: code, Codec: table.Codec{}, Workers: 1}
	report, err := e.Run(context.Background(), g.Target("drawing").Node)
	if err != nil {
		return err
	}
	out := struct {
		Ran     []string
		Outputs map[string]string
	}{Outputs: map[string]string{}}
	for i, o := range report.Outcomes {
		name := fmt.Sprint(i, " ", o.Node.Name())
		if o.Kind == pipeline.Ran {
			out.Ran = append(out.Ran, name)
		}
		for _, f := range o.Action.Outputs {
			out.Outputs[name+" "+f.Name] = f.Digest.String()
		}
	}
	return json.NewEncoder(os.Stdout).Encode(out)
}

func graph() *pipeline.Graph {
	g := pipeline.New()
	var walks []pipeline.Ref[[]walk.Row]
	for seed := range 3 {
		walks = append(walks, pipeline.Do0(g, "simulate", walk.Simulate, walk.Params{Steps: 5, Seed: seed, ScaleM: 0.1, Turns: []float64{1, -2}}))
	}
	joined := pipeline.Do2(g, "join", walk.Join, walk.JoinParams{Sign: -1}, walks[0], pipeline.List(walks))
	pair := pipeline.Do2(g, "pair", walk.Pair, walk.JoinParams{Sign: 1}, walks[1], walks[2])
	pipeline.Figure(g, "drawing", "all of it", pipeline.Do2(g, "draw", walk.Draw, walk.DrawParams{Title: "toy"}, joined, pair))
	return g
}
