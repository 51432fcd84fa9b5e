package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"nofreelunch"
	"nofreelunch/pipeline"
	"nofreelunch/pipeline/git"
	"nofreelunch/pipeline/origin"
	"nofreelunch/pipeline/provenance"
)

// An order is what a file's provenance would have reproduce build and run.
type order struct{ figure, profile, commit string }

// ordered reads the order, and refuses one that is not of a figure, a profile
// and a commit of this project: a file comes from anywhere.
func (s *session) ordered(ctx context.Context, data []byte) (o order, err error) {
	meta, err := provenance.Read(data)
	if err != nil {
		return o, err
	}
	o = order{meta["figure"], meta["profile"], meta["commit"]}
	if meta["set"] != "" {
		return o, fmt.Errorf("it was made with -set %.200q, which reproduce does not repeat; its command is in its provenance", meta["set"])
	}
	if meta["outdated"] != "" {
		return o, fmt.Errorf("it was drawn with -redraw from results that were out of date (%.200q), which no commit makes", meta["outdated"])
	}
	if meta["share"] != "" {
		return o, fmt.Errorf("it was made with -share %.20q, which reproduce does not repeat; its command is in its provenance", meta["share"])
	}
	if o.figure == "" || o.profile == "" {
		return o, errors.New("its provenance names no figure or no profile")
	}
	g, err := nofreelunch.Graph(o.profile)
	if err != nil {
		return o, fmt.Errorf("its provenance names the profile %q, which is none; known are %s",
			o.profile, strings.Join(nofreelunch.Profiles(), ", "))
	}
	if t := g.Target(o.figure); t == nil {
		return o, fmt.Errorf("its provenance names %q, which is no figure; `list` shows them", o.figure)
	}
	return o, s.trusted(ctx, o.commit)
}

// trusted refuses what is not the full name of a commit in the history that is
// checked out, whose code the caller has already taken for their own.
func (s *session) trusted(ctx context.Context, commit string) error {
	switch {
	case commit == "" || commit == origin.Unknown:
		return errors.New("its provenance names no commit: its sources were in no repository; inspect shows what it names")
	case strings.HasSuffix(commit, "-dirty"):
		return fmt.Errorf("it was made from uncommitted changes on top of %.40q, which are not on record", strings.TrimSuffix(commit, "-dirty"))
	case !git.IsID(commit):
		return fmt.Errorf("its provenance names the commit %q, which is not the full name of one; nothing was run", commit)
	}
	repo, err := s.repository(ctx)
	if err != nil {
		return err
	}
	if err := repo.Commit(ctx, commit); err != nil {
		return err
	}
	if s.Foreign {
		return nil
	}
	known, err := repo.Ancestor(ctx, commit, "HEAD")
	switch {
	case err != nil:
		return err
	case known:
		return nil
	case repo.Shallow(ctx):
		return fmt.Errorf("commit %.10s is not in the history here, which is a shallow clone's: `git fetch --unshallow` brings the rest "+
			"(with the checkout action of GitHub, `fetch-depth: 0`)", commit)
	}
	return fmt.Errorf("commit %.10s is not in the history of what is checked out; its code would be built and run here: "+
		"look at it, and if you trust it give -trust-foreign-commit", commit)
}

// announce says, before anything runs, what would run and what it takes.
func (s *session) announce(path string, o order) error {
	networks, work, unknown, err := s.cost(o)
	if err != nil {
		return err
	}
	takes := "about " + seconds(work) + " of work"
	if work == 0 {
		takes = "nothing is known of its time"
	} else if unknown > 0 {
		takes += fmt.Sprintf(" and what %d never timed steps take", unknown)
	}
	cache := "from an empty cache"
	if s.Reuse {
		cache = "with the results in the cache, which are believed"
	}
	fmt.Fprintf(s.console.err, "build: %s: builds and runs the code of commit %.10s here, %s, to make %s at the profile %s: %d networks, %s, as the present code has it\n",
		printable(path), o.commit, cache, o.figure, o.profile, networks, takes)
	return nil
}

// cost predicts what making a figure from nothing takes, as the present code
// has it.
func (s *session) cost(o order) (networks int, work time.Duration, unknown int, err error) {
	g, err := nofreelunch.Graph(o.profile)
	if err != nil {
		return 0, 0, 0, err
	}
	if _, err := s.engine(); err != nil {
		return 0, 0, 0, err
	}
	e := s.engineOn(g)
	e.NoCache, e.Rate = !s.Reuse, assumedRate()
	p, err := e.Plan(g.Target(o.figure).Node)
	if err != nil {
		return 0, 0, 0, err
	}
	for _, step := range p.Steps {
		if step.Node.Stage() == "train" && step.Status != pipeline.UpToDate {
			networks++
		}
	}
	return networks, p.Work.Likely, p.Unknown, nil
}
