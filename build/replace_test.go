package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestReplaceTakesOverWhatAKilledProcessLeft(t *testing.T) {
	path := filepath.Join(t.TempDir(), "figure.svg")
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), ".new-figure.svg"), bytes.Repeat([]byte("half a figure "), 99), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := replace(path, []byte("whole")); err != nil {
		t.Fatal(err)
	}
	alone(t, path, "whole")
}

// alone checks a file, and that nothing is beside it.
func alone(t *testing.T, path string, want ...string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	known := false
	for _, w := range want {
		known = known || w == string(got)
	}
	if !known {
		t.Errorf("%d bytes that nobody wrote: %.40q", len(got), got)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 {
		t.Errorf("%v, want the file alone", entries)
	}
}

func TestReplaceByManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "figure.svg")
	var texts []string
	for i := range 8 {
		texts = append(texts, strings.Repeat(string(rune('a'+i)), 1000*(i+1)))
	}
	var wg sync.WaitGroup
	for _, text := range texts {
		wg.Go(func() {
			for range 50 {
				if err := replace(path, []byte(text)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	alone(t, path, texts...)
}

func TestReplaceSaysWhere(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "out"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "out", "figure.svg")
	for name, err := range map[string]error{"replace": replace(path, nil), "writable": writable(filepath.Dir(path))} {
		if err == nil || !strings.Contains(err.Error(), filepath.Dir(path)) || !strings.Contains(err.Error(), "make the folder writable") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
