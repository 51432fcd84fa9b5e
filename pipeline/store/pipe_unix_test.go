//go:build unix

package store

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Pipes and devices in the place of files are misses, not waited for.
func TestWhatIsNoFileIsNotOpened(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	fill(t, s, 16)
	s.Close()
	for _, p := range files(t, dir) {
		if filepath.Base(p) == fileFormat {
			continue
		}
		os.Remove(p)
		if err := syscall.Mkfifo(p, 0o666); err != nil {
			t.Skip(err)
		}
	}
	s = open(t, dir)
	for i := range 16 {
		if sound(t, s, i) {
			t.Error("an action was read from a pipe")
		}
	}
	syscall.Mkfifo(filepath.Join(dir, dirSaved), 0o666)
	os.MkdirAll(filepath.Join(dir, dirSaved), 0o777)
	if _, ok := s.Checkpoint(keyOf(3)); ok {
		t.Error("a checkpoint from nowhere")
	}
	if _, err := s.Examine(); err != nil {
		t.Error(err)
	}
}
