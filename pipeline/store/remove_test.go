package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// strays are files of other people, named and placed as unluckily as can be.
func strays(t *testing.T, dir string) (paths []string) {
	t.Helper()
	hex := strings.Repeat("ab", 32)
	old := time.Now().Add(-1000 * time.Hour)
	for _, name := range []string{
		"large/photos/me.jpg", "large/me.jpg", "large/ab/me.jpg", "large/ab/" + hex + ".jpg", "large/ab/cd/" + hex, "large/cd/" + hex, "large/" + hex,
		"leases/diary", "leases/" + hex + ".txt", "leases/sub/" + hex, "checkpoints/thesis.doc", "checkpoints/sub/" + hex,
		"bad/friends.txt", "bad/sub/" + hex, "bad/" + strings.ToUpper(hex), "logs/photo.jpg", "logs/sub/a.log",
		"packs/holiday.index", "packs/01.index", "packs/00-0001.zip", "packs/notes.data", "packs/sub/00-0001.index", "packs/" + hex + ".index",
		".tmp-mine", "large/.tmp-mine", "large/ab/.tmp-xyz", "packs/.tmp-", "photos/.tmp-0123456789abcdef", "photos/large/ab/" + hex, ".tmp-0123456789abcdef",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("dear"), 0o666); err != nil {
			t.Fatal(err)
		}
		os.Chtimes(path, old, old)
		paths = append(paths, path)
	}
	return paths
}

func allThere(t *testing.T, when string, paths []string) {
	t.Helper()
	for _, path := range paths {
		if b, err := os.ReadFile(path); err != nil || string(b) != "dear" {
			t.Errorf("%s: somebody's file is gone: %v", when, err)
		}
	}
}

func TestNothingIsRemovedFromAFolderThatIsNoCache(t *testing.T) {
	for _, format := range []string{"", "holiday photos\n", "nofreelunch cache 99\n", "nofreelunch cache\n"} {
		dir := t.TempDir()
		paths := strays(t, dir)
		// what looks in every way like ours, but for FORMAT
		for _, name := range []string{"large/ab/" + strings.Repeat("ab", 32), "bad/" + strings.Repeat("ab", 32), "checkpoints/" + strings.Repeat("ab", 32),
			"leases/" + strings.Repeat("ab", 32), "packs/00-0001.index", "packs/00-0001.data", "large/ab/.tmp-0123456789abcdef"} {
			path := filepath.Join(dir, filepath.FromSlash(name))
			os.WriteFile(path, []byte("dear"), 0o666)
			os.Chtimes(path, time.Unix(1, 0), time.Unix(1, 0))
			paths = append(paths, path)
		}
		if format != "" {
			os.WriteFile(filepath.Join(dir, fileFormat), []byte(format), 0o666)
		}
		s := newStore(dir) // as if FORMAT had changed after it was opened
		s.forget()
		if err := s.Refresh(); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Collect(Limits{}); err == nil {
			t.Errorf("FORMAT %q: it was collected", format)
		}
		if err := s.Repair(); err == nil {
			t.Errorf("FORMAT %q: it was repaired", format)
		}
		if err := s.Writable(); err == nil {
			t.Errorf("FORMAT %q: it was made a cache", format)
		}
		var d Digest
		d.UnmarshalText([]byte(strings.Repeat("ab", 32)))
		s.Get(d) // is not what its name says, and stays
		allThere(t, "FORMAT "+format, paths)
	}
}

func TestNothingOfOthersIsRemovedFromACache(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	fill(t, s, 10)
	paths := strays(t, dir)
	outside := strays(t, t.TempDir())
	os.Symlink(filepath.Dir(outside[0]), filepath.Join(dir, dirLarge, "ef"))
	os.Symlink(outside[0], filepath.Join(dir, dirLarge, "ab", strings.Repeat("ab", 31)+"ff"))
	mine := filepath.Join(dir, dirLarge, "ab", strings.Repeat("ab", 32))
	os.WriteFile(mine, []byte("an old blob that nothing names"), 0o666)
	os.Chtimes(mine, time.Unix(1, 0), time.Unix(1, 0))
	for range 2 {
		if _, err := s.Collect(Limits{}); err != nil {
			t.Fatal(err)
		}
		if err := s.Repair(); err != nil {
			t.Fatal(err)
		}
	}
	allThere(t, "a cache", append(paths, outside...))
	if _, err := os.Stat(mine); err == nil {
		t.Error("a blob of ours that nothing names is still there")
	}
	if files, size := s.Usage(); files > 5 || size > 10000 {
		t.Errorf("after all was collected %d files with %d bytes remain", files, size)
	}
}

// A folder of the cache that is a link leads to files elsewhere.
func TestLinkedFoldersAreNotFollowed(t *testing.T) {
	for _, sub := range folders() {
		dir, elsewhere := t.TempDir(), t.TempDir()
		s := open(t, dir)
		fill(t, s, 8)
		s.Close()
		if err := os.Rename(filepath.Join(dir, sub), filepath.Join(elsewhere, sub)); err != nil {
			os.Mkdir(filepath.Join(elsewhere, sub), 0o777)
		}
		os.Symlink(filepath.Join(elsewhere, sub), filepath.Join(dir, sub))
		before := len(files(t, elsewhere))
		s = open(t, dir)
		if _, err := s.Collect(Limits{}); err == nil || !strings.Contains(err.Error(), sub) {
			t.Errorf("%s is a link: %v", sub, err)
		}
		if err := s.Repair(); err == nil {
			t.Errorf("%s is a link: repaired", sub)
		}
		if after := len(files(t, elsewhere)); after != before {
			t.Errorf("%s is a link: %d of %d files are left where it leads", sub, after, before)
		}
		for i := range 7 {
			if !sound(t, s, i) {
				t.Errorf("%s is a link: action %d is not read", sub, i)
			}
		}
	}
}

func TestALinkedRootIsTheFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "real")
	first := open(t, dir)
	fill(t, first, 10)
	first.Close()
	link := filepath.Join(t.TempDir(), "link")
	os.Symlink(dir, link)
	s := open(t, link)
	if files, size := s.Usage(); files < 4 || size < largeBlob {
		t.Errorf("through a link there are %d files, %d bytes", files, size)
	}
	c, err := s.Collect(Limits{MaxBytes: 100000})
	if err != nil || c.Before < largeBlob || c.Dropped == 0 || c.After > c.Before-largeBlob {
		t.Errorf("collected %+v, %v", c, err)
	}
}

// What is in a pack that another process writes is not dropped, and not said to be.
func TestOnlyWhatIsFreedIsCountedAsDropped(t *testing.T) {
	dir := t.TempDir()
	busy := open(t, dir)
	for i := range 120 {
		if _, err := record(busy, 8*i); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, dir)
	c, err := s.Collect(Limits{})
	if err != nil || c.Dropped != 0 || c.Kept != 120 || c.Skipped != 1 || c.After < c.Before {
		t.Errorf("beside a writer: %+v, %v", c, err)
	}
	busy.Close()
	if c, err = s.Collect(Limits{}); err != nil || c.Dropped != 120 || c.Kept != 0 || c.Skipped != 0 || c.After >= c.Before {
		t.Errorf("afterwards: %+v, %v", c, err)
	}
}

// A crash of a collection at any point loses nothing that was to be kept.
func TestACollectionThatWasCutShortLosesNothing(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	fill(t, s, 6)
	s.Close()
	packs, _ := filepath.Glob(filepath.Join(dir, dirPacks, "*"+extIndex))
	for _, p := range packs {
		os.Rename(p, strings.TrimSuffix(p, extIndex)+extClosing)
	}
	s = open(t, dir)
	for i := range 6 {
		if !sound(t, s, i) {
			t.Errorf("action %d is lost to a collection that was cut short", i)
		}
	}
	if c, err := s.Collect(Limits{MaxBytes: 1 << 40}); err != nil || c.Kept != 6 {
		t.Errorf("the next collection: %+v, %v", c, err)
	}
	closing, _ := filepath.Glob(filepath.Join(dir, dirPacks, "*"+extClosing))
	if len(closing) > 0 {
		t.Errorf("left over: %v", closing)
	}
	for i := range 6 {
		if !sound(t, open(t, dir), i) {
			t.Errorf("action %d is lost afterwards", i)
		}
	}
}
