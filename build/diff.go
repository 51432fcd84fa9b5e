package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

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
	a, err := s.checkOut(ctx, before)
	if err != nil {
		return err
	}
	defer a.remove()
	b, err := s.checkOut(ctx, after)
	if err != nil {
		return err
	}
	defer b.remove()
	c, err := s.compare(ctx, a, b)
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

// compare makes both sides and compares every figure that either has.
func (s *session) compare(ctx context.Context, a, b *checkout) (*comparison, error) {
	c := &comparison{Profile: s.Profile, Before: a.name, After: b.name}
	var names []string
	for _, side := range []*checkout{a, b} {
		has, err := side.figures(ctx, s.Profile)
		if err != nil {
			return nil, err
		}
		has = slices.DeleteFunc(has, func(f string) bool { return s.Only != nil && !s.Only.MatchString(f) })
		if err := side.make(ctx, s, has); err != nil {
			return nil, err
		}
		for _, f := range has {
			if !slices.Contains(names, f) {
				names = append(names, f)
			}
		}
	}
	if len(names) == 0 {
		return nil, usagef("no figure of either side matches -only %v", s.Only)
	}
	if _, err := s.engine(); err != nil {
		return nil, err
	}
	for _, name := range names {
		d, err := s.compareOne(name, a, b)
		if err != nil {
			return nil, err
		}
		if d.Before.Drawn() || d.After.Drawn() { // a task may make tables alone
			c.Figures = append(c.Figures, d)
		}
	}
	return c, nil
}

func (s *session) compareOne(name string, a, b *checkout) (compare.Difference, error) {
	before, err := compare.Read(filepath.Join(a.out, outDir), name)
	if err != nil {
		return compare.Difference{}, fmt.Errorf("%s: %w", a.name, err)
	}
	after, err := compare.Read(filepath.Join(b.out, outDir), name)
	if err != nil {
		return compare.Difference{}, fmt.Errorf("%s: %w", b.name, err)
	}
	d, err := compare.Figures(name, before, after)
	if err != nil {
		return d, err
	}
	if d.Verdict != compare.Same && before != nil && after != nil {
		d.Causes = s.causes(before.Key, after.Key)
	}
	return d, nil
}

// causes are what differs upstream, from the records of both makings.
func (s *session) causes(before, after string) []string {
	var actions [2]*store.Action
	for i, key := range []string{before, after} {
		var k store.Key
		if err := k.UnmarshalText([]byte(key)); err != nil {
			return nil
		}
		a, err := s.opened.Store.Lookup(k)
		if err != nil {
			return []string{"the record of one side is gone from the cache"}
		}
		actions[i] = a
	}
	return causeTexts(s.graph, pipeline.Causes(s.opened.Between(actions[0], actions[1])))
}

// bisect finds, for each figure that differs, the first commit after a at
// which it is not what it was at a.
func (s *session) bisect(ctx context.Context, c *comparison, a, b *checkout) error {
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
	c, err := s.checkOut(ctx, commit)
	if err != nil {
		return nil, err
	}
	defer c.remove()
	has, err := c.figures(ctx, s.Profile)
	if err != nil {
		return nil, err
	}
	var f *compare.Figure
	if slices.Contains(has, figure) {
		if err := c.make(ctx, s, []string{figure}); err != nil {
			return nil, err
		}
		if f, err = compare.Read(filepath.Join(c.out, outDir), figure); err != nil {
			return nil, err
		}
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
