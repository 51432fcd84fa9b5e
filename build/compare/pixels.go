package compare

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
)

// Pixels says how two drawings differ.
type Pixels struct {
	Fraction float64 `json:"fraction"` // of pixels that differ
	Largest  int     `json:"largest"`  // largest difference of a channel, 0 to 255
	Resized  bool    `json:"resized"`  // the drawings differ in size; the rest is of the part they share
	Area     [4]int  `json:"area"`     // left, top, right and bottom of what differs
}

func pixels(before, after []byte) (*Pixels, error) {
	if before == nil || after == nil {
		return nil, nil
	}
	a, err := png.Decode(bytes.NewReader(before))
	if err != nil {
		return nil, fmt.Errorf("before: %w", err)
	}
	b, err := png.Decode(bytes.NewReader(after))
	if err != nil {
		return nil, fmt.Errorf("after: %w", err)
	}
	shared := a.Bounds().Intersect(b.Bounds())
	p := &Pixels{Resized: a.Bounds() != b.Bounds()}
	where := image.Rectangle{}
	n := 0
	for y := shared.Min.Y; y < shared.Max.Y; y++ {
		before, after := pixelRow(a, shared, y), pixelRow(b, shared, y)
		if before != nil && bytes.Equal(before, after) {
			continue
		}
		for x := shared.Min.X; x < shared.Max.X; x++ {
			d := 0
			if i := 4 * (x - shared.Min.X); before != nil && after != nil {
				d = bytesApart(before[i:i+4], after[i:i+4])
			} else {
				d = apart(a.At(x, y), b.At(x, y))
			}
			if d > 0 {
				n++
				p.Largest = max(p.Largest, d)
				where = where.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if area := shared.Dx() * shared.Dy(); area > 0 {
		p.Fraction = float64(n) / float64(area)
	}
	p.Area = [4]int{where.Min.X, where.Min.Y, where.Max.X, where.Max.Y}
	return p, nil
}

// pixelRow is a row of pixels as bytes, nil of images of another kind than figures
// are.
func pixelRow(m image.Image, r image.Rectangle, y int) []byte {
	if m, ok := m.(*image.RGBA); ok {
		return m.Pix[m.PixOffset(r.Min.X, y) : m.PixOffset(r.Max.X-1, y)+4]
	}
	return nil
}

// bytesApart is the largest difference of two pixels' bytes.
func bytesApart(a, b []byte) (d int) {
	for i := range a {
		d = max(d, int(a[i])-int(b[i]), int(b[i])-int(a[i]))
	}
	return d
}

// apart is the largest difference of a channel.
func apart(a, b color.Color) int {
	ar, ag, ab, aa := a.RGBA()
	br, bg, bb, ba := b.RGBA()
	d := 0
	for _, c := range [4][2]uint32{{ar, br}, {ag, bg}, {ab, bb}, {aa, ba}} {
		d = max(d, max(int(c[0]>>8)-int(c[1]>>8), int(c[1]>>8)-int(c[0]>>8)))
	}
	return d
}
