package main

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"nofreelunch/pipeline"
)

// stageGraph draws which stage takes what from which, as an SVG: a column a
// step away from the inputs, the figures last.
func stageGraph(g *pipeline.Graph) string {
	boxes, edges := stageBoxes(g)
	columns := layers(boxes, edges)
	place := map[string][2]int{}
	tallest := 0
	for x, column := range columns {
		for y, name := range column {
			place[name] = [2]int{x, y}
		}
		tallest = max(tallest, len(column))
	}
	const w, h, dx, dy = 124, 30, 172, 42
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="graph" viewBox="0 0 %d %d" role="img" aria-label="which stage takes what from which">`, dx*len(columns), dy*tallest+8)
	b.WriteString(`<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>`)
	for _, e := range edges {
		from, to := place[e[0]], place[e[1]]
		x1, y1 := from[0]*dx+w, from[1]*dy+h/2+4
		x2, y2 := to[0]*dx, to[1]*dy+h/2+4
		fmt.Fprintf(&b, `<path class="edge" d="M%d %dC%d %d %d %d %d %d" marker-end="url(#head)"/>`, x1, y1, x1+30, y1, x2-30, y2, x2-2, y2)
	}
	for _, box := range boxes {
		at := place[box.name]
		x, y := at[0]*dx, at[1]*dy+4
		fmt.Fprintf(&b, `<g><title>%s: %d nodes</title><rect x="%d" y="%d" width="%d" height="%d" rx="4"/><text x="%d" y="%d">%s</text><text class="count" x="%d" y="%d">%d</text></g>`,
			html.EscapeString(box.name), box.nodes, x, y, w, h, x+8, y+19, html.EscapeString(box.name), x+w-8, y+19, box.nodes)
	}
	b.WriteString("</svg>")
	return b.String()
}

// stageBox is a stage, or a figure.
type stageBox struct {
	name  string
	nodes int
}

// stageBoxes are the stages and the figures, and what each takes from which.
func stageBoxes(g *pipeline.Graph) (boxes []stageBox, edges [][2]string) {
	name := map[*pipeline.Node]string{}
	for _, t := range g.Targets() {
		name[t.Node] = t.Name
	}
	of := func(n *pipeline.Node) string {
		if figure, ok := name[n]; ok {
			return figure
		}
		return n.Stage()
	}
	for _, n := range g.Nodes() {
		i := slices.IndexFunc(boxes, func(b stageBox) bool { return b.name == of(n) })
		if i < 0 {
			i = len(boxes)
			boxes = append(boxes, stageBox{name: of(n)})
		}
		boxes[i].nodes++
		for _, d := range n.Deps() {
			e := [2]string{of(d), of(n)}
			if e[0] != e[1] && !slices.Contains(edges, e) {
				edges = append(edges, e)
			}
		}
	}
	return boxes, edges
}

// layers puts every box in the column after the last of those it takes from.
func layers(boxes []stageBox, edges [][2]string) [][]string {
	depth := map[string]int{}
	for range boxes { // the longest way is no longer than this
		for _, e := range edges {
			depth[e[1]] = max(depth[e[1]], depth[e[0]]+1)
		}
	}
	var columns [][]string
	for _, b := range boxes {
		for len(columns) <= depth[b.name] {
			columns = append(columns, nil)
		}
		columns[depth[b.name]] = append(columns[depth[b.name]], b.name)
	}
	return columns
}

// reportStages is the graph as a list.
func reportStages(boxes []stageBox, edges [][2]string) (list []reportStage) {
	for _, box := range boxes {
		var from []string
		for _, e := range edges {
			if e[1] == box.name {
				from = append(from, e[0])
			}
		}
		list = append(list, reportStage{box.name, box.nodes, strings.Join(from, ", ")})
	}
	return list
}
