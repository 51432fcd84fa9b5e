package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nofreelunch"
	"nofreelunch/build/settings"
	"nofreelunch/pipeline"
	"nofreelunch/pipeline/orders"
	"nofreelunch/pipeline/store"
	"nofreelunch/pipeline/table"
)

var rewritePage = flag.Bool("update", false, "write the table of pipeline/CLUSTER.md anew")

const (
	clusterPage = "../pipeline/CLUSTER.md"
	tableBegins = "`go test ./build -run ClusterPage -update` writes this -->\n"
	tableEnds   = "<!-- end -->"
	pageRate    = 50e9 // floating-point operations a second of a core
	pageWaste   = 1.1  // cores occupied over work
)

// nothingKnown is a Code for plans of an empty cache.
type nothingKnown struct{}

func (nothingKnown) Listing(name string) ([]byte, error) { return []byte(name), nil }
func (nothingKnown) Build() ([]byte, error)              { return nil, nil }

// engines are what the page predicts for.
func engines() []struct {
	name  string
	cores float64
} {
	return []struct {
		name  string
		cores float64
	}{{"local, 8 cores", 8}, {"ssh, 4 × 32 cores", 128}, {"slurm, 500 jobs", 500}, {"slurm, 4000 jobs", 4000}}
}

// costTable is what the published sweeps take by engine, from the graph.
func costTable(t *testing.T) string {
	g, err := nofreelunch.Graph("paper")
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(filepath.Join(t.TempDir(), "cache"))
	if err != nil {
		t.Fatal(err)
	}
	e := &pipeline.Engine{Graph: g, Store: s, Code: nothingKnown{}, Codec: table.Codec{}, Workers: 1, Rate: pageRate / 1e9}
	p, err := e.Plan(g.Nodes()...)
	if err != nil {
		t.Fatal(err)
	}
	longest := map[string]float64{} // seconds of the longest network of each sweep
	gflop := map[*pipeline.Node]float64{}
	for _, step := range p.Steps {
		gflop[step.Node] = step.GFLOP
	}
	for _, w := range g.Sweeps() {
		for _, n := range w.Nodes {
			longest[w.Name] = max(longest[w.Name], gflop[n]*1e9/pageRate)
		}
	}
	var b strings.Builder
	b.WriteString("| sweep | networks | PFLOP | core hours | longest network |")
	for _, x := range engines() {
		b.WriteString(" " + x.name + " |")
	}
	b.WriteString("\n|" + strings.Repeat("---|", 5+len(engines())) + "\n")
	total := load{name: "all"}
	line := func(l load, least float64) {
		seconds := l.gflop * 1e9 / pageRate
		fmt.Fprintf(&b, "| %s | %d | %s | %s | %s |", l.name, l.networks, figure(l.gflop/1e6), figure(seconds/3600), roughly(least))
		for _, x := range engines() {
			b.WriteString(" " + roughly(max(least, pageWaste*seconds/x.cores)) + " |")
		}
		b.WriteString("\n")
	}
	least := 0.0
	for _, l := range loads(g, p) {
		if l.networks == 0 {
			continue
		}
		line(l, longest[l.name])
		least = max(least, longest[l.name])
		total.plus(load{networks: l.networks, gflop: l.gflop, basis: map[pipeline.Basis]int{}})
	}
	line(total, least)
	return b.String()
}

func TestClusterPageCosts(t *testing.T) {
	page, err := os.ReadFile(clusterPage)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(page), tableBegins)
	old, tail, ok2 := strings.Cut(rest, tableEnds)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the table", clusterPage)
	}
	want := costTable(t)
	if *rewritePage {
		if err := os.WriteFile(clusterPage, []byte(head+tableBegins+want+tableEnds+tail), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if old != want {
		t.Errorf("the table is not what the graph says; `go test ./build -run ClusterPage -update` writes it:\n%s", want)
	}
}

// The templates of the page are ones that the program takes.
func TestClusterPageTemplates(t *testing.T) {
	page, err := os.ReadFile(clusterPage)
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(page), "## Other batch systems")
	text, _, _ = strings.Cut(text, "`job.yaml`")
	var conf strings.Builder
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, "        "); ok {
			conf.WriteString(rest)
		}
	}
	file := filepath.Join(t.TempDir(), "nofreelunch.conf")
	if err := os.WriteFile(file, []byte(conf.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"pbs", "lsf", "sge", "k8s"} {
		set, err := settings.Merge(settings.Source{Files: []string{file}, Flags: map[string]string{"executor": name}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := bare(set, orders.Folder(t.TempDir())); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
