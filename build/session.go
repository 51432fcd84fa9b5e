package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"nofreelunch"
	"nofreelunch/pipeline"
	"nofreelunch/pipeline/codeid"
	"nofreelunch/pipeline/origin"
	"nofreelunch/pipeline/remote"
	"nofreelunch/pipeline/store"
	"nofreelunch/pipeline/table"
	"nofreelunch/stages/net/train"
)

// session is one command's engine, opened when first needed.
type session struct {
	options
	console
	graph    *pipeline.Graph
	asks     nofreelunch.Ask // of the networks of the graph
	outdated string          // what -redraw draws from, by stage; empty if nothing is out of date
	store    *store.Store
	shared   *remote.Store // behind it, if there is one
	bucket   remote.Bucket // of that
	heard    *heard        // what was said of it
	opened   *pipeline.Engine
	watch    watcher
	setter   *typesetter // of the paper, once it was looked for

	ctx      context.Context // of the command; nil: it is not interrupted
	checkout string          // root of the project's sources around the caller, "" outside them
	from     *origin.Origin  // of this program
	building []byte          // settings of its build that keys cover, once the engine is open

	summaries map[store.Key]train.Summary // of networks, as far as they were asked for

	outputs func(*pipeline.Node, *store.Action) (map[string][]byte, error) // of what was run, for its delivery
}

// engine opens the cache and returns the engine on it.
func (s *session) engine() (*pipeline.Engine, error) {
	if s.opened != nil {
		return s.opened, nil
	}
	root, err := cacheRoot()
	if err != nil {
		return nil, err
	}
	if s.store, err = store.Open(root); err != nil {
		return nil, err
	}
	if err := s.share(); err != nil {
		return nil, err
	}
	from, err := s.origin(context.Background())
	if err != nil {
		return nil, err
	}
	code, err := codeid.New(nofreelunch.Sources())
	if err != nil {
		return nil, err
	}
	if s.building, err = code.Build(); err != nil {
		return nil, err
	}
	s.opened = &pipeline.Engine{
		Graph: s.graph, Store: s.results(), Code: code, Codec: table.Codec{},
		Workers: s.Workers, KeepGoing: s.KeepGoing, NoCache: s.NoCache, Force: s.Force,
		Version: from.Stamp(),
	}
	return s.opened, nil
}

// engineOn is an engine on another graph and the same cache; the session's own
// is open.
func (s *session) engineOn(g *pipeline.Graph) *pipeline.Engine {
	return &pipeline.Engine{
		Graph: g, Store: s.opened.Store, Code: s.opened.Code, Codec: s.opened.Codec,
		Workers: s.Workers, Version: s.opened.Version, Rate: s.opened.Rate,
	}
}

func (s *session) close() {
	if s.store != nil {
		_ = s.closeStores() // everything was synced when it was written
	}
}

// run brings roots up to date, showing progress.
func (s *session) run(ctx context.Context, roots []*pipeline.Node) (*pipeline.Report, error) {
	e, err := s.engine()
	if err != nil {
		return nil, err
	}
	e.Rate = assumedRate()
	s.watch = s.newWatcher(pipeline.Closure(roots...))
	e.Observer = s.watch
	ended, err := s.elsewhere(ctx, e, roots)
	if err != nil {
		s.watch.end()
		return nil, err
	}
	report, err := e.Run(ctx, roots...)
	s.watch.end()
	if ended != nil {
		ended(err)
	}
	s.outputs = func(n *pipeline.Node, a *store.Action) (map[string][]byte, error) { return s.remake(ctx, n, a) }
	return report, err
}

// remake reads the outputs of a node after a run. What was damaged or lost since
// is made again, as it is in a run.
func (s *session) remake(ctx context.Context, n *pipeline.Node, a *store.Action) (map[string][]byte, error) {
	if blobs, err := s.opened.Blobs(a); err == nil {
		return blobs, nil
	}
	s.watch = s.newWatcher(pipeline.Closure(n))
	s.opened.Observer = s.watch
	defer s.watch.end()
	return s.opened.Outputs(ctx, n, a)
}

// cacheRoot is $NOFREELUNCH_CACHE, or a folder of the user's cache directory.
func cacheRoot() (string, error) {
	if dir := os.Getenv("NOFREELUNCH_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no folder for the cache: %w; name one in NOFREELUNCH_CACHE", err)
	}
	return filepath.Join(dir, "nofreelunch"), nil
}

// nodesOf are the nodes of the named tasks; "figures" means every figure,
// "supplements" every supplement, "paper" and "report" every figure and table.
func (s *session) nodesOf(names []string) ([]*pipeline.Node, error) {
	byName := map[string][]*pipeline.Node{"figures": nil, supplements: nil}
	for _, t := range s.graph.Tasks() {
		byName[t.Name] = t.Nodes
		if t.Product() {
			byName["paper"] = append(byName["paper"], t.Nodes...)
			byName["report"] = append(byName["report"], t.Nodes...)
		}
		if t.Product() && !t.Table {
			byName["figures"] = append(byName["figures"], t.Nodes...)
			if supplement(t) {
				byName[supplements] = append(byName[supplements], t.Nodes...)
			}
		}
	}
	var nodes []*pipeline.Node
	for _, name := range names {
		of, ok := byName[name]
		if !ok {
			return nil, unknownTask(s.graph, name)
		}
		nodes = append(nodes, of...)
	}
	return nodes, nil
}

// rootsOr are the nodes of the named tasks, or of all figures if none is named.
func (s *session) rootsOr(names []string) ([]*pipeline.Node, error) {
	if len(names) == 0 {
		names = []string{"figures"}
	}
	return s.nodesOf(names)
}

// targets are the last nodes of all figures.
func targets(g *pipeline.Graph) []*pipeline.Node {
	var nodes []*pipeline.Node
	for _, t := range g.Targets() {
		nodes = append(nodes, t.Node)
	}
	return nodes
}

// forces refuses a -force that no node of roots, or of what they need, matches.
func (s *session) forces(roots []*pipeline.Node) error {
	if s.Force == nil {
		return nil
	}
	for _, n := range pipeline.Closure(roots...) {
		if s.Force.MatchString(n.Name()) {
			return nil
		}
	}
	return usagef("flag -force: none of %s has a name that matches %q; `plan -v` shows names", counted(len(roots), "node"), s.Force)
}
