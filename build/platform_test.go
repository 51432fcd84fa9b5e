package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/build"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Every processor of 32 bits that the compiler knows is refused by a file whose
// one name says why, and no other.
func TestEvery32BitProcessorIsRefused(t *testing.T) {
	ports, err := exec.Command("go", "tool", "dist", "list").Output()
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for port := range strings.FieldsSeq(string(ports)) {
		system, arch, _ := strings.Cut(port, "/")
		c := build.Default
		c.GOOS, c.GOARCH = system, arch
		matched, err := c.MatchFile(".", "needs_64_bits.go")
		if err != nil {
			t.Fatal(err)
		}
		small := types.SizesFor("gc", arch).Sizeof(types.Typ[types.Int]) < 8
		if matched != small {
			t.Errorf("%s: refused is %t, an int of 32 bits is %t", port, matched, small)
		}
		if matched {
			refused++
		}
	}
	if refused < 5 {
		t.Errorf("only %d ports are refused", refused)
	}
}

// What Windows does instead of renaming a locked file, which it does not allow,
// works on every system.
func TestReplaceWithoutALock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "figure.svg")
	left := filepath.Join(filepath.Dir(path), ".new-figure.svg-123")
	if err := os.WriteFile(left, []byte("half a fig"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := replaceUnlocked(path, []byte("whole")); err != nil {
		t.Fatal(err)
	}
	alone(t, path, "whole")
}

func TestReplaceWithoutALockByManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "figure.svg")
	var texts []string
	for i := range 8 {
		texts = append(texts, strings.Repeat(fmt.Sprint(i), 1000*(i+1)))
	}
	var wg sync.WaitGroup
	for _, text := range texts {
		wg.Go(func() {
			for range 50 {
				if err := replaceUnlocked(path, []byte(text)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	whole := false
	for _, text := range texts {
		whole = whole || bytes.Equal(got, []byte(text))
	}
	if !whole {
		t.Errorf("%d bytes that nobody wrote", len(got))
	}
}

func TestReplaceWithoutALockFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "missing", "figure.svg")
	if err := replaceUnlocked(path, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("in a folder that is not there: %v", err)
	}
}
