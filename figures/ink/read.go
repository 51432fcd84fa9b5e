package ink

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/color"
	"io"
	"strconv"
	"strings"
)

// Read gives back the canvas, and the title, of which [Canvas.SVG] made a file;
// all formats of it are then what they were. A file that was not written here is
// an error; one that was and then edited may be.
func Read(file []byte) (c *Canvas, title string, err error) {
	defer func() {
		if fault, ok := recover().(string); ok { // a text or a coordinate that cannot be drawn
			c, title, err = nil, "", errors.New(fault)
		}
	}()
	r := reader{xml: xml.NewDecoder(bytes.NewReader(file))}
	for r.err == nil {
		var token xml.Token
		if token, r.err = r.xml.Token(); r.err != nil {
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			r.start(t)
		case xml.EndElement:
			r.end(t.Name.Local)
		case xml.CharData:
			r.text.Write(t)
		}
	}
	switch {
	case !errors.Is(r.err, io.EOF):
		return nil, "", fmt.Errorf("ink: not an SVG as drawn here: %w", r.err)
	case r.canvas == nil:
		return nil, "", errors.New("ink: not an SVG as drawn here: it has no size")
	}
	return r.canvas, r.title, nil
}

// reader is how far a file is read.
type reader struct {
	xml    *xml.Decoder
	canvas *Canvas
	title  string
	groups []string // IDs, "" of those without
	text   strings.Builder
	line   *line
	err    error
}

// attributes are those of an element by name.
type attributes map[string]string

func (r *reader) start(t xml.StartElement) {
	of := attributes{}
	for _, a := range t.Attr {
		of[a.Name.Local] = a.Value
	}
	if t.Name.Local == "svg" {
		r.open(of)
		return
	}
	if r.canvas == nil {
		r.err = fmt.Errorf("%s stands before svg", t.Name.Local)
		return
	}
	switch t.Name.Local {
	case "metadata":
		r.err = r.xml.Skip()
	case "title":
		r.text.Reset()
	case "g":
		r.groups = append(r.groups, of["id"])
		r.regroup()
	case "path":
		r.path(of)
	case "text":
		r.begin(of)
	case "tspan":
		r.word(of)
	}
}

func (r *reader) end(name string) {
	switch name {
	case "title":
		if r.title == "" {
			r.title = r.text.String()
		}
	case "g":
		r.groups = r.groups[:max(0, len(r.groups)-1)]
		r.regroup()
	case "tspan", "text":
		if r.line == nil {
			return
		}
		if n := len(r.line.words); n > 0 && (name == "tspan" || r.line.words[n-1].text == "") {
			r.line.words[n-1].text = r.text.String()
		}
		if name == "text" {
			r.canvas.write(*r.line)
			r.line = nil
		}
	}
}

// regroup says where what follows is; the first group holds the whole drawing.
func (r *reader) regroup() {
	r.canvas.place = place{}
	switch n := len(r.groups); {
	case n > 2:
		r.canvas.place = place{r.groups[1], r.groups[2]}
	case n == 2:
		r.canvas.panel = r.groups[1]
	}
}

func (r *reader) open(of attributes) {
	n, err := numbers(of["viewBox"])
	if err != nil || len(n) != 4 || r.canvas != nil {
		r.err = fmt.Errorf("viewBox is %.40q", of["viewBox"])
		return
	}
	r.canvas = New(0, 0)
	r.canvas.w, r.canvas.h = n[2], n[3]
}

func (r *reader) path(of attributes) {
	what := "fill"
	if of["fill"] == "none" {
		what = "stroke"
	}
	var width int32
	if what == "stroke" {
		width = r.number(of["stroke-width"])
	}
	r.canvas.ink = r.colour(of, what)
	segs, err := r.canvas.segments(of["d"])
	if err != nil {
		r.err = err
		return
	}
	r.canvas.add(segs, width)
}

// begin begins a line of text, whose first stretch may be the element itself.
func (r *reader) begin(of attributes) {
	r.canvas.ink = r.colour(of, "fill")
	r.line = &line{cos: turn}
	if m, turned := strings.CutPrefix(of["transform"], "matrix("); turned {
		parts := strings.Fields(strings.TrimSuffix(m, ")"))
		if len(parts) != 6 {
			r.err = fmt.Errorf("transform is %.80q", of["transform"])
			return
		}
		r.line.cos, r.line.sin = r.parts(parts[0]), r.parts(parts[2])
		r.line.at = point{r.number(parts[4]), r.canvas.h - r.number(parts[5])}
	}
	r.text.Reset()
	if of["font-size"] != "" {
		r.word(of)
	}
}

func (r *reader) word(of attributes) {
	if r.line == nil {
		r.err = errors.New("a span outside of a text")
		return
	}
	w := word{size: r.number(of["font-size"]), from: point{r.number(of["x"]), -r.number(of["y"])}}
	if r.line.cos == turn {
		w.from.y += r.canvas.h
	}
	switch {
	case of["font-weight"] == "bold":
		w.style = Bold
	case of["font-style"] == "italic":
		w.style = Italic
	}
	r.line.words = append(r.line.words, w)
	r.text.Reset()
}

func (r *reader) number(text string) int32 {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("%.40q is no whole number", text)
	}
	return int32(n)
}

// parts reads what sine writes.
func (r *reader) parts(text string) int32 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil && r.err == nil {
		r.err = err
	}
	return whole(float64(v * turn))
}

func (r *reader) colour(of attributes, what string) color.NRGBA {
	c := color.NRGBA{A: 255}
	if _, err := fmt.Sscanf(of[what], "#%02x%02x%02x", &c.R, &c.G, &c.B); err != nil && r.err == nil {
		r.err = fmt.Errorf("%s is %.40q", what, of[what])
	}
	if thousandths, ok := strings.CutPrefix(of[what+"-opacity"], "0."); ok {
		c.A = uint8((int(r.number(thousandths))*255 + 500) / 1000)
	}
	return c
}
