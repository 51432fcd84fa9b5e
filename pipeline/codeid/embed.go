package codeid

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// embedded is the content of the files that //go:embed directives above a
// variable name, nil if there are none.
func (d *decl) embedded() (out []byte, err error) {
	if d.kind != "var" {
		return nil, nil
	}
	for _, text := range d.directives {
		args, ok := strings.CutPrefix(text, "//go:embed")
		if !ok || args != "" && args[0] != ' ' && args[0] != '\t' {
			continue
		}
		patterns, err := embedPatterns(args)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", d.file.at(d.node.Pos()), text, err)
		}
		for _, pattern := range patterns {
			if out, err = d.appendEmbedded(out, pattern); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", d.file.at(d.node.Pos()), text, err)
			}
		}
	}
	return out, nil
}

func embedPatterns(args string) (patterns []string, err error) {
	for args = strings.TrimSpace(args); args != ""; args = strings.TrimSpace(args) {
		if args[0] != '"' && args[0] != '`' {
			end := strings.IndexFunc(args, unicode.IsSpace)
			if end < 0 {
				end = len(args)
			}
			patterns, args = append(patterns, args[:end]), args[end:]
			continue
		}
		quoted, err := strconv.QuotedPrefix(args)
		if err != nil {
			return nil, err
		}
		pattern, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, err
		}
		patterns, args = append(patterns, pattern), args[len(quoted):]
	}
	return patterns, nil
}

func (d *decl) appendEmbedded(out []byte, pattern string) ([]byte, error) {
	fsys := d.pkg.prog.fsys
	pattern, hidden := strings.CutPrefix(pattern, "all:")
	matches, err := fs.Glob(fsys, path.Join(d.pkg.dir, pattern))
	if err != nil {
		return nil, err
	}
	if len(matches) == 0 {
		return nil, fmt.Errorf("%s is not among the embedded sources; embed it in the root package too",
			path.Join(d.pkg.dir, pattern))
	}
	slices.Sort(matches)
	for _, m := range matches {
		err := fs.WalkDir(fsys, m, func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if base := path.Base(name); name != m && !hidden && (base[0] == '.' || base[0] == '_') {
				if e.IsDir() {
					return fs.SkipDir
				}
				return nil
			}
			if e.IsDir() {
				return nil
			}
			data, err := fs.ReadFile(fsys, name)
			out = append(out, hash([]byte(name), data)...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
