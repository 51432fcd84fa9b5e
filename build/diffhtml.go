package main

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"html/template"
	"strings"

	"nofreelunch/build/compare"
)

//go:embed diff.html
var diffPage string

// diffSection is one figure on the page.
type diffSection struct {
	Figure, Verdict, Most, Drawing string
	Causes                         []string
	Before, After                  template.URL // the PNGs, "" where there is none
	Tables                         []diffTable
}

type diffTable struct {
	Line    string
	Columns []struct{ Name, Line string }
}

// asHTML is one page with the drawings inside, so that it can be sent around.
func asHTML(c *comparison) ([]byte, error) {
	page := struct {
		Before, After, Profile string
		Figures                []diffSection
	}{c.Before, c.After, c.Profile, nil}
	for _, d := range c.Figures {
		page.Figures = append(page.Figures, sectionOf(d))
	}
	t, err := template.New("diff").Parse(diffPage)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, page); err != nil {
		return nil, err
	}
	return withPolicy(b.Bytes())
}

func sectionOf(d compare.Difference) diffSection {
	s := diffSection{Figure: d.Figure, Verdict: string(d.Verdict), Most: mostMoved(d), Causes: causeLines(d), Before: picture(d.Before), After: picture(d.After)}
	if d.Verdict == compare.Same {
		s.Before = ""
	}
	if d.Pixels != nil {
		s.Drawing = pixelLine(d.Pixels)
	}
	for _, t := range d.Tables {
		row := diffTable{Line: tableLine(t)}
		for _, col := range t.Columns {
			row.Columns = append(row.Columns, struct{ Name, Line string }{col.Column, strings.TrimPrefix(columnLine(col, t.Rows[1]), col.Column+" ")})
		}
		s.Tables = append(s.Tables, row)
	}
	return s
}

// picture is a figure's PNG as a data URI.
func picture(f *compare.Figure) template.URL {
	if f == nil || f.Files["png"] == nil {
		return ""
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(f.Files["png"])) // our own bytes
}
