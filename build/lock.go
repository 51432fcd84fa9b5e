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

// lockHeader begins figures.lock.
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
func readLock(path string) ([]lockLine, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return parseLock(path, string(text))
}

func parseLock(path, text string) ([]lockLine, error) {
	var lines []lockLine
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		fault := fmt.Errorf("%s:%d: %q is not FIGURE PROFILE data:HEX drawing:HEX columns:HEX; restore the file, or delete the line and build the figure", path, number, line)
		if len(words) != 5 {
			return nil, fault
		}
		l := lockLine{Figure: words[0], Profile: words[1]}
		for i, field := range []struct {
			name string
			into *string
		}{{"data:", &l.Data}, {"drawing:", &l.Drawing}, {"columns:", &l.Columns}} {
			value, ok := strings.CutPrefix(words[2+i], field.name)
			if raw, err := hex.DecodeString(value); !ok || err != nil || len(raw) != 16 {
				return nil, fault
			}
			*field.into = value
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// updateLock writes the lines into the lock in place of those of the same
// figure and profile, and reports the figures whose line has changed. Outside
// a checkout of the project there is no lock, and nothing happens.
func updateLock(made []lockLine) (moved []string, err error) {
	if !inCheckout() || len(made) == 0 {
		return nil, nil
	}
	lines, err := readLock(lockFile)
	if err != nil {
		return nil, err
	}
	for _, l := range made {
		i := slices.IndexFunc(lines, l.sameFigure)
		switch {
		case i < 0:
			lines = append(lines, l)
		case lines[i] == l:
			continue
		default:
			lines[i] = l
		}
		moved = append(moved, l.Figure)
	}
	if len(moved) == 0 {
		return nil, nil
	}
	slices.SortFunc(lines, func(a, b lockLine) int {
		return cmp.Or(cmp.Compare(a.Profile, b.Profile), cmp.Compare(a.Figure, b.Figure))
	})
	var b strings.Builder
	b.WriteString(lockHeader)
	for _, l := range lines {
		fmt.Fprintln(&b, l)
	}
	return moved, replace(lockFile, []byte(b.String()))
}

func (l lockLine) sameFigure(m lockLine) bool { return l.Figure == m.Figure && l.Profile == m.Profile }

// inCheckout reports that the working directory is the project's own.
func inCheckout() bool {
	module, err := os.ReadFile("go.mod")
	if err != nil || !strings.HasPrefix(string(module), "module nofreelunch\n") {
		return false
	}
	info, err := os.Stat("paper")
	return err == nil && info.IsDir()
}
