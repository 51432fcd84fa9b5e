package remote

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"nofreelunch/pipeline/store"
)

// A made result is an action with the bytes of its outputs.
type made struct {
	action *store.Action
	blobs  map[store.Digest][]byte
}

func local(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(filepath.Join(t.TempDir(), "cache"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// result records the result of that number; every fourth has a large output.
func result(t *testing.T, s *store.Store, i int) made {
	t.Helper()
	listing, manifest := []byte("a listing that all share"), fmt.Appendf(nil, "manifest %d", i)
	outputs := map[string][]byte{"table": bytes.Repeat(fmt.Appendf(nil, "row of %d;", i), 3+i%7),
		"other": fmt.Appendf(nil, "other %d", i)}
	if i%4 == 3 {
		outputs["weights"] = bytes.Repeat(fmt.Appendf(nil, "%8d", i), 1<<17+i)
	}
	a := &store.Action{
		Key: store.Key(store.Sum(manifest)), Declared: store.Sum(fmt.Appendf(nil, "d%d",
			i)), Function: fmt.Sprintf("f%d", i%3),
		Name: fmt.Sprintf("result %d", i), Seconds: 1, Host: "h", Time: time.Now().Add(-time.Hour).UTC(),
	}
	m := made{a, map[store.Digest][]byte{}}
	put := func(blob []byte) store.Digest {
		d, err := s.Put(blob)
		if err != nil {
			t.Fatal(err)
		}
		m.blobs[d] = blob
		return d
	}
	a.Uses = []store.Digest{put(listing)}
	put(manifest)
	for _, name := range []string{"other", "table", "weights"} {
		if blob, ok := outputs[name]; ok {
			a.Outputs = append(a.Outputs, store.Output{Name: name, Digest: put(blob), Size: int64(len(blob))})
		}
	}
	a.Content = store.ContentOf(a.Outputs)
	if err := s.Record(a); err != nil {
		t.Fatal(err)
	}
	return m
}

func results(t *testing.T, s *store.Store, from, to int) (all []made) {
	for i := from; i < to; i++ {
		all = append(all, result(t, s, i))
	}
	return all
}

func actionsOf(all []made) (of []*store.Action) {
	for _, m := range all {
		of = append(of, m.action)
	}
	return of
}

// said collects what is said.
type said struct {
	mu    sync.Mutex
	lines []string
}

func (s *said) say(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, text)
}

func (s *said) all() string { return strings.Join(s.lines, "\n") }

func push(t *testing.T, s *store.Store, b Bucket, all []made) Pushed {
	t.Helper()
	p, err := Push(context.Background(), s, b, actionsOf(all), func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// cold is an empty cache with the store behind it.
func cold(t *testing.T, b Bucket, o Options) (*Store, *said) {
	t.Helper()
	heard := &said{}
	o.Say = heard.say
	return Behind(context.Background(), local(t), b, o), heard
}

// same reads a result and says what is missing of it; wrong bytes fail the test.
func same(t *testing.T, s *Store, m made) error {
	t.Helper()
	a, err := s.Lookup(m.action.Key)
	if err != nil {
		return err
	}
	if a.Content != m.action.Content {
		t.Errorf("%s has another content", m.action.Name)
	}
	for _, o := range a.Outputs {
		blob, err := s.Get(o.Digest)
		if err != nil {
			return err
		}
		if !bytes.Equal(blob, m.blobs[o.Digest]) {
			t.Errorf("wrong bytes of %s of %s", o.Name, m.action.Name)
		}
	}
	return nil
}

// readAll reads all results and counts those that are missing.
func readAll(t *testing.T, s *Store, all []made) (missing int) {
	for _, m := range all {
		if same(t, s, m) != nil {
			missing++
		}
		for d := range store.Needs(m.action) {
			if blob, err := s.Get(d); err == nil && !bytes.Equal(blob, m.blobs[d]) {
				t.Errorf("wrong bytes of %s", m.action.Name)
			}
		}
	}
	return missing
}

func checked(t *testing.T, f *far) []error {
	if err := f.open(); err != nil {
		return []error{err}
	}
	faults, err := f.check(context.Background(), func(int, int) {})
	if err != nil {
		t.Error(err)
	}
	return faults
}

// readFar does so without a cache.
func readFar(t *testing.T, f *far, all []made) (missing int) {
	if f.open() != nil {
		return len(all)
	}
	for _, m := range all {
		if a, err := f.cat.Lookup(m.action.Key); err != nil {
			missing++
		} else if a.Content != m.action.Content {
			t.Errorf("another record of %s", m.action.Name)
		}
		for d := range store.Needs(m.action) {
			if blob, err := f.get(d); err == nil && !bytes.Equal(blob, m.blobs[d]) {
				t.Errorf("wrong bytes of %s", m.action.Name)
			}
		}
	}
	return missing
}

// forgetful remembers nothing.
type forgetful struct{}

func (forgetful) Remember(store.Digest, []byte) error { return nil }
func (forgetful) Recall(store.Digest) ([]byte, bool)  { return nil, false }
