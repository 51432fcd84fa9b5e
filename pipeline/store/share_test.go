//go:build unix

package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// unlocked is a locker whose locks do nothing, as on some file systems that
// hosts share.
func unlocked(path string) (func() error, bool, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return nil, false, err
	}
	return func() error { return nil }, true, f.Close()
}

// writeAll records the actions from first on, every stride-th.
func writeAll(s *Store, first, stride, n int) error {
	for i := first; i < n; i += stride {
		err := ErrGone
		for try := 0; errors.Is(err, ErrGone) && try < 5; try++ { // as an engine does
			_, err = record(s, 8*i)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// TestWritersWithoutLocksLoseNothing lets two processes write, and a third
// collect, with locks that do nothing.
func TestWritersWithoutLocksLoseNothing(t *testing.T) {
	n := 400
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		n = 10000
	}
	for _, collecting := range []bool{false, true} {
		dir := shortLived(t)
		var stores []*Store
		for range 3 {
			s := open(t, dir)
			s.lock = unlocked
			stores = append(stores, s)
		}
		var done atomic.Bool
		var writers, collector sync.WaitGroup
		for w := range 2 {
			writers.Go(func() {
				if err := writeAll(stores[w], w, 2, n); err != nil {
					t.Error(err)
				}
			})
		}
		collections := 0
		collector.Go(func() {
			for collecting && !done.Load() {
				if _, err := stores[2].Collect(Limits{MaxBytes: 1 << 40}); err != nil {
					t.Error(err)
				}
				collections++
				time.Sleep(20 * time.Millisecond)
			}
		})
		writers.Wait()
		done.Store(true)
		collector.Wait()
		lost := 0
		s := open(t, dir)
		for i := range n {
			if !sound(t, s, 8*i) {
				lost++
			}
		}
		if lost > 0 {
			t.Errorf("%d of %d actions are lost", lost, n)
		}
		t.Logf("two writers whose locks do nothing, %d collections meanwhile: %d of %d actions lost", collections, lost, n)
	}
}

// crowd makes a cache of many packs, as many short runs leave it.
func crowd(t *testing.T, dir string, packs int) {
	t.Helper()
	for i := range packs {
		s := newStore(dir)
		s.forget() // without reading what the others wrote
		if _, err := record(s, 8*i); err != nil {
			t.Fatal(err)
		}
		s.Close()
	}
}

func TestAThousandPacksCostFewOpens(t *testing.T) {
	const packs, actions = 1000, 50
	dir := shortLived(t)
	crowd(t, dir, packs)
	s := open(t, dir)
	opened := s.opens.Load()
	if opened > packs+10 {
		t.Errorf("opening %d packs took %d opens", packs, opened)
	}
	for i := range actions {
		if _, err := record(s, 8*(packs+i)); err != nil {
			t.Fatal(err)
		}
		if err := s.Refresh(); err != nil { // as the engine does under each lease
			t.Fatal(err)
		}
		if !sound(t, s, 8*(packs+i)) {
			t.Fatal("what was just recorded cannot be read")
		}
	}
	if each := float64(s.opens.Load()-opened) / actions; each > 4 {
		t.Errorf("%.1f opens an action at %d packs", each, packs)
	} else {
		t.Logf("%d packs: %d opens to read them, then %.1f an action", packs, opened, each)
	}
	other := open(t, dir)
	if _, err := record(other, 8*5000); err != nil {
		t.Fatal(err)
	}
	if err := s.Refresh(); err != nil || !sound(t, s, 8*5000) {
		t.Errorf("what another process records is not seen: %v", err)
	}
}

// A pack that its maker left without closing it is still read as it grows.
func TestRecordsOfAnOpenPackAreSeenAtOnce(t *testing.T) {
	dir := shortLived(t)
	crowd(t, dir, 20)
	writer, reader := open(t, dir), open(t, dir)
	for i := range 30 {
		if _, err := record(writer, 8*(100+i)); err != nil {
			t.Fatal(err)
		}
		if err := reader.Refresh(); err != nil || !sound(t, reader, 8*(100+i)) {
			t.Fatalf("record %d is not seen: %v", i, err)
		}
	}
}

// Files follow the umask, so that a group can share a cache.
func TestModesFollowTheUmask(t *testing.T) {
	for _, mask := range []int{0o002, 0o022, 0o077} {
		dir := filepath.Join(t.TempDir(), "cache")
		old := syscall.Umask(mask)
		s := open(t, dir)
		fill(t, s, 8)
		l, _, err := s.Lease(keyOf(1))
		if err == nil {
			err = s.SaveCheckpoint(keyOf(50), []byte("half"))
		}
		if err != nil {
			t.Fatal(err)
		}
		s.Log("f", []byte("text"))
		seen := 0
		filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			info, _ := d.Info()
			want := fs.FileMode(0o666 &^ mask)
			if d.IsDir() {
				want = fs.FileMode(0o777 &^ mask)
			}
			if got := info.Mode().Perm(); got != want {
				t.Errorf("umask %o: %s has mode %o, want %o", mask, path, got, want)
			}
			seen++
			return nil
		})
		if seen < 14 {
			t.Errorf("only %d files and folders", seen)
		}
		l.Release()
		s.Close()
		syscall.Umask(old)
	}
}

// late is a store on another host, to which the end of files shows up late.
func TestASizeSeenLateIsWaitedFor(t *testing.T) {
	dir := t.TempDir()
	here := open(t, dir)
	here.host = "here"
	fill(t, here, 9)
	there := open(t, dir)
	there.host = "there"
	var packs []string
	for _, p := range files(t, dir) {
		if strings.HasSuffix(p, extData) {
			packs = append(packs, p)
		}
	}
	whole, err := os.ReadFile(packs[0])
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(packs[0], whole[:len(whole)/3], 0o666)
	slept := time.Duration(0)
	now := time.Now()
	there.now = func() time.Time { return now.Add(slept) }
	there.sleep = func(d time.Duration) {
		if slept += d; slept > 20*time.Second {
			os.WriteFile(packs[0], whole, 0o666)
		}
	}
	if !sound(t, there, 8) || slept < 20*time.Second {
		t.Errorf("a blob whose end came late was given up after %v", slept)
	}
	os.WriteFile(packs[0], whole[:len(whole)/3], 0o666)
	there.closeData(there.places[Sum(blobOf(8))].pack)
	there.sleep = func(d time.Duration) { slept += d }
	if sound(t, there, 8) || slept > 3*there.stale {
		t.Errorf("a blob that is cut for good was waited for until %v", slept)
	}
	here.sleep = func(d time.Duration) { t.Error("a host waits for its own writes") }
	here.closeData(here.places[Sum(blobOf(8))].pack)
	if sound(t, here, 8) {
		t.Error("a cut blob is whole")
	}
}

// A large blob of another host may be seen short as well.
func TestALargeSizeSeenLateIsWaitedFor(t *testing.T) {
	s := open(t, t.TempDir())
	a, err := record(s, 7)
	if err != nil {
		t.Fatal(err)
	}
	path := s.large(a.Outputs[0].Digest)
	whole, _ := os.ReadFile(path)
	os.WriteFile(path, whole[:1000], 0o666)
	a.Host, a.Time = "another", time.Now()
	if err := s.Record(a); err != nil {
		t.Fatal(err)
	}
	s.sleep = func(time.Duration) { os.WriteFile(path, whole, 0o666) }
	if !sound(t, s, 7) {
		t.Error("a large blob seen short was given up")
	}
}

// A file system that cannot lock ends no run: everybody gets the lease.
func TestALeaseThatCannotBeTakenEndsNothing(t *testing.T) {
	for _, fault := range []error{syscall.ESTALE, syscall.ENOLCK, syscall.EOPNOTSUPP} {
		s := open(t, t.TempDir())
		s.lock = func(path string) (func() error, bool, error) { return nil, false, classify(path, fault) }
		l, ok, err := s.Lease(keyOf(1))
		if err != nil || !ok {
			t.Errorf("%v: %v, %v", fault, ok, err)
			continue
		}
		if err := l.Release(); err != nil {
			t.Error(err)
		}
		fill(t, s, 3)
		if !sound(t, open(t, s.root), 2) {
			t.Errorf("%v: an action is lost", fault)
		}
	}
	s := open(t, t.TempDir())
	s.lock = func(path string) (func() error, bool, error) {
		return nil, false, fmt.Errorf("open: %w", fs.ErrNotExist)
	}
	if _, _, err := s.Lease(keyOf(1)); err == nil {
		t.Error("a folder of leases that vanishes for ever is no error")
	}
}
