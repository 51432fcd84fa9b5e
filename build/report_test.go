package main

import (
	"strings"
	"testing"

	"nofreelunch"
)

// The page says what it is given, escapes it, and links only to what it has.
func TestReportPage(t *testing.T) {
	data := reportData{
		Profile: "made up", Commit: "abc", Headline: "2 <claims>",
		Figures: []reportFigure{{
			Name: "figure1", Description: "a figure", Picture: "data:image/png;base64,AAAA", Width: 4, Height: 3,
			Tables: []reportDownload{{Name: "small.parquet", Size: "1 kB", URL: "data:application/vnd.apache.parquet;base64,AAAA"},
				{Name: "large.parquet", Size: "3.0 MB", Path: "out/figures/figure1/large.parquet"}},
			Costs: []reportCost{{Stage: "train", Nodes: 8, Seconds: 63, Time: secondsText(63)}}, Seconds: "63.0s",
		}},
		Claims: []reportClaim{{ID: "a-claim", Part: "Result 1", Statement: "more & less", Verdict: "reproduced", N: 7}},
		Sweeps: []sweepRow{{Sweep: "dos", Networks: 3, Failed: 1, Failures: []failureRow{{Network: "DoS seed=2", Error: "out of <memory>"}}}},
	}
	data.Stages = []reportStage{{"train", 8, "simulate, <box>"}}
	page, err := renderReport(data)
	if err != nil {
		t.Fatal(err)
	}
	again, err := renderReport(data)
	if err != nil || string(again) != string(page) {
		t.Errorf("the same data give another page, error %v", err)
	}
	for _, want := range []string{
		"2 &lt;claims&gt;", `href="#figure1"`, `id="figure1"`, `download="small.parquet"`, "too large for this page", "out/figures/figure1/large.parquet",
		"more &amp; less", "out of &lt;memory&gt;", `data-value="63"`, `alt="figure1: a figure`,
		`aria-label="Enlarge figure1"`, `type="search"`, "@media print", "takes from simulate, &lt;box&gt;",
	} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(string(page), "http://") || strings.Contains(string(page), "https://") {
		t.Error("the page needs the network")
	}
}

// Every stage of the graph is drawn once, left of what takes from it.
func TestStageGraph(t *testing.T) {
	g, err := nofreelunch.Graph("smoke")
	if err != nil {
		t.Fatal(err)
	}
	boxes, edges := stageBoxes(g)
	columns := layers(boxes, edges)
	at := map[string]int{}
	n := 0
	for x, column := range columns {
		for _, name := range column {
			at[name] = x
			n++
		}
	}
	if n != len(boxes) || len(at) != len(boxes) {
		t.Errorf("%d places and %d names for %d boxes", n, len(at), len(boxes))
	}
	for _, e := range edges {
		if at[e[0]] >= at[e[1]] {
			t.Errorf("%s is in column %d, what takes from it, %s, in %d", e[0], at[e[0]], e[1], at[e[1]])
		}
	}
	takes := 0
	for _, s := range reportStages(boxes, edges) {
		if s.From != "" {
			takes += strings.Count(s.From, ", ") + 1
		}
	}
	if takes != len(edges) {
		t.Errorf("the list has %d of %d arrows", takes, len(edges))
	}
	svg := stageGraph(g)
	if strings.Count(svg, "<rect") != len(boxes) || strings.Count(svg, `class="edge"`) != len(edges) {
		t.Errorf("%d boxes and %d arrows drawn, want %d and %d", strings.Count(svg, "<rect"), strings.Count(svg, `class="edge"`), len(boxes), len(edges))
	}
}
