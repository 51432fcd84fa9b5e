package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// asCheckout makes the folder look like a checkout, where pins can be kept.
func (p place) asCheckout() place {
	p.t.Helper()
	for name, text := range map[string]string{"go.mod": "module nofreelunch\n", "paper/README": ""} {
		if err := os.MkdirAll(filepath.Join(p.dir, "paper"), 0o777); err != nil {
			p.t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o666); err != nil {
			p.t.Fatal(err)
		}
	}
	return p
}

// A figure that somebody has made is drawn elsewhere from what was pulled, and no
// network comes along or is trained.
func TestPushAndPull(t *testing.T) {
	t.Setenv(storeVariable, "")
	maker := newPlace(t)
	at := "file://" + filepath.Join(t.TempDir(), "shared")
	maker.refused(exitUsage, "name a shared store", "cache", "push", smoke)
	maker.ok("figure7", smoke)
	if out := maker.ok("cache", "push", smoke, "-store", at); !strings.Contains(out, "results in") {
		t.Errorf("push says %s", out)
	}
	if out := maker.ok("cache", "push", "figure7", smoke, "-store", at); !strings.Contains(out, "pushed 0 results") {
		t.Errorf("the second push says %s", out)
	}
	if out := maker.ok("cache", "check", "-store", at); !strings.Contains(out, "every object") {
		t.Errorf("check says %s", out)
	}

	reader := newPlace(t)
	out := reader.ok("pull", "figure7", smoke, "-store", at)
	if !strings.Contains(out, "brought") || !strings.Contains(out, "everything is cached") {
		t.Errorf("pull says %s", out)
	}
	made, drawn := maker.files(), reader.files()
	if !slices.Equal(slices.Sorted(maps.Keys(made)), slices.Sorted(maps.Keys(drawn))) {
		t.Errorf("drawn are %v, made were %v", slices.Sorted(maps.Keys(drawn)), slices.Sorted(maps.Keys(made)))
	}
	for name := range made {
		if strings.HasSuffix(name, ".parquet") && made[name] != drawn[name] {
			t.Errorf("%s differs", name)
		}
	}
	reader.refused(exitFailed, "is not in the cache", "get", "figure7/train", "-o", "nets", smoke)
	if out := reader.ok("figure7", smoke, "-force", "^draw"); !strings.Contains(out, "ran 1 node") {
		t.Errorf("drawn again without the store: %s", out)
	}
	reader.ok("pull", "figure7/train", smoke, "-store", at)
	reader.ok("get", "figure7/train", "-o", "nets", smoke)
	if found, err := filepath.Glob(filepath.Join(reader.dir, "nets", "*", "weights*.parquet")); err != nil ||
		len(found) == 0 {
		t.Errorf("no weights came: %v, %v", found, err)
	}
}

// Networks that a store has not are said, and not trained by a pull.
func TestPullTrainsNothing(t *testing.T) {
	maker, reader := newPlace(t), newPlace(t)
	at := "file://" + filepath.Join(t.TempDir(), "shared")
	maker.ok("figure6", smoke)
	maker.ok("cache", "push", smoke, "-store", at)
	reader.refused(exitFailed, "pull trains none", "pull", "figure7", smoke, "-store", at)
	reader.refused(exitUsage, "pull needs a task", "pull", smoke, "-store", at)
	reader.refused(exitUsage, "unknown task", "pull", "figure77", smoke, "-store", at)
	// what can be had is drawn, also offline afterwards and with the store gone
	reader.ok("pull", "figure6", smoke, "-store", at)
	if err := os.RemoveAll(strings.TrimPrefix(at, "file://")); err != nil {
		t.Fatal(err)
	}
	if out := reader.ok("figure6", smoke, "-store", at, "-offline"); !strings.Contains(out, "everything is cached") {
		t.Errorf("offline: %s", out)
	}
	if _, err, code := reader.run("plan", "figure7", smoke, "-store", at); code != 0 ||
		!strings.Contains(err, "is it mounted?") {
		t.Errorf("with the store gone: exit code %d\n%s", code, err)
	}
}

// The pinned index is the one that is read, whatever the store says.
func TestPins(t *testing.T) {
	maker := newPlace(t).asCheckout()
	at := "file://" + filepath.Join(t.TempDir(), "shared")
	t.Setenv(storeVariable, at)
	maker.ok("setup/simulate", smoke)
	maker.ok("cache", "push", "setup/simulate", smoke)
	maker.ok("cache", "pin")
	pins := filepath.Join(maker.dir, pinFile)
	first, err := os.ReadFile(pins)
	if err != nil || !regexp.MustCompile(`(?m)^file://\S+ index:[0-9a-f]{64}$`).Match(first) {
		t.Fatalf("%s, %v", first, err)
	}
	maker.ok("figure6", smoke)
	if _, said, _ := maker.run("cache", "push", smoke); !strings.Contains(said, "commit it") {
		t.Errorf("push renews the pin silently: %s", said)
	}
	second, _ := os.ReadFile(pins)
	if bytes.Equal(first, second) {
		t.Error("push did not renew the pin")
	}
	// a reader of the first pin does not see what came after
	reader := newPlace(t).asCheckout()
	if err := os.WriteFile(filepath.Join(reader.dir, pinFile), first, 0o666); err != nil {
		t.Fatal(err)
	}
	if out := reader.ok("plan", "figure6", smoke); strings.Contains(out, "nothing to do") {
		t.Error("results of an index that is not pinned are used")
	}
	if err := os.WriteFile(filepath.Join(reader.dir, pinFile), second, 0o666); err != nil {
		t.Fatal(err)
	}
	if out := reader.ok("plan", "figure6", smoke); !strings.Contains(out, "nothing to do") {
		t.Errorf("results of the pinned index are not used: %s", out)
	}
	// an index that is not there is said, and nothing is believed
	wrong := regexp.MustCompile(`index:[0-9a-f]{64}`).ReplaceAll(second, []byte("index:"+strings.Repeat("ab", 32)))
	if err := os.WriteFile(filepath.Join(reader.dir, pinFile), wrong, 0o666); err != nil {
		t.Fatal(err)
	}
	if out, said, code := reader.run("plan", "figure6", smoke); code != 0 ||
		!strings.Contains(said, "pinned index abababab") || strings.Contains(out, "nothing to do") {
		t.Errorf("exit code %d\n%s%s", code, out, said)
	}
	if err := os.WriteFile(filepath.Join(reader.dir, pinFile), []byte("# x\nfile:///x index:12\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	reader.refused(exitFailed, "store.lock:2:", "plan", "figure6", smoke)
}

func TestStoresThatCannotBe(t *testing.T) {
	p := newPlace(t)
	for location, words := range map[string]string{
		"ftp://x": "want s3://", "s3://key:secret@b/x": "AWS_ACCESS_KEY_ID", "http://example.org/": "not protected", "file://x/y": "file:///FOLDER",
	} {
		p.refused(exitUsage, words, "plan", "figure6", smoke, "-store", location)
	}
	p.refused(exitUsage, "-offline is for a shared store", "plan", "figure6", smoke, "-offline")
	p.refused(exitUsage, "want info", "cache", "mirror")
	p.refused(exitUsage, "want info", "cache", "pin", "x")
	p.ok("plan", "figure6", smoke, "-store", "none")
}

// A store of which the index is whole and the rest is gone or damaged costs a
// build its own work, and nothing else.
func TestAHollowStoreFailsNoBuild(t *testing.T) {
	maker := newPlace(t)
	root := filepath.Join(t.TempDir(), "shared")
	at := "file://" + root
	maker.ok("figure7", smoke)
	maker.ok("cache", "push", smoke, "-store", at)
	objects, err := filepath.Glob(filepath.Join(root, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]func(path string) error{
		"removed": os.Remove,
		"zeros": func(path string) error {
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			return os.WriteFile(path, make([]byte, info.Size()), 0o666)
		},
		"cut": func(path string) error { return os.Truncate(path, 40) },
	} {
		if name != "zeros" && os.Getenv("NOFREELUNCH_LONG") == "" {
			continue
		}
		hollow := filepath.Join(t.TempDir(), name)
		if err := os.CopyFS(hollow, os.DirFS(root)); err != nil {
			t.Fatal(err)
		}
		for _, path := range objects {
			rel, _ := filepath.Rel(root, path)
			if strings.HasSuffix(path, ".data") || strings.HasPrefix(rel, "large") {
				if err := damage(filepath.Join(hollow, rel)); err != nil {
					t.Fatal(err)
				}
			}
		}
		reader := newPlace(t)
		reader.refused(exitFailed, "so nothing is drawn", "pull", "figure7", smoke, "-store", "file://"+hollow)
		_, said, code := reader.run("figure7", smoke, "-store", "file://"+hollow)
		if code != 0 || !strings.Contains(said, ".data") {
			t.Errorf("%s: exit code %d, said\n%s", name, code, said)
		}
		for file, text := range maker.files() {
			if strings.HasSuffix(file, ".parquet") && reader.files()[file] != text {
				t.Errorf("%s: %s differs", name, file)
			}
		}
		if _, said, code := newPlace(t).run("cache", "check", "-store", "file://"+hollow); code != exitFailed ||
			!strings.Contains(said, "cannot be used") {
			t.Errorf("%s: check says %d\n%s", name, code, said)
		}
	}
}
