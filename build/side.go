package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"nofreelunch/build/compare"
	"nofreelunch/pipeline/origin"
)

// A side is one of two commits that are compared, or the working tree: its
// figures, out of the cache if all of them are there, else made by its own program.
type side struct {
	*checkout
	has    []string // figures, in order
	made   *figuresMade
	loaded map[string]*compare.Figure // out of the cache
}

// sideOf finds the figures of a commit that the command line asks for, and makes
// those that nobody has made.
func (s *session) sideOf(ctx context.Context, name string, wanted func(figure string) bool) (*side, error) {
	c, err := s.sourcesOf(ctx, name)
	if err != nil {
		return nil, err
	}
	x := &side{checkout: c}
	if err := s.fill(ctx, x, wanted); err != nil {
		c.remove()
		return nil, err
	}
	return x, nil
}

func (s *session) fill(ctx context.Context, x *side, wanted func(string) bool) (err error) {
	unwanted := func(f string) bool { return !wanted(f) }
	if x.recall(s) {
		x.has = slices.DeleteFunc(slices.Clone(x.made.Figures), unwanted)
		if x.made.has(x.has) && x.load(s) {
			return nil
		}
	}
	x.made, x.loaded = nil, nil
	if err = x.build(ctx); err != nil {
		return err
	}
	if x.has, err = x.figures(ctx, s.Profile); err != nil {
		return err
	}
	x.has = slices.DeleteFunc(x.has, unwanted)
	return x.make(ctx, s, x.has)
}

// recall looks up what programs of the side's sources made.
func (x *side) recall(s *session) bool {
	if s.NoCache || s.Force != nil {
		return false
	}
	if _, err := s.engine(); err != nil {
		return false // what follows says so
	}
	digest, err := origin.Digest(os.DirFS(x.dir))
	if err == nil {
		x.made = s.made(digest)
	}
	return x.made != nil
}

// load reads the figures out of the cache, and reports that all are there.
func (x *side) load(s *session) bool {
	x.loaded = map[string]*compare.Figure{}
	for _, name := range x.has {
		f, err := s.figure(name, x.made.Keys[name])
		if err != nil {
			return false
		}
		x.loaded[name] = f
	}
	return true
}

// figure is one of the side's, nil if it has none of that name.
func (x *side) figure(name string) (*compare.Figure, error) {
	if x.made != nil || !slices.Contains(x.has, name) {
		return x.loaded[name], nil
	}
	f, err := compare.Read(filepath.Join(x.out, outDir), name)
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", x.name, name, err)
	}
	return f, nil
}
