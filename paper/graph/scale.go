// Package graph declares what the paper is made of: which networks are trained,
// what is measured of them, which estimates are made, and which figure or claim
// rests on which. goyek.go lists the figures and the scales; the package's files
// say, figure by figure, what each is made from.
//
// It computes nothing: every line is a stage call that the engine runs when its
// result is asked for.
package graph

import (
	"cmp"
	"fmt"
	"slices"

	"nofreelunch/figures"
	"nofreelunch/paper"
	"nofreelunch/pipeline"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/sweep"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

// Scale is how far the paper's questions are pursued: which networks there are,
// and how closely they are looked at.
type Scale struct {
	Name    string
	Caution string // why figures at this scale show nothing about the science; empty if they do

	Sweeps func() sweep.Set
	Ask    // of them

	Paths     int // evaluation paths
	Steps     int // of each
	Bins      int // of a rate map, a side
	NullMaps  int // maps of noise for each network
	Draws     int // of random features
	Starts    int // of each search for the components of a place code
	Resamples int // of a bootstrap

	Fields     int // simulations of each neural field
	FieldSteps int // of each
}

// Ask is what is asked of the networks of a scale; the zero Ask takes them as
// they are.
type Ask struct {
	Change sweep.Change // what if they had other parameters
	Share  float64      // what part of every sweep; 0 and 1 for all of it
	// Warning is said on every figure, beside the scale's own caution.
	Warning string
}

// Partly reports that only a part is asked for.
func (a Ask) Partly() bool { return a.Share != 0 && a.Share != 1 }

// of are the networks that are asked for.
func (a Ask) of(s sweep.Set) (_ sweep.Set, err error) {
	if a.Partly() {
		if s, err = s.Part(a.Share); err != nil {
			return s, fmt.Errorf("flag -share: %w", err)
		}
	}
	if s, err = s.Changed(a.Change); err != nil {
		return s, fmt.Errorf("flag -set: %w", err)
	}
	return s, nil
}

// Paper is the graph at one scale.
type Paper struct {
	*pipeline.Graph
	Scale
	entries []encoding.Entry
	sweeps  sweep.Set

	// What is declared already: a network stands on many figures.
	paths   pipeline.Ref[[]trajectory.Path]
	trained map[train.Params]pipeline.Ref[train.Network]
	mapped  map[moment]pipeline.Ref[ratemap.Maps]
	rowed   map[moment]pipeline.Ref[rows.Table]
}

// A moment is a network after some gradient steps, or as trained.
type moment struct {
	net    train.Params
	atStep int64
}

// New is the paper at a scale, with the encodings and cells that figures compare,
// the networks of its sweeps, and no figure yet.
func New(s Scale, encodings []encoding.Entry, cells []nn.Cell) (*Paper, error) {
	sweeps, err := s.of(s.Sweeps().With(encodings, cells))
	if err != nil {
		return nil, err
	}
	p := &Paper{
		Graph: pipeline.New(), Scale: s, entries: encodings, sweeps: sweeps,
		trained: map[train.Params]pipeline.Ref[train.Network]{}, mapped: map[moment]pipeline.Ref[ratemap.Maps]{}, rowed: map[moment]pipeline.Ref[rows.Table]{},
	}
	walk := trajectory.Published()
	walk.Paths, walk.Steps, walk.Seed = p.Paths, p.Steps, 1<<32
	p.paths = pipeline.Do0(p.Graph, "simulate", trajectory.Simulate, walk)
	slices.SortStableFunc(p.entries, func(a, b encoding.Entry) int { return cmp.Compare(a.Look().Order, b.Look().Order) })
	p.families()
	return p, nil
}

// Facts are the settings of a scale that the paper's text states.
func (p *Paper) Facts() map[string]string {
	j, net := p.Judge(0), p.sweeps.DoS.Networks[0]
	return map[string]string{
		"profile": p.Name, "set.box": fmt.Sprint(BoxWidthM), "set.paths": fmt.Sprint(p.Paths), "set.steps": fmt.Sprint(p.Steps),
		"set.fewest": fmt.Sprint(paper.Fewest), "set.bins": fmt.Sprint(p.Bins), "set.threshold": fmt.Sprint(j.Threshold), "set.errorsteps": fmt.Sprint(j.ErrorSteps), "set.shortsteps": fmt.Sprint(estimate.ShortSteps), "set.lowerror": fmt.Sprint(100 * j.LowErrorM),
		"set.units": fmt.Sprint(net.Net.Units), "set.gradients": fmt.Sprint(net.GradientSteps),
	}
}

// BoxWidthM is the side of the published box.
const BoxWidthM = 2.2

// ringBand is the null's name on figures.
const ringBand = "ring-band null"

// warnings are the scale's caution and what was asked to be said beside it.
func (p *Paper) warnings() string {
	if p.Caution == "" || p.Warning == "" {
		return p.Caution + p.Warning
	}
	return p.Caution + "; " + p.Warning
}

// Profile is what figures print of the scale.
func (p *Paper) Profile() figures.Profile {
	f := figures.Profile{Name: p.Name, Caution: p.warnings()}
	if p.Partly() {
		f.Name += fmt.Sprintf(", a %g share of every sweep", p.Share)
	}
	if !p.Change.Empty() {
		f.Name += ", what if " + p.Change.String()
	}
	for _, e := range p.entries {
		f.Looks = append(f.Looks, e.Look())
	}
	return f
}

// Judge says what counts, on every figure and for every claim; seed is the
// figure's own.
func (p *Paper) Judge(seed uint64) estimate.Judge {
	return estimate.Judge{Threshold: 0.8, LowErrorM: 0.1, ErrorSteps: 50, MaxPeriodM: 1.3, Points: 241, Resamples: p.Resamples, Seed: seed}
}

// thresholds are the Score60s at which units are counted.
func thresholds() []float64 { return []float64{0.3, 0.75, 0.8, 0.85, 1, 1.15} }

// evaluation are the paths that no network is trained on.
func (p *Paper) evaluation() pipeline.Ref[[]trajectory.Path] { return p.paths }

// once declares what is not declared yet.
func once[K comparable, T any](known map[K]pipeline.Ref[T], k K, declare func() pipeline.Ref[T]) pipeline.Ref[T] {
	r, ok := known[k]
	if !ok {
		r = declare()
		known[k] = r
	}
	return r
}

func (p *Paper) scoring() gridscore.Params { return gridscore.Defaults(p.Bins, BoxWidthM) }
