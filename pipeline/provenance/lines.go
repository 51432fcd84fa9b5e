package provenance

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
)

// EPS and TIFF carry entries as lines of ASCII between a first and a last one: EPS
// as comments after its header, TIFF behind the image, where readers of images do
// not look.

const (
	linesOpen  = "%nofreelunch-provenance begins\n"
	linesClose = "%nofreelunch-provenance ends\n"
	lineMost   = 180 // characters of a value in a line: PostScript's lines have 255 at most
	epsHeader  = "%%EndComments\n"
)

func isEPS(file []byte) bool { return bytes.HasPrefix(file, []byte("%!PS-Adobe-")) }

func isTIFF(file []byte) bool { return bytes.HasPrefix(file, []byte("II*\x00")) }

// lines writes entries, a long value as several lines.
func lines(meta map[string]string) []byte {
	out := []byte(linesOpen)
	for _, k := range sorted(meta) {
		for rest := strconv.QuoteToASCII(meta[k]); rest != ""; {
			n := min(len(rest), lineMost)
			out = fmt.Appendf(out, "%%%s%s %s\n", Prefix, k, rest[:n])
			rest = rest[n:]
		}
	}
	return append(out, linesClose...)
}

// readLines reads entries between at and the last line; behind is where that ends.
// Without a first line there are none.
func readLines(file []byte, at int) (entries []entry, behind int, err error) {
	rest, begun := bytes.CutPrefix(file[at:], []byte(linesOpen))
	if !begun {
		return nil, at, nil
	}
	inner, _, ended := bytes.Cut(rest, []byte(linesClose))
	if !ended {
		return nil, at, errEdited
	}
	var values [][]byte
	for line := range bytes.Lines(inner) {
		text, ours := bytes.CutPrefix(bytes.TrimSuffix(line, []byte("\n")), []byte("%"+Prefix))
		key, part, cut := bytes.Cut(text, []byte(" "))
		if !ours || !cut {
			return nil, at, errEdited
		}
		if n := len(entries); n > 0 && entries[n-1].key == string(key) {
			values[n-1] = append(values[n-1], part...)
			continue
		}
		entries, values = append(entries, entry{key: string(key)}), append(values, bytes.Clone(part))
	}
	for i := range entries {
		entries[i].value, err = strconv.Unquote(string(values[i]))
		if err != nil || strconv.QuoteToASCII(entries[i].value) != string(values[i]) {
			return nil, at, fmt.Errorf("entry %.60q: %w", entries[i].key, errEdited)
		}
	}
	return entries, at + len(linesOpen) + len(inner) + len(linesClose), nil
}

// epsPlace is where the lines of an EPS begin: behind its header.
func epsPlace(file []byte) (int, error) {
	at := bytes.Index(file, []byte(epsHeader))
	if at < 0 {
		return 0, errors.New("its header does not end")
	}
	return at + len(epsHeader), nil
}

var errTIFF = errors.New("truncated: its directory is missing")

// tiffPlace is where those of a TIFF begin: at the last first line, if nothing
// follows the lines that it begins.
func tiffPlace(file []byte) (int, error) {
	if len(file) < 8 {
		return 0, errTIFF
	}
	list := uint64(binary.LittleEndian.Uint32(file[4:]))
	if list < 8 || list+2 > uint64(len(file)) || list+2+12*uint64(binary.LittleEndian.Uint16(file[list:]))+4 > uint64(len(file)) {
		return 0, errTIFF
	}
	if !bytes.HasSuffix(file, []byte(linesClose)) {
		return len(file), nil
	}
	at := bytes.LastIndex(file, []byte(linesOpen))
	if at < 0 {
		return 0, errEdited
	}
	return at, nil
}

// lined is a format with lines that begin at a place.
func lined(name string, begin func([]byte) bool, place func([]byte) (int, error)) format {
	f := format{name: name, begin: begin}
	f.stamp = func(file []byte, meta map[string]string) ([]byte, error) {
		at, err := place(file)
		if err != nil {
			return nil, err
		}
		out := append(bytes.Clone(file[:at]), lines(meta)...)
		return append(out, file[at:]...), nil
	}
	f.read = func(file []byte) ([]entry, error) {
		at, err := place(file)
		if err != nil {
			return nil, err
		}
		entries, _, err := readLines(file, at)
		return entries, err
	}
	f.strip = func(file []byte) ([]byte, error) {
		at, err := place(file)
		if err != nil {
			return nil, err
		}
		_, behind, err := readLines(file, at)
		if err != nil {
			return nil, err
		}
		return append(bytes.Clone(file[:at]), file[behind:]...), nil
	}
	return f
}
