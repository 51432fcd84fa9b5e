package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"nofreelunch/build/export"
	"nofreelunch/build/mapfile"
	"nofreelunch/build/recorded"
	"nofreelunch/pipeline/table"
	"nofreelunch/stages/measure/mapscore"
)

// score reads rate maps and prints or writes what they score. What cannot be
// scored is named, and the rest is scored.
func score(ctx context.Context, s *session, paths []string) error {
	if len(paths) == 0 {
		return usagef("score needs a file of rate maps, such as maps.npy, or a folder of recordings")
	}
	format, err := s.scoreFormat()
	if err != nil {
		return err
	}
	maps, refused := s.readMaps(paths)
	p := mapscore.Params{BoxM: s.Box, Signed: s.Signed, Surrogates: s.Surrogates, Seed: s.scoreSeed(), Threads: s.Workers}
	scored, err := mapscore.Score(ctx, p, maps)
	if err != nil {
		return err
	}
	t := scores{}
	var kept []mapscore.Map
	for i, one := range scored {
		if one.Refused != nil {
			refused = append(refused, fmt.Sprintf("%s: %v", maps[i].File, one.Refused))
			continue
		}
		t.Maps, kept = append(t.Maps, one.Row), append(kept, maps[i])
	}
	for _, line := range refused {
		fmt.Fprintln(plainWriter{s.console.err}, line)
	}
	if len(t.Maps) > 0 {
		if s.Dimensions {
			if t.Dimensions = populations(ctx, kept); len(t.Dimensions) == 0 {
				fmt.Fprintf(s.console.err, "no file has %d maps of one size, so there are no dimensions\n", leastMaps)
			}
		}
		if err := s.deliverScores(t, format); err != nil {
			return err
		}
		if err := s.pictures(t.Maps, kept); err != nil {
			return err
		}
	}
	if len(refused) > 0 {
		return fmt.Errorf("%s could not be scored", counted(len(refused), "map, row or file"))
	}
	return nil
}

// scoreSeed is the seed that is given, or 1: what is drawn is the same every time.
func (s *session) scoreSeed() uint64 {
	if slices.Contains(s.Given, "seed") {
		return s.Seed
	}
	return 1
}

// scores are what the verb gives out.
type scores struct {
	Maps       []mapscore.Row
	Dimensions []population
}

// scoreFormat is what the flags say, or the name of the file.
func (s *session) scoreFormat() (string, error) {
	known := []string{"table", "json", "csv", "parquet"}
	format := s.Format
	if format == "" {
		format = strings.TrimPrefix(filepath.Ext(s.Output), ".")
	}
	switch {
	case s.JSON && format == "":
		format = "json"
	case format == "" || format == "txt":
		format = "table"
	}
	switch {
	case !slices.Contains(known, format):
		return "", usagef("known formats are %s, not %q; name one with -format, or by the extension of -o FILE", strings.Join(known, ", "), format)
	case s.JSON && format != "json":
		return "", usagef("flags -json and -format %s exclude each other", format)
	case format == "parquet" && s.Output == "":
		return "", usagef("a Parquet file needs a name: -o scores.parquet")
	}
	return format, nil
}

// readMaps reads files, and says of what cannot be read why.
func (s *session) readMaps(paths []string) (maps []mapscore.Map, refused []string) {
	for _, path := range paths {
		if recorded.Is(path) {
			of, problems, err := s.recordedMaps(path)
			if err != nil {
				refused = append(refused, err.Error())
			}
			maps, refused = append(maps, of...), append(refused, problems...)
			continue
		}
		data, err := readBounded(path, mapfile.MaxBytes)
		var c mapfile.Contents
		if err == nil {
			c, err = mapfile.Decode(data, s.Flat)
		}
		if err != nil {
			refused = append(refused, fmt.Sprintf("%s: %v", path, withoutPath(err)))
			continue
		}
		for _, f := range c.Faults {
			refused = append(refused, fmt.Sprintf("%s: %v", path, f))
		}
		for _, m := range c.Maps {
			m.File = path
			maps = append(maps, m)
		}
	}
	return maps, refused
}

// deliverScores prints the scores, or writes them into a file.
func (s *session) deliverScores(t scores, format string) error {
	data, err := t.as(format)
	if err != nil {
		return err
	}
	if s.Output == "" {
		_, err = s.out.Write(data)
		return err
	}
	if err := replace(s.Output, data); err != nil {
		return err
	}
	if format == "csv" || format == "parquet" {
		_, _ = s.out.Write(t.populations())
	}
	if !s.Quiet {
		fmt.Fprintf(s.console.err, "scores of %s in %s\n", counted(len(t.Maps), "map"), s.Output)
	}
	return nil
}

// as is the scores in a format.
func (t scores) as(format string) ([]byte, error) {
	if format == "table" {
		return append(append(t.text(), t.reliability()...), t.populations()...), nil
	}
	rows, err := encoded(t.Maps)
	if err != nil {
		return nil, err
	}
	switch format {
	case "parquet":
		return rows, nil
	case "csv":
		return export.CSV(rows)
	}
	maps, err := export.JSON(rows)
	if err != nil {
		return nil, err
	}
	out := append([]byte(`{"maps":`), maps...)
	if len(t.Dimensions) > 0 {
		if rows, err = encoded(t.Dimensions); err != nil {
			return nil, err
		}
		dims, err := export.JSON(rows)
		if err != nil {
			return nil, err
		}
		out = append(append(out, `,"dimensions":`...), dims...)
	}
	return append(out, "}\n"...), nil
}

// encoded are rows as a Parquet file.
func encoded[Row any](rows []Row) ([]byte, error) {
	blobs, err := table.Encode(rows, nil)
	if err != nil {
		return nil, err
	}
	for _, b := range blobs {
		return b, nil
	}
	return nil, errors.New("no rows were encoded")
}

// text is the scores for people: fewer columns, and fewer digits.
func (t scores) text() []byte {
	var b bytes.Buffer
	w := tabwriter.NewWriter(plainWriter{&b}, 0, 0, 2, ' ', 0)
	surrogates := t.Maps[0].Surrogates > 0
	head := "file\tmap\tbins\tvisited\tscore60\t(means)\tscore90\tcorrected\t(score90)\tperiod\t+-\tpublished\tdegrees\tpeaks\tfields"
	if surrogates {
		head += "\tp60\tp90"
	}
	fmt.Fprintln(w, head+"\twarning")
	for _, r := range t.Maps {
		fmt.Fprintf(w, "%s\t%s\t%dx%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d", printable(r.File), printable(r.Map), r.Rows, r.Columns,
			digits(r.Visited, 2), digits(r.Score60Minmax, 3), digits(r.Score60Mean, 3), digits(r.Score90, 3),
			digits(r.Score60MinmaxCorrected, 3), digits(r.Score90Corrected, 3), length(r.PeriodM, r.PeriodBins), length(r.PeriodSdM, r.PeriodSdBins),
			length(r.PublishedPeriodM, r.PublishedPeriodBins), digits(r.OrientationRad*180/math.Pi, 1), r.Peaks, r.Fields)
		if surrogates {
			fmt.Fprintf(w, "\t%s\t%s", digits(r.Chance60, 4), digits(r.Chance90, 4))
		}
		fmt.Fprintf(w, "\t%s\n", r.Warning)
	}
	_ = w.Flush()
	return b.Bytes()
}

// length is in metres where they are known, else in bins, without a unit.
func length(m, bins float64) string {
	if m == m {
		return digits(m, 3) + " m"
	}
	return digits(bins, 2)
}

func digits(v float64, n int) string {
	if v != v {
		return "-"
	}
	return fmt.Sprintf("%.*f", n, v)
}
