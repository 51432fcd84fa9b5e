package provenance

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
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
	s.WriteString(svgOpen)
	for _, k := range sorted(meta) {
		fmt.Fprintf(&s, `<p:entry key="%s">%s</p:entry>`, Prefix+k, svgEscape(meta[k]))
	}
	s.WriteString(svgClose)
	out := append(bytes.Clone(file[:at]), s.String()...)
	return append(out, file[at:]...), nil
}

// svgEscape also keeps carriage returns, which XML would otherwise normalise.
func svgEscape(v string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;").Replace(v)
}

// readSVG finds the entries by their namespace, wherever an editor moved them.
func readSVG(file []byte) (map[string]string, error) {
	meta := map[string]string{}
	if !bytes.Contains(file, []byte(svgSpace)) {
		return meta, nil
	}
	d := xml.NewDecoder(bytes.NewReader(file))
	key, inside := "", false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return meta, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			key, inside = svgKey(t)
			if inside {
				meta[key] = ""
			}
		case xml.CharData:
			if inside {
				meta[key] += string(t)
			}
		case xml.EndElement:
			inside = false
			if t.Name.Space == svgSpace && t.Name.Local == "provenance" {
				return meta, nil
			}
		}
	}
}

func svgKey(e xml.StartElement) (key string, ok bool) {
	if e.Name.Space != svgSpace || e.Name.Local != "entry" {
		return "", false
	}
	for _, a := range e.Attr {
		if a.Name.Local == "key" {
			return strings.CutPrefix(a.Value, Prefix)
		}
	}
	return "", false
}

func stripSVG(file []byte) ([]byte, error) {
	at, err := svgRoot(file)
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(file[at:], []byte(svgOpen)) {
		if bytes.Contains(file, []byte(svgSpace)) {
			return nil, errors.New("was stamped and then edited by another program")
		}
		return bytes.Clone(file), nil
	}
	n := after(file[at:], svgClose)
	return append(bytes.Clone(file[:at]), file[at+n:]...), nil
}
