package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestFullDisk(t *testing.T) {
	p := newPlace(t)
	if err := syscall.Mount("tmpfs", p.cache, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("cannot mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(p.cache, syscall.MNT_DETACH) })
	p.refused(exitFailed, "no space left", "figure7", smoke)
	p.refused(exitFailed, p.cache, "figure7", smoke)
}

// A figure that cannot be written whole is not written, and what is there
// stays.
func TestFiguresOnAFullDisk(t *testing.T) {
	p := newPlace(t)
	p.ok("figure6", smoke)
	want := p.files()
	q := p.elsewhere()
	out := filepath.Join(q.dir, "out")
	if err := os.MkdirAll(out, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", out, "tmpfs", 0, "size=32k"); err != nil {
		t.Skipf("cannot mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(out, syscall.MNT_DETACH) })
	q.refused(exitFailed, "no space left", "figure6", smoke)
	for name, data := range q.files() {
		if want[name] != data {
			t.Errorf("%s is %d bytes of something, want %d or nothing", name, len(data), len(want[name]))
		}
	}
	if err := syscall.Unmount(out, syscall.MNT_DETACH); err != nil {
		t.Fatal(err)
	}
	q.ok("figure6", smoke)
	q.same(want)
}
