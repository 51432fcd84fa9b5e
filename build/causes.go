package main

import (
	"fmt"
	"slices"
	"strings"

	"nofreelunch/pipeline"
)

// shownWays is how many ways in which one line differs are told apart; of more
// only the line is named.
const shownWays = 3

// causeTexts words causes, the commonest first, a line each.
func causeTexts(g *pipeline.Graph, causes []pipeline.Cause) (lines []string) {
	for _, c := range joined(causes) {
		lines = append(lines, causeText(g, c))
	}
	return lines
}

// joined makes one cause of those that differ only in the values of a line, as
// every seed's own value would.
func joined(causes []pipeline.Cause) (all []pipeline.Cause) {
	type line struct{ stage, what string }
	ways := map[line]int{}
	for _, c := range causes {
		ways[line{c.Stage, c.What}]++
	}
	at := map[line]int{}
	for _, c := range causes {
		id := line{c.Stage, c.What}
		if ways[id] <= shownWays || strings.HasPrefix(c.What, "input") {
			all = append(all, c)
			continue
		}
		i, ok := at[id]
		if !ok {
			i = len(all)
			at[id] = i
			all = append(all, pipeline.Cause{Stage: c.Stage, What: c.What, Text: fmt.Sprintf("%s differs in %d ways", c.Label(), ways[id])})
		}
		all[i].Calls = append(all[i].Calls, c.Calls...)
	}
	slices.SortStableFunc(all, func(a, b pipeline.Cause) int { return b.Count() - a.Count() })
	return all
}

// causeText is "8 networks: LearningRate 0.004 -> 0.005".
func causeText(g *pipeline.Graph, c pipeline.Cause) string {
	if c.Count() == 1 {
		return c.Calls[0] + ": " + c.Text
	}
	return callsOf(g, c.Stage, c.Count()) + ": " + c.Text
}

// callsOf counts calls of a stage in words; the calls of a stage that has
// sweeps are networks.
func callsOf(g *pipeline.Graph, stage string, n int) string {
	noun, one := "nodes of "+stage, "node of "+stage
	for _, s := range g.Sweeps() {
		if len(s.Nodes) > 0 && s.Nodes[0].Stage() == stage {
			noun, one = "networks", "network"
		}
	}
	if n == 1 {
		noun = one
	}
	return fmt.Sprintf("%d %s", n, noun)
}
