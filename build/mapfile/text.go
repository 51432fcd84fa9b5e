package mapfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"

	"nofreelunch/build/frame"
	"nofreelunch/stages/measure/mapscore"
)

// A line is one row of a text file.
type line struct {
	number int // in the file, from 1
	cells  []string
}

// decodeText reads matrices, or a table if there is a header.
func decodeText(data []byte, flat bool) (Contents, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	next, err := reader(data)
	if err != nil {
		return Contents{}, err
	}
	first, err := next()
	switch {
	case errors.Is(err, io.EOF):
		return Contents{}, errors.New("has no rows")
	case err != nil:
		return Contents{}, err
	case header(first.cells):
		return decodeTable(first, next, flat)
	}
	b := &blocks{flat: flat}
	if b.indexed = counted(first.cells[1:]) && first.cells[0] == ""; !b.indexed && !counted(first.cells) {
		b.add(first)
	} else {
		b.last = first.number
	}
	for {
		l, err := next()
		if errors.Is(err, io.EOF) {
			b.end()
			return b.Contents, nil
		}
		if err != nil {
			return Contents{}, err
		}
		b.add(l)
	}
}

// reader reads lines: separated by what the first one has of
// semicolons, tabs or commas, else by spaces.
func reader(data []byte) (next func() (line, error), err error) {
	head := data
	for len(head) > 0 {
		one, rest, _ := bytes.Cut(head, []byte("\n"))
		if text := bytes.TrimSpace(one); len(text) > 0 && text[0] != '#' {
			head = one
			break
		}
		head = rest
	}
	for _, comma := range []byte(";\t,") {
		if bytes.IndexByte(head, comma) < 0 {
			continue
		}
		r := csv.NewReader(bytes.NewReader(data))
		r.Comma, r.Comment, r.FieldsPerRecord, r.ReuseRecord, r.TrimLeadingSpace = rune(comma), '#', -1, true, comma != '\t'
		return func() (line, error) {
			cells, err := r.Read()
			if err != nil {
				return line{}, err
			}
			at, _ := r.FieldPos(0)
			return line{at, cells}, nil
		}, nil
	}
	return spaced(data), nil
}

// spaced reads lines of cells between spaces.
func spaced(data []byte) func() (line, error) {
	at := 0
	return func() (line, error) {
		for len(data) > 0 {
			var one []byte
			one, data, _ = bytes.Cut(data, []byte("\n"))
			at++
			if cells := strings.Fields(string(one)); len(cells) > 0 && cells[0][0] != '#' {
				return line{at, cells}, nil
			}
		}
		return line{}, io.EOF
	}
}

// header reports that cells are names, not numbers.
func header(cells []string) bool {
	names := 0
	for _, c := range cells {
		if _, err := frame.Number(c); err != nil && strings.Trim(c, "0123456789.,+-eE ") != "" {
			names++
		}
	}
	return names > 0 && names > len(cells)/2
}

// counted reports that cells are 0, 1, 2 and so on: names that pandas gives to
// columns, and no rates.
func counted(cells []string) bool {
	for k, c := range cells {
		if strings.TrimSpace(c) != strconv.Itoa(k) {
			return false
		}
	}
	return len(cells) >= 3
}

// blocks collects matrices, which end at an empty line.
type blocks struct {
	Contents
	flat    bool
	indexed bool // the first cell of each line is its number
	last    int  // number of the last line
	rows    int
	columns int
	rates   []float64
	broken  *mapscore.Refusal
	count   int
}

func (b *blocks) add(l line) {
	if b.rows > 0 && l.number > b.last+1 {
		b.end()
	}
	b.last = l.number
	cells := l.cells
	if b.indexed {
		cells = cells[1:]
	}
	name := strconv.Itoa(b.count)
	refuse := func(column int, format string, args ...any) {
		if b.broken == nil {
			f := fault(name, b.rows, column, format, args...)
			b.broken = &f
		}
	}
	b.rows++
	if b.rows == 1 {
		b.columns = len(cells)
	}
	if len(cells) != b.columns {
		refuse(min(len(cells), b.columns)+1, "the row has %d columns, the first has %d", len(cells), b.columns)
	}
	for k, c := range cells {
		v, err := frame.Number(c)
		if err != nil {
			refuse(k+1, "%v", err)
		}
		b.rates = append(b.rates, v)
	}
}

// end makes maps of what was collected.
func (b *blocks) end() {
	if b.rows == 0 {
		return
	}
	name := strconv.Itoa(b.count)
	b.count++
	if b.broken != nil {
		b.Faults = append(b.Faults, *b.broken)
	} else {
		c := matrix(name, b.rows, b.columns, b.rates, b.flat)
		b.Maps, b.Faults = append(b.Maps, c.Maps...), append(b.Faults, c.Faults...)
	}
	b.rows, b.columns, b.rates, b.broken = 0, 0, nil, nil
}

// decodeTable reads a header's columns.
func decodeTable(first line, next func() (line, error), flat bool) (Contents, error) {
	f := frame.New(first.cells)
	for {
		l, err := next()
		if errors.Is(err, io.EOF) {
			return (&tabular{f}).maps(flat)
		}
		if err == nil {
			err = f.Add(l.cells)
		}
		if err != nil {
			return Contents{}, err
		}
	}
}
