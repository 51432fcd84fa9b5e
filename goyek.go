// Package nofreelunch is the table of contents of the paper [Schaeffer2022]:
// its scales, its figures in the order of the talk, and the goyek tasks that
// make them. What a figure is made from is said in package graph, how a stage
// computes is the stage's affair, and how the graph is run is package
// pipeline's.
package nofreelunch

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/goyek/goyek/v2"

	"nofreelunch/figures"
	"nofreelunch/paper/graph"
	"nofreelunch/pipeline"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/sweep"
	"nofreelunch/stages/world/encoding"
)

// The module's own sources travel inside the binary, because the code that
// made a result is part of the result's key.
//
//go:embed go.mod go.sum build/modules.txt *.go build/*.go build/*/*.go build/*.html data/*.go data/*.csv figures/*.go figures/*/*.go
//go:embed paper/*.go paper/*/*.go paper/*.bib paper/*/*.md pipeline/*.go pipeline/*/*.go stages/*/*/*.*
var sources embed.FS

// Sources are the module's own sources.
func Sources() fs.FS { return sources }

// scales are the scales at which the paper can be made.
func scales() []graph.Scale {
	return []graph.Scale{
		{
			Name: "smoke", Sweeps: sweep.Smoke, Caution: "its few networks are stopped after a few steps; nothing here is about the science",
			Paths: 100, Steps: 20, Bins: 20, NullMaps: 32, Draws: 2, Starts: 12, Resamples: 200, Fields: 1, FieldSteps: 300,
		},
		{
			Name: "laptop", Sweeps: sweep.Laptop,
			Paths: 500, Steps: 50, Bins: 20, NullMaps: 128, Draws: 5, Starts: 60, Resamples: 1000, Fields: 5, FieldSteps: 1500,
		},
		{
			Name: "workstation", Sweeps: sweep.Workstation,
			Paths: 1000, Steps: 50, Bins: 44, NullMaps: 256, Draws: 10, Starts: 60, Resamples: 1000, Fields: 10, FieldSteps: 1500,
		},
		{
			Name: "paper", Sweeps: sweep.Paper,
			Paths: 2000, Steps: 50, Bins: 44, NullMaps: 1024, Draws: 10, Starts: 60, Resamples: 1000, Fields: 20, FieldSteps: 1500,
		},
		{
			Name: "rehearsal", Sweeps: sweep.Rehearsal, Caution: "the paper's graph with networks of a few units; nothing here is about the science",
			Paths: 2, Steps: 20, Bins: 20, NullMaps: 2, Draws: 1, Starts: 2, Resamples: 20, Fields: 1, FieldSteps: 10,
		},
	}
}

// Profiles are the names of the scales at which the paper can be made.
func Profiles() []string {
	var names []string
	for _, s := range scales() {
		names = append(names, s.Name)
	}
	return names
}

// encodings are what networks are trained on and figures compare. A new one is a
// file in stages/world/encoding and a line here.
func encodings() []encoding.Entry {
	return []encoding.Entry{
		encoding.CartesianEntry(),
		encoding.HighDimCartesianEntry(),
		encoding.PolarEntry(),
		encoding.HighDimPolarEntry(),
		encoding.GaussianEntry(),
		encoding.TrueDoGEntry(),
		encoding.SoDEntry(),
		encoding.DoSEntry(),
	}
}

// cells are the networks' cells. A new one is a file in stages/net/nn and a line
// here.
func cells() []nn.Cell {
	return []nn.Cell{
		nn.RNN{},
		nn.SRNN{},
		nn.GRU{},
		nn.LSTM{},
		nn.UGRNN{},
	}
}

// Ask is what is asked of the networks of a scale.
type Ask = graph.Ask

// Graph declares every figure at the scale of that name, of its networks
// those and so changed as the last of what is asked says.
func Graph(scale string, asked ...Ask) (*pipeline.Graph, error) {
	p, err := paperAt(scale, asked...)
	if err != nil {
		return nil, err
	}
	return contents(p).Graph, nil
}

// Facts are the settings of a scale that the paper's text states, none of an
// unknown one.
func Facts(scale string) map[string]string {
	p, err := paperAt(scale)
	if err != nil {
		return nil
	}
	return p.Facts()
}

// paperAt is the paper at a scale, without its figures.
func paperAt(scale string, asked ...Ask) (*graph.Paper, error) {
	for _, s := range scales() {
		if s.Name == scale {
			for _, a := range asked {
				s.Ask = a
			}
			return graph.New(s, encodings(), cells())
		}
	}
	return nil, fmt.Errorf("no profile %q; known are %s", scale, strings.Join(Profiles(), ", "))
}

// contents lists the figures in the order of the talk.
func contents(p *graph.Paper) *graph.Paper {
	g := p.Graph

	// The setup: a network, what it is trained on, and where it believes itself to be.
	pipeline.Figure(g, "setup", "network, true and decoded paths, targets of every encoding", p.Setup())

	// Result 1: nearly all networks integrate paths, few show possible grid cells.
	pipeline.Figure(g, "figure1", "accurate networks and possible grid cells by encoding", p.Figure1())

	// Result 2: grid scores depend on the encoding of the target.
	pipeline.Figure(g, "figure2", "survival functions of the grid score, and rate maps, by encoding", p.Figure2())

	// Result 3: the place cells' width sets the period.
	pipeline.Figure(g, "figure3", "grid period against place-field width", p.Figure3())

	// Result 4: few widths and surrounds give grid cells.
	pipeline.Figure(g, "figure4", "grid units against place-field width and surround", p.Figure4())

	// Result 5: realistic place cells give none.
	pipeline.Figure(g, "figure5", "single-field single-scale against multi-field multi-scale place cells", p.Figure5())

	// Result 6: pattern formation explains it.
	pipeline.Figure(g, "figure6", "pattern formation: couplings, k* and neural fields", p.Figure6())

	// Result 7: a difference of softmaxes is not a difference of Gaussians.
	pipeline.Figure(g, "figure7", "difference of softmaxes against true difference of Gaussians", p.Figure7())

	// The paradox: predictivity of neurons follows effective dimension, sometimes.
	pipeline.Figure(g, "figure8", "neural predictivity against effective dimension, and a test of it", p.Figure8())

	// The conclusion: what a shared minimum, or one of many, says of an objective.
	pipeline.Figure(g, "figure9", "many losses with one minimum, one loss with many minima", p.Figure9())

	// Supplements.
	pipeline.Figure(g, "supplement1", "general difference of Gaussians: the two amplitudes", p.Supplement1())
	pipeline.Figure(g, "supplement2", "optimiser, cell, activation, initialiser", p.Supplement2())
	pipeline.Figure(g, "supplement3", "LSTM with a bottleneck and head-direction cells", p.Supplement3())
	pipeline.Figure(g, "supplement4", "grid scores along training", pipeline.Do1(g, "draw", figures.Supplement4,
		figures.Supplement4Params{Profile: p.Profile(), Judge: p.Judge(14)}, p.Course()))

	pipeline.Figure(g, "supplement5", "each constraint of the place code relaxed alone", p.Supplement5())

	// Which of the publication's statements hold.
	pipeline.Table(g, "claims", "which of the publication's claims hold", p.Claims())

	return p
}

// A Chore is a task of the repository itself: it runs a command.
type Chore struct {
	Name, Usage string
	Command     []string
}

// Chores are the tasks of the repository itself.
func Chores() []Chore {
	return []Chore{
		{"test", "run the tests", []string{"go", "test", "./..."}},
		{"lint", "run the linters", []string{"golangci-lint", "run"}},
		{"ci", "do what continuous integration does", []string{"bash", ".ci/run"}},
	}
}

// Usage of the tasks that are no figure's.
const (
	PaperUsage  = "the paper as PDF, with every figure and the claims"
	ReportUsage = "one HTML page: figures with their tables, cost and provenance, claims, sweeps, graph"
)

// Actions are what tasks do.
type Actions struct {
	Make    func(pipeline.Task) func(*goyek.A) // makes a figure, a table, or the nodes of a stage
	Paper   func(*goyek.A)
	Report  func(*goyek.A)
	Command func(name string, args ...string) func(*goyek.A) // runs a command
}

// Tasks defines a goyek task for every figure, for every stage of it, and for
// what is made of all figures.
func Tasks(g *pipeline.Graph, do Actions) *goyek.Flow {
	flow := &goyek.Flow{}
	defined := map[string]*goyek.DefinedTask{}
	var figures, supplements, products goyek.Deps
	for _, t := range g.Tasks() {
		var deps goyek.Deps
		for _, name := range t.Deps {
			deps = append(deps, defined[name])
		}
		task := flow.Define(goyek.Task{Name: t.Name, Usage: t.Description, Deps: deps, Action: do.Make(t)})
		defined[t.Name] = task
		switch {
		case !t.Product():
		case t.Table:
			products = append(products, task)
		case strings.HasPrefix(t.Name, "supplement"):
			products, figures, supplements = append(products, task), append(figures, task), append(supplements, task)
		default:
			products, figures = append(products, task), append(figures, task)
		}
	}
	flow.Define(goyek.Task{Name: "figures", Usage: "every figure", Deps: figures})
	flow.Define(goyek.Task{Name: "supplements", Usage: "every supplement", Deps: supplements})
	flow.Define(goyek.Task{Name: "paper", Usage: PaperUsage, Deps: products, Action: do.Paper})
	flow.Define(goyek.Task{Name: "report", Usage: ReportUsage, Deps: products, Action: do.Report})
	for _, c := range Chores() {
		flow.Define(goyek.Task{Name: c.Name, Usage: c.Usage, Action: do.Command(c.Command[0], c.Command[1:]...)})
	}
	return flow
}
