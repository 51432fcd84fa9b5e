// Package recorded reads recordings out of a folder of three tables, each as
// CSV with a header or as Parquet:
//
//	sessions   session, animal, shape, width_m, height_m
//	positions  session, t_s, x_m, y_m
//	spikes     session, cell, t_s
//
// Package recordings says what the columns mean. Others may stand beside them;
// height_m and animal may be missing. Where the tracker lost the animal, x_m and
// y_m are NaN, empty or null.
//
// The package does not know what is made of recordings.
package recorded

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"nofreelunch/build/frame"
	"nofreelunch/stages/measure/recordings"
)

// MaxBytes is the largest file that is read.
const MaxBytes = 1 << 30

// Names are the tables of a folder.
func Names() []string { return []string{"sessions", "positions", "spikes"} }

// Is reports that a path is a folder with a table of sessions.
func Is(dir string) bool {
	path, err := find(dir, "sessions")
	return err == nil && path != ""
}

// A File has a table's bytes.
type File struct {
	Path string
	Data []byte
}

// Open reads the files of a folder by a reader that bounds them.
func Open(dir string, read func(path string, limit int64) ([]byte, error)) ([]File, error) {
	var files []File
	for _, name := range Names() {
		path, err := find(dir, name)
		if err != nil {
			return nil, err
		}
		data, err := read(path, MaxBytes)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		files = append(files, File{path, data})
	}
	return files, nil
}

// find is the file of a table.
func find(dir, name string) (string, error) {
	var there []string
	for _, ext := range []string{".parquet", ".csv"} {
		if _, err := os.Stat(filepath.Join(dir, name+ext)); err == nil {
			there = append(there, filepath.Join(dir, name+ext))
		}
	}
	switch len(there) {
	case 0:
		return "", fmt.Errorf("%s: has neither %s.csv nor %s.parquet; recordings are a folder of %s",
			dir, name, name, strings.Join(Names(), ", "))
	case 1:
		return there[0], nil
	}
	return "", fmt.Errorf("%s and %s are both there; keep one", there[0], there[1])
}

// Decode makes tables of the files that Open read.
func Decode(files []File) (t recordings.Tables, err error) {
	of := make([]*frame.Frame, len(files))
	for i, f := range files {
		if of[i], err = decode(f.Data); err != nil {
			return t, fmt.Errorf("%s: %w", f.Path, err)
		}
	}
	for i, fill := range []func(*frame.Frame, *recordings.Tables) error{sessions, positions, spikes} {
		if err := fill(of[i], &t); err != nil {
			return t, fmt.Errorf("%s: %w", files[i].Path, err)
		}
	}
	return t, nil
}

func decode(data []byte) (*frame.Frame, error) {
	if bytes.HasPrefix(data, []byte("PAR1")) {
		return frame.Parquet(data)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	r.ReuseRecord, r.FieldsPerRecord = true, -1
	var f *frame.Frame
	for {
		cells, err := r.Read()
		switch {
		case errors.Is(err, io.EOF) && f == nil:
			return nil, errors.New("is empty; want a header and rows")
		case errors.Is(err, io.EOF):
			return f, nil
		case err != nil:
			return nil, err
		case f == nil:
			f = frame.New(cells)
			continue
		}
		if err := f.Add(cells); err != nil {
			return nil, err
		}
	}
}

// A columns finds columns, and reads them row by row; the first fault stays.
type columns struct {
	frame *frame.Frame
	err   error
}

func (c *columns) find(name string) *frame.Column {
	found := c.frame.Find(name)
	if found == nil && c.err == nil {
		c.err = fmt.Errorf("has no column %s; it has %s", name, c.frame.Listing())
	}
	return found
}

// real is a number; NaN if it is missing, or the column is.
func (c *columns) real(of *frame.Column, row int) float64 {
	if c.err != nil || of == nil {
		return 0
	}
	v, err := of.Real(row)
	if err != nil {
		c.err = fmt.Errorf("row %d, column %s (%s): %w; want numbers", row+1, of.Name, of.Kind(), err)
	}
	return v
}

// text is a name.
func (c *columns) text(of *frame.Column, row int) string {
	if c.err != nil || of == nil {
		return ""
	}
	if of.Lists() {
		c.err = fmt.Errorf("column %s (%s): want names", of.Name, of.Kind())
	}
	if text := of.Text(row); text != missing {
		return text
	}
	return ""
}

// missing is how a null of Parquet is shown as text.
const missing = "(null)"

func sessions(f *frame.Frame, t *recordings.Tables) error {
	c := &columns{frame: f}
	session, shape, width := c.find("session"), c.find("shape"), c.find("width_m")
	animal, height := f.Find("animal"), f.Find("height_m")
	for row := range f.Rows {
		t.Sessions = append(t.Sessions, recordings.Session{
			Session: c.text(session, row), Animal: c.text(animal, row), Shape: c.text(shape, row),
			WidthM: c.real(width, row), HeightM: c.real(height, row),
		})
	}
	return c.err
}

func positions(f *frame.Frame, t *recordings.Tables) error {
	c := &columns{frame: f}
	session, time, x, y := c.find("session"), c.find("t_s"), c.find("x_m"), c.find("y_m")
	if c.err != nil {
		return c.err
	}
	t.Positions = make([]recordings.Position, f.Rows)
	for row := range t.Positions {
		t.Positions[row] = recordings.Position{Session: c.text(session, row), TS: c.real(time, row), XM: c.real(x, row), YM: c.real(y, row)}
	}
	return c.err
}

func spikes(f *frame.Frame, t *recordings.Tables) error {
	c := &columns{frame: f}
	session, cell, time := c.find("session"), c.find("cell"), c.find("t_s")
	if c.err != nil {
		return c.err
	}
	t.Spikes = make([]recordings.Spike, f.Rows)
	for row := range t.Spikes {
		t.Spikes[row] = recordings.Spike{Session: c.text(session, row), Cell: c.text(cell, row), TS: c.real(time, row)}
	}
	return c.err
}
