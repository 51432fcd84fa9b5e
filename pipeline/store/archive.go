package store

import (
	"archive/tar"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

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
