package provenance

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
)

// pdfMarker begins what a stamp appends, and is followed by its offset.
const pdfMarker = "\n%nofreelunch-provenance at "

func isPDF(file []byte) bool { return bytes.HasPrefix(file, []byte("%PDF-")) }

var (
	// pdfTail is how every PDF ends that is drawn here.
	pdfTail = regexp.MustCompile(`\ntrailer\n<<\s/Size (\d{1,9})\s/Root (\d{1,9} 0 R)\s/Info (\d{1,9}) 0 R\s>>\nstartxref\n(\d{1,12})\n%%EOF\n?$`)
	errPDF  = errors.New("is not a PDF as figures are drawn here; others are not supported")
)

// pdfTailMost is the most bytes that the end of such a PDF has.
const pdfTailMost = 200

// stampPDF appends an incremental update (ISO 32000-1, 7.5.6): a new Info
// dictionary with the old entries and ours, and a cross-reference section and
// trailer that point to it and back to the old ones.
func stampPDF(file []byte, meta map[string]string) ([]byte, error) {
	tail := pdfTail.FindSubmatch(file[max(0, len(file)-pdfTailMost):])
	if tail == nil {
		return nil, errPDF
	}
	size, root, start := tail[1], tail[2], tail[4]
	_, info, begun := bytes.Cut(file, fmt.Appendf(nil, "\n%s 0 obj\n<<", tail[3]))
	info, _, ended := bytes.Cut(info, []byte(">>\nendobj\n"))
	if !begun || !ended {
		return nil, errPDF
	}
	var next int
	if _, err := fmt.Sscan(string(size), &next); err != nil {
		return nil, errPDF
	}
	out := fmt.Appendf(bytes.Clone(file), "%s%d\n", pdfMarker, len(file))
	object := len(out)
	out = fmt.Appendf(out, "%s 0 obj\n<<%s\n", size, info)
	for _, k := range sorted(meta) {
		out = fmt.Appendf(out, "/%s%s %s\n", Prefix, k, pdfText(meta[k]))
	}
	out = append(out, ">>\nendobj\n"...)
	table := len(out)
	return fmt.Appendf(out, "xref\n%s 1\n%010d 00000 n \ntrailer\n<<\n/Size %d\n/Root %s\n/Info %s 0 R\n/Prev %s\n>>\nstartxref\n%d\n%%%%EOF\n",
		size, object, next+1, root, size, start, table), nil
}

// pdfStamp is the offset of the last stamp, the length without one.
func pdfStamp(file []byte) int {
	at := bytes.LastIndex(file, []byte(pdfMarker))
	if at >= 0 && bytes.HasPrefix(file[at:], fmt.Appendf(nil, "%s%d\n", pdfMarker, at)) {
		return at
	}
	return len(file)
}

// readPDF reads the lines of ours in the last stamp.
func readPDF(file []byte) (entries []entry, err error) {
	stamp, _, _ := bytes.Cut(file[pdfStamp(file):], []byte("\nendobj\n"))
	for line := range bytes.Lines(stamp) {
		text, ours := strings.CutPrefix(strings.TrimSuffix(string(line), "\n"), "/"+Prefix)
		if !ours {
			continue
		}
		key, value, _ := strings.Cut(text, " ")
		if value, err = pdfString(value); err != nil {
			return nil, fmt.Errorf("entry %.60q: %w", key, err)
		}
		entries = append(entries, entry{key, value})
	}
	return entries, nil
}

func stripPDF(file []byte) ([]byte, error) { return bytes.Clone(file[:pdfStamp(file)]), nil }

// pdfEscapes are those of a string in parentheses.
func pdfEscapes() []string {
	return []string{`\`, `\\`, "(", `\(`, ")", `\)`, "\r", `\r`, "\n", `\n`, "\t", `\t`}
}

// pdfText writes a text string: ASCII as it is, all else as UTF-16.
func pdfText(v string) string {
	if strings.IndexFunc(v, func(r rune) bool { return r >= 0x7f }) < 0 {
		return "(" + strings.NewReplacer(pdfEscapes()...).Replace(v) + ")"
	}
	units := []byte{0xfe, 0xff}
	for _, u := range utf16.Encode([]rune(v)) {
		units = append(units, byte(u>>8), byte(u))
	}
	return "<" + strings.ToUpper(hex.EncodeToString(units)) + ">"
}

// pdfString reads what pdfText writes.
func pdfString(raw string) (string, error) {
	if inner, ok := strings.CutPrefix(raw, "("); ok && strings.HasSuffix(inner, ")") {
		return strings.NewReplacer(reversed(pdfEscapes())...).Replace(inner[:len(inner)-1]), nil
	}
	digits := strings.TrimSuffix(strings.TrimPrefix(raw, "<FEFF"), ">")
	b, err := hex.DecodeString(digits)
	if err != nil || len(b)%2 != 0 || len(raw) != len(digits)+len("<FEFF>") {
		return "", errors.New("is no string as written here")
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return string(utf16.Decode(units)), nil
}
