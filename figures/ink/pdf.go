package ink

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image/color"
)

// PDF writes the drawing as a one-page PDF 1.4 file with fixed dates, so that
// the same drawing has the same bytes.
func (c *Canvas) PDF(title string) []byte {
	f := pdfFile{}
	f.raw("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	content, alphas := c.pdfContent()
	f.object("<< /Type /Catalog /Pages 2 0 R >>")
	f.object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	f.object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s %s] /Contents 4 0 R\n"+
		"/Group << /S /Transparency /CS /DeviceRGB >> /Resources << /ExtGState << %s>> >> >>",
		decimal(c.w), decimal(c.h), gstates(alphas)))
	f.object(fmt.Sprintf("<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", len(content), content))
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

// pdfContent is the compressed page and the opacities it uses, in order.
func (c *Canvas) pdfContent() ([]byte, []uint8) {
	var b bytes.Buffer
	// The page is drawn in whole units; white paper, round joins.
	fmt.Fprintf(&b, "0.01 0 0 0.01 0 0 cm 1 j\n1 1 1 rg 0 0 %d %d re f\n", c.w, c.h)
	alphas := []uint8{255}
	last := color.NRGBA{A: 255}
	for _, m := range c.marks {
		if m.ink.A != last.A {
			fmt.Fprintf(&b, "/A%d gs\n", alphaIndex(&alphas, m.ink.A))
		}
		last = m.ink
		paint, do := "rg", "f"
		if m.width > 0 {
			paint, do = "RG", "S"
			fmt.Fprintf(&b, "%d w ", m.width)
		}
		fmt.Fprintf(&b, "%s %s %s %s\n", channel(m.ink.R), channel(m.ink.G), channel(m.ink.B), paint)
		pdfPath(&b, m.segs)
		b.WriteString(do + "\n")
	}
	var z bytes.Buffer
	w, err := zlib.NewWriterLevel(&z, zlib.BestCompression)
	if err != nil {
		panic("ink: " + err.Error())
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		panic("ink: " + err.Error())
	}
	if err := w.Close(); err != nil {
		panic("ink: " + err.Error())
	}
	return z.Bytes(), alphas
}

func alphaIndex(alphas *[]uint8, a uint8) int {
	for i, v := range *alphas {
		if v == a {
			return i
		}
	}
	*alphas = append(*alphas, a)
	return len(*alphas) - 1
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
		case line:
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
