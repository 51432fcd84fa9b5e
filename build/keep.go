package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"

	"nofreelunch"
)

// The report and the paper are in no cache: one takes in a hundred files, the
// other is made by a program of the machine. A note beside them says what they
// were made of, so that a run in which nothing changed need not make them again.

// notesDir is where the notes are, beside the products.
const notesDir = ".made"

// note is what a product was made of and came out as, as digests, and how that
// was announced.
type note struct {
	Of   string `json:"made_of"`
	Is   string `json:"sha256"`
	Said string `json:"said"`
}

func notePath(product string) string {
	return filepath.Join(filepath.Dir(product), notesDir, filepath.Base(product)+".json")
}

// kept returns what was said of a product when it was made, if it was made of
// the same and nobody has touched it since.
func kept(product, of string) (said string, ok bool) {
	var n note
	text, err := os.ReadFile(notePath(product))
	if err != nil || json.Unmarshal(text, &n) != nil || n.Of != of {
		return "", false
	}
	if is, err := digestOf(product); err != nil || is != n.Is {
		return "", false
	}
	return n.Said, true
}

// keep writes a product and the note on it.
func keep(product, of, said string, data []byte) error {
	if err := replace(product, data); err != nil {
		return err
	}
	is := sha256.Sum256(data)
	text, err := json.Marshal(note{of, hex.EncodeToString(is[:]), said})
	if err != nil {
		return err
	}
	return replace(notePath(product), append(text, '\n'))
}

// madeOf is the digest of everything given, and of this program's own sources.
func madeOf(parts ...any) (string, error) {
	h := sha256.New()
	e := json.NewEncoder(h)
	sources := nofreelunch.Sources()
	err := fs.WalkDir(sources, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(sources, path)
		if err != nil {
			return err
		}
		return e.Encode([]any{path, text})
	})
	if err != nil {
		return "", err
	}
	for _, p := range parts {
		if err := e.Encode(p); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
