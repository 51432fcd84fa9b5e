package main

import (
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The cache removed under the command, whole or in part: the figure is the same,
// or the error says what to do, and the next command makes it.
func TestTheCacheRemovedDuringACommand(t *testing.T) {
	p := newPlace(t)
	began := time.Now()
	p.ok("figure6", smoke)
	took := time.Since(began)
	want := p.files()
	random := rand.New(rand.NewSource(4))
	for _, part := range []string{"", "packs", "large"} {
		q := newPlace(t)
		q.cache = filepath.Join(q.cache, "cache")
		cmd := q.command("figure6", smoke)
		var said strings.Builder
		cmd.Stdout, cmd.Stderr = &said, &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		time.Sleep(took/4 + time.Duration(random.Int63n(int64(took)/2)))
		_ = os.RemoveAll(filepath.Join(q.cache, part))
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("%q removed once: %v\n%s", part, err, said.String())
				q.ok("figure6", smoke)
			}
		case <-time.After(20*took + time.Minute):
			_ = cmd.Process.Kill()
			t.Fatalf("%q removed: the command does not end\n%s", part, said.String())
		}
		q.same(want)
		if err := os.RemoveAll(filepath.Join(q.dir, "out")); err != nil {
			t.Fatal(err)
		}
		q.ok("figure6", smoke)
		q.same(want)
	}
}

// Neither gc nor repair touches a folder that is no cache.
func TestAFolderOfPhotosIsLeftAlone(t *testing.T) {
	p := newPlace(t)
	hex := strings.Repeat("ab", 32)
	var paths []string
	for _, name := range []string{"large/photos/me.jpg", "large/ab/" + hex, "bad/" + hex, "packs/00-0001.index", "leases/" + hex, "me.jpg"} {
		path := filepath.Join(p.cache, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("me"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Unix(1, 0), time.Unix(1, 0)); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	p.refused(exitFailed, "no cache", "cache", "gc", "0")
	for _, args := range [][]string{{"doctor"}, {"doctor", "repair"}} {
		if out, errs, code := p.run(args...); code != exitFailed {
			t.Errorf("%v in a folder of photos: exit code %d\n%s%s", args, code, out, errs)
		}
	}
	p.refused(exitFailed, "no cache", "simulate", smoke)
	for _, path := range paths {
		if b, err := os.ReadFile(path); err != nil || string(b) != "me" {
			t.Errorf("%s is gone: %v", path, err)
		}
	}
	n := 0
	_ = filepath.WalkDir(p.cache, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if n != len(paths) {
		t.Errorf("%d files, there were %d", n, len(paths))
	}
}

// Bits that flip before every command fail none.
func TestFlippedBitsFailNoCommand(t *testing.T) {
	p := newPlace(t)
	p.ok("figure6", smoke)
	want := p.files()
	random := rand.New(rand.NewSource(6))
	rounds := 4
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		rounds = 40
	}
	for range rounds {
		for range 6 {
			flip(t, random, p.cache)
		}
		if err := os.RemoveAll(filepath.Join(p.dir, "out")); err != nil {
			t.Fatal(err)
		}
		p.ok("figure6", smoke)
		p.same(want)
	}
	t.Logf("%d commands after 6 flipped bits each: none failed, same bytes", rounds)
}

// flip flips a bit of a random file of a cache.
func flip(t *testing.T, random *rand.Rand, dir string) {
	t.Helper()
	var paths []string
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Dir(path) != dir {
			paths = append(paths, path)
		}
		return err
	})
	path := paths[random.Intn(len(paths))]
	data, err := os.ReadFile(path)
	if err != nil || len(data) == 0 {
		return
	}
	data[random.Intn(len(data))] ^= 1 << random.Intn(8)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAnEmptyArchiveIsRefused(t *testing.T) {
	p := newPlace(t)
	for _, data := range [][]byte{nil, make([]byte, 1024), make([]byte, 10240), []byte("no archive")} {
		path := filepath.Join(p.dir, "archive.tar")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		p.refused(exitFailed, "import", "cache", "import", path)
	}
}
