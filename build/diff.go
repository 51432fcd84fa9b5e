package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"

	"nofreelunch/build/compare"
	"nofreelunch/pipeline"
	"nofreelunch/pipeline/store"
)

// A differsError says that figures differ: exit code 4.
type differsError struct{ text string }

func (e differsError) Error() string { return e.text }

// comparison is two checkouts, and how their figures differ.
type comparison struct {
	Profile string               `json:"profile"`
	Before  string               `json:"before"`
	After   string               `json:"after"`
	Figures []compare.Difference `json:"figures"`
	Causes  []sharedCause        `json:"causes,omitempty"` // of all figures, the commonest first
}

// sharedCause is what differs upstream, and the figures that differ for it.
type sharedCause struct {
	Cause   string   `json:"cause"`
	Figures []string `json:"figures"`
}

// diff compares the figures of two commits, or of a commit (HEAD) and the
// working tree. Both sides are made by their own code from the same cache, so
// that only what differs between them runs.
func diff(ctx context.Context, s *session, args []string) error {
	if len(args) > 2 {
		return usagef("diff compares at most two commits; -only REGEXP chooses figures")
	}
	write, err := s.writer()
	if err != nil {
		return err
	}
	before, after := "HEAD", ""
	if len(args) > 0 {
		before = args[0]
	}
	if len(args) > 1 {
		after = args[1]
	}
	wanted := func(figure string) bool { return s.Only == nil || s.Only.MatchString(figure) }
	a, err := s.sideOf(ctx, before, wanted)
	if err != nil {
		return err
	}
	defer a.remove()
	b, err := s.sideOf(ctx, after, wanted)
	if err != nil {
		return err
	}
	defer b.remove()
	c, err := s.compare(a, b)
	if err != nil {
		return err
	}
	if s.Bisect {
		if err := s.bisect(ctx, c, a, b); err != nil {
			return err
		}
	}
	if err := write(c); err != nil {
		return err
	}
	return c.err()
}

// err is a differsError if any figure differs.
func (c *comparison) err() error {
	n := 0
	for _, d := range c.Figures {
		if d.Verdict != compare.Same {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return differsError{fmt.Sprintf("%d of %d figures differ between %s and %s", n, len(c.Figures), c.Before, c.After)}
}

// compare compares every figure that either side has.
func (s *session) compare(a, b *side) (*comparison, error) {
	c := &comparison{Profile: s.Profile, Before: a.name, After: b.name}
	names := slices.Clone(a.has)
	for _, f := range b.has {
		if !slices.Contains(names, f) {
			names = append(names, f)
		}
	}
	if len(names) == 0 {
		return nil, usagef("no figure of either side matches -only %v", s.Only)
	}
	if _, err := s.engine(); err != nil {
		return nil, err
	}
	all, err := compareAll(names, a, b, s.Workers)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		if d.Before.Drawn() || d.After.Drawn() { // a task may make tables alone
			c.Figures = append(c.Figures, d)
		}
	}
	s.explain(c)
	return c, nil
}

// compareAll compares figures, several at once: most of the time goes into
// unpacking pixels.
func compareAll(names []string, a, b *side, workers int) ([]compare.Difference, error) {
	all, errs := make([]compare.Difference, len(names)), make([]error, len(names))
	var wait sync.WaitGroup
	slots := make(chan struct{}, workers)
	for i, name := range names {
		wait.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			all[i], errs[i] = compareOne(name, a, b)
		})
	}
	wait.Wait()
	return all, errors.Join(errs...)
}

func compareOne(name string, a, b *side) (compare.Difference, error) {
	before, err := a.figure(name)
	if err != nil {
		return compare.Difference{}, err
	}
	after, err := b.figure(name)
	if err != nil {
		return compare.Difference{}, err
	}
	return compare.Figures(name, before, after)
}

// explain says what differs upstream of the figures that differ, from the records
// of both makings: of each figure, and once for all.
func (s *session) explain(c *comparison) {
	var pairs [][2]*store.Action
	var of []*compare.Difference
	for i := range c.Figures {
		d := &c.Figures[i]
		if d.Verdict == compare.Same || d.Before == nil || d.After == nil {
			continue
		}
		before, err1 := s.recorded(d.Before.Key)
		after, err2 := s.recorded(d.After.Key)
		if err1 != nil || err2 != nil {
			d.Causes = []string{"the record of one side is gone from the cache"}
			continue
		}
		pairs, of = append(pairs, [2]*store.Action{before, after}), append(of, d)
	}
	differences := s.opened.BetweenAll(pairs)
	figures := map[string][]string{}
	for i, d := range differences {
		causes := pipeline.Causes(d)
		of[i].Causes = causeTexts(s.graph, causes)
		for _, cause := range causes {
			id := cause.Stage + " " + cause.What
			if !slices.Contains(figures[id], of[i].Figure) {
				figures[id] = append(figures[id], of[i].Figure)
			}
		}
	}
	for _, cause := range joined(pipeline.Causes(differences...)) {
		c.Causes = append(c.Causes, sharedCause{causeText(s.graph, cause), figures[cause.Stage+" "+cause.What]})
	}
}

func (s *session) recorded(key string) (*store.Action, error) {
	var k store.Key
	if err := k.UnmarshalText([]byte(key)); err != nil {
		return nil, err
	}
	return s.opened.Store.Lookup(k)
}

// bisect finds, for each figure that differs, the first commit after a at
// which it is not what it was at a.
func (s *session) bisect(ctx context.Context, c *comparison, a, b *side) error {
	last := b.commit
	if last == "" {
		head, err := s.revision(ctx, "HEAD")
		if err != nil {
			return err
		}
		last = head
	}
	repo, err := s.repository(ctx)
	if err != nil {
		return err
	}
	after, err := repo.Between(ctx, a.commit, last)
	if err != nil {
		return err
	}
	commits := append([]string{a.commit}, after...)
	seen := map[string]*compare.Figure{}
	for i := range c.Figures {
		d := &c.Figures[i]
		if d.Verdict == compare.Same {
			continue
		}
		if d.Commit, err = s.firstBad(ctx, d, commits, seen); err != nil {
			return err
		}
	}
	return nil
}

// firstBad halves the commits; commits[0] has the figure as it was. A
// difference that no commit has is the working tree's.
func (s *session) firstBad(ctx context.Context, d *compare.Difference, commits []string, seen map[string]*compare.Figure) (string, error) {
	moved := func(i int) (bool, error) {
		f, err := s.figureAt(ctx, commits[i], d.Figure, seen)
		if err != nil {
			return false, err
		}
		now, err := compare.Figures(d.Figure, d.Before, f)
		return now.Verdict != compare.Same, err
	}
	lo, hi := 0, len(commits)-1
	if bad, err := moved(hi); err != nil || !bad {
		return "not committed", err
	}
	for hi-lo > 1 {
		mid := (lo + hi) / 2
		bad, err := moved(mid)
		if err != nil {
			return "", err
		}
		if bad {
			hi = mid
		} else {
			lo = mid
		}
	}
	repo, err := s.repository(ctx)
	if err != nil {
		return "", err
	}
	subject, err := repo.Subject(ctx, commits[hi])
	return printable(subject), err
}

// figureAt is a figure as a commit makes it; nil where it does not.
func (s *session) figureAt(ctx context.Context, commit, figure string, seen map[string]*compare.Figure) (*compare.Figure, error) {
	id := commit + " " + figure
	if f, ok := seen[id]; ok {
		return f, nil
	}
	x, err := s.sideOf(ctx, commit, func(name string) bool { return name == figure })
	if err != nil {
		return nil, err
	}
	defer x.remove()
	f, err := x.figure(figure)
	if err != nil {
		return nil, err
	}
	seen[id] = f
	return f, nil
}

// writer returns what writes a comparison in the format asked for, to -o or to
// standard output; a bad format is found before anything is made.
func (s *session) writer() (func(*comparison) error, error) {
	format := s.Format
	if s.JSON {
		format = "json"
	}
	render, ok := map[string]func(*comparison) ([]byte, error){
		"": asText, "text": asText, "markdown": asMarkdown, "json": asJSON, "html": asHTML,
	}[format]
	if !ok {
		return nil, usagef("flag -format: diff knows text, markdown, html and json, not %q", format)
	}
	if s.Verbose && (format == "" || format == "text") {
		render = asLongText
	}
	if format == "html" && s.Output == "" {
		return nil, usagef("diff -format html needs -o FILE")
	}
	return func(c *comparison) error {
		page, err := render(c)
		if err != nil {
			return err
		}
		if s.Output == "" {
			_, err = s.out.Write(page)
			return err
		}
		if err := os.WriteFile(s.Output, page, 0o644); err != nil {
			return err
		}
		fmt.Fprintln(s.out, "wrote", s.Output)
		return nil
	}, nil
}
