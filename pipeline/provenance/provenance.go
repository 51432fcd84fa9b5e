// Package provenance writes into a figure or table where it came from, and
// reads it back: commit, key, profile, command, versions, the parameters of
// the networks behind it.
//
//	PNG      one iTXt chunk an entry, before the pixels
//	SVG      one <metadata> element, first in the root
//	PDF      the Info dictionary, by an incremental update at the end
//	Parquet  key-value metadata
//	EPS      comments after the header
//	TIFF     lines behind the image
//
// Entries are named "nofreelunch:" and the key, so they are told from those of
// other programs; PIL, exiftool, pdfinfo -custom, pyarrow and DuckDB show them.
// What is drawn or stored is not touched: [Strip] gives back the bytes that
// [Stamp] was given, so that two renderings can be compared without their
// history. The same bytes and entries give the same bytes.
//
// Files come from anywhere: the readers check what they use, in time that grows
// with the file's length alone, and return errors. PDFs are stamped only as the
// drawing program here writes them.
//
// The package does not know what the entries mean, nor where files lie.
package provenance

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"nofreelunch/pipeline/table"
)

// Prefix begins the name of every entry inside a file.
const Prefix = "nofreelunch:"

var (
	// ErrFormat says that a file is of none of the formats.
	ErrFormat = errors.New("not a PNG, SVG, PDF, EPS, TIFF or Parquet file")
	// ErrUnstamped says that a file is whole, but carries no entries of ours.
	ErrUnstamped = errors.New("carries no provenance")
)

// A format knows how one kind of file carries entries. Its functions are given
// files that begin as that kind does, and nothing more is certain.
type format struct {
	name  string
	begin func(file []byte) bool
	stamp func(file []byte, meta map[string]string) ([]byte, error) // of an unstamped file
	read  func(file []byte) ([]entry, error)                        // none when unstamped
	strip func(file []byte) ([]byte, error)
}

// An entry is one key and value as a file has them.
type entry struct{ key, value string }

// errEdited says that a file has our entries as Stamp does not write them.
var errEdited = errors.New("was stamped and then edited by another program")

func formats() []format {
	return []format{
		{"PNG", isPNG, stampPNG, readPNG, stripPNG},
		{"PDF", isPDF, stampPDF, readPDF, stripPDF},
		{"Parquet", isParquet, stampParquet, readParquet, stripParquet},
		lined("EPS", isEPS, epsPlace),
		lined("TIFF", isTIFF, tiffPlace),
		{"SVG", isSVG, stampSVG, readSVG, stripSVG},
	}
}

func recognise(file []byte) (format, error) {
	for _, f := range formats() {
		if f.begin(file) {
			return f, nil
		}
	}
	return format{}, fmt.Errorf("provenance: %w", ErrFormat)
}

// Stamp returns the file with meta as its provenance, in place of any it had.
// Keys are of ASCII letters, digits, '.', '_' and '-', up to 60 of them; values
// are UTF-8 without control characters other than tab and line ends.
func Stamp(file []byte, meta map[string]string) ([]byte, error) {
	f, err := recognise(file)
	if err != nil {
		return nil, err
	}
	if err := check(meta); err != nil {
		return nil, fmt.Errorf("provenance: %w", err)
	}
	plain, err := f.strip(file)
	if err != nil {
		return nil, fmt.Errorf("provenance: %s: %w", f.name, err)
	}
	if len(meta) == 0 {
		return plain, nil
	}
	out, err := f.stamp(plain, meta)
	if err != nil {
		return nil, fmt.Errorf("provenance: %s: %w", f.name, err)
	}
	return out, nil
}

// Read returns the provenance of a stamped file, [ErrUnstamped] if it has
// none, [ErrFormat] if it could not have any. It holds nothing that Stamp would
// not write.
func Read(file []byte) (map[string]string, error) {
	f, err := recognise(file)
	if err != nil {
		return nil, err
	}
	meta, err := f.meta(file)
	if err == nil && len(meta) == 0 {
		err = ErrUnstamped
	}
	if err != nil {
		return nil, fmt.Errorf("provenance: %s: %w", f.name, err)
	}
	return meta, nil
}

// Strip returns the bytes the file had before it was stamped; an unstamped
// file as it is.
func Strip(file []byte) ([]byte, error) {
	f, err := recognise(file)
	if err != nil {
		return nil, err
	}
	plain, err := f.strip(file)
	if err != nil {
		return nil, fmt.Errorf("provenance: %s: %w", f.name, err)
	}
	return plain, nil
}

// meta reads the entries of a file, each of which it has once.
func (f format) meta(file []byte) (map[string]string, error) {
	entries, err := f.read(file)
	if err != nil {
		return nil, err
	}
	meta := map[string]string{}
	for _, e := range entries {
		if _, twice := meta[e.key]; twice {
			return nil, fmt.Errorf("entry %.60q is there twice", e.key)
		}
		meta[e.key] = e.value
	}
	return meta, check(meta)
}

// most is how many entries a file has at the most.
const most = 64

// check admits what all formats can carry.
func check(meta map[string]string) error {
	if len(meta) > most {
		return fmt.Errorf("%d entries: want %d at the most", len(meta), most)
	}
	for _, k := range sorted(meta) {
		if k == "" || len(k) > 60 || !plainKey(k) {
			return fmt.Errorf("key %.80q: want 1 to 60 of letters, digits, '.', '_' and '-'", k)
		}
		if !utf8.ValidString(meta[k]) || strings.ContainsFunc(meta[k], unprintable) {
			return fmt.Errorf("value of %q: want UTF-8 without control characters", k)
		}
	}
	return nil
}

func plainKey(k string) bool {
	return !strings.ContainsFunc(k, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r))
	})
}

// unprintable are the characters XML cannot carry, and DEL to the end of C1.
func unprintable(r rune) bool {
	switch r {
	case '\t', '\n', '\r':
		return false
	case 0xfffe, 0xffff:
		return true
	}
	return r < 0x20 || r >= 0x7f && r < 0xa0
}

func sorted(meta map[string]string) []string { return slices.Sorted(maps.Keys(meta)) }

func isParquet(file []byte) bool { return bytes.HasPrefix(file, []byte("PAR1")) }

func stampParquet(file []byte, meta map[string]string) ([]byte, error) {
	named := map[string]string{}
	for k, v := range meta {
		named[Prefix+k] = v
	}
	return table.SetMeta(file, named, nil)
}

func readParquet(file []byte) (entries []entry, err error) {
	all, err := table.Meta(file)
	for k, v := range all {
		if name, ours := strings.CutPrefix(k, Prefix); ours {
			entries = append(entries, entry{name, v})
		}
	}
	return entries, err
}

func stripParquet(file []byte) ([]byte, error) {
	return table.SetMeta(file, nil, func(k string) bool { return strings.HasPrefix(k, Prefix) })
}
