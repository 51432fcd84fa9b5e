package settings

import (
	"fmt"
	"strconv"
	"strings"
)

// A line is where a value stands.
type line struct {
	value  string
	number int
}

// parse reads the part of TOML that settings need: tables, strings of all four
// kinds, whole numbers, booleans and arrays of strings on one line. Keys are
// returned as TABLE.NAME; those before the first table as NAME. A list is joined by
// newlines.
func parse(text string) (map[string]line, error) {
	found := map[string]line{}
	table := ""
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		at := i + 1
		l := strings.TrimSpace(lines[i])
		switch {
		case l == "" || l[0] == '#':
			continue
		case l[0] == '[':
			name, rest, ok := strings.Cut(l[1:], "]")
			if name = strings.TrimSpace(name); !ok || !plainKey(name) || !comment(rest) {
				return nil, fmt.Errorf("line %d: %q is no [table]", at, l)
			}
			table = name + "."
			continue
		}
		name, rest, ok := strings.Cut(l, "=")
		if name = strings.TrimSpace(name); !ok || !plainKey(name) {
			return nil, fmt.Errorf("line %d: want NAME = VALUE, not %q", at, l)
		}
		rest = strings.TrimSpace(rest)
		for long(rest) && i+1 < len(lines) {
			i++
			rest += "\n" + lines[i]
		}
		value, err := literal(rest)
		if err != nil {
			return nil, fmt.Errorf("line %d: %s: %w", at, name, err)
		}
		if _, twice := found[table+name]; twice {
			return nil, fmt.Errorf("line %d: %s is there twice", at, table+name)
		}
		found[table+name] = line{value, at}
	}
	return found, nil
}

func plainKey(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == ""
}

func comment(rest string) bool {
	rest = strings.TrimSpace(rest)
	return rest == "" || rest[0] == '#'
}

// long reports that a string over several lines has not ended yet.
func long(text string) bool {
	for _, mark := range []string{`'''`, `"""`} {
		if strings.HasPrefix(text, mark) {
			return !strings.Contains(text[3:], mark)
		}
	}
	return false
}

// literal is the value that a text begins with; what follows must be a comment.
func literal(text string) (string, error) {
	if text == "" {
		return "", fmt.Errorf("no value")
	}
	if text[0] == '[' {
		return list(text)
	}
	value, rest, err := scalar(text)
	if err == nil && !comment(rest) {
		err = fmt.Errorf("%q follows its value", strings.TrimSpace(rest))
	}
	return value, err
}

func list(text string) (string, error) {
	var values []string
	rest := strings.TrimSpace(text[1:])
	for !strings.HasPrefix(rest, "]") {
		value, after, err := scalar(rest)
		if err != nil {
			return "", err
		}
		values = append(values, value)
		rest = strings.TrimSpace(after)
		if strings.HasPrefix(rest, ",") {
			rest = strings.TrimSpace(rest[1:])
		} else if !strings.HasPrefix(rest, "]") {
			return "", fmt.Errorf("an array ends with ] on the same line")
		}
	}
	if !comment(rest[1:]) {
		return "", fmt.Errorf("%q follows its value", rest[1:])
	}
	return strings.Join(values, "\n"), nil
}

func scalar(text string) (value, rest string, err error) {
	for _, mark := range []string{`'''`, `"""`} {
		if body, ok := strings.CutPrefix(text, mark); ok {
			value, rest, ok = strings.Cut(body, mark)
			if !ok {
				return "", "", fmt.Errorf("its closing %s is missing", mark)
			}
			return strings.TrimPrefix(value, "\n"), rest, nil
		}
	}
	switch {
	case strings.HasPrefix(text, "'"):
		value, rest, ok := strings.Cut(text[1:], "'")
		if !ok {
			return "", "", fmt.Errorf("its closing ' is missing")
		}
		return value, rest, nil
	case strings.HasPrefix(text, `"`):
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			return "", "", fmt.Errorf(`its closing " is missing, or a backslash is not followed by what it may be`)
		}
		value, err := strconv.Unquote(quoted)
		return value, text[len(quoted):], err
	}
	end := strings.IndexAny(text, " \t,]#")
	if end < 0 {
		end = len(text)
	}
	word := text[:end]
	if word == "true" || word == "false" {
		return word, text[end:], nil
	}
	if _, err := strconv.Atoi(word); err != nil {
		return "", "", fmt.Errorf("%q is no value: write words in quotes", word)
	}
	return word, text[end:], nil
}
