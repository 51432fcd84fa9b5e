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
		for x := shared.Min.X; x < shared.Max.X; x++ {
			if d := apart(a.At(x, y), b.At(x, y)); d > 0 {
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
