package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"

	"nofreelunch/pipeline/provenance"
	"nofreelunch/pipeline/table"
)

const (
	inspectRows  = 5        // of a table that are read
	inspectBytes = 96 << 20 // of a file: larger ones are not ours
	inspectText  = 4000     // of a value that are shown
)

// inspect prints where files came from, and what is in a table. Files may be
// anybody's: nothing in them is believed before it is checked, or shown raw.
func inspect(_ context.Context, s *session, paths []string) error {
	if len(paths) == 0 {
		return usagef("inspect needs a file, such as out/figures/figure7.png")
	}
	for _, path := range paths {
		if err := s.inspect(path); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

func (s *session) inspect(path string) error {
	data, err := readBounded(path, inspectBytes)
	if err != nil {
		return err
	}
	meta, err := provenance.Read(data)
	if err != nil && !(errors.Is(err, provenance.ErrUnstamped) && strings.HasSuffix(path, ".parquet")) {
		return err
	}
	var file *table.File
	if strings.HasSuffix(path, ".parquet") {
		f, err := table.Open(data, inspectRows)
		if err != nil {
			return err
		}
		file = &f
	}
	if s.JSON {
		return writeJSON(s.out, map[string]any{"file": path, "provenance": meta, "table": file})
	}
	s.printProvenance(path, meta)
	if file != nil {
		s.printTable(file)
	}
	return nil
}

// readBounded reads a regular file of at most limit bytes.
func readBounded(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("is no regular file")
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("has %d bytes, the limit is %d", info.Size(), limit)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data := make([]byte, info.Size())
	_, err = io.ReadFull(f, data)
	return data, err
}

// printProvenance prints the entries, the long list of sources last and only
// as counts unless asked for.
func (s *session) printProvenance(path string, meta map[string]string) {
	fmt.Fprintln(s.out, printable(path))
	for _, k := range slices.Sorted(maps.Keys(meta)) {
		if k != "sources" {
			fmt.Fprintf(s.out, "  %-8s %s\n", fromFile(k), fromFile(meta[k]))
		}
	}
	count := map[string]int{}
	eachSource(meta["sources"], func(src madeFrom) { count[src.Stage]++ })
	for _, stage := range slices.Sorted(maps.Keys(count)) {
		fmt.Fprintf(s.out, "  from     %d x %s\n", count[stage], fromFile(stage))
	}
	eachSource(meta["sources"], func(src madeFrom) {
		if s.Verbose || src.Stage == "train" {
			fmt.Fprintf(s.out, "  %s %s  %s\n", fromFile(src.Stage), printable(src.Key[:min(12, len(src.Key))]), fromFile(src.Params))
		}
	})
}

// madeFrom is one of the results that a figure was made from.
type madeFrom struct{ Stage, Params, Key string }

// eachSource visits the sources in a list one at a time: a short text can be a
// long list.
func eachSource(list string, visit func(madeFrom)) {
	d := json.NewDecoder(strings.NewReader(list))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return
	}
	for d.More() {
		var src madeFrom
		if d.Decode(&src) != nil {
			return
		}
		visit(src)
	}
}

// fromFile is a value from a file as it is printed.
func fromFile(text string) string {
	if len(text) > inspectText {
		return fmt.Sprintf("%s... (%d bytes)", printable(text[:inspectText]), len(text))
	}
	return printable(text)
}

func (s *session) printTable(f *table.File) {
	fmt.Fprintf(s.out, "  %d rows, written by %s\n", f.Rows, fromFile(f.CreatedBy))
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, c := range f.Columns {
		fmt.Fprintf(w, "  %s\t%s\t[%s]\t%s\t%s\n", fromFile(c.Name), fromFile(c.Type), fromFile(c.Unit), fromFile(c.Doc), sample(c.Values))
	}
	_ = w.Flush()
}

// sample is the first value of a column, shortened.
func sample(values any) string {
	v := reflect.ValueOf(values)
	if !v.IsValid() {
		return "(too large to look into)"
	}
	if v.Kind() != reflect.Slice || v.Len() == 0 {
		return ""
	}
	first := v.Index(0)
	if k := first.Kind(); k == reflect.Slice || k == reflect.String {
		first = first.Slice(0, min(first.Len(), 41))
	}
	text := printable(fmt.Sprint(first))
	if runes := []rune(text); len(runes) > 40 {
		text = string(runes[:37]) + "..."
	}
	return "e.g. " + text
}
