package table

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// limits bound what a file may claim before Arrow sees it.
type limits struct {
	footer     int   // bytes of the footer
	elements   int64 // of all lists in the footer together
	schema     int   // columns and groups of columns
	pageBytes  int64 // uncompressed bytes of one page
	pageValues int64 // values of one page
}

// ours are never met by a file of this package's Writer; foreign let a file
// of another writer through that a person may want to look at.
func ours() limits {
	return limits{footer: 64 << 20, elements: 16 << 20, schema: 10_000, pageBytes: 64 << 20, pageValues: 16 << 20}
}

func foreign() limits {
	return limits{footer: 16 << 20, elements: 1 << 20, schema: 10_000, pageBytes: 256 << 20, pageValues: 64 << 20}
}

// A chunk is what the footer says of one column in one row group.
type chunk struct {
	codec, values, size, data, dict int64
	elsewhere                       bool // in another file, or encrypted

	cost cost
}

// A cost is what a chunk's pages claim to be when they are read.
type cost struct {
	bytes   int64 // uncompressed
	values  int64
	expands bool // values may be longer than the pages are: by dictionary or by prefix
	prefix  bool
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
// returns what its chunks cost to read, by row group, or why Arrow should not be
// given it. What it reads is what Arrow reads: no field may come twice.
func guard(data []byte, lim limits) (costs [][]cost, err error) {
	start, err := split(data)
	if err != nil {
		return nil, err
	}
	if n := len(data) - 8 - start; n > lim.footer {
		return nil, fmt.Errorf("footer of %d bytes, limit %d", n, lim.footer)
	}
	c := &compact{data: data[start : len(data)-8], left: lim.elements}
	var fault error
	var rows, total, columns, packed int64
	c.fields(func(id int, typ byte) {
		switch {
		case id == 2 && typ == thriftList:
			c.list(func(typ byte) { columns++; c.skip(typ, true, 0) })
		case id == 3 && typ == thriftI64:
			total = c.int()
		case id == 4 && typ == thriftList:
			c.list(func(typ byte) {
				g, err := guardGroup(c, typ, data[:start], lim)
				rows, packed = rows+g.rows, packed+g.packed
				costs = append(costs, g.costs)
				if err == nil && packed > int64(start) {
					err = fmt.Errorf("corrupt: columns of %d bytes in a file of %d", packed, len(data))
				}
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
		return nil, fault
	case c.bad:
		return nil, errors.New("corrupt footer, or too much in it")
	case columns > int64(lim.schema):
		return nil, fmt.Errorf("%d columns, limit %d", columns, lim.schema)
	case rows != total:
		return nil, fmt.Errorf("corrupt: footer says %d rows, its row groups %d", total, rows)
	}
	return costs, nil
}

// A group is what was found of a row group.
type group struct {
	rows, packed int64 // packed: bytes in the file
	costs        []cost
}

// guardGroup reads a RowGroup and checks its chunks.
func guardGroup(c *compact, typ byte, data []byte, lim limits) (g group, err error) {
	if typ != thriftStruct {
		c.fail()
		return g, nil
	}
	var chunks []chunk
	c.fields(func(id int, typ byte) {
		switch {
		case id == 1 && typ == thriftList:
			c.list(func(typ byte) { chunks = append(chunks, readChunk(c, typ)) })
		case id == 3 && typ == thriftI64:
			g.rows = c.int()
		default:
			c.skip(typ, false, 0)
		}
	})
	if c.bad {
		return g, nil
	}
	if g.rows != 0 && len(chunks) == 0 {
		return g, fmt.Errorf("corrupt: row group of %d rows without columns", g.rows)
	}
	for i, ch := range chunks {
		if g.rows < 0 || g.rows > ch.values {
			return g, fmt.Errorf("corrupt: row group of %d rows, column %d has %d values", g.rows, i, ch.values)
		}
		if err := guardChunk(&ch, data, lim); err != nil {
			return g, fmt.Errorf("column %d: %w", i, err)
		}
		g.packed += ch.size
		if g.packed > int64(len(data)) { // walking the same bytes again and again takes for ever
			return g, fmt.Errorf("corrupt: columns of %d bytes and more in a file of %d", g.packed, len(data))
		}
		g.costs = append(g.costs, ch.cost)
	}
	return g, nil
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
func guardChunk(ch *chunk, data []byte, lim limits) error {
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
		ch.cost.bytes += p.size
		if !p.dictionary {
			values += p.values
		}
		ch.cost.expands = ch.cost.expands || p.dictionary
		ch.cost.prefix = ch.cost.prefix || p.encoding == deltaByteArray
		pages = rest
	}
	if values != ch.values {
		return fmt.Errorf("corrupt: %d values, its pages have %d", ch.values, values)
	}
	ch.cost.values = values
	return nil
}
