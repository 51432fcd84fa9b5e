package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Results come out of the cache in every format, and only what is there.
func TestGetTakesResultsOutOfTheCache(t *testing.T) {
	p := newPlace(t)
	p.refused(exitFailed, "make it first", "get", "figure7/simulate", "-o", "d", smoke)
	p.ok("figure7/train", smoke)
	for format, pattern := range map[string]string{"": "*/summary.parquet", "csv": "*/summary.csv", "npy": "*/summary/*.npy"} {
		args := []string{"get", "figure7/train", smoke, "-o", "get" + format}
		if format != "" {
			args = append(args, "-format", format)
		}
		if out := p.ok(args...); !strings.Contains(out, "of 4 results") {
			t.Errorf("%v says %s", args, out)
		}
		found, err := filepath.Glob(filepath.Join(p.dir, "get"+format, pattern))
		if err != nil || len(found) < 4 {
			t.Errorf("%v: %d files, %v", args, len(found), err)
		}
		for _, path := range found {
			if text, err := os.ReadFile(path); err != nil || format == "csv" && strings.Count(string(text), "\n") != 2 {
				t.Errorf("%s: %v\n%s", path, err, text)
			}
		}
	}
	p.ok("get", "figure7/simulate", smoke, "-o", "one", "-format", "csv")
	if found, err := filepath.Glob(filepath.Join(p.dir, "one", "*.csv")); err != nil || len(found) == 0 {
		t.Errorf("one result: %v, %v", found, err)
	}
	p.refused(exitUsage, "needs a task and a folder", "get", "figure7", smoke)
	p.refused(exitUsage, "not \"xls\"", "get", "figure7", "-o", "x", "-format", "xls", smoke)
}
