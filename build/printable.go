package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// printable is text with everything that a terminal would obey, and not show,
// written out: \x1b for escape. Texts from files are not to be trusted with it.
func printable(text string) string { return escaped(text, "") }

// escaped is printable but for the runes of keep.
func escaped(text, keep string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return hidden(r, keep) }) {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		r, n := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, text[0])
		case hidden(r, keep):
			q := strconv.QuoteRune(r)
			b.WriteString(q[1 : len(q)-1])
		default:
			b.WriteRune(r)
		}
		text = text[n:]
	}
	return b.String()
}

func hidden(r rune, keep string) bool {
	return !unicode.IsPrint(r) && !strings.ContainsRune(keep, r) || r == utf8.RuneError
}

// A plainWriter writes lines in which everything is printable.
type plainWriter struct{ to io.Writer }

func (p plainWriter) Write(b []byte) (int, error) {
	if _, err := io.WriteString(p.to, escaped(string(b), "\n\t")); err != nil {
		return 0, err
	}
	return len(b), nil
}

// writeJSON is the usual encoding with what a terminal would obey written out.
func writeJSON(w io.Writer, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	for _, r := range string(text) {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		for _, half := range utf16Halves(r) {
			fmt.Fprintf(&b, `\u%04x`, half)
		}
	}
	b.WriteByte('\n')
	_, err = w.Write(b.Bytes())
	return err
}

// utf16Halves is a rune as JSON escapes it.
func utf16Halves(r rune) []rune {
	if r < 0x10000 {
		return []rune{r}
	}
	return []rune{0xd800 + (r-0x10000)>>10, 0xdc00 + (r-0x10000)&0x3ff}
}
