package codeid

import (
	"bytes"
	"strings"
)

// Most functions of a program are never followed, so files are parsed without
// the bodies of functions, and a declaration with them when something needs it.

// skeleton is Go source with the bodies of its functions blanked, and with the
// comments below the package clause that are no directives. Nothing moves: positions are those of the source. A source that is no Go comes back
// wrong, which parsing its declarations notices.
func skeleton(src []byte) []byte {
	out := bytes.Clone(src)
	s := skimmer{src: src}
	for word := s.word(); word != nil && string(word) != "package"; word = s.word() {
	}
	s.comments = out
	for word := s.word(); word != nil; word = s.word() {
		if s.depth > 0 || string(word) != "func" || !s.follows("\n;=,", word) {
			continue
		}
		declared := s.follows("\n;", word)
		after := s.at
		from := s.body()
		if from < 0 {
			continue
		}
		blank(out[from:s.closing()])
		if declared {
			blankSignature(out[after : from-1])
		}
	}
	return out
}

// blankSignature leaves of what stands between the keyword and the body of a
// function that is declared its receiver and its name.
func blankSignature(text []byte) {
	i := len(text) - len(bytes.TrimLeft(text, " \t"))
	if i < len(text) && text[i] == '(' {
		i += 1 + bytes.IndexByte(text[i:], ')')
		if bytes.IndexByte(text[:i], '/') >= 0 || bytes.Count(text[:i], []byte("(")) > 1 {
			return // a comment or another bracket in it
		}
		i += len(text[i:]) - len(bytes.TrimLeft(text[i:], " \t"))
	}
	name := i
	for i < len(text) && (letter(text[i]) || '0' <= text[i] && text[i] <= '9') {
		i++
	}
	if i == name || i+2 > len(text) || text[i] != '(' && text[i] != '[' {
		return
	}
	for j := range text[i:] {
		text[i+j] = ' '
	}
	copy(text[i:], "()")
}

func blank(text []byte) {
	for i, c := range text {
		if c != '\n' {
			text[i] = ' '
		}
	}
}

// A skimmer goes through source by words and brackets.
type skimmer struct {
	src      []byte
	at       int
	depth    int    // of brackets of any kind
	comments []byte // where to blank the comments that nobody reads, if anywhere
}

// follows reports that the last byte before the word just passed is one of
// these. A function begins a declaration or a literal there; elsewhere it is a
// type within a type, which may be that of a literal.
func (s *skimmer) follows(ends string, word []byte) bool {
	before := bytes.TrimRight(s.src[:s.at-len(word)], " \t\r")
	return len(before) == 0 || strings.IndexByte(ends, before[len(before)-1]) >= 0
}

// word is the next identifier or keyword, or a bracket as itself, nil at the
// end. Literals, comments and operators are passed over.
func (s *skimmer) word() []byte {
	for s.at < len(s.src) {
		c := s.src[s.at]
		switch {
		case c == '(' || c == '[' || c == '{':
			s.depth++
			s.at++
			return s.src[s.at-1 : s.at]
		case c == ')' || c == ']' || c == '}':
			s.depth--
			s.at++
			return s.src[s.at-1 : s.at]
		case c == '"' || c == '\'' || c == '`' || c == '/':
			s.literal(c)
		case letter(c):
			from := s.at
			for s.at < len(s.src) && (letter(s.src[s.at]) || '0' <= s.src[s.at] && s.src[s.at] <= '9') {
				s.at++
			}
			return s.src[from:s.at]
		default:
			s.at++
		}
	}
	return nil
}

func letter(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

// literal passes over a string, a rune, a comment, or a slash.
func (s *skimmer) literal(c byte) {
	rest := s.src[s.at:]
	n := 0
	switch {
	case bytes.HasPrefix(rest, []byte("//")):
		n = bytes.IndexByte(rest, '\n')
	case bytes.HasPrefix(rest, []byte("/*")):
		if n = bytes.Index(rest[2:], []byte("*/")); n >= 0 {
			n += 4
		}
	case c == '/':
		n = 1
	case c == '`':
		if n = bytes.IndexByte(rest[1:], '`'); n >= 0 {
			n += 2
		}
	default:
		n = 1
		for n < len(rest) && rest[n] != c && rest[n] != '\n' {
			if rest[n] == '\\' {
				n++
			}
			n++
		}
		n++
	}
	if n < 0 || n > len(rest) {
		n = len(rest)
	}
	if s.comments != nil && n > 1 && c == '/' && !directive(string(rest[:n])) {
		blank(s.comments[s.at : s.at+n])
	}
	s.at += n
}

// body goes to the body of the function whose keyword was passed, -1 if it has
// none: a brace that opens no type, or a line that ends.
func (s *skimmer) body() int {
	last := []byte("func")
	for {
		newline := s.lineEnds()
		if newline && s.depth == 0 && string(last) != "func" {
			return -1
		}
		switch word := s.word(); {
		case word == nil:
			return -1
		case word[0] == '{' && s.depth == 1:
			if string(last) != "struct" && string(last) != "interface" {
				return s.at
			}
			s.closing()
			last = []byte("}")
		default:
			last = word
		}
	}
}

// lineEnds reports a line's end before the next token, outside brackets.
func (s *skimmer) lineEnds() bool {
	for i := s.at; i < len(s.src); i++ {
		switch s.src[i] {
		case ' ', '\t', '\r':
		case '\n', ';':
			return true
		case '/':
			if !bytes.HasPrefix(s.src[i:], []byte("/*")) {
				return bytes.HasPrefix(s.src[i:], []byte("//"))
			}
			n := bytes.Index(s.src[i:], []byte("*/"))
			if n < 0 || bytes.IndexByte(s.src[i:i+n], '\n') >= 0 {
				return true
			}
			i += n + 1
		default:
			return false
		}
	}
	return true
}

// closing goes behind the brace that closes the one just passed, and is where
// that is.
func (s *skimmer) closing() int {
	for outer := s.depth - 1; s.at < len(s.src); {
		switch c := s.src[s.at]; c {
		case '(', '[', '{':
			s.depth++
		case ')', ']', '}':
			s.depth--
			if s.depth == outer {
				s.at++
				return s.at - 1
			}
		case '"', '\'', '`', '/':
			s.literal(c)
			continue
		}
		s.at++
	}
	return len(s.src)
}
