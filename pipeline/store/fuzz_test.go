package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzImport feeds archives that nobody wrote. What is taken must be whole.
func FuzzImport(f *testing.F) {
	s := open(f, f.TempDir())
	for i := range 3 {
		if _, err := record(s, i); err != nil {
			f.Fatal(err)
		}
	}
	var archive bytes.Buffer
	if err := s.Export(&archive, keyOf(0), keyOf(1), keyOf(2)); err != nil {
		f.Fatal(err)
	}
	f.Add(archive.Bytes())
	f.Add(archive.Bytes()[:1000])
	f.Fuzz(func(t *testing.T, b []byte) {
		s := open(t, t.TempDir())
		_, _ = s.Import(bytes.NewReader(b))
		for _, a := range s.Actions() {
			for _, o := range a.Outputs {
				if blob, err := s.Get(o.Digest); err != nil || Sum(blob) != o.Digest {
					t.Errorf("imported %v without its output: %v", a.Key, err)
				}
			}
		}
	})
}

// FuzzIndex opens a cache whose index is anything. Nothing may come out that
// was not recorded, and the cache stays usable.
func FuzzIndex(f *testing.F) {
	dir := f.TempDir()
	s := open(f, dir)
	for i := range 3 {
		if _, err := record(s, i); err != nil {
			f.Fatal(err)
		}
	}
	s.Close()
	read := func(ext string) []byte {
		paths, err := filepath.Glob(filepath.Join(dir, dirPacks, "*"+ext))
		if err != nil || len(paths) != 1 {
			f.Fatal(paths, err)
		}
		b, err := os.ReadFile(paths[0])
		if err != nil {
			f.Fatal(err)
		}
		return b
	}
	data := read(".data")
	f.Add(read(".index"))
	f.Fuzz(func(t *testing.T, index []byte) {
		dir := t.TempDir()
		packs := filepath.Join(dir, dirPacks)
		if err := os.MkdirAll(packs, 0o777); err != nil {
			t.Fatal(err)
		}
		for ext, b := range map[string][]byte{".index": index, ".data": data} {
			if err := os.WriteFile(filepath.Join(packs, "00-0001"+ext), b, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		s := open(t, dir)
		for i := range 3 {
			sound(t, s, i)
		}
		s.Failures()
		if _, err := record(s, 9); err != nil {
			t.Fatal(err)
		}
		if !sound(t, open(t, dir), 9) {
			t.Error("what is recorded beside a strange index is lost")
		}
	})
}
