package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"

	"nofreelunch/pipeline/provenance"
	"nofreelunch/pipeline/table"
)

// inspectRows is how many rows of a table are shown.
const inspectRows = 5

// inspect prints where files came from, and what is in a table.
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
	data, err := os.ReadFile(path)
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
		return json.NewEncoder(s.out).Encode(map[string]any{"file": path, "provenance": meta, "table": file})
	}
	s.printProvenance(path, meta)
	if file != nil {
		s.printTable(file)
	}
	return nil
}

// printProvenance prints the entries, the long list of sources last and only
// as counts unless asked for.
func (s *session) printProvenance(path string, meta map[string]string) {
	fmt.Fprintln(s.out, path)
	for _, k := range slices.Sorted(maps.Keys(meta)) {
		if k != "sources" {
			fmt.Fprintf(s.out, "  %-8s %s\n", k, meta[k])
		}
	}
	var sources []struct{ Stage, Params, Key string }
	if json.Unmarshal([]byte(meta["sources"]), &sources) != nil {
		return
	}
	count := map[string]int{}
	for _, src := range sources {
		count[src.Stage]++
	}
	for _, stage := range slices.Sorted(maps.Keys(count)) {
		fmt.Fprintf(s.out, "  from     %d x %s\n", count[stage], stage)
	}
	for _, src := range sources {
		if s.Verbose || src.Stage == "train" {
			fmt.Fprintf(s.out, "  %s %s  %s\n", src.Stage, src.Key[:min(12, len(src.Key))], src.Params)
		}
	}
}

func (s *session) printTable(f *table.File) {
	fmt.Fprintf(s.out, "  %d rows, written by %s\n", f.Rows, f.CreatedBy)
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, c := range f.Columns {
		fmt.Fprintf(w, "  %s\t%s\t[%s]\t%s\t%s\n", c.Name, c.Type, c.Unit, c.Doc, sample(c.Values))
	}
	_ = w.Flush()
}

// sample is the first value of a column, shortened.
func sample(values any) string {
	v := reflect.ValueOf(values)
	if v.Kind() != reflect.Slice || v.Len() == 0 {
		return ""
	}
	text := fmt.Sprint(v.Index(0))
	if len(text) > 40 {
		text = text[:37] + "..."
	}
	return "e.g. " + text
}
