package provenance

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

const (
	svgSpace = "urn:nofreelunch:provenance"
	svgOpen  = `<metadata id="nofreelunch-provenance"><p:provenance xmlns:p="` + svgSpace + `">`
	svgClose = `</p:provenance></metadata>`
)

// isSVG looks for the root element behind declaration, comments and doctype.
func isSVG(file []byte) bool {
	_, err := svgRoot(file)
	return err == nil
}

var errNotSVG = errors.New("no svg element")

// svgRoot returns the offset behind the root's start tag.
func svgRoot(file []byte) (int, error) {
	i := 0
	if bytes.HasPrefix(file, []byte("\xef\xbb\xbf")) {
		i = 3
	}
	for i < len(file) {
		switch rest := file[i:]; {
		case bytes.IndexByte([]byte(" \t\r\n"), rest[0]) >= 0:
			i++
		case bytes.HasPrefix(rest, []byte("<?")):
			i += after(rest, "?>")
		case bytes.HasPrefix(rest, []byte("<!--")):
			i += after(rest, "-->")
		case bytes.HasPrefix(rest, []byte("<!DOCTYPE")):
			if n := after(rest, ">"); !bytes.ContainsRune(rest[:n], '[') {
				i += n
				continue
			}
			return 0, errors.New("doctype with declarations")
		case bytes.HasPrefix(rest, []byte("<svg")) && len(rest) > 4 && bytes.IndexByte([]byte(" \t\r\n>"), rest[4]) >= 0:
			n, err := tagEnd(rest)
			return i + n, err
		default:
			return 0, errNotSVG
		}
	}
	return 0, errNotSVG
}

// after returns the offset behind the first end, or the length without one.
func after(b []byte, end string) int {
	if i := bytes.Index(b, []byte(end)); i >= 0 {
		return i + len(end)
	}
	return len(b)
}

// tagEnd returns the offset behind a start tag, which may quote '>'.
func tagEnd(b []byte) (int, error) {
	var quote byte
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			if b[i-1] == '/' {
				return 0, errors.New("svg element is empty")
			}
			return i + 1, nil
		}
	}
	return 0, errNotSVG
}

func stampSVG(file []byte, meta map[string]string) ([]byte, error) {
	at, err := svgRoot(file)
	if err != nil {
		return nil, err
	}
	var s strings.Builder
	escape := strings.NewReplacer(svgEscapes()...)
	s.WriteString(svgOpen)
	for _, k := range sorted(meta) {
		fmt.Fprintf(&s, `<p:entry key="%s">%s</p:entry>`, Prefix+k, escape.Replace(meta[k]))
	}
	s.WriteString(svgClose)
	out := append(bytes.Clone(file[:at]), s.String()...)
	return append(out, file[at:]...), nil
}

// svgEscapes also keep carriage returns, which XML would otherwise normalise.
func svgEscapes() []string {
	return []string{"&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;"}
}

// reversed exchanges the two of each pair.
func reversed(pairs []string) []string {
	for i := 0; i < len(pairs); i += 2 {
		pairs[i], pairs[i+1] = pairs[i+1], pairs[i]
	}
	return pairs
}

// readSVG reads the entries of our one element.
func readSVG(file []byte) (entries []entry, err error) {
	before, rest, found := bytes.Cut(file, []byte(svgOpen))
	inner, after, closed := bytes.Cut(rest, []byte(svgClose))
	others := bytes.Contains(before, []byte(svgSpace)) || bytes.Contains(after, []byte(svgSpace))
	if !found && !others {
		return nil, nil
	}
	if !found || !closed || others {
		return nil, errEdited
	}
	for len(inner) > 0 {
		var e entry
		if e, inner, err = svgEntry(inner); err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// svgEntry takes the first entry off.
func svgEntry(inner []byte) (e entry, rest []byte, err error) {
	rest, opened := bytes.CutPrefix(inner, []byte(`<p:entry key="`+Prefix))
	key, rest, named := bytes.Cut(rest, []byte(`">`))
	value, rest, closed := bytes.Cut(rest, []byte("</p:entry>"))
	if !opened || !named || !closed {
		return e, nil, errEdited
	}
	return entry{string(key), strings.NewReplacer(reversed(svgEscapes())...).Replace(string(value))}, rest, nil
}

func stripSVG(file []byte) ([]byte, error) {
	at, err := svgRoot(file)
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(file[at:], []byte(svgOpen)) {
		if bytes.Contains(file, []byte(svgSpace)) {
			return nil, errEdited
		}
		return bytes.Clone(file), nil
	}
	n := after(file[at:], svgClose)
	return append(bytes.Clone(file[:at]), file[at+n:]...), nil
}
