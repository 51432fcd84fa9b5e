package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func open(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// blobOf is the output of action i: mostly small, every eighth a file of its own.
func blobOf(i int) []byte {
	size := 100 + i%50
	if i%8 == 7 {
		size = largeBlob + i
	}
	b := make([]byte, 0, size+8)
	r := rand.NewPCG(uint64(i), 1)
	for len(b) < size {
		b = binary.LittleEndian.AppendUint64(b, r.Uint64())
	}
	return b[:size]
}

// record makes action i, of which the manifest is "action i".
func record(s *Store, i int, inputs ...Key) (*Action, error) {
	text := fmt.Appendf(nil, "action %d", i)
	if _, err := s.Put(text); err != nil {
		return nil, err
	}
	d, err := s.Put(blobOf(i))
	if err != nil {
		return nil, err
	}
	a := &Action{Key: Key(Sum(text)), Function: "f", Name: fmt.Sprint(i), Inputs: inputs, Time: time.Unix(int64(1e9+i), 0).UTC(),
		Outputs: []Output{{"out", d, int64(len(blobOf(i)))}}}
	a.Content = ContentOf(a.Outputs)
	return a, s.Record(a)
}

func keyOf(i int) Key { return Key(Sum(fmt.Appendf(nil, "action %d", i))) }

// sound says whether action i is whole; it fails the test on a wrong byte.
func sound(t testing.TB, s *Store, i int) bool {
	t.Helper()
	a, err := s.Lookup(keyOf(i))
	var miss *Miss
	if err == nil {
		var blob []byte
		if blob, err = s.Get(a.Outputs[0].Digest); err == nil {
			if !bytes.Equal(blob, blobOf(i)) {
				t.Fatalf("action %d: wrong bytes", i)
			}
			return true
		}
	}
	if !errors.As(err, &miss) {
		t.Fatalf("action %d: %v is not a Miss", i, err)
	}
	return false
}

func fill(t testing.TB, s *Store, n int) {
	t.Helper()
	for i := range n {
		if _, err := record(s, i); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRecordsSurviveReopening(t *testing.T) {
	dir := t.TempDir()
	fill(t, open(t, dir), 20)
	s := open(t, dir)
	for i := range 20 {
		if !sound(t, s, i) {
			t.Errorf("action %d is lost", i)
		}
	}
	if sound(t, s, 20) {
		t.Error("an action that was never recorded is there")
	}
}

func TestAnotherOpenStoreSeesNewRecords(t *testing.T) {
	dir := t.TempDir()
	a, b := open(t, dir), open(t, dir)
	fill(t, a, 3)
	if _, err := record(b, 3); err != nil { // in a pack of its own
		t.Fatal(err)
	}
	for _, s := range []*Store{a, b} {
		if err := s.Refresh(); err != nil {
			t.Fatal(err)
		}
		for i := range 4 {
			if !sound(t, s, i) {
				t.Errorf("action %d is not seen", i)
			}
		}
	}
}

func files(t testing.TB, dir string) (paths []string) {
	t.Helper()
	filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && filepath.Ext(path) != ".lock" {
			paths = append(paths, path)
		}
		return err
	})
	return paths
}

// TestDamageIsAMiss flips bits and cuts files, one at a time. Nothing may come
// out wrong, and no more than what the damage touched may be lost.
func TestDamageIsAMiss(t *testing.T) {
	const n = 12
	dir := t.TempDir()
	s := open(t, dir)
	fill(t, s, n)
	s.Close()
	rounds := 200
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		rounds = 20000
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var small []string
	for _, p := range files(t, dir) {
		small = append(small, p)
		if strings.Contains(p, dirPacks) { // the packs are what is intricate
			small = append(small, p, p, p)
		}
	}
	flips, cuts, lost := 0, 0, 0
	for range rounds {
		path := small[rng.IntN(len(small))]
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		damaged := bytes.Clone(whole)
		cut := rng.IntN(3) == 0
		if cut {
			damaged = damaged[:rng.IntN(len(damaged))]
			cuts++
		} else {
			damaged[rng.IntN(len(damaged))] ^= 1 << rng.IntN(8)
			flips++
		}
		if err := os.WriteFile(path, damaged, 0o666); err != nil {
			t.Fatal(err)
		}
		if s, err := Open(dir); err == nil {
			missing := 0
			for i := range n {
				if !sound(t, s, i) {
					missing++
				}
			}
			if !cut && missing > 1 {
				t.Errorf("one flipped bit in %s lost %d actions", path, missing)
			}
			lost += missing
			s.Close()
		} else if filepath.Base(path) != fileFormat {
			t.Errorf("damage to %s: %v", path, err)
		}
		os.RemoveAll(filepath.Join(dir, dirBad))
		if err := os.WriteFile(path, whole, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d bit flips and %d truncations: %d actions to make again, no wrong byte", flips, cuts, lost)
}

func TestRepairLeavesNothingWrong(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	fill(t, s, 10)
	s.Close()
	for _, path := range files(t, dir) {
		if strings.HasSuffix(path, ".data") || strings.Contains(path, dirLarge) {
			b, _ := os.ReadFile(path)
			b[len(b)/2] ^= 1
			os.WriteFile(path, b, 0o666)
		}
	}
	s = open(t, dir)
	found, err := s.Examine()
	if err != nil || len(found) != 2 {
		t.Fatalf("found %v, %v, want 2 damaged outputs", found, err)
	}
	if err := s.Repair(); err != nil {
		t.Fatal(err)
	}
	if found, err = open(t, dir).Examine(); err != nil || len(found) != 0 {
		t.Errorf("after repair: %v, %v", found, err)
	}
	kept := 0
	for i := range 10 {
		if sound(t, s, i) {
			kept++
		}
	}
	if kept != 8 {
		t.Errorf("%d of 8 sound actions survived the repair", kept)
	}
}

func TestForeignAndNewer(t *testing.T) {
	dir := t.TempDir()
	for text, want := range map[string]string{"nofreelunch cache 3\n": "format 3", "holiday photos": "not a cache"} {
		os.WriteFile(filepath.Join(dir, fileFormat), []byte(text), 0o666)
		if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("FORMAT %q: %v, want %q", text, err, want)
		}
	}
	os.Remove(filepath.Join(dir, fileFormat))
	s := open(t, dir)
	fill(t, s, 2)
	s.w.index.append(versioned(appendRecord(nil, s.w.index.magic, kindAction, keyOf(9), []byte("future")), recordVersion+1))
	for range 2 { // also after a collection
		s = open(t, dir)
		var miss *Miss
		if _, err := s.Lookup(keyOf(9)); !errors.As(err, &miss) || miss.Reason != Newer {
			t.Errorf("a newer record: %v", err)
		}
		if _, err := s.Collect(Limits{MaxBytes: 1 << 40}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCollectKeepsThePinnedAndTheRecent(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	fill(t, s, 30)
	if _, err := record(s, 40, keyOf(2)); err != nil {
		t.Fatal(err)
	}
	if err := s.Used([]Key{keyOf(5)}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	old := time.Now().Add(-2 * graceful)
	for _, p := range files(t, dir) {
		os.Chtimes(p, old, old)
	}
	s = open(t, dir)
	c, err := s.Collect(Limits{MaxBytes: 8000, Pins: []Key{keyOf(40)}})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range map[int]bool{40: true, 2: true, 5: true, 1: false, 7: false, 28: true} {
		if got := sound(t, s, i); got != want {
			t.Errorf("action %d kept: %v, want %v", i, got, want)
		}
	}
	if c.After >= c.Before/10 || c.Kept+c.Dropped != 31 {
		t.Errorf("collected %+v", c)
	}
	fresh := open(t, dir)
	if !sound(t, fresh, 40) || sound(t, fresh, 1) {
		t.Error("another process does not see the collection")
	}
}

// A collection frees what it must and no more, least recently used first;
// what is too large to fit goes, what is older and fits stays.
func TestCollectDropsNoMoreThanItMust(t *testing.T) {
	size := func(s *Store) (n int64) {
		counted := map[Digest]bool{}
		for _, a := range s.Actions() {
			n += s.weight(a, counted)
			for d := range live([]*Action{a}) {
				counted[d] = true
			}
		}
		return n
	}
	for _, share := range []float64{1.01, 0.9, 0.5, 0.25, 0.1} {
		s := open(t, t.TempDir())
		for i := range 200 { // in order of age; every fortieth is large
			number := 8 * i
			if i%40 == 39 {
				number += 7
			}
			if _, err := record(s, number); err != nil {
				t.Fatal(err)
			}
		}
		limit := int64(share * float64(size(s)))
		c, err := s.Collect(Limits{MaxBytes: limit})
		if err != nil {
			t.Fatal(err)
		}
		if c.After > limit+1<<10 { // FORMAT, prologues
			t.Errorf("%v of the size: %d bytes after, limit %d", share, c.After, limit)
		}
		if share > 1 && c.Dropped > 0 {
			t.Errorf("dropped %d though all fit", c.Dropped)
		}
		first, gap := -1, false
		for i := range 200 {
			if i%40 == 39 {
				continue
			}
			if sound(t, s, 8*i) {
				if first < 0 {
					first = i
				}
			} else if first >= 0 {
				gap = true
			}
		}
		if first < 0 || gap {
			t.Errorf("%v of the size: small results kept from %d on, with gaps: %v", share, first, gap)
		}
		if free := limit - size(s); share < 1 && free > largeBlob+1<<10 {
			t.Errorf("%v of the size: %d bytes of %d are left free, more than the largest result", share, free, limit)
		}
	}
}

// The last and largest result alone is over the limit: it goes, the others
// stay. (They once went with it.)
func TestCollectKeepsWhatFitsBesideATooLargeOne(t *testing.T) {
	s := open(t, t.TempDir())
	fill(t, s, 8) // the eighth has more than a megabyte
	c, err := s.Collect(Limits{MaxBytes: 1e6})
	if err != nil || c.Dropped != 1 || c.Kept != 7 || c.After > 1e6 {
		t.Errorf("collected %+v, %v", c, err)
	}
}

func TestExportImport(t *testing.T) {
	from, to := open(t, t.TempDir()), open(t, t.TempDir())
	fill(t, from, 10)
	if _, err := record(from, 50, keyOf(7), keyOf(3)); err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	if err := from.Export(&archive, keyOf(50)); err != nil {
		t.Fatal(err)
	}
	if n, err := to.Import(bytes.NewReader(archive.Bytes())); n != 3 || err != nil {
		t.Fatalf("imported %d, %v", n, err)
	}
	if !sound(t, to, 50) || !sound(t, to, 7) || !sound(t, to, 3) || sound(t, to, 1) {
		t.Error("the closure did not arrive")
	}
	bad := bytes.Clone(archive.Bytes())
	bad[514] ^= 1 // in the first blob
	if _, err := open(t, t.TempDir()).Import(bytes.NewReader(bad)); err == nil {
		t.Error("a damaged archive was taken")
	}
	if _, err := open(t, t.TempDir()).Import(bytes.NewReader(bad[:len(bad)/2])); err == nil {
		t.Error("half an archive was taken")
	}
}

func TestCheckpoints(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if _, ok := s.Checkpoint(keyOf(1)); ok {
		t.Error("a checkpoint from nowhere")
	}
	if err := s.SaveCheckpoint(keyOf(1), []byte("half way")); err != nil {
		t.Fatal(err)
	}
	if b, ok := s.Checkpoint(keyOf(1)); !ok || string(b) != "half way" {
		t.Errorf("got %q, %v", b, ok)
	}
	os.Rename(s.path(dirSaved, keyOf(1).String()), s.path(dirSaved, keyOf(2).String()))
	if _, ok := s.Checkpoint(keyOf(2)); ok {
		t.Error("the checkpoint of another action was taken")
	}
	for range 2 {
		if err := s.DropCheckpoint(keyOf(2)); err != nil {
			t.Errorf("dropping twice is an error: %v", err)
		}
	}
}

func TestFullDisk(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can mount a small disk")
	}
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no small disk: %v: %s", err, out)
	}
	defer exec.Command("umount", "-l", dir).Run()
	s := open(t, dir)
	kept := 0
	var err error
	for i := 0; i < 6000 && err == nil; i++ {
		if i%8 != 7 {
			if _, err = record(s, i); err == nil {
				kept = i
			}
		}
	}
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "cache gc") {
		t.Fatalf("full disk: %v", err)
	}
	s.Close()
	s = open(t, dir)
	for i := range kept + 1 {
		if i%8 != 7 && !sound(t, s, i) {
			t.Fatalf("the full disk lost action %d of %d", i, kept)
		}
	}
}

func TestClockSetBack(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	fill(t, s, 3)
	a, err := s.Lookup(keyOf(1))
	if err != nil {
		t.Fatal(err)
	}
	bad := *a
	bad.Bad, bad.Time = "differs", a.Time.Add(-48*time.Hour)
	if err := s.Record(&bad); err != nil {
		t.Fatal(err)
	}
	s.now = func() time.Time { return time.Unix(0, 0) }
	if err := s.Used([]Key{keyOf(0), keyOf(2)}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Collect(Limits{MaxBytes: 1 << 30}); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if !sound(t, s, 0) || sound(t, s, 1) || !sound(t, s, 2) {
		t.Error("a clock set back lost an action or revived a bad one")
	}
}

func TestReadOnly(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can mount a disk")
	}
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no disk: %v: %s", err, out)
	}
	defer exec.Command("umount", "-l", dir).Run()
	s := open(t, dir)
	fill(t, s, 9)
	s.Close()
	if out, err := exec.Command("mount", "-o", "remount,ro", dir).CombinedOutput(); err != nil {
		t.Skipf("no read-only disk: %v: %s", err, out)
	}
	s = open(t, dir)
	for i := range 9 {
		if !sound(t, s, i) {
			t.Errorf("action %d cannot be read", i)
		}
	}
	if err := s.Writable(); err == nil || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "make it writable") {
		t.Errorf("a read-only cache: %v", err)
	}
}

func TestUnwritable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	os.WriteFile(file, nil, 0o666)
	s, err := Open(filepath.Join(file, "cache"))
	if err == nil {
		err = s.Writable()
	}
	if err == nil || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "NOFREELUNCH_CACHE") {
		t.Errorf("a file for a folder: %v", err)
	}
	dir := t.TempDir()
	if open(t, dir); len(files(t, dir)) != 0 {
		t.Error("opening a store wrote to it")
	}
}

func TestLeases(t *testing.T) {
	dir := t.TempDir()
	a, b := open(t, dir), open(t, dir)
	l, ok, err := a.Lease(keyOf(1))
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	if _, ok, err := b.Lease(keyOf(1)); ok || err != nil {
		t.Errorf("two have the lease: %v", err)
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	if l, ok, err = b.Lease(keyOf(1)); !ok || err != nil {
		t.Errorf("a released lease cannot be taken: %v", err)
	}
	l.Release()
	if len(files(t, dir)) != 0 {
		t.Error("leases leave files behind")
	}
}

func FuzzWalk(f *testing.F) {
	magic := [8]byte{1, 2, 3, 4, 5, 6, 7, 8}
	f.Add(appendRecord(appendRecord(nil, magic, kindAction, keyOf(1), []byte("one")), magic, kindPlace, keyOf(2), []byte("two")))
	f.Fuzz(func(t *testing.T, b []byte) {
		settled, _ := walk(b, magic, func(at int, h header, payload []byte) {
			if !bytes.Equal(versioned(appendRecord(nil, magic, h.kind, h.name, payload), h.version)[headerSize:], payload) {
				t.Error("a record does not read back")
			}
		})
		if settled < 0 || settled > len(b) {
			t.Errorf("settled %d of %d", settled, len(b))
		}
	})
}
