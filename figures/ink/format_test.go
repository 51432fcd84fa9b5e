package ink

import (
	"bytes"
	"compress/zlib"
	"encoding/xml"
	"errors"
	"fmt"
	"image/color"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/tiff"
	"gonum.org/v1/plot/vg"
)

// written is a page with every kind of text: Greek, signs, scripts, all cuts,
// turned, kerned, twice the same glyph.
func written() *Canvas {
	c := drawn()
	c.Panel("panel-a")
	c.SetColor(color.NRGBA{R: 0x22, G: 0x22, B: 0x22, A: 255})
	for i, markup := range writtenMarkup() {
		c.Part(fmt.Sprintf("line σ %d", i%2))
		c.Draw(Set(markup, Style(i%3), vg.Length(6+i)/1.3), vg.Point{X: 12.345, Y: vg.Length(12 + 11*i)}, float64(i%3)/2, 0.5)
	}
	c.DrawUp(Set("Decoding error (cm), *k_x*", Regular, 7), vg.Point{X: 190.127, Y: 50}, 0.5, 0)
	c.Push()
	c.Rotate(math.Pi / 6)
	c.Draw(Set("AVATAR at 30°", Italic, 8), vg.Point{X: 80, Y: -20}, 0, 0)
	c.Pop()
	c.Panel("")
	c.Part("notes")
	c.SetColor(color.NRGBA{B: 200, A: 77})
	c.Draw(Set("Pale: a<b & \"c\"  two  spaces ", Regular, 5), vg.Point{X: 5, Y: 3}, 0, 0)
	return c
}

func writtenMarkup() []string {
	return []string{"−1.5 ± 0.3 × 10^{−4}", "αβγδεζηθικλμνξοπρστυφχψω", "ΓΔΘΛΞΠΣΦΨΩ", "Score_{60} > 0.8 (%)", "ﬁ µ μ · – — … √ ≤ ≥ ∞ é ü"}
}

// All that an SVG says is the drawing: what is read back gives every format its
// bytes.
func TestSVGHoldsTheDrawing(t *testing.T) {
	c := written()
	file := c.SVG("a < b & Σ")
	back, title, err := Read(file)
	if err != nil || title != "a < b & Σ" {
		t.Fatalf("title %q, %v", title, err)
	}
	if again := back.SVG(title); !bytes.Equal(again, file) {
		t.Errorf("the SVG differs:\n%s\n%s", again, file)
	}
	for name, of := range map[string]func(*Canvas) []byte{
		"PDF":  func(c *Canvas) []byte { return c.PDF(title) },
		"EPS":  func(c *Canvas) []byte { return c.EPS(title) },
		"TIFF": func(c *Canvas) []byte { return c.TIFF(200) },
		"PNG": func(c *Canvas) []byte {
			file, err := c.PNG(331)
			if err != nil {
				t.Fatal(err)
			}
			return file
		},
	} {
		if !bytes.Equal(of(c), of(back)) {
			t.Errorf("the %s differs", name)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	file := string(written().SVG("t"))
	for name, spoilt := range map[string]string{
		"empty": "", "not XML": "<svg", "no SVG": "<html></html>", "no size": strings.Replace(file, "viewBox", "view", 1),
		"cut": file[:len(file)/2], "a letter for a number": strings.Replace(file, `font-size="`, `font-size="x`, 1),
		"a glyph that is missing": strings.Replace(file, "Decoding", "解 coding", 1), "a step of a path": strings.Replace(file, `d="M`, `d="Q`, 1),
		"a colour": strings.Replace(file, `fill="#22`, `fill="#zz`, 1), "another transform": strings.Replace(file, "matrix(0 ", "matrix(", 1),
	} {
		if _, _, err := Read([]byte(spoilt)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(drawn().SVG("t"))
	f.Fuzz(func(_ *testing.T, file []byte) {
		if c, title, err := Read(file); err == nil && c.w < 1000 && c.h < 1000 {
			c.PDF(title)
		}
	})
}

// Text in SVG is text, each line one element; groups have IDs, none twice.
func TestSVGText(t *testing.T) {
	file := written().SVG("t")
	var lines []string
	ids := map[string]bool{}
	var text strings.Builder
	d := xml.NewDecoder(bytes.NewReader(file))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			for _, a := range e.Attr {
				if a.Name.Local == "id" && ids[a.Value] {
					t.Errorf("the ID %q is there twice", a.Value)
				} else if a.Name.Local == "id" {
					ids[a.Value] = true
				}
			}
			if e.Name.Local == "text" {
				text.Reset()
			}
		case xml.CharData:
			text.Write(e)
		case xml.EndElement:
			if e.Name.Local == "text" {
				lines = append(lines, text.String())
			}
		}
	}
	for _, want := range append(plainLines(), "Decoding error (cm), kx", "AVATAR at 30°", `Pale: a<b & "c"  two  spaces `) {
		if !strings.Contains(strings.Join(lines, "\n")+"\n", want+"\n") {
			t.Errorf("no text is %q; they are %q", want, lines)
		}
	}
	for _, want := range []string{"panel-a", "panel-a-line-0", "panel-a-line-1", "panel-a-line-0-2", "notes"} {
		if !ids[want] {
			t.Errorf("no group %q; they are %v", want, ids)
		}
	}
}

// plainLines are the written lines without markup.
func plainLines() (out []string) {
	for _, m := range writtenMarkup() {
		out = append(out, strings.NewReplacer("^", "", "_", "", "{", "", "}", "").Replace(m))
	}
	return out
}

// document is a PDF file's objects, streams unpacked.
type document map[string]string

func parsePDF(t *testing.T, file []byte) document {
	t.Helper()
	d := document{}
	for _, m := range regexp.MustCompile(`(?ms)^(\d+) 0 obj\n(.*?)\nendobj$`).FindAllSubmatch(file, -1) {
		body := string(m[2])
		if head, packed, ok := strings.Cut(body, "\nstream\n"); ok {
			r, err := zlib.NewReader(strings.NewReader(packed))
			if err != nil {
				t.Fatal(err)
			}
			plain, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			body = head + "\nstream\n" + string(plain)
		}
		d[string(m[1])] = body
	}
	return d
}

// lines are the texts that a reader finds, a line for each text object.
func (d document) lines(t *testing.T) (out []string) {
	t.Helper()
	fonts := map[string]map[string]string{} // of each name, the text of each code
	var content string
	for _, body := range d {
		for _, m := range regexp.MustCompile(`/(F\d) (\d+) 0 R`).FindAllStringSubmatch(body, -1) {
			fonts[m[1]] = d.codes(t, d[m[2]])
		}
		if strings.Contains(body, "\nBT\n") {
			content = body
		}
	}
	for _, text := range regexp.MustCompile(`(?s)BT\n(.*?)ET\n`).FindAllStringSubmatch(content, -1) {
		line := ""
		for _, show := range regexp.MustCompile(`/(F\d) .*\[(.*)\] TJ`).FindAllStringSubmatch(text[1], -1) {
			for _, codes := range regexp.MustCompile(`<([0-9A-F]*)>`).FindAllStringSubmatch(show[2], -1) {
				for at := 0; at < len(codes[1]); at += 4 {
					line += fonts[show[1]][codes[1][at:at+4]]
				}
			}
		}
		out = append(out, line)
	}
	return out
}

// codes are the characters that a font's table names.
func (d document) codes(t *testing.T, font string) map[string]string {
	t.Helper()
	m := regexp.MustCompile(`/ToUnicode (\d+) 0 R`).FindStringSubmatch(font)
	if m == nil {
		t.Fatalf("a font without a table of characters: %s", font)
	}
	codes := map[string]string{}
	for _, pair := range regexp.MustCompile(`(?m)^<([0-9A-F]{4})> <([0-9A-F]{4})>$`).FindAllStringSubmatch(d[m[1]], -1) {
		unit, err := strconv.ParseUint(pair[2], 16, 16)
		if err != nil {
			t.Fatal(err)
		}
		codes[pair[1]] = string(utf16.Decode([]uint16{uint16(unit)}))
	}
	return codes
}

// Text in PDF is text: every line is found, as it was written.
func TestPDFText(t *testing.T) {
	d := parsePDF(t, written().PDF("t"))
	found := strings.Join(d.lines(t), "\n") + "\n"
	for _, want := range append(plainLines(), "Decoding error (cm), kx", "AVATAR at 30°", `Pale: a<b & "c"  two  spaces `) {
		if !strings.Contains(found, want+"\n") {
			t.Errorf("%q is not found in %q", want, found)
		}
	}
}

// Every font is embedded, a subset, and holds an outline for every code it is
// asked for: the one of the whole font, moved by nothing.
func TestPDFFonts(t *testing.T) {
	c := written()
	p := pdfPage{}
	c.pdfContent(&p)
	if len(p.fonts) != 3 {
		t.Fatalf("%d fonts, want all three cuts", len(p.fonts))
	}
	file := c.PDF("t")
	for _, u := range p.fonts {
		whole := faces()[u.style]
		var ids []sfnt.GlyphIndex
		for _, g := range u.used {
			ids = append(ids, g.id)
		}
		data := subsetOf(whole.file, ids)
		if len(data) > len(whole.file)/8 {
			t.Errorf("the subset has %d bytes of %d", len(data), len(whole.file))
		}
		part := tablesOf(data)
		sum := checksum(data)
		if sum != 0xb1b0afba {
			t.Errorf("the file's checksum is %x", sum)
		}
		if n := len(part["loca"])/4 - 1; len(part["hmtx"]) != 4*n {
			t.Errorf("%d glyphs, metrics for %d", n, len(part["hmtx"])/4)
		}
		if !bytes.Contains(file, []byte("/BaseFont /"+fontTag(data)+"+LiberationSans")) {
			t.Error("the file does not name the font")
		}
		t.Run(fmt.Sprint(u.style), func(t *testing.T) { sameOutlines(t, whole, data, u.used) })
	}
	d := parsePDF(t, file)
	for _, body := range d {
		if strings.Contains(body, "/Subtype /CIDFontType2") && !strings.Contains(body, "/CIDToGIDMap /Identity") {
			t.Errorf("a font without the map of its glyphs: %s", body)
		}
		if strings.Contains(body, "/FontName") && !strings.Contains(body, "/FontFile2") {
			t.Errorf("a font that is not embedded: %s", body)
		}
	}
}

// sameOutlines adds what the parser here wants of a font that is to stand alone.
func sameOutlines(t *testing.T, whole typeface, data []byte, used []glyph) {
	alone, err := sfnt.Parse(standing(whole.file, data))
	if err != nil {
		t.Fatal(err)
	}
	var a, b sfnt.Buffer
	for i, g := range used {
		want, err := whole.font.LoadGlyph(&a, g.id, whole.em, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := alone.LoadGlyph(&b, sfnt.GlyphIndex(i+1), whole.em, nil)
		if err != nil {
			t.Fatalf("%c: %v", g.r, err)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%c has another outline", g.r)
		}
	}
}

// standing is the subset with the whole font's tables of names and characters.
func standing(whole, part []byte) []byte {
	tables := tablesOf(part)
	for name, data := range tablesOf(whole) {
		if _, ok := tables[name]; !ok && strings.Contains("OS/2 cmap name post", name) {
			tables[name] = data
		}
	}
	names := []string{"OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"}
	out := []byte{0, 1, 0, 0, 0, byte(len(names)), 0, 0, 0, 0, 0, 0}
	at := 12 + 16*len(names)
	var body []byte
	for _, n := range names {
		out = append(out, n...)
		out = append(out, 0, 0, 0, 0, byte(at>>24), byte(at>>16), byte(at>>8), byte(at))
		size := len(tables[n])
		out = append(out, byte(size>>24), byte(size>>16), byte(size>>8), byte(size))
		padded := append(bytes.Clone(tables[n]), make([]byte, (4-size%4)%4)...)
		body, at = append(body, padded...), at+len(padded)
	}
	return append(out, body...)
}

// TeX warns of two pages with a group on one of its own: ours have none. What is
// translucent still blends in its own colours.
func TestPDFPageHasNoGroup(t *testing.T) {
	groups := 0
	for _, body := range parsePDF(t, written().PDF("t")) {
		if strings.Contains(body, "/Type /Page ") && strings.Contains(body, "/Group") {
			t.Errorf("the page has a group: %s", body)
		}
		if strings.Contains(body, "/Subtype /Form") && strings.Contains(body, "/Group << /S /Transparency /CS /DeviceRGB") {
			groups++
		}
	}
	if groups != 1 {
		t.Errorf("%d groups, want one that holds the drawing", groups)
	}
	opaque := New(10, 10)
	opaque.Draw(Set("x", Regular, 5), vg.Point{}, 0, 0)
	if bytes.Contains(opaque.PDF("t"), []byte("/Group")) {
		t.Error("an opaque drawing has a group")
	}
}

// A TIFF has the pixels of the PNG, and says how large they are.
func TestTIFFIsThePNG(t *testing.T) {
	c := written()
	img, err := tiff.Decode(bytes.NewReader(c.TIFF(150)))
	if err != nil {
		t.Fatal(err)
	}
	want := c.Image(150)
	if img.Bounds() != want.Bounds() {
		t.Fatalf("%v, want %v", img.Bounds(), want.Bounds())
	}
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			if got := color.RGBAModel.Convert(img.At(x, y)); got != want.At(x, y) {
				t.Fatalf("pixel %d, %d is %v, want %v", x, y, got, want.At(x, y))
			}
		}
	}
}

// What is translucent is drawn again in the colours it has.
func TestEPSBlends(t *testing.T) {
	c := New(20, 20)
	square := func(from, to vg.Length) vg.Path {
		var p vg.Path
		p.Move(vg.Point{X: from, Y: from})
		p.Line(vg.Point{X: to, Y: from})
		p.Line(vg.Point{X: to, Y: to})
		p.Close()
		return p
	}
	c.SetColor(color.NRGBA{B: 255, A: 255})
	c.Fill(square(0, 10))
	c.Fill(square(16, 19))
	c.SetColor(color.NRGBA{R: 255, A: 51})
	c.Fill(square(5, 15))
	eps := string(c.EPS("Σ (x)"))
	for _, want := range []string{"%%BoundingBox: 0 0 20 20\n", "%%Title: (? ?x?)\n", "1 0.800 0.800 f\n", "k\n", "0.200 0.000 0.800 f\ngrestore\n"} {
		if !strings.Contains(eps, want) {
			t.Errorf("no %q in\n%s", want, eps)
		}
	}
	if strings.Count(eps, "0.200 0.000 0.800 f") != 1 {
		t.Error("what does not lie under it is drawn again too")
	}
}
