package codeid

import (
	"crypto/sha256"
	"encoding/hex"
	"go/scanner"
	"go/token"
	"strings"
)

// normalize is the token stream of Go source, without comments other than
// compiler directives, and without the tokens that only formatting adds: the
// comma and the semicolon before a closing bracket.
func normalize(src []byte) []byte {
	var s scanner.Scanner
	fset := token.NewFileSet()
	s.Init(fset.AddFile("", -1, len(src)), src, func(token.Position, string) {}, scanner.ScanComments)
	out := make([]byte, 0, len(src))
	held := token.ILLEGAL // a comma or semicolon that may turn out to be formatting
	for {
		_, tok, lit := s.Scan()
		if tok == token.COMMENT && !directive(lit) {
			continue
		}
		closing := tok == token.RPAREN || tok == token.RBRACE || tok == token.RBRACK || tok == token.EOF
		if held != token.ILLEGAL && !closing {
			out = append(append(out, held.String()...), 0)
		}
		held = token.ILLEGAL
		switch {
		case tok == token.EOF:
			return out
		case tok == token.COMMA || tok == token.SEMICOLON:
			held = tok
			continue
		case lit != "" && !tok.IsOperator():
			out = append(out, lit...)
		default:
			out = append(out, tok.String()...)
		}
		out = append(out, 0)
	}
}

// directive reports a comment that the compiler, the go command or this
// package reads. What other tools read changes nothing.
func directive(comment string) bool {
	if rest, ok := strings.CutPrefix(comment, "//go:"); ok {
		return !strings.HasPrefix(rest, "generate") && !strings.HasPrefix(rest, "fix")
	}
	return strings.HasPrefix(comment, "//export ") || strings.HasPrefix(comment, "//line ") || strings.HasPrefix(comment, "/*line ") ||
		strings.HasPrefix(comment, "// +build ") || strings.HasPrefix(comment, agrees)
}

// stripAssembly removes comments and needless space from assembly or C. Line
// ends stay, because they end instructions; build constraints stay.
func stripAssembly(src []byte) []byte {
	out := make([]byte, 0, len(src))
	text := strings.ReplaceAll(string(src), "\r\n", "\n")
	for _, mark := range []string{"//go:build", "// +build "} {
		for rest := text; ; {
			_, after, ok := strings.Cut(rest, mark)
			if !ok {
				break
			}
			line, more, _ := strings.Cut(after, "\n")
			out = append(append(append(out, mark...), strings.TrimSpace(line)...), '\n')
			rest = more
		}
	}
	return appendSpaced(out, withoutComments(text))
}

// appendSpaced makes each run of space one and drops those at the ends of
// lines and empty lines, but leaves what is in quotes.
func appendSpaced(out []byte, s string) []byte {
	pending, begun := false, false
	for i := 0; i < len(s); {
		n := 1
		switch c := s[i]; c {
		case '\n':
			if begun {
				out = append(out, '\n')
			}
			pending, begun = false, false
			i++
			continue
		case ' ', '\t', '\r', '\v', '\f':
			pending = true
			i++
			continue
		case '"', '\'':
			n = quoted(s[i:])
		}
		if pending && begun {
			out = append(out, ' ')
		}
		pending, begun = false, true
		out = append(out, s[i:i+n]...)
		i += n
	}
	return out
}

// withoutComments blanks // and /* */ comments, minding strings and characters.
func withoutComments(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		switch {
		case strings.HasPrefix(s[i:], "//"):
			n := strings.IndexByte(s[i:], '\n')
			if n < 0 {
				return b.String()
			}
			i += n
		case strings.HasPrefix(s[i:], "/*"):
			n := strings.Index(s[i+2:], "*/")
			if n < 0 {
				return b.String()
			}
			b.WriteByte(' ')
			i += n + 4
		case s[i] == '"' || s[i] == '\'':
			n := quoted(s[i:])
			b.WriteString(s[i : i+n])
			i += n
		default:
			b.WriteByte(s[i])
			i++
		}
	}
	return b.String()
}

// quoted is the length of the string or character literal at the start of s.
func quoted(s string) int {
	for i := 1; i < len(s) && s[i] != '\n'; i++ {
		switch s[i] {
		case '\\':
			i++
		case s[0]:
			return i + 1
		}
	}
	return 1
}

func hash(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		sum := sha256.Sum256(p)
		h.Write(sum[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}
