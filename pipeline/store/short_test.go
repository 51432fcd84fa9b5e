package store

import (
	"os"
	"testing"
)

// shortLived is a folder in memory where there is one: thousands of syncs to a
// disk are its patience, not the program's.
func shortLived(t testing.TB) string {
	dir, err := os.MkdirTemp("/dev/shm", "nofreelunch-store-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
