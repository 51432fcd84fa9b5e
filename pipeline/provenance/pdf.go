package provenance

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// pdfMarker begins what a stamp appends, and is followed by its offset.
const pdfMarker = "\n%nofreelunch-provenance at "

var errStreamXref = errors.New("keeps its cross-references in a stream, which is not supported")

func isPDF(file []byte) bool { return bytes.HasPrefix(file, []byte("%PDF-")) }

// stampPDF appends an incremental update (ISO 32000-1, 7.5.6): a new Info
// dictionary with the old entries and ours, and a cross-reference section and
// trailer that point to it and back to the old ones.
func stampPDF(file []byte, meta map[string]string) ([]byte, error) {
	start, trailer, err := pdfTrailer(file)
	if err != nil {
		return nil, err
	}
	if trailer.has("Encrypt") {
		return nil, errors.New("is encrypted, which is not supported")
	}
	size, err := strconv.ParseUint(trailer.get("Size"), 10, 31)
	if err != nil || !trailer.has("Root") {
		return nil, errors.New("corrupt trailer")
	}
	info, err := pdfInfo(file, start, trailer)
	if err != nil {
		return nil, err
	}
	for _, k := range sorted(meta) {
		info = append(info, pdfEntry{Prefix + k, pdfText(meta[k])})
	}
	out := fmt.Appendf(bytes.Clone(file), "%s%d\n", pdfMarker, len(file))
	object := len(out)
	out = fmt.Appendf(out, "%d 0 obj\n%s\nendobj\n", size, info)
	table := len(out)
	out = fmt.Appendf(out, "xref\n%d 1\n%010d 00000 n \n", size, object)
	next := pdfDict{{"Size", strconv.FormatUint(size+1, 10)}, {"Root", trailer.get("Root")}, {"Info", fmt.Sprintf("%d 0 R", size)}}
	if trailer.has("ID") {
		next = append(next, pdfEntry{"ID", trailer.get("ID")})
	}
	next = append(next, pdfEntry{"Prev", strconv.Itoa(start)})
	return fmt.Appendf(out, "trailer\n%s\nstartxref\n%d\n%%%%EOF\n", next, table), nil
}

func readPDF(file []byte) (map[string]string, error) {
	meta := map[string]string{}
	if !bytes.Contains(file, []byte(Prefix)) {
		return meta, nil // so a foreign PDF of any make is merely unstamped
	}
	start, trailer, err := pdfTrailer(file)
	if err != nil {
		return nil, err
	}
	info, err := pdfInfo(file, start, trailer)
	if err != nil {
		return nil, err
	}
	for _, e := range info {
		if k, ours := strings.CutPrefix(e.key, Prefix); ours {
			if meta[k], err = pdfString(e.value); err != nil {
				return nil, fmt.Errorf("entry %q: %w", e.key, err)
			}
		}
	}
	return meta, nil
}

func stripPDF(file []byte) ([]byte, error) {
	at := bytes.LastIndex(file, []byte(pdfMarker))
	if at >= 0 && bytes.HasPrefix(file[at:], fmt.Appendf(nil, "%s%d\n", pdfMarker, at)) {
		return bytes.Clone(file[:at]), nil
	}
	return bytes.Clone(file), nil
}

// pdfTrailer finds the last cross-reference table, and its trailer.
func pdfTrailer(file []byte) (start int, trailer pdfDict, err error) {
	const word = "startxref"
	i := bytes.LastIndex(file, []byte(word))
	if i < 0 {
		return 0, nil, errors.New("truncated: no startxref")
	}
	t := pdfTokens{data: file, pos: i + len(word)}
	start, err = strconv.Atoi(t.next())
	if err != nil || start < 0 || start >= len(file) {
		return 0, nil, errors.New("corrupt startxref")
	}
	_, trailer, err = pdfSection(file, start)
	return start, trailer, err
}

// pdfSection reads one cross-reference table: the offsets of its objects in
// use, and the trailer behind it.
func pdfSection(file []byte, start int) (offsets map[string]int, trailer pdfDict, err error) {
	t := pdfTokens{data: file, pos: start}
	if w := t.next(); w != "xref" {
		if _, err := strconv.Atoi(w); err == nil && t.next() == "0" && t.next() == "obj" {
			return nil, nil, errStreamXref
		}
		return nil, nil, errors.New("corrupt: no cross-reference table where one should be")
	}
	offsets = map[string]int{}
	for {
		w := t.next()
		if w == "trailer" {
			trailer, err = t.dict()
			return offsets, trailer, err
		}
		first, err1 := strconv.ParseUint(w, 10, 31)
		count, err2 := strconv.ParseUint(t.next(), 10, 31)
		if err1 != nil || err2 != nil || count > uint64(len(file)) {
			return nil, nil, errors.New("corrupt cross-reference table")
		}
		for n := range count {
			offset, err := strconv.Atoi(t.next())
			gen, err2 := strconv.ParseUint(t.next(), 10, 16)
			use := t.next()
			if err != nil || err2 != nil || use != "n" && use != "f" {
				return nil, nil, errors.New("corrupt cross-reference table")
			}
			if use == "n" {
				offsets[fmt.Sprintf("%d %d", first+n, gen)] = offset
			}
		}
	}
}

// pdfInfo reads the Info dictionary, wherever in the chain of tables it is;
// none is an empty one.
func pdfInfo(file []byte, start int, trailer pdfDict) (pdfDict, error) {
	if !trailer.has("Info") {
		return nil, nil
	}
	ref, isRef := strings.CutSuffix(trailer.get("Info"), " R")
	if !isRef {
		return nil, errors.New("corrupt trailer: Info is no reference")
	}
	for range 64 { // a chain of tables may be a loop
		offsets, dict, err := pdfSection(file, start)
		if err != nil {
			return nil, err
		}
		if at, ok := offsets[ref]; ok {
			return pdfObject(file, at, ref)
		}
		if !dict.has("Prev") {
			return nil, fmt.Errorf("corrupt: object %s is nowhere", ref)
		}
		if start, err = strconv.Atoi(dict.get("Prev")); err != nil || start < 0 || start >= len(file) {
			return nil, errors.New("corrupt trailer: Prev")
		}
	}
	return nil, errors.New("corrupt: endless chain of cross-reference tables")
}

// pdfObject reads the dictionary "ref obj << ... >>" at an offset.
func pdfObject(file []byte, at int, ref string) (pdfDict, error) {
	if at < 0 || at >= len(file) {
		return nil, errors.New("corrupt: object outside the file")
	}
	t := pdfTokens{data: file, pos: at}
	if got := t.next() + " " + t.next(); got != ref || t.next() != "obj" {
		return nil, fmt.Errorf("corrupt: no object %s where it should be", ref)
	}
	return t.dict()
}

// pdfText writes a text string: ASCII as it is, all else as UTF-16.
func pdfText(v string) string {
	if strings.IndexFunc(v, func(r rune) bool { return r >= 0x7f }) < 0 {
		return "(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`, "\r", `\r`, "\n", `\n`, "\t", `\t`).Replace(v) + ")"
	}
	var s strings.Builder
	s.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(v)) {
		fmt.Fprintf(&s, "%04X", u)
	}
	return s.String() + ">"
}

// pdfString reads a text string.
func pdfString(raw string) (string, error) {
	var b []byte
	switch {
	case strings.HasPrefix(raw, "<") && strings.HasSuffix(raw, ">"):
		digits := strings.Join(strings.Fields(raw[1:len(raw)-1]), "")
		if len(digits)%2 == 1 {
			digits += "0"
		}
		var err error
		if b, err = hex.DecodeString(digits); err != nil {
			return "", errors.New("corrupt hexadecimal string")
		}
	case strings.HasPrefix(raw, "(") && strings.HasSuffix(raw, ")") && len(raw) > 1:
		b = pdfUnescape(raw[1 : len(raw)-1])
	default:
		return "", errors.New("is no string")
	}
	if len(b) < 2 || b[0] != 0xfe || b[1] != 0xff {
		return strings.ToValidUTF8(string(b), "?"), nil
	}
	var units []uint16
	for i := 2; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(units)), nil
}

// pdfUnescape resolves the escapes of a literal string.
func pdfUnescape(s string) (b []byte) {
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b = append(b, s[i])
			continue
		}
		i++
		switch c := s[i]; c {
		case 'n':
			b = append(b, '\n')
		case 'r':
			b = append(b, '\r')
		case 't':
			b = append(b, '\t')
		case 'b':
			b = append(b, '\b')
		case 'f':
			b = append(b, '\f')
		case '\n': // a line broken for its length
		case '0', '1', '2', '3', '4', '5', '6', '7':
			n := 1
			for n < 3 && i+n < len(s) && s[i+n] >= '0' && s[i+n] <= '7' {
				n++
			}
			x, _ := strconv.ParseUint(s[i:i+n], 8, 16)
			b = append(b, byte(x))
			i += n - 1
		default:
			b = append(b, c)
		}
	}
	return b
}
