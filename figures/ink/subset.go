package ink

import (
	"encoding/binary"
	"fmt"
	"slices"

	"golang.org/x/image/font/sfnt"
)

// A subset is a TrueType font with a few glyphs of another, in the order given
// after the one for what is missing, and without hints: outlines are drawn here
// as they are, and are to be so elsewhere.
type subset struct {
	from   map[string][]byte // the whole font's tables
	glyphs []sfnt.GlyphIndex // of the whole font, by glyph of the subset
	loca   []byte
	glyf   []byte
	hmtx   []byte
}

// subsetOf makes a font file. The fonts are those compiled in, so that nothing
// of them is checked.
func subsetOf(ttf []byte, glyphs []sfnt.GlyphIndex) []byte {
	s := subset{from: tablesOf(ttf), glyphs: append([]sfnt.GlyphIndex{0}, glyphs...)}
	for i := 0; i < len(s.glyphs); i++ { // grows by what composed glyphs are made of
		s.loca = binary.BigEndian.AppendUint32(s.loca, uint32(len(s.glyf)))
		s.glyf = append(s.glyf, s.outline(s.glyphs[i])...)
		for len(s.glyf)%4 != 0 {
			s.glyf = append(s.glyf, 0)
		}
		s.hmtx = append(s.hmtx, s.metric(s.glyphs[i])...)
	}
	s.loca = binary.BigEndian.AppendUint32(s.loca, uint32(len(s.glyf)))
	return s.file()
}

// tablesOf are the tables of a font file by name.
func tablesOf(ttf []byte) map[string][]byte {
	tables := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(ttf[4:])) {
		entry := ttf[12+16*i:]
		at, n := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		tables[string(entry[:4])] = ttf[at : at+n]
	}
	return tables
}

// metric is the advance and the left side of a glyph.
func (s *subset) metric(g sfnt.GlyphIndex) []byte {
	hmtx, full := s.from["hmtx"], int(binary.BigEndian.Uint16(s.from["hhea"][34:]))
	if int(g) < full {
		return slices.Clone(hmtx[4*int(g) : 4*int(g)+4])
	}
	side := 4*full + 2*(int(g)-full)
	return append(slices.Clone(hmtx[4*(full-1):4*(full-1)+2]), hmtx[side:side+2]...)
}

// outline is a glyph's description without hints.
func (s *subset) outline(g sfnt.GlyphIndex) []byte {
	at := func(i int) uint32 {
		if binary.BigEndian.Uint16(s.from["head"][50:]) == 0 {
			return 2 * uint32(binary.BigEndian.Uint16(s.from["loca"][2*i:]))
		}
		return binary.BigEndian.Uint32(s.from["loca"][4*i:])
	}
	data := s.from["glyf"][at(int(g)):at(int(g)+1)]
	if len(data) == 0 {
		return nil
	}
	if contours := int(int16(binary.BigEndian.Uint16(data))); contours >= 0 {
		head := 10 + 2*contours
		hints := int(binary.BigEndian.Uint16(data[head:]))
		out := append(slices.Clone(data[:head]), 0, 0)
		return append(out, data[head+2+hints:]...)
	}
	return s.composed(slices.Clone(data))
}

// Flags of a part of a composed glyph.
const (
	wordArguments = 1 << 0
	oneScale      = 1 << 3
	moreParts     = 1 << 5
	twoScales     = 1 << 6
	fourScales    = 1 << 7
	hinted        = 1 << 8
)

// composed renumbers the parts of a glyph made of others.
func (s *subset) composed(data []byte) []byte {
	for at := 10; ; {
		flags := binary.BigEndian.Uint16(data[at:])
		binary.BigEndian.PutUint16(data[at:], flags&^hinted)
		binary.BigEndian.PutUint16(data[at+2:], s.number(sfnt.GlyphIndex(binary.BigEndian.Uint16(data[at+2:]))))
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&oneScale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&fourScales != 0:
			at += 8
		}
		if flags&moreParts == 0 {
			return data[:at]
		}
	}
}

// number is a glyph's place in the subset; one that it lacks is added.
func (s *subset) number(g sfnt.GlyphIndex) uint16 {
	i := slices.Index(s.glyphs, g)
	if i < 0 {
		i = len(s.glyphs)
		s.glyphs = append(s.glyphs, g)
	}
	return uint16(i)
}

// file is the font with the tables that an embedded one needs.
func (s *subset) file() []byte {
	n := uint16(len(s.glyphs))
	head, hhea, maxp := slices.Clone(s.from["head"]), slices.Clone(s.from["hhea"]), slices.Clone(s.from["maxp"])
	binary.BigEndian.PutUint32(head[8:], 0)  // the sum over the whole, put in below
	binary.BigEndian.PutUint16(head[50:], 1) // loca of 32 bits
	binary.BigEndian.PutUint16(hhea[34:], n)
	binary.BigEndian.PutUint16(maxp[4:], n)
	tables := []struct {
		name string
		data []byte
	}{{"glyf", s.glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", s.hmtx}, {"loca", s.loca}, {"maxp", maxp}}
	const count, power = 6, 4 // the greatest power of two in it
	out := []byte{0, 1, 0, 0, 0, count, 0, power * 16, 0, 2, 0, (count - power) * 16}
	at, adjustment := 12+16*count, 0
	for _, t := range tables {
		if t.name == "head" {
			adjustment = at + 8
		}
		out = append(out, t.name...)
		out = binary.BigEndian.AppendUint32(out, checksum(t.data))
		out = binary.BigEndian.AppendUint32(out, uint32(at))
		out = binary.BigEndian.AppendUint32(out, uint32(len(t.data)))
		at += (len(t.data) + 3) &^ 3
	}
	for _, t := range tables {
		out = append(out, t.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[adjustment:], 0xb1b0afba-checksum(out))
	return out
}

// checksum is the sum of a table's words, padded with zeros.
func checksum(data []byte) (sum uint32) {
	for i := 0; i < len(data); i += 4 {
		var w [4]byte
		copy(w[:], data[i:])
		sum += binary.BigEndian.Uint32(w[:])
	}
	return sum
}

// number of the thousandths of an em in which PDF counts.
func thousandths(units, em int) string {
	return trimmed(fmt.Sprintf("%.3f", float64(units)*1000/float64(em)))
}
