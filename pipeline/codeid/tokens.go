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
	var out []byte
	text := strings.ReplaceAll(string(src), "\r\n", "\n")
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "//go:build") || strings.HasPrefix(line, "// +build ") {
			out = append(append(out, line...), '\n')
		}
	}
	for line := range strings.Lines(withoutComments(text)) {
		if line = oneSpace(line); line != "" {
			out = append(append(out, line...), '\n')
		}
	}
	return out
}

// oneSpace makes each run of space one, but not inside quotes.
func oneSpace(line string) string {
	if !strings.ContainsAny(line, `"'`) {
		return strings.Join(strings.Fields(line), " ")
	}
	var b strings.Builder
	space := false
	for i := 0; i < len(line); {
		n := 1
		switch c := line[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			space = true
			i++
			continue
		case c == '"' || c == '\'':
			n = quoted(line[i:])
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteString(line[i : i+n])
		i += n
	}
	return b.String()
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
