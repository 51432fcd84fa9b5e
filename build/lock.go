package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"nofreelunch/pipeline"
	"nofreelunch/pipeline/store"
	"nofreelunch/pipeline/table"
)

// lockFile says which figures the paper has, and what they were.
const lockFile = "paper/figures.lock"

// lockHeader begins figures.lock. Lines that begin with # are comments; every
// other is "FIGURE PROFILE data:HEX drawing:HEX columns:HEX", each HEX the first
// sixteen bytes of a SHA-256 as lower-case digits.
const lockHeader = `# What the figures are: a digest of each one's tables, of its drawing, and of
# the tables' columns. The build writes it, check compares it; bits do not depend
# on the machine, so a line made anywhere holds everywhere.
`

// lockLine is one figure at one profile.
type lockLine struct {
	Figure  string `json:"figure"`
	Profile string `json:"profile"`
	Data    string `json:"data"`    // digest over the tables
	Drawing string `json:"drawing"` // digest over PDF, SVG and PNG, without provenance
	Columns string `json:"columns"` // digest of the tables' columns
}

// lockOf is the line of what an action made.
func lockOf(figure, profile string, n *pipeline.Node, a *store.Action) lockLine {
	data, drawing := sha256.New(), sha256.New()
	outputs := slices.SortedFunc(slices.Values(a.Outputs), func(x, y store.Output) int { return cmp.Compare(x.Name, y.Name) })
	for _, o := range outputs {
		to := drawing
		if strings.HasSuffix(o.Name, ".parquet") {
			to = data
		}
		fmt.Fprintf(to, "%q %s\n", o.Name, o.Digest)
	}
	columns := sha256.Sum256([]byte(table.Schema(n.Output())))
	short := func(sum []byte) string { return hex.EncodeToString(sum[:16]) }
	return lockLine{figure, profile, short(data.Sum(nil)), short(drawing.Sum(nil)), short(columns[:])}
}

func (l lockLine) String() string {
	return fmt.Sprintf("%s %s data:%s drawing:%s columns:%s", l.Figure, l.Profile, l.Data, l.Drawing, l.Columns)
}

// readLock reads the lines; none if there is no file.
func readLock(path string) (lockLines, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return parseLock(path, string(text))
}

// lockLines are the lines of a lock, one at most for a figure at a profile.
type lockLines []lockLine

// of is the place of a figure's line, -1 if it has none.
func (ls lockLines) of(figure, profile string) int {
	return slices.IndexFunc(ls, func(l lockLine) bool { return l.Figure == figure && l.Profile == profile })
}

func parseLock(path, text string) (lockLines, error) {
	var lines lockLines
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		l, ok := parseLine(line)
		switch {
		case !ok:
			return nil, fmt.Errorf("%s:%d: %q is not FIGURE PROFILE data:HEX drawing:HEX columns:HEX; "+
				"restore the file, or delete the line and build the figure", path, number, line)
		case lines.of(l.Figure, l.Profile) >= 0:
			return nil, fmt.Errorf("%s:%d: a second line for %s at the profile %s; delete the wrong one",
				path, number, l.Figure, l.Profile)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// parseLine reads one line as String writes it.
func parseLine(line string) (l lockLine, ok bool) {
	words := strings.Fields(line)
	if len(words) != 5 {
		return l, false
	}
	l = lockLine{
		words[0], words[1], strings.TrimPrefix(words[2], "data:"),
		strings.TrimPrefix(words[3], "drawing:"), strings.TrimPrefix(words[4], "columns:"),
	}
	for _, sum := range []string{l.Data, l.Drawing, l.Columns} {
		if len(sum) != 32 || strings.Trim(sum, "0123456789abcdef") != "" {
			return l, false
		}
	}
	plain := func(r rune) bool { return r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z' }
	return l, !strings.ContainsFunc(l.Figure+l.Profile, plain) && strings.Join(words, " ") == l.String()
}

// updateLock writes the lines into a lock in place of those of the same figure
// and profile, leaves all others as they are, and reports the figures whose
// line has changed. Any number of processes may do so at once.
func updateLock(path string, made []lockLine) (moved []string, err error) {
	if len(made) == 0 {
		return nil, nil
	}
	err = amend(path, func(old []byte) ([]byte, error) {
		lines, err := parseLock(path, string(old))
		if err != nil {
			return nil, err
		}
		if moved = lines.moved(made); len(moved) == 0 {
			return old, nil
		}
		return lines.with(made), nil
	})
	return moved, err
}

// moved are the figures whose line another one would replace.
func (ls lockLines) moved(made []lockLine) (figures []string) {
	for _, l := range made {
		if !slices.Contains(ls, l) {
			figures = append(figures, l.Figure)
		}
	}
	return figures
}

// with is the text of a lock with lines put in.
func (ls lockLines) with(made []lockLine) []byte {
	all := slices.Clone(ls)
	for _, l := range made {
		if i := all.of(l.Figure, l.Profile); i >= 0 {
			all[i] = l
			continue
		}
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b lockLine) int {
		return cmp.Or(cmp.Compare(a.Profile, b.Profile), cmp.Compare(a.Figure, b.Figure))
	})
	var b strings.Builder
	b.WriteString(lockHeader)
	for _, l := range all {
		fmt.Fprintln(&b, l)
	}
	return []byte(b.String())
}
