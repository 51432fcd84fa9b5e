package main

import (
	"encoding/json"
	"strings"
	"testing"

	"nofreelunch/pipeline"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

// rated is a figure over networks of one learning rate.
func rated(networks int, rate float64) *pipeline.Graph {
	g := pipeline.New()
	w := trajectory.Published()
	w.Paths, w.Steps, w.Seed = 10, 20, 1
	paths := pipeline.Do0(g, "simulate", trajectory.Simulate, w)
	var nets []pipeline.Ref[train.Network]
	var between train.BetweenParams
	for i := range networks {
		p := train.Smoke(encoding.DoS(0.12, 2), uint64(i))
		p.Net.Units, p.GradientSteps, p.EvalEverySteps, p.LearningRate = 8, 1, 0, rate
		nets = append(nets, pipeline.Do1(g, "train", train.Train, p, paths))
		between.Networks = append(between.Networks, p)
	}
	pipeline.Sweep(g, "dos", "", nets)
	between.Points, between.Paths, between.Steps = 2, 2, 2
	pipeline.Figure(g, "figure7", "", pipeline.Do2(g, "between", train.Between, between, pipeline.List(nets), paths))
	return g
}

// Why is a screen at most, whatever changed, and joins what is equal.
func TestWhyJoinsEqualCauses(t *testing.T) {
	t.Setenv("NOFREELUNCH_CACHE", t.TempDir())
	if _, err := says(t, rated(8, 0.004), "retry"); err != nil {
		t.Fatal(err)
	}
	out, err := says(t, rated(8, 0.005), "why train")
	if err != nil || out != "8 networks: LearningRate 0.004 -> 0.005\n" {
		t.Errorf("one change, %v:\n%s", err, out)
	}
	out, err = says(t, rated(60, 0.005), "why train")
	if lines := strings.Count(out, "\n"); err != nil || lines > 24 || !strings.Contains(out, "LearningRate 0.004 -> 0.005") {
		t.Errorf("more networks, %v, %d lines:\n%s", err, lines, out)
	}
	if out, err = says(t, rated(8, 0.004), "why train"); err != nil || strings.Count(out, "\n") > 24 || !strings.Contains(out, "cached\n  ran ") {
		t.Errorf("nothing changed, %v:\n%s", err, out)
	}
	if out, err = says(t, rated(8, 0.005), "why train -v"); err != nil || strings.Count(out, `param "LearningRate" 0.004 -> 0.005`) != 8 {
		t.Errorf("with -v, %v:\n%s", err, out)
	}
	out, err = says(t, rated(8, 0.005), "why train -json")
	var rows []struct {
		Stage, Text string
		Count       int
		Calls       []string
	}
	if err == nil {
		err = json.Unmarshal([]byte(out), &rows)
	}
	if err != nil || len(rows) != 1 || rows[0].Count != 8 || len(rows[0].Calls) != 8 || rows[0].Stage != "train" {
		t.Errorf("as JSON, %v:\n%s", err, out)
	}
	if out, err = says(t, rated(8, 0.004), "why figure7"); err != nil || !strings.Contains(out, "no earlier run") {
		t.Errorf("what never ran, %v:\n%s", err, out)
	}
}
