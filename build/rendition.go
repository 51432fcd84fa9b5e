package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"nofreelunch/build/export"
	"nofreelunch/figures/ink"
	"nofreelunch/pipeline/store"
)

// A rendition is the formats in which a figure and its tables are written. The
// figure's own files are PDF, SVG, PNG and Parquet; the others, and other
// resolutions, are made of those when they are written.
type rendition struct {
	drawings []string
	tables   []string
	dpi      int // of PNG and TIFF; 0 is what figures are drawn at
}

// usualDPI is the resolution of a TIFF for which none is asked, that of the PNG.
const usualDPI = 300

// dpiRange is what -dpi takes: from a sketch's resolution to one at which a page
// of pixels still fits in memory.
func dpiRange() (least, most int) { return 36, 1200 }

func drawingFormats() []string { return []string{"pdf", "svg", "png", "eps", "tiff"} }

func usualDrawings() []string { return []string{"pdf", "svg", "png"} }

// pixels reports that a format has a resolution.
func pixels(format string) bool { return format == "png" || format == "tiff" }

// rendition reads -format and -dpi; tables are the formats for tables that who
// asks can write, the usual one first.
func (o options) rendition(who string, tables ...string) (rendition, error) {
	r := rendition{dpi: o.DPI}
	for _, f := range strings.Split(o.Format, ",") {
		switch f = strings.TrimSpace(f); {
		case o.Format == "" || slices.Contains(r.drawings, f) || slices.Contains(r.tables, f):
		case slices.Contains(drawingFormats(), f):
			r.drawings = append(r.drawings, f)
		case slices.Contains(tables, f):
			r.tables = append(r.tables, f)
		default:
			return r, usagef("flag -format: %s write drawings as %s and tables as %s, not %q; give one, or several with commas between them",
				who, strings.Join(drawingFormats(), ", "), strings.Join(tables, ", "), f)
		}
	}
	if len(r.drawings) == 0 {
		r.drawings = usualDrawings()
	}
	if len(r.tables) == 0 {
		r.tables = tables[:1]
	}
	return r, r.validDPI(slices.Contains(o.Given, "dpi"))
}

func (r rendition) validDPI(given bool) error {
	least, most := dpiRange()
	switch {
	case !given:
		return nil
	case r.dpi < least || r.dpi > most:
		return usagef("flag -dpi: %d pixels an inch: want %d to %d", r.dpi, least, most)
	case !slices.ContainsFunc(r.drawings, pixels):
		return usagef("flag -dpi is for png and tiff; %s has no pixels", strings.Join(r.drawings, ", "))
	}
	return nil
}

// A rendered file is an output in one format.
type rendered struct {
	name  string // of the output: "png", "networks.parquet"
	data  []byte
	asked map[string]string // what of the command line its bytes depend on, for its provenance
}

// render makes the files of an action's outputs.
func (r rendition) render(outputs []store.Output, blobs map[string][]byte) (files []rendered, err error) {
	drawn := false
	for _, out := range outputs {
		switch base, table := strings.CutSuffix(out.Name, ".parquet"); {
		case slices.Contains(drawingFormats(), out.Name):
			drawn = true
		case !table:
			files = append(files, rendered{name: out.Name, data: blobs[out.Name]})
		default:
			of, err := r.table(base, blobs[out.Name])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", out.Name, err)
			}
			files = append(files, of...)
		}
	}
	if !drawn {
		return files, nil
	}
	for _, format := range r.drawings {
		f, err := r.draw(format, blobs)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", format, err)
		}
		files = append(files, f)
	}
	return files, nil
}

// table is a table in the formats asked for.
func (r rendition) table(base string, parquet []byte) (files []rendered, err error) {
	for _, format := range r.tables {
		switch format {
		case "parquet":
			files = append(files, rendered{name: base + ".parquet", data: parquet})
		case "csv":
			text, err := export.CSV(parquet)
			if err != nil {
				return nil, err
			}
			files = append(files, rendered{name: base + ".csv", data: text})
		case "npy":
			columns, err := export.NPY(parquet)
			if err != nil {
				return nil, err
			}
			for _, name := range slices.Sorted(maps.Keys(columns)) {
				files = append(files, rendered{name: base + "/" + name, data: columns[name]})
			}
		}
	}
	return files, nil
}

// draw is a drawing in a format: as the figure has it, or made of its SVG.
func (r rendition) draw(format string, blobs map[string][]byte) (rendered, error) {
	own, there := blobs[format]
	if there && (r.dpi == 0 || !pixels(format)) {
		return rendered{name: format, data: own}, nil
	}
	svg, ok := blobs["svg"]
	if !ok {
		return rendered{}, fmt.Errorf("the figure has no SVG to make it of")
	}
	canvas, title, err := ink.Read(svg)
	if err != nil {
		return rendered{}, err
	}
	f := rendered{name: format, asked: map[string]string{"format": format}}
	dpi := r.dpi
	if dpi == 0 {
		dpi = usualDPI
	}
	switch format {
	case "pdf":
		f.data = canvas.PDF(title)
	case "eps":
		f.data = canvas.EPS(title)
	case "tiff":
		f.data = canvas.TIFF(dpi)
	case "png":
		f.data, err = canvas.PNG(dpi)
	}
	if pixels(format) {
		f.asked["dpi"] = strconv.Itoa(dpi)
	}
	if there && bytes.Equal(f.data, own) {
		f.asked = nil
	}
	return f, err
}

// flagsOf are the flags that ask for a file again.
func flagsOf(asked map[string]string) (flags []string) {
	for _, name := range []string{"format", "dpi"} {
		if asked[name] != "" {
			flags = append(flags, "-"+name, asked[name])
		}
	}
	return flags
}
