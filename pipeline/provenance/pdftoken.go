package provenance

import (
	"errors"
	"strings"
)

// A pdfDict is a dictionary in file order; values are kept as written.
type pdfDict []pdfEntry

type pdfEntry struct{ key, value string }

func (d pdfDict) get(key string) string {
	for _, e := range d {
		if e.key == key {
			return e.value
		}
	}
	return ""
}

func (d pdfDict) has(key string) bool { return d.get(key) != "" }

func (d pdfDict) String() string {
	var s strings.Builder
	s.WriteString("<<\n")
	for _, e := range d {
		s.WriteString("/" + e.key + " " + e.value + "\n")
	}
	return s.String() + ">>"
}

// pdfTokens cuts a file into tokens (ISO 32000-1, 7.2). Strings are one token,
// with their delimiters; the end of the file is the empty token.
type pdfTokens struct {
	data []byte
	pos  int
}

const (
	pdfSpace     = "\x00\t\n\f\r "
	pdfDelimiter = "()<>[]{}/%"
)

func (t *pdfTokens) skipSpace() {
	for t.pos < len(t.data) {
		c := t.data[t.pos]
		switch {
		case strings.IndexByte(pdfSpace, c) >= 0:
			t.pos++
		case c == '%':
			for t.pos < len(t.data) && t.data[t.pos] != '\n' && t.data[t.pos] != '\r' {
				t.pos++
			}
		default:
			return
		}
	}
}

func (t *pdfTokens) next() string {
	t.skipSpace()
	start := t.pos
	if start >= len(t.data) {
		return ""
	}
	t.pos++
	switch c := t.data[start]; c {
	case '(':
		t.literal()
	case '<', '>':
		if t.pos < len(t.data) && t.data[t.pos] == c {
			t.pos++
		} else if c == '<' {
			t.through('>')
		}
	case '[', ']', '{', '}', ')':
	default: // a name, number or keyword
		for t.pos < len(t.data) && strings.IndexByte(pdfSpace+pdfDelimiter, t.data[t.pos]) < 0 {
			t.pos++
		}
	}
	return string(t.data[start:t.pos])
}

// literal moves behind a string whose opening parenthesis was read.
func (t *pdfTokens) literal() {
	for depth := 1; t.pos < len(t.data) && depth > 0; t.pos++ {
		switch t.data[t.pos] {
		case '\\':
			t.pos++
		case '(':
			depth++
		case ')':
			depth--
		}
	}
	t.pos = min(t.pos, len(t.data))
}

func (t *pdfTokens) through(end byte) {
	for t.pos < len(t.data) {
		t.pos++
		if t.data[t.pos-1] == end {
			return
		}
	}
}

var errDict = errors.New("corrupt dictionary")

// dict reads a dictionary.
func (t *pdfTokens) dict() (d pdfDict, err error) {
	if t.next() != "<<" {
		return nil, errDict
	}
	for {
		name := t.next()
		if name == ">>" {
			return d, nil
		}
		if len(name) < 2 || name[0] != '/' {
			return nil, errDict
		}
		value, err := t.value()
		if err != nil {
			return nil, err
		}
		d = append(d, pdfEntry{name[1:], value})
	}
}

// value reads one value: a nested one up to its end, or a token, or the three
// of a reference.
func (t *pdfTokens) value() (string, error) {
	t.skipSpace()
	start, depth := t.pos, 0
	for {
		switch t.next() {
		case "":
			return "", errDict
		case "<<", "[":
			depth++
		case ">>", "]":
			depth--
		}
		if depth < 0 {
			return "", errDict
		}
		if depth == 0 {
			break
		}
	}
	first := string(t.data[start:t.pos])
	if look := *t; number(first) {
		if second := look.next(); number(second) && look.next() == "R" {
			t.pos = look.pos
			return first + " " + second + " R", nil
		}
	}
	return first, nil
}

func number(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
