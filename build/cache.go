package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"nofreelunch/pipeline/store"
)

// keepBytes is how much gc keeps unless told otherwise.
const keepBytes = 10e9

// cacheArgs are what cache does.
const cacheArgs = "info | gc [SIZE] | export FILE [TASK...] | import FILE | push [TASK...] | pull TASK... | mirror LOCATION | pin | check | prune"

// cacheVerb shows, shrinks, and carries the cache.
func cacheVerb(ctx context.Context, s *session, args []string) error {
	if len(args) == 0 {
		args = []string{"info"}
	}
	if _, err := s.engine(); err != nil {
		return err
	}
	s.out = plainWriter{s.out}
	if verb, ok := shareVerbs()[args[0]]; ok && len(args)-1 <= verb.most && len(args)-1 >= verb.least {
		return verb.run(ctx, s, args[1:])
	}
	switch {
	case args[0] == "info" && len(args) == 1:
		return s.cacheInfo()
	case args[0] == "gc" && len(args) <= 2:
		return s.cacheCollect(args[1:])
	case args[0] == "export" && len(args) >= 2:
		return s.cacheExport(args[1], args[2:])
	case args[0] == "import" && len(args) == 2:
		return s.cacheImport(args[1])
	}
	return usagef("cache %s: want %s", strings.Join(args, " "), strings.ReplaceAll(cacheArgs, " |", ","))
}

// cacheCollect drops what was used least lately.
func (s *session) cacheCollect(args []string) error {
	limit := int64(keepBytes)
	if len(args) == 1 {
		var err error
		if limit, err = parseSize(args[0]); err != nil {
			return err
		}
	}
	pins, figures, err := s.pins()
	if err != nil {
		return err
	}
	c, err := s.store.Collect(store.Limits{MaxBytes: limit, Pins: pins})
	if err != nil {
		return err
	}
	if s.JSON {
		return json.NewEncoder(s.out).Encode(map[string]any{
			"folder": s.store.Root(), "dropped": c.Dropped, "kept": c.Kept, "bytes": c.After, "bytes_before": c.Before,
			"pinned": figures, "pinned_bytes": c.Pinned, "skipped": c.Skipped,
		})
	}
	fmt.Fprintf(s.out, "%s: dropped %d actions, kept %d; %.1f MB, before %.1f MB\n",
		s.store.Root(), c.Dropped, c.Kept, float64(c.After)/1e6, float64(c.Before)/1e6)
	if rest := c.After - max(limit, c.Pinned); rest > 1e5 && c.Skipped == 0 {
		fmt.Fprintf(s.out, "%.1f MB more than asked for remain: logs, checkpoints, and blobs younger than an hour\n", float64(rest)/1e6)
	}
	if len(figures) > 0 {
		fmt.Fprintf(s.out, "%.1f MB are kept because %s names their figures: %s\n", float64(c.Pinned)/1e6, lockFile, strings.Join(figures, ", "))
	}
	if c.Skipped > 0 {
		fmt.Fprintf(s.out, "%d files are in use by other processes and were left alone\n", c.Skipped)
	}
	return nil
}

// parseSize reads 500MB, 10GB or a plain number of bytes.
func parseSize(text string) (int64, error) {
	number, factor := strings.ToUpper(text), 1.0
	for _, unit := range []struct {
		name  string
		bytes float64
	}{{"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}} {
		if n, ok := strings.CutSuffix(number, unit.name); ok {
			number, factor = n, unit.bytes
		}
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || !(v >= 0 && v*factor < 1e18) {
		return 0, usagef("size %q: want a number of bytes, or one with KB, MB, GB or TB", text)
	}
	return int64(v * factor), nil
}

// cacheExport writes everything the tasks were made from into one file.
func (s *session) cacheExport(path string, names []string) error {
	roots, err := s.rootsOr(names)
	if err != nil {
		return err
	}
	var keys []store.Key
	for _, n := range roots {
		a, err := s.opened.Recorded(n)
		if err != nil {
			return fmt.Errorf("%w; make it first", err)
		}
		keys = append(keys, a.Key)
	}
	var archive bytes.Buffer
	if err := s.store.Export(&archive, keys...); err != nil {
		return err
	}
	if err := replace(path, archive.Bytes()); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: %.1f MB\n", path, float64(archive.Len())/1e6)
	return nil
}

func (s *session) cacheImport(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	added, err := s.store.Import(f)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	fmt.Fprintf(s.out, "%d actions added\n", added)
	return nil
}

func (s *session) cacheInfo() error {
	actions := len(s.store.Actions())
	files, size := s.store.Usage()
	if s.JSON {
		return json.NewEncoder(s.out).Encode(map[string]any{"folder": s.store.Root(), "actions": actions, "files": files, "bytes": size})
	}
	fmt.Fprintf(s.out, "%s: %d actions in %d files, %.1f MB\n", s.store.Root(), actions, files, float64(size)/1e6)
	return nil
}
