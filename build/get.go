package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/store"
)

// A gotten result is one node's, and the files that it became.
type gotten struct {
	Name  string   `json:"name"`
	Key   string   `json:"key"`
	Files []string `json:"files"`
}

// get writes the results of tasks out of the cache, without running anything:
// those of one node into the folder, of several each into one of its own.
func get(_ context.Context, s *session, names []string) error {
	if len(names) == 0 || s.Output == "" {
		return usagef("get needs a task and a folder, such as get figure7/train -o networks")
	}
	as, err := s.rendition("get", "parquet", "csv", "npy")
	if err != nil {
		return err
	}
	nodes, err := s.nodesOf(names)
	if err != nil {
		return err
	}
	all, err := s.getAll(nodes, as)
	if err != nil {
		return err
	}
	if s.JSON {
		return json.NewEncoder(s.out).Encode(all)
	}
	files := 0
	for _, g := range all {
		files += len(g.Files)
		if s.Verbose {
			fmt.Fprintf(s.out, "%s: %s\n", g.Name, strings.Join(g.Files, " "))
		}
	}
	fmt.Fprintf(s.out, "%s of %s (profile %s) in %s\n", counted(files, "file"), counted(len(all), "result"), s.Profile, s.Output)
	return nil
}

func (s *session) getAll(nodes []*pipeline.Node, as rendition) ([]gotten, error) {
	e, err := s.engine()
	if err != nil {
		return nil, err
	}
	plan, err := e.Plan(nodes...)
	if err != nil {
		return nil, err
	}
	actions := map[*pipeline.Node]*store.Action{}
	for _, step := range plan.Steps {
		if step.Status == pipeline.UpToDate {
			actions[step.Node] = step.Action
		}
	}
	all := []gotten{}
	for _, n := range nodes {
		a := actions[n]
		if a == nil {
			return nil, fmt.Errorf("%s is not in the cache as this program makes it; make it first, with the same command without get and -o", n.Name())
		}
		dir := s.Output
		if len(nodes) > 1 {
			dir = filepath.Join(dir, folderOf(n))
		}
		g, err := s.getOne(n, a, dir, as)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", n.Name(), err)
		}
		all = append(all, g)
	}
	return all, nil
}

func (s *session) getOne(n *pipeline.Node, a *store.Action, dir string, as rendition) (gotten, error) {
	g := gotten{Name: n.Name(), Key: a.Key.String()}
	blobs, err := s.opened.Blobs(a)
	if err != nil {
		return g, err
	}
	files, err := as.render(a.Outputs, blobs)
	if err != nil {
		return g, err
	}
	for _, f := range files {
		if !strings.Contains(f.name, ".") {
			f.name = "figure." + f.name
		}
		path := filepath.Join(dir, filepath.FromSlash(f.name))
		if err := replace(path, f.data); err != nil {
			return g, err
		}
		g.Files = append(g.Files, path)
	}
	slices.Sort(g.Files)
	return g, nil
}

// folderName is how much of a name a folder has.
const folderName = 100

// folderOf is a node's name as a folder's.
func folderOf(n *pipeline.Node) string {
	plain := func(r rune) rune {
		if strings.ContainsRune("=.-#", r) || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}
	return fmt.Sprintf("%s-%s", strings.Map(plain, n.Short(folderName)), n.ID().String()[:8])
}
