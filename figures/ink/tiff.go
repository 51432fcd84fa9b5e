package ink

import (
	"bytes"
	"encoding/binary"
)

// TIFF writes the drawing as a TIFF file of 8-bit RGB that states its
// resolution, packed as in PNG ("Deflate"), a strip for every few rows.
func (c *Canvas) TIFF(dpi int) []byte {
	const rows = 64 // a strip
	img := c.Image(dpi)
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	var b bytes.Buffer
	b.WriteString("II*\x00\x00\x00\x00\x00") // the place of the directory comes last
	var at, sizes []uint32
	for y := 0; y < h; y += rows {
		strip := make([]byte, 0, 3*w*rows)
		for pixel := y * w; pixel < min(y+rows, h)*w; pixel++ {
			strip = append(strip, img.Pix[4*pixel:4*pixel+3]...)
		}
		packed := deflated(strip)
		at, sizes = append(at, uint32(b.Len())), append(sizes, uint32(len(packed)))
		b.Write(packed)
		if b.Len()%2 != 0 {
			b.WriteByte(0)
		}
	}
	d := directory{file: &b}
	bits := d.shorts(8, 8, 8)
	resolution := d.longs(uint32(dpi), 1)
	strips, lengths := d.longs(at...), d.longs(sizes...)
	place := uint32(b.Len())
	d.entry(256, long, 1, uint32(w))
	d.entry(257, long, 1, uint32(h))
	d.entry(258, short, 3, bits)
	d.entry(259, short, 1, 8) // packed
	d.entry(262, short, 1, 2) // RGB
	d.entry(273, long, uint32(len(at)), strips)
	d.entry(277, short, 1, 3) // channels
	d.entry(278, long, 1, rows)
	d.entry(279, long, uint32(len(sizes)), lengths)
	d.entry(282, rational, 1, resolution)
	d.entry(283, rational, 1, resolution)
	d.entry(296, short, 1, 2) // inches
	b.Write(binary.LittleEndian.AppendUint16(nil, uint16(d.count)))
	b.Write(d.entries)
	b.Write(make([]byte, 4)) // no other image
	file := b.Bytes()
	binary.LittleEndian.PutUint32(file[4:], place)
	return file
}

// Types of entries.
const (
	short    = 3
	long     = 4
	rational = 5
)

// directory is the list of what a TIFF file says of its image. What takes more
// than four bytes lies elsewhere in the file.
type directory struct {
	file    *bytes.Buffer
	entries []byte
	count   int
}

// longs writes numbers into the file; a single one stays in its entry.
func (d *directory) longs(values ...uint32) uint32 {
	if len(values) == 1 {
		return values[0]
	}
	at := uint32(d.file.Len())
	for _, v := range values {
		d.file.Write(binary.LittleEndian.AppendUint32(nil, v))
	}
	return at
}

func (d *directory) shorts(values ...uint16) uint32 {
	at := uint32(d.file.Len())
	for _, v := range values {
		d.file.Write(binary.LittleEndian.AppendUint16(nil, v))
	}
	return at
}

func (d *directory) entry(tag, kind uint16, n, value uint32) {
	d.count++
	d.entries = binary.LittleEndian.AppendUint16(d.entries, tag)
	d.entries = binary.LittleEndian.AppendUint16(d.entries, kind)
	d.entries = binary.LittleEndian.AppendUint32(d.entries, n)
	d.entries = binary.LittleEndian.AppendUint32(d.entries, value)
}
