package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"nofreelunch/build/export"
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
	if s.Format == "" {
		s.Format = "parquet"
	}
	if formats := []string{"parquet", "csv", "npy"}; !slices.Contains(formats, s.Format) {
		return usagef("flag -format: get knows %s, not %q", strings.Join(formats, ", "), s.Format)
	}
	nodes, err := s.nodesOf(names)
	if err != nil {
		return err
	}
	all, err := s.getAll(nodes)
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

func (s *session) getAll(nodes []*pipeline.Node) ([]gotten, error) {
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
		g, err := s.getOne(n, a, dir)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", n.Name(), err)
		}
		all = append(all, g)
	}
	return all, nil
}

func (s *session) getOne(n *pipeline.Node, a *store.Action, dir string) (gotten, error) {
	g := gotten{Name: n.Name(), Key: a.Key.String()}
	blobs, err := s.opened.Blobs(a)
	if err != nil {
		return g, err
	}
	for _, out := range a.Outputs {
		files, err := converted(out.Name, blobs[out.Name], s.Format)
		if err != nil {
			return g, fmt.Errorf("%s: %w", out.Name, err)
		}
		for name, data := range files {
			path := filepath.Join(dir, name)
			if err := replace(path, data); err != nil {
				return g, err
			}
			g.Files = append(g.Files, path)
		}
	}
	slices.Sort(g.Files)
	return g, nil
}

// converted is an output in a format, by file name; what is no table stays.
func converted(name string, blob []byte, format string) (map[string][]byte, error) {
	base, table := strings.CutSuffix(name, ".parquet")
	switch {
	case !table && !strings.Contains(name, "."):
		return map[string][]byte{"figure." + name: blob}, nil
	case !table || format == "parquet":
		return map[string][]byte{name: blob}, nil
	case format == "csv":
		text, err := export.CSV(blob)
		return map[string][]byte{base + ".csv": text}, err
	}
	columns, err := export.NPY(blob)
	files := map[string][]byte{}
	for name, data := range columns {
		files[filepath.Join(base, name)] = data
	}
	return files, err
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
