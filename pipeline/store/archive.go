package store

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// maxImport bounds one entry of an archive, so that a wrong size in a header
// is an error and not the end of the process.
const maxImport = 8 << 30

// Export writes the actions keys, with everything they were made from, as a
// tar file: actions/KEY.json and blobs/DIGEST. The bytes depend on nothing else.
func (s *Store) Export(w io.Writer, keys ...Key) error {
	actions, err := s.closure(keys)
	if err != nil {
		return err
	}
	t := tar.NewWriter(w)
	need := slices.SortedFunc(maps.Keys(live(actions)), func(a, b Digest) int { return strings.Compare(a.String(), b.String()) })
	for _, d := range need { // blobs first: an archive cut short names nothing it lacks
		blob, err := s.Get(d)
		if err != nil {
			return fmt.Errorf("store: export: %w", err)
		}
		if err := tarEntry(t, "blobs/"+d.String(), blob); err != nil {
			return err
		}
	}
	for _, a := range actions {
		record, err := json.Marshal(a)
		if err != nil {
			return err
		}
		if err := tarEntry(t, "actions/"+a.Key.String()+".json", record); err != nil {
			return err
		}
	}
	return t.Close()
}

func tarEntry(t *tar.Writer, name string, data []byte) error {
	if err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(data)), Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err := t.Write(data)
	return err
}

// closure is keys and all they were made from, sorted by key.
func (s *Store) closure(keys []Key) ([]*Action, error) {
	found := map[Key]*Action{}
	for todo := slices.Clone(keys); len(todo) > 0; {
		k := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if found[k] != nil {
			continue
		}
		a, err := s.Lookup(k)
		if err != nil {
			return nil, fmt.Errorf("store: export: %w", err)
		}
		found[k] = a
		todo = append(todo, a.Inputs...)
	}
	return slices.SortedFunc(maps.Values(found), func(a, b *Action) int { return strings.Compare(a.Key.String(), b.Key.String()) }), nil
}

// Import takes in what Export wrote and says how many actions were new. Every
// blob is verified, and an action is taken only if all of its blobs came.
func (s *Store) Import(r io.Reader) (added int, err error) {
	t := tar.NewReader(r)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return added, nil
		}
		if err != nil {
			return added, fmt.Errorf("store: import: not an exported archive, or cut short: %w", err)
		}
		if h.Size > maxImport {
			return added, fmt.Errorf("store: import: %s claims %d bytes", h.Name, h.Size)
		}
		data, err := io.ReadAll(t)
		if err != nil {
			return added, fmt.Errorf("store: import: %s is cut short; export it again: %w", h.Name, err)
		}
		isNew, err := s.importEntry(h.Name, data)
		if err != nil {
			return added, fmt.Errorf("store: import: %s: %w", h.Name, err)
		}
		if isNew {
			added++
		}
	}
}

func (s *Store) importEntry(name string, data []byte) (isNew bool, err error) {
	if hex, ok := strings.CutPrefix(name, "blobs/"); ok {
		if Sum(data).String() != hex {
			return false, errors.New("its bytes are not what its name says")
		}
		_, err := s.Put(data)
		return false, err
	}
	hex, ok := strings.CutPrefix(strings.TrimSuffix(name, ".json"), "actions/")
	if !ok {
		return false, errors.New("neither a blob nor an action")
	}
	a := new(Action)
	if err := json.Unmarshal(data, a); err != nil {
		return false, err
	}
	if a.Key.String() != hex || a.Content != ContentOf(a.Outputs) {
		return false, errors.New("the record contradicts itself")
	}
	for d := range live([]*Action{a}) {
		if _, err := s.Get(d); err != nil {
			return false, err
		}
	}
	if _, err := s.Lookup(a.Key); err == nil {
		return false, nil
	}
	return true, s.Record(a)
}
