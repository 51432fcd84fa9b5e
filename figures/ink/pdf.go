package ink

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image/color"
	"slices"
	"strings"
)

// PDF writes the drawing as a one-page PDF 1.4 file with fixed dates, so that
// the same drawing has the same bytes. Text is text, in subsets of the fonts.
//
// What is translucent is blended in a group of its own, in the colours it was
// chosen in. The group is not the page's: of two such pages on one of theirs,
// TeX and others honour only one, and warn.
func (c *Canvas) PDF(title string) []byte {
	p := pdfPage{alphas: []uint8{255}}
	content := c.pdfContent(&p)
	f := pdfFile{}
	f.raw("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	f.object("<< /Type /Catalog /Pages 2 0 R >>")
	f.object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	const first = 6 // object of the fonts: the others are known
	resources := fmt.Sprintf("<< /ExtGState << %s>> /Font << %s>> >>", gstates(p.alphas), p.fontNames(first))
	box := fmt.Sprintf("[0 0 %s %s]", decimal(c.w), decimal(c.h))
	if len(p.alphas) == 1 {
		f.object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources %s >>", box, resources))
		f.stream("", content)
		f.object("null")
	} else {
		f.object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources << /XObject << /X0 5 0 R >> >> >>", box))
		f.stream("", []byte("/X0 Do\n"))
		f.stream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox %s /Group << /S /Transparency /CS /DeviceRGB /I true >>\n/Resources %s ", box, resources), content)
	}
	for _, u := range p.fonts {
		f.font(u)
	}
	f.object(fmt.Sprintf("<< /Title %s /Producer (nofreelunch) /CreationDate (D:20000101000000Z) /ModDate (D:20000101000000Z) >>", utf16be(title)))
	return f.close()
}

// pdfFile keeps the offsets that the cross-reference table lists.
type pdfFile struct {
	bytes.Buffer
	offsets []int
}

func (f *pdfFile) raw(s string) { f.WriteString(s) }

func (f *pdfFile) object(body string) {
	f.offsets = append(f.offsets, f.Len())
	fmt.Fprintf(f, "%d 0 obj\n%s\nendobj\n", len(f.offsets), body)
}

// stream is an object of compressed bytes.
func (f *pdfFile) stream(entries string, data []byte) {
	packed := deflated(data)
	f.object(fmt.Sprintf("<< %s/Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", entries, len(packed), packed))
}

func (f *pdfFile) close() []byte {
	at := f.Len()
	fmt.Fprintf(f, "xref\n0 %d\n0000000000 65535 f \n", len(f.offsets)+1)
	for _, o := range f.offsets {
		fmt.Fprintf(f, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(f, "trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n",
		len(f.offsets)+1, len(f.offsets), at)
	return f.Bytes()
}

// pdfPage is what a page's content refers to, in the order of first use.
type pdfPage struct {
	alphas []uint8
	fonts  []*pdfFont
}

// pdfContent is what is drawn, and what that refers to.
func (c *Canvas) pdfContent(p *pdfPage) []byte {
	var b bytes.Buffer
	// The page is drawn in whole units; white paper, round joins.
	fmt.Fprintf(&b, "0.01 0 0 0.01 0 0 cm 1 j\n1 1 1 rg 0 0 %d %d re f\n", c.w, c.h)
	last := color.NRGBA{A: 255}
	for _, m := range c.marks {
		if m.ink.A != last.A {
			fmt.Fprintf(&b, "/A%d gs\n", p.alpha(m.ink.A))
		}
		last = m.ink
		paint, do := "rg", "f"
		if m.width > 0 {
			paint, do = "RG", "S"
			fmt.Fprintf(&b, "%d w ", m.width)
		}
		fmt.Fprintf(&b, "%s %s %s %s\n", channel(m.ink.R), channel(m.ink.G), channel(m.ink.B), paint)
		if m.words != nil {
			p.line(&b, *m.words)
			continue
		}
		pdfPath(&b, m.segs)
		b.WriteString(do + "\n")
	}
	return b.Bytes()
}

func deflated(data []byte) []byte {
	var z bytes.Buffer
	w, err := zlib.NewWriterLevel(&z, zlib.BestCompression)
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic("ink: " + err.Error())
	}
	return z.Bytes()
}

// alpha is the number of an opacity among those used.
func (p *pdfPage) alpha(a uint8) int {
	i := slices.Index(p.alphas, a)
	if i < 0 {
		i = len(p.alphas)
		p.alphas = append(p.alphas, a)
	}
	return i
}

func gstates(alphas []uint8) string {
	var b bytes.Buffer
	for i, a := range alphas {
		v := fraction(a)
		if a == 255 {
			v = "1"
		}
		fmt.Fprintf(&b, "/A%d << /ca %s /CA %s >> ", i, v, v)
	}
	return b.String()
}

func pdfPath(b *bytes.Buffer, segs []segment) {
	for _, s := range segs {
		switch s.verb {
		case move:
			fmt.Fprintf(b, "%d %d m\n", s.p[0].x, s.p[0].y)
		case straight:
			fmt.Fprintf(b, "%d %d l\n", s.p[0].x, s.p[0].y)
		case curve:
			fmt.Fprintf(b, "%d %d %d %d %d %d c\n", s.p[0].x, s.p[0].y, s.p[1].x, s.p[1].y, s.p[2].x, s.p[2].y)
		case closed:
			b.WriteString("h\n")
		}
	}
}

func channel(v uint8) string {
	if v == 255 {
		return "1"
	}
	return fraction(v)
}

// trimmed is a decimal without zeros at its end.
func trimmed(s string) string {
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// utf16be writes a PDF text string that may hold any character.
func utf16be(s string) string {
	var b bytes.Buffer
	b.WriteString("<FEFF")
	for _, r := range s {
		if r > 0xffff {
			r = 0xfffd
		}
		fmt.Fprintf(&b, "%04X", r)
	}
	b.WriteByte('>')
	return b.String()
}
