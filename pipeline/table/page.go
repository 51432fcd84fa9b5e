package table

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Parquet's codec numbers that are let through.
const (
	codecNone   = 0
	codecSnappy = 1
	codecGzip   = 2
	codecBrotli = 4
	codecZstd   = 6
)

// A page is what its header claims, and its compressed bytes.
type page struct {
	values, size int64 // size when uncompressed
	levels       int64 // uncompressed bytes before the data (version 2)
	encoding     int64
	plain        bool // version 2, and not compressed
	dictionary   bool
	body         []byte
}

// deltaByteArray is the encoding whose values share the beginnings of others.
const deltaByteArray = 7

// pageElements bounds the lists in a page header, which needs none.
const pageElements = 1000

func readPage(data []byte) (p page, rest []byte, err error) {
	c := &compact{data: data[:min(len(data), 1<<20)], left: pageElements}
	var kind, head, packed int64
	heads := 0
	c.fields(func(id int, typ byte) {
		switch {
		case id == 1 && typ == thriftI32:
			kind = c.int()
		case id == 2 && typ == thriftI32:
			p.size = c.int()
		case id == 3 && typ == thriftI32:
			packed = c.int()
		case (id == 5 || id == 7 || id == 8) && typ == thriftStruct:
			head, heads = int64(id), heads+1
			readPageDetail(c, &p, id == 8)
		default:
			c.skip(typ, false, 0)
		}
	})
	p.dictionary = kind == 2
	fits := heads == 1 && (kind == 0 && head == 5 || kind == 2 && head == 7 || kind == 3 && head == 8)
	if c.bad || !fits || packed < 0 || packed > int64(len(data)-c.pos) || p.size < 0 || p.values < 0 {
		return p, nil, errors.New("corrupt page header")
	}
	p.body, rest = data[c.pos:c.pos+int(packed)], data[c.pos+int(packed):]
	if p.levels < 0 || p.levels > packed || p.levels > p.size {
		return p, nil, errors.New("corrupt page header: levels longer than the page")
	}
	return p, rest, nil
}

// readPageDetail reads a DataPageHeader, DataPageHeaderV2 or
// DictionaryPageHeader. They agree on field 1; only the second kind has
// integers in 5 and 6 and a boolean in 7, and its encoding in 4, not 2.
func readPageDetail(c *compact, p *page, second bool) {
	c.fields(func(id int, typ byte) {
		switch {
		case id == 1 && typ == thriftI32:
			p.values = c.int()
		case id == 2 && !second && typ == thriftI32, id == 4 && second && typ == thriftI32:
			p.encoding = c.int()
		case (id == 5 || id == 6) && typ == thriftI32:
			n := c.int()
			if n < 0 {
				c.fail()
			}
			p.levels += n
		case id == 7 && typ == thriftFalse:
			p.plain = true
		default:
			c.skip(typ, false, 0)
		}
	})
}

func (p page) check(codec int64, lim limits) error {
	if p.size > lim.pageBytes || p.values > lim.pageValues {
		return fmt.Errorf("page of %d bytes and %d values, limits %d and %d", p.size, p.values, lim.pageBytes, lim.pageValues)
	}
	body, size := p.body[p.levels:], p.size-p.levels
	if p.plain {
		codec = codecNone
	}
	switch codec {
	case codecNone:
		if int64(len(body)) != size {
			return fmt.Errorf("corrupt: page of %d bytes has %d", size, len(body))
		}
	case codecSnappy:
		if n, k := binary.Uvarint(body); size > 0 && (k <= 0 || n != uint64(size)) {
			return fmt.Errorf("corrupt: snappy page of %d bytes claims %d", size, n)
		}
	case codecZstd:
		if err := checkZstd(body, size); err != nil {
			return err
		}
	case codecGzip, codecBrotli:
		if size == 0 && len(body) > 0 { // Arrow would decompress it to its end
			return fmt.Errorf("corrupt: page of no bytes has %d", len(body))
		}
	default:
		return fmt.Errorf("compression codec %d is not supported", codec)
	}
	return nil
}

// checkZstd walks one zstd frame (RFC 8878, 3.1.1): it must say it holds size
// bytes, if it says anything, and must not be able to expand much beyond.
func checkZstd(b []byte, size int64) error {
	corrupt := errors.New("corrupt zstd frame")
	if len(b) == 0 && size == 0 {
		return nil
	}
	if len(b) < 6 || binary.LittleEndian.Uint32(b) != 0xfd2fb528 {
		return corrupt
	}
	desc := b[4]
	pos := 5
	single := desc&0x20 != 0
	if !single {
		if exp := b[pos] >> 3; exp > 17 { // a window over 2^27 bytes
			return fmt.Errorf("zstd window of 2^%d bytes", exp+10)
		}
		pos++
	}
	pos += []int{0, 1, 2, 4}[desc&3] // dictionary ID
	width := []int{0, 2, 4, 8}[desc>>6]
	if width == 0 && single {
		width = 1
	}
	if pos+width > len(b) {
		return corrupt
	}
	var field [8]byte
	copy(field[:], b[pos:pos+width])
	content := binary.LittleEndian.Uint64(field[:])
	if width == 2 {
		content += 256
	}
	if width > 0 && content != uint64(size) {
		return fmt.Errorf("corrupt: zstd page of %d bytes claims %d", size, content)
	}
	return checkZstdBlocks(b[pos+width:], desc&4 != 0, size)
}

// checkZstdBlocks follows the blocks to the end of the frame, which must be
// the end of the page.
func checkZstdBlocks(b []byte, checksum bool, size int64) error {
	const blockMax = 128 << 10
	var most int64
	for last := false; !last; {
		if len(b) < 3 {
			return errors.New("corrupt zstd frame: no last block")
		}
		head := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16
		kind, n := head>>1&3, int(head>>3)
		last = head&1 != 0
		packed := n
		switch kind {
		case 0:
			most += int64(n)
		case 1: // one byte, repeated
			packed, most = 1, most+int64(n)
		case 2:
			most += blockMax
		default:
			return errors.New("corrupt zstd frame: reserved block")
		}
		if n > blockMax || packed > len(b)-3 || most > size+64*blockMax {
			return errors.New("corrupt zstd frame: block too large")
		}
		b = b[3+packed:]
	}
	if checksum {
		if len(b) < 4 {
			return errors.New("corrupt zstd frame: no checksum")
		}
		b = b[4:]
	}
	if len(b) != 0 {
		return errors.New("corrupt zstd frame: bytes after its end")
	}
	return nil
}
