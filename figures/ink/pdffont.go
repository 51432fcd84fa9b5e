package ink

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"golang.org/x/image/font/sfnt"
)

// pdfFont is a font as a page uses it: which characters, in the order of first
// use. The code of a character is its place, from 1 on, and so is its glyph in
// the subset; so two characters of one glyph stay apart, and copy as they are.
type pdfFont struct {
	style Style
	used  []glyph
}

// objectsPerFont is how many objects a font is.
const objectsPerFont = 5

// font is that of a style and its number on the page.
func (p *pdfPage) font(s Style) (*pdfFont, int) {
	i := slices.IndexFunc(p.fonts, func(f *pdfFont) bool { return f.style == s })
	if i < 0 {
		i = len(p.fonts)
		p.fonts = append(p.fonts, &pdfFont{style: s})
	}
	return p.fonts[i], i
}

func (p *pdfPage) fontNames(first int) string {
	var b bytes.Buffer
	for i := range p.fonts {
		fmt.Fprintf(&b, "/F%d %d 0 R ", i, first+objectsPerFont*i)
	}
	return b.String()
}

// line writes a line of text.
func (p *pdfPage) line(b *bytes.Buffer, l line) {
	b.WriteString("BT\n")
	for _, w := range l.words {
		f, number := p.font(w.style)
		x := matrix{a: float64(l.cos), b: float64(l.sin), c: -float64(l.sin), d: float64(l.cos)}
		dx, dy := x.apply(float64(w.from.x), float64(w.from.y))
		fmt.Fprintf(b, "/F%d %d Tf %s %s %s %s %s %s Tm ", number, w.size, sine(l.cos), sine(l.sin), sine(-l.sin), sine(l.cos),
			pdfPlace(l.at.x, dx), pdfPlace(l.at.y, dy))
		f.show(b, w.text)
	}
	b.WriteString("ET\n")
}

// pdfPlace is a place on the page, moved by parts of turn.
func pdfPlace(at int32, by float64) string {
	return trimmed(fmt.Sprintf("%.3f", float64(at)+float64(by/turn)))
}

// show writes codes, with kerning between them.
func (f *pdfFont) show(b *bytes.Buffer, text string) {
	em := int(faces()[f.style].font.UnitsPerEm())
	b.WriteString("[<")
	glyphs, _ := f.style.layout(text)
	for _, g := range glyphs {
		if g.kern != 0 {
			fmt.Fprintf(b, "> %s <", thousandths(-g.kern, em))
		}
		fmt.Fprintf(b, "%04X", f.code(g))
	}
	b.WriteString(">] TJ\n")
}

func (f *pdfFont) code(g glyph) int {
	i := slices.IndexFunc(f.used, func(u glyph) bool { return u.r == g.r })
	if i < 0 {
		i = len(f.used)
		f.used = append(f.used, g)
	}
	return i + 1
}

// font writes the objects of a font, the one that pages name first.
func (f *pdfFile) font(u *pdfFont) {
	face, tables := faces()[u.style], tablesOf(faces()[u.style].file)
	em := int(face.font.UnitsPerEm())
	var glyphs []sfnt.GlyphIndex
	var widths bytes.Buffer
	for _, g := range u.used {
		glyphs = append(glyphs, g.id)
		fmt.Fprintf(&widths, "%s ", thousandths(g.advance, em))
	}
	file := subsetOf(face.file, glyphs)
	name := fontTag(file) + "+" + [...]string{"LiberationSans", "LiberationSans-Bold", "LiberationSans-Italic"}[u.style]
	flags, slant := 32, 0 // Latin text
	if u.style == Italic {
		flags, slant = 32|64, -12
	}
	number := func(table string, at int) string {
		return thousandths(int(int16(binary.BigEndian.Uint16(tables[table][at:]))), em)
	}
	this := len(f.offsets) + 1
	f.object(fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>", name, this+1, this+4))
	f.object(fmt.Sprintf("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>\n"+
		"/FontDescriptor %d 0 R /CIDToGIDMap /Identity /DW 0 /W [1 [%s]] >>", name, this+2, bytes.TrimSpace(widths.Bytes())))
	f.object(fmt.Sprintf("<< /Type /FontDescriptor /FontName /%s /Flags %d /ItalicAngle %d /FontBBox [%s %s %s %s] /Ascent %s /Descent %s /CapHeight %d /StemV 80 /FontFile2 %d 0 R >>",
		name, flags, slant, number("head", 36), number("head", 38), number("head", 40), number("head", 42),
		number("hhea", 4), number("hhea", 6), int(capHeight*1000), this+3))
	f.stream(fmt.Sprintf("/Length1 %d ", len(file)), file)
	f.stream("", u.unicode())
}

// fontTag is six letters that tell subsets of a font apart.
func fontTag(file []byte) string {
	sum := sha256.Sum256(file)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag)
}

// unicode says which character each code is (ISO 32000-1, 9.10.3).
func (f *pdfFont) unicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	code := 0
	for part := range slices.Chunk(f.used, 100) { // as many as a block may have
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for _, g := range part {
			code++
			fmt.Fprintf(&b, "<%04X> <%s>\n", code, utf16be(string(g.r))[5:9])
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
