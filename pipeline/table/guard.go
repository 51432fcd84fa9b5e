package table

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// limits bound what a file may claim before Arrow sees it.
type limits struct {
	footer     int   // bytes of the footer
	pageBytes  int64 // uncompressed bytes of one page
	pageValues int64 // values of one page
}

// ours are never met by a file of this package's Writer; foreign let a file
// of another writer through that a person may want to look at.
func ours() limits    { return limits{footer: 64 << 20, pageBytes: 64 << 20, pageValues: 16 << 20} }
func foreign() limits { return limits{footer: 64 << 20, pageBytes: 256 << 20, pageValues: 64 << 20} }

// A chunk is what the footer says of one column in one row group.
type chunk struct {
	codec, values, size, data, dict int64
	elsewhere                       bool // in another file, or encrypted
}

const magic = "PAR1"

// split returns the offset of the footer, after checking both magics.
func split(data []byte) (footer int, err error) {
	n := len(data)
	if n < 12 || string(data[:4]) != magic || string(data[n-4:]) != magic {
		return 0, errors.New("not a Parquet file, or truncated")
	}
	size := binary.LittleEndian.Uint32(data[n-8:])
	if uint64(size) > uint64(n-12) {
		return 0, fmt.Errorf("corrupt: footer of %d bytes in a file of %d", size, n)
	}
	return n - 8 - int(size), nil
}

// guard walks a whole file as far as it can without decompressing, and
// returns why Arrow should not be given it, if it should not.
func guard(data []byte, lim limits) error {
	start, err := split(data)
	if err != nil {
		return err
	}
	if n := len(data) - 8 - start; n > lim.footer {
		return fmt.Errorf("footer of %d bytes, limit %d", n, lim.footer)
	}
	c := &compact{data: data[start : len(data)-8]}
	var fault error
	var rows, total int64
	c.fields(func(id int, typ byte) {
		switch {
		case id == 3 && typ == thriftI64:
			total = c.int()
		case id == 4 && typ == thriftList:
			c.list(func(typ byte) {
				n, err := guardGroup(c, typ, data[:start], lim)
				rows += n
				fault = errors.Join(fault, err)
				if err != nil {
					c.fail() // one fault is enough
				}
			})
		default:
			c.skip(typ, false, 0)
		}
	})
	switch {
	case fault != nil:
		return fault
	case c.bad:
		return errors.New("corrupt footer")
	case rows != total:
		return fmt.Errorf("corrupt: footer says %d rows, its row groups %d", total, rows)
	}
	return nil
}

// guardGroup reads a RowGroup, checks its chunks, and returns its rows.
func guardGroup(c *compact, typ byte, data []byte, lim limits) (rows int64, err error) {
	if typ != thriftStruct {
		c.fail()
		return 0, nil
	}
	var chunks []chunk
	c.fields(func(id int, typ byte) {
		switch {
		case id == 1 && typ == thriftList:
			c.list(func(typ byte) { chunks = append(chunks, readChunk(c, typ)) })
		case id == 3 && typ == thriftI64:
			rows = c.int()
		default:
			c.skip(typ, false, 0)
		}
	})
	if c.bad {
		return 0, nil
	}
	for i, ch := range chunks {
		if rows < 0 || rows > ch.values {
			return 0, fmt.Errorf("corrupt: row group of %d rows, column %d has %d values", rows, i, ch.values)
		}
		if err := guardChunk(ch, data, lim); err != nil {
			return 0, fmt.Errorf("column %d: %w", i, err)
		}
	}
	return rows, nil
}

// readChunk reads a ColumnChunk.
func readChunk(c *compact, typ byte) (ch chunk) {
	if typ != thriftStruct {
		c.fail()
		return ch
	}
	ch.elsewhere = true
	c.fields(func(id int, typ byte) {
		switch {
		case id == 3 && typ == thriftStruct:
			file := ch
			ch = readChunkMeta(c)
			ch.elsewhere = file.data < 0
		case id == 1 || id == 8 || id == 9:
			ch.data, ch.elsewhere = -1, true
			c.skip(typ, false, 0)
		default:
			c.skip(typ, false, 0)
		}
	})
	return ch
}

// readChunkMeta reads a ColumnMetaData.
func readChunkMeta(c *compact) (ch chunk) {
	fields := map[int]*int64{4: &ch.codec, 5: &ch.values, 7: &ch.size, 9: &ch.data, 11: &ch.dict}
	c.fields(func(id int, typ byte) {
		if p := fields[id]; p != nil && (typ == thriftI32 || typ == thriftI64) {
			*p = c.int()
			return
		}
		c.skip(typ, false, 0)
	})
	return ch
}

// guardChunk walks the pages of one chunk; data ends at the footer.
func guardChunk(ch chunk, data []byte, lim limits) error {
	if ch.elsewhere {
		return errors.New("is in another file or encrypted")
	}
	start := ch.data
	if ch.dict > 0 && ch.dict < start {
		start = ch.dict
	}
	n := int64(len(data))
	if start < 4 || start > n || ch.size < 0 || ch.size > n-start {
		return fmt.Errorf("corrupt: %d bytes at %d of %d", ch.size, start, n)
	}
	var values int64
	for pages := data[start : start+ch.size]; len(pages) > 0 && values < ch.values; {
		p, rest, err := readPage(pages)
		if err != nil {
			return err
		}
		if err := p.check(ch.codec, lim); err != nil {
			return err
		}
		if !p.dictionary {
			values += p.values
		}
		pages = rest
	}
	if values != ch.values {
		return fmt.Errorf("corrupt: %d values, its pages have %d", ch.values, values)
	}
	return nil
}
