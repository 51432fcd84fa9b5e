package codeid

import (
	"bytes"
	"strings"
)

// maySet reports, from the text alone, that it may assign a variable of
// another module or take its address: exactly is for selections to say.
func (f *file) maySet(text []byte) bool {
	for name, paths := range f.imports {
		if within(paths[0], f.pkg.prog.module) && len(paths) == 1 {
			continue
		}
		for rest := text; ; {
			i := bytes.Index(rest, []byte(name+"."))
			if i < 0 {
				break
			}
			before := bytes.TrimRight(rest[:i], " \t(*")
			inWord := i > 0 && (letter(rest[i-1]) || '0' <= rest[i-1] && rest[i-1] <= '9' || rest[i-1] == '.')
			rest = rest[i+len(name)+1:]
			if !inWord && assigned(before, rest) {
				return true
			}
		}
	}
	return false
}

// assigned reports that a selection, of which after is what follows the first
// dot, may be assigned, or have its address taken.
func assigned(before, after []byte) bool {
	i := 0
	for i < len(after) && (letter(after[i]) || '0' <= after[i] && after[i] <= '9' || after[i] == '.' || after[i] == ')') {
		i++
	}
	if i == 0 {
		return true // a space or a comment after the dot
	}
	address := bytes.HasSuffix(before, []byte("&"))
	rest := bytes.TrimLeft(after[i:], " \t")
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	switch {
	case len(rest) == 0 || address:
		return address && (len(rest) == 0 || rest[0] != '{')
	case rest[0] == ',' && !begins(before):
		return false // an argument, an element
	case rest[0] == '[' || rest[0] == ',' || rest[0] == '/':
		return plainAssignment(line) || bytes.Contains(line, []byte("++")) || bytes.Contains(line, []byte("--")) ||
			rest[0] == ',' && bytes.HasSuffix(bytes.TrimSpace(line), []byte(","))
	}
	return bytes.HasPrefix(rest, []byte("++")) || bytes.HasPrefix(rest, []byte("--")) ||
		plainAssignment(line[:min(len(line), 4)])
}

// begins reports that what follows may be on the left of an assignment.
func begins(before []byte) bool {
	return len(before) == 0 || strings.ContainsRune("\n;{},:/)", rune(before[len(before)-1])) ||
		bytes.HasSuffix(before, []byte("for"))
}

// plainAssignment reports an equals sign that is no comparison and no
// declaration.
func plainAssignment(text []byte) bool {
	for i, c := range text {
		compared := i+1 < len(text) && text[i+1] == '=' || i > 0 && strings.IndexByte("=!:", text[i-1]) >= 0
		if c == '=' && !compared {
			return true
		}
	}
	return false
}
