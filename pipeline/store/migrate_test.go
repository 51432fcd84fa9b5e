package store

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

// unpack lays out a recorded cache in a folder.
func unpack(t *testing.T, archive string) (dir string) {
	t.Helper()
	f, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return dir
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.Clean(h.Name))
		if h.FileInfo().IsDir() {
			os.MkdirAll(path, 0o777)
			continue
		}
		b, err := io.ReadAll(r)
		if err == nil {
			err = os.WriteFile(path, b, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func oldBlob(i int) []byte {
	if i == 7 {
		return make([]byte, largeBlob+7)
	}
	return fmt.Appendf(nil, "output of %d", i)
}

// oldAction is action i of testdata/cache1.tar.gz, as it was recorded.
func oldAction(i int) *Action {
	a := &Action{
		Key: keyOf(i), Declared: Sum(fmt.Appendf(nil, "declared %d", i)), Function: "nofreelunch/stages/train.Train", Name: fmt.Sprint("train ", i),
		Outputs: []Output{{"out", Sum(oldBlob(i)), int64(len(oldBlob(i)))}}, Uses: []Digest{Sum([]byte("func \"f\" 12\n"))},
		Seconds: 1.5 * float64(i), GFLOP: float64(i), Host: "host", Version: "commit", Time: time.Date(2026, 11, 1, 2, 3, i, 456789, time.UTC),
	}
	if i > 2 {
		a.Inputs = []Key{keyOf(0), keyOf(i - 1)}
	}
	if i == 6 {
		a.Adopted = &Adoption{From: keyOf(1), By: "A. Person", Time: a.Time, Sample: []string{"train 1", "train 2"}}
	}
	a.Content = ContentOf(a.Outputs)
	return a
}

// checkOld holds a store against what the archive was made from.
func checkOld(t *testing.T, when string, s *Store) {
	t.Helper()
	for i := range 12 {
		a, err := s.Lookup(keyOf(i))
		if i == 5 { // was marked as bad
			var miss *Miss
			if !errors.As(err, &miss) || miss.Reason != Corrupt {
				t.Errorf("%s: the result marked bad: %v", when, err)
			}
			continue
		}
		if err != nil || !reflect.DeepEqual(a, oldAction(i)) {
			t.Errorf("%s: action %d is\n%+v, want\n%+v (%v)", when, i, a, oldAction(i), err)
			continue
		}
		for d := range live([]*Action{a}) {
			if _, err := s.Get(d); err != nil {
				t.Errorf("%s: action %d: %v", when, i, err)
			}
		}
	}
	if f := s.Failures(); len(f) != 1 || f[Sum([]byte("declared 99"))].Error != "no convergence" {
		t.Errorf("%s: failures %+v", when, f)
	}
	if b, ok := s.Checkpoint(keyOf(50)); !ok || string(b) != "half way" {
		t.Errorf("%s: checkpoint %q, %v", when, b, ok)
	}
	if use := s.uses[keyOf(3)]; use != time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC).Unix() {
		t.Errorf("%s: last use %d", when, use)
	}
}

// The archive was written by the program that knew format 1. Reading it
// changes nothing; the first write marks it; a collection rewrites it.
func TestACacheOfFormat1IsMigratedWithoutLoss(t *testing.T) {
	dir := unpack(t, "testdata/cache1.tar.gz")
	format := func() string {
		b, err := os.ReadFile(filepath.Join(dir, fileFormat))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	s := open(t, dir)
	checkOld(t, "as it was", s)
	if got := format(); got != "nofreelunch cache 1\n" {
		t.Errorf("reading made it %q", got)
	}
	if _, err := record(s, 100); err != nil {
		t.Fatal(err)
	}
	checkOld(t, "after a write", s)
	if got := format(); got != formatText() {
		t.Errorf("after a write it is %q", got)
	}
	s.Close()
	s = open(t, dir)
	if c, err := s.Collect(Limits{MaxBytes: 1 << 40}); err != nil || c.Dropped != 0 {
		t.Fatalf("collection %+v, %v", c, err)
	}
	checkOld(t, "rewritten", s)
	s.Close()
	s = open(t, dir)
	for k, e := range s.actions {
		if e.version != recordVersion {
			t.Errorf("action %v still has version %d", k, e.version)
		}
	}
	checkOld(t, "reopened", s)
	if found, err := s.Examine(); err != nil || len(found) > 0 {
		t.Errorf("examined: %v, %v", found, err)
	}
}

func TestActionsReadBackInBinary(t *testing.T) {
	for i := range 12 {
		a := oldAction(i)
		if i == 0 {
			a.Time = time.Time{}
		}
		payload, err := encodeAction(a)
		if err != nil {
			t.Fatal(err)
		}
		back, err := decodeAction(recordVersion, payload)
		if err != nil || !reflect.DeepEqual(a, back) {
			t.Errorf("action %d reads back as\n%+v, want\n%+v (%v)", i, back, a, err)
		}
		for n := range payload {
			if _, err := decodeAction(recordVersion, payload[:n]); err == nil {
				t.Errorf("%d of %d bytes are read as an action", n, len(payload))
			}
		}
	}
}

func FuzzDecodeAction(f *testing.F) {
	for i := range 8 {
		payload, err := encodeAction(oldAction(i))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(payload)
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		a, err := decodeAction(recordVersion, payload)
		if err != nil {
			return
		}
		again, err := encodeAction(a)
		if err != nil {
			return // a time that cannot be
		}
		b, err := decodeAction(recordVersion, again)
		if err != nil {
			t.Fatal(err)
		}
		if third, err := encodeAction(b); err != nil || !bytes.Equal(third, again) {
			t.Errorf("%+v reads back as %+v, %v", a, b, err)
		}
	})
}
