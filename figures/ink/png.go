package ink

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/draw"
	"image/png"

	"github.com/golang/freetype/raster"
	"golang.org/x/image/math/fixed"
)

// Image paints the drawing on white paper. All arithmetic is in integers.
func (c *Canvas) Image(dpi int) *image.RGBA {
	s := scaler{dpi: int64(dpi), h: c.h}
	w, h := s.pixels(c.w), s.pixels(c.h)
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	r := raster.NewRasterizer(w, h)
	r.UseNonZeroWinding = true
	for _, m := range c.marks {
		paintMark(img, r, s, m)
	}
	return img
}

// PNG writes the drawing as a PNG file that states its resolution.
func (c *Canvas) PNG(dpi int) ([]byte, error) {
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := enc.Encode(&b, c.Image(dpi)); err != nil {
		return nil, err
	}
	return withResolution(b.Bytes(), dpi), nil
}

// scaler turns units into pixels, and into 64ths of a pixel.
type scaler struct {
	dpi int64
	h   int32
}

func (s scaler) pixels(u int32) int { return int((int64(u)*s.dpi + 72*unit/2) / (72 * unit)) }

func (s scaler) fix(u int32) fixed.Int26_6 {
	n := int64(u) * s.dpi * 64
	if n < 0 {
		return fixed.Int26_6((n - 72*unit/2) / (72 * unit))
	}
	return fixed.Int26_6((n + 72*unit/2) / (72 * unit))
}

func (s scaler) at(p point) fixed.Point26_6 {
	return fixed.Point26_6{X: s.fix(p.x), Y: s.fix(s.h - p.y)}
}

// paintMark fills or strokes one mark. The rasteriser's rows are those the mark
// can touch: a page has tens of thousands of small marks.
func paintMark(img *image.RGBA, r *raster.Rasterizer, s scaler, m mark) {
	box := m.bounds(s).Intersect(img.Bounds())
	if box.Empty() {
		return
	}
	r.SetBounds(img.Bounds().Dx(), box.Dy())
	shift := fixed.I(box.Min.Y)
	for _, p := range s.paths(m.segs, shift, m.width > 0) {
		if m.width > 0 {
			r.AddStroke(p, max(s.fix(m.width), 1), raster.ButtCapper, raster.RoundJoiner)
			continue
		}
		r.AddPath(p)
	}
	r.Dy = box.Min.Y
	painter := raster.NewRGBAPainter(img)
	painter.SetColor(m.ink)
	r.Rasterize(painter)
}

// bounds is the mark's box in whole pixels with room for its stroke.
func (m mark) bounds(s scaler) image.Rectangle {
	lo, hi := m.box()
	a := s.at(point{lo.x, hi.y})
	b := s.at(point{hi.x, lo.y})
	return image.Rect(a.X.Floor(), a.Y.Floor(), b.X.Ceil(), b.Y.Ceil())
}

// box is the corners of the mark's box, with room for its stroke.
func (m mark) box() (lo, hi point) {
	lo, hi = point{1 << 30, 1 << 30}, point{-(1 << 30), -(1 << 30)}
	for _, g := range m.segs {
		n := 1
		switch g.verb {
		case curve:
			n = 3
		case closed:
			n = 0
		}
		for _, p := range g.p[:n] {
			lo.x, lo.y = min(lo.x, p.x), min(lo.y, p.y)
			hi.x, hi.y = max(hi.x, p.x), max(hi.y, p.y)
		}
	}
	pad := m.width + 1
	return point{lo.x - pad, lo.y - pad}, point{hi.x + pad, hi.y + pad}
}

// paths are the mark's subpaths, raised by shift; the rasteriser strokes chords
// only.
func (s scaler) paths(segs []segment, shift fixed.Int26_6, chords bool) []raster.Path {
	var out []raster.Path
	var p raster.Path
	var start, last fixed.Point26_6
	at := func(q point) fixed.Point26_6 {
		f := s.at(q)
		f.Y -= shift
		return f
	}
	for _, g := range segs {
		switch g.verb {
		case move:
			if len(p) > 0 {
				out = append(out, p)
			}
			p, start = nil, at(g.p[0])
			p.Start(start)
			last = start
		case straight:
			last = at(g.p[0])
			p.Add1(last)
		case curve:
			a, b, to := at(g.p[0]), at(g.p[1]), at(g.p[2])
			if chords {
				addChords(&p, last, a, b, to)
			} else {
				p.Add3(a, b, to)
			}
			last = to
		case closed:
			p.Add1(start)
			last = start
		}
	}
	if len(p) > 0 {
		out = append(out, p)
	}
	return out
}

// addChords follows a cubic in eight straight steps.
func addChords(p *raster.Path, a, b, c, d fixed.Point26_6) {
	const n = 8
	for i := int64(1); i <= n; i++ {
		j := n - i
		along := func(a, b, c, d fixed.Int26_6) fixed.Int26_6 {
			sum := j*j*j*int64(a) + 3*j*j*i*int64(b) + 3*j*i*i*int64(c) + i*i*i*int64(d)
			return fixed.Int26_6((sum + n*n*n/2) >> 9) // n cubed is 2 to the 9th
		}
		p.Add1(fixed.Point26_6{X: along(a.X, b.X, c.X, d.X), Y: along(a.Y, b.Y, c.Y, d.Y)})
	}
}

// withResolution adds the pHYs chunk, so that the picture prints at its size.
func withResolution(file []byte, dpi int) []byte {
	const header = 8 + 25 // signature and IHDR
	perMetre := uint32((dpi*10000 + 127) / 254)
	chunk := []byte{0, 0, 0, 9, 'p', 'H', 'Y', 's'}
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	out := append([]byte(nil), file[:header]...)
	out = append(out, chunk...)
	return append(out, file[header:]...)
}
