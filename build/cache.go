package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"
)

// cacheVerb shows the cache.
func cacheVerb(_ context.Context, s *session, args []string) error {
	if len(args) == 0 {
		args = []string{"info"}
	}
	switch args[0] {
	case "info":
		return s.cacheInfo()
	}
	return usagef("unknown argument %q of cache; known is info", args[0])
}

func (s *session) cacheInfo() error {
	if _, err := s.engine(); err != nil {
		return err
	}
	var size int64
	files := 0
	err := filepath.WalkDir(s.store.Root(), func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // what vanishes meanwhile is not counted
		}
		if info, err := d.Info(); err == nil {
			size += info.Size()
			files++
		}
		return nil
	})
	if err != nil {
		return err
	}
	actions := len(s.store.Actions())
	if s.JSON {
		return json.NewEncoder(s.out).Encode(map[string]any{"folder": s.store.Root(), "actions": actions, "files": files, "bytes": size})
	}
	fmt.Fprintf(s.out, "%s: %d actions in %d files, %.1f MB\n", s.store.Root(), actions, files, float64(size)/1e6)
	return nil
}
