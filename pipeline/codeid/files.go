package codeid

import (
	"bytes"
	"fmt"
	"go/ast"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

var systems = map[string]bool{"aix": true, "android": true, "darwin": true, "dragonfly": true, "freebsd": true, "illumos": true, "ios": true, "js": true, "linux": true, "netbsd": true, "openbsd": true, "plan9": true, "solaris": true, "wasip1": true, "windows": true}

var machines = map[string]bool{"386": true, "amd64": true, "arm": true, "arm64": true, "loong64": true, "mips": true, "mips64": true, "mips64le": true, "mipsle": true, "ppc64": true, "ppc64le": true, "riscv64": true, "s390x": true, "wasm": true}

// constraint is when a file is compiled: the part of its name that the go
// command reads, and the build lines of its header.
func constraint(name string, src []byte) string {
	var parts []string
	words := strings.Split(strings.TrimSuffix(name, path.Ext(name)), "_")
	for _, w := range words[1:] {
		if systems[w] || machines[w] {
			parts = append(parts, w)
		}
	}
	header, _, _ := bytes.Cut(src, []byte("\npackage "))
	for line := range strings.Lines(string(header)) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "//go:build") || strings.HasPrefix(line, "// +build") {
			parts = append(parts, line)
		}
	}
	return strings.Join(parts, "\n")
}

// embedded is the content of the files that a //go:embed directive in doc
// names, nil if there is none.
func (s *Source) embedded(dir string, doc *ast.CommentGroup) ([]byte, error) {
	if doc == nil {
		return nil, nil
	}
	var out []byte
	for _, c := range doc.List {
		args, ok := strings.CutPrefix(c.Text, "//go:embed ")
		if !ok {
			continue
		}
		patterns, err := embedPatterns(args)
		if err != nil {
			return nil, fmt.Errorf("codeid: %s: %s: %w", dir, c.Text, err)
		}
		for _, pattern := range patterns {
			if out, err = s.appendEmbedded(out, dir, pattern); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func embedPatterns(args string) (patterns []string, err error) {
	for args = strings.TrimSpace(args); args != ""; args = strings.TrimSpace(args) {
		quoted, err := strconv.QuotedPrefix(args)
		if err != nil {
			word, rest, _ := strings.Cut(args, " ")
			patterns, args = append(patterns, word), rest
			continue
		}
		pattern, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, err
		}
		patterns, args = append(patterns, pattern), args[len(quoted):]
	}
	return patterns, nil
}

func (s *Source) appendEmbedded(out []byte, dir, pattern string) ([]byte, error) {
	pattern = path.Join(dir, strings.TrimPrefix(pattern, "all:"))
	matches, err := fs.Glob(s.fsys, pattern)
	if err != nil {
		return nil, fmt.Errorf("codeid: //go:embed %s: %w", pattern, err)
	}
	if len(matches) == 0 {
		return nil, fmt.Errorf("codeid: //go:embed %s: the files are not among the embedded sources; embed them in the root package too", pattern)
	}
	slices.Sort(matches)
	for _, m := range matches {
		err := fs.WalkDir(s.fsys, m, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			data, err := fs.ReadFile(s.fsys, name)
			out = append(out, hash([]byte(name), data)...)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("codeid: //go:embed %s: %w", pattern, err)
		}
	}
	return out, nil
}
