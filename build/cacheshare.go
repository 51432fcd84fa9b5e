package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/remote"
	"nofreelunch/pipeline/store"
)

// A shareVerb is a part of the verb cache that is about the shared store.
type shareVerb struct {
	least, most int // arguments
	run         func(context.Context, *session, []string) error
}

func shareVerbs() map[string]shareVerb {
	const many = 1 << 20
	return map[string]shareVerb{
		"push":   {0, many, cachePush},
		"pull":   {1, many, pull},
		"mirror": {1, 1, cacheMirror},
		"pin":    {0, 0, cachePin},
		"check":  {0, 0, cacheCheck},
		"prune":  {0, 0, cachePrune},
	}
}

// cachePush adds what is up to date here to the shared store.
func cachePush(ctx context.Context, s *session, names []string) error {
	if _, err := s.storeNeeded(); err != nil {
		return err
	}
	if s.Offline {
		return usagef("cache push makes requests, and -offline makes none")
	}
	nodes := s.graph.Nodes()
	if len(names) > 0 {
		var err error
		if nodes, err = s.nodesOf(names); err != nil {
			return err
		}
	}
	plan, err := s.planToPush(ctx, nodes)
	if err != nil {
		return err
	}
	p, err := remote.Push(ctx, s.store, s.bucket, append(recordedIn(plan), s.store.Marked()...), s.saySharing)
	if err != nil {
		return err
	}
	if err := s.renewPin(p); err != nil {
		return err
	}
	if s.JSON {
		return json.NewEncoder(s.out).Encode(map[string]any{
			"store": s.bucket.String(), "actions": p.Actions, "objects": p.Blobs, "bytes": p.Bytes, "left_out": p.LeftOut, "index": p.Index,
		})
	}
	fmt.Fprintf(s.out, "%s: pushed %s in %s, %.1f MB; index %s\n", s.bucket, counted(p.Actions, "result"),
		counted(p.Blobs, "object"), float64(p.Bytes)/1e6, p.Index)
	if p.LeftOut > 0 {
		fmt.Fprintf(s.out, "%s left out: what they made is not here\n", counted(p.LeftOut, "result"))
	}
	return nil
}

// planToPush says what is up to date, here or, if there is a store already,
// there: who has pulled rows can push what was made of them.
func (s *session) planToPush(ctx context.Context, nodes []*pipeline.Node) (*pipeline.Plan, error) {
	e := s.engineOn(s.graph)
	e.Store = s.store
	there := remote.Behind(ctx, s.store, s.bucket, remote.Options{})
	if there.Open() == nil { // else the push says why
		e.Store = there
	}
	return e.Plan(nodes...)
}

// recordedIn are the actions of a plan that are up to date.
func recordedIn(plan *pipeline.Plan) (actions []*store.Action) {
	for _, step := range plan.Steps {
		if step.Status == pipeline.UpToDate {
			actions = append(actions, step.Action)
		}
	}
	return actions
}

// renewPin moves the pin of the store to what was pushed, if it was pushed on
// top of what is pinned.
func (s *session) renewPin(p remote.Pushed) error {
	pins, err := readPins(s.pinFile())
	if err != nil {
		return err
	}
	pinned, ok := pins.of(s.bucket.String())
	switch {
	case !ok || pinned == p.Index:
		return nil
	case pinned != p.Before:
		fmt.Fprintf(s.console.err, "build: %s still names an index of %s to which others have added since; "+
			"`cache pin` takes the present one\n", pinFile, s.bucket)
		return nil
	}
	fmt.Fprintf(s.console.err, "build: %s names the new index of %s; commit it\n", pinFile, s.bucket)
	return s.pin(s.bucket.String(), p.Index)
}

// cachePin pins the present index of the store.
func cachePin(ctx context.Context, s *session, _ []string) error {
	if _, err := s.storeNeeded(); err != nil {
		return err
	}
	at := remote.Behind(ctx, s.store, s.bucket, remote.Options{Offline: s.Offline, Say: func(string) {}})
	index, err := at.Index()
	if err != nil {
		return err
	}
	if err := s.pin(s.bucket.String(), index); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: %s index:%s\n", pinFile, s.bucket, index)
	return nil
}

// cacheMirror copies the store to another location.
func cacheMirror(ctx context.Context, s *session, to []string) error {
	from, err := s.storeNeeded()
	if err != nil {
		return err
	}
	b, err := remote.Locate(to[0], os.Getenv)
	if err != nil {
		return usageError{err}
	}
	m, err := from.Mirror(ctx, b, s.steps("mirror"))
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: copied %s, %.1f MB, %d were there; index %s\n", b, counted(m.Objects, "object"),
		float64(m.Bytes)/1e6, m.Present, m.Index)
	if m.Gone > 0 {
		fmt.Fprintf(s.out, "%s that a collection removed from %s are not copied\n", counted(m.Gone, "large object"), s.bucket)
	}
	return nil
}

// cacheCheck reads every object of the store.
func cacheCheck(ctx context.Context, s *session, _ []string) error {
	of, err := s.storeNeeded()
	if err != nil {
		return err
	}
	faults, err := of.Check(ctx, s.steps("check"))
	if err != nil {
		return err
	}
	for _, f := range faults {
		fmt.Fprintln(s.out, f)
	}
	if len(faults) > 0 {
		return fmt.Errorf("%s of %s cannot be used; `cache push` by who has the results mends it",
			counted(len(faults), "object"), s.bucket)
	}
	fmt.Fprintf(s.out, "%s: every object is what its name says\n", s.bucket)
	return nil
}

// cachePrune collects the store: the figures of the lock, what they were made
// from and what is young stay.
func cachePrune(ctx context.Context, s *session, _ []string) error {
	of, err := s.storeNeeded()
	if err != nil {
		return err
	}
	if err := of.Open(); err != nil {
		return err
	}
	keys, figures, err := s.pins()
	if err != nil {
		return err
	}
	if len(figures) == 0 {
		return fmt.Errorf("no figure of %s is in the store as this program makes it, so everything would go; "+
			"check out the commit that was pushed", lockFile)
	}
	live := s.madeFrom(keys)
	pins, err := readPins(s.pinFile())
	if err != nil {
		return err
	}
	var pinned []store.Digest
	for _, p := range pins {
		pinned = append(pinned, p.index)
	}
	p, err := remote.Prune(ctx, s.store, s.bucket, pinned, func(a *store.Action) bool { return live[a.Key] }, time.Now(),
		s.saySharing)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: kept what %s rests on; dropped %s, removed %s (%.1f MB), %d are marked and go after %d days\n",
		s.bucket, counted(len(figures), "figure"), counted(p.Dropped, "pack"), counted(p.Removed,
			"object"), float64(p.Bytes)/1e6, p.Marked, int(remote.Grace.Hours()/24))
	return nil
}

// madeFrom are keys and all that they were made from, as far as it is recorded.
func (s *session) madeFrom(keys []store.Key) map[store.Key]bool {
	live := map[store.Key]bool{}
	for todo := slices.Clone(keys); len(todo) > 0; {
		k := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if live[k] {
			continue
		}
		live[k] = true
		if a, err := s.results().Lookup(k); err == nil {
			todo = append(todo, a.Inputs...)
		}
	}
	return live
}

// steps shows how far a long transfer is, a line every few seconds.
func (s *session) steps(what string) func(done, total int) {
	last := time.Now()
	return func(done, total int) {
		if now := time.Now(); !s.Quiet && now.Sub(last) > 5*time.Second {
			last = now
			fmt.Fprintf(s.console.err, "%s: %d of %d\n", what, done, total)
		}
	}
}
