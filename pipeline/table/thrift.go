package table

import "encoding/binary"

// compact walks Thrift's compact protocol, in which Parquet writes its footer
// and page headers. It reads only what fits: every length is checked against
// the bytes that are left, so nothing is allocated on a claim. After the first
// fault bad is set, and all reads give zero.
type compact struct {
	data []byte
	pos  int
	bad  bool
	left int64 // elements that lists may still have; a reader makes a struct of each
}

const (
	thriftStop   = 0
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftI16    = 4
	thriftI32    = 5
	thriftI64    = 6
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12

	thriftDepth = 32 // deeper than any Parquet structure
)

func (c *compact) fail() { c.bad, c.pos = true, len(c.data) }

func (c *compact) byte() byte {
	if c.pos >= len(c.data) {
		c.fail()
		return 0
	}
	c.pos++
	return c.data[c.pos-1]
}

func (c *compact) uvarint() uint64 {
	x, n := binary.Uvarint(c.data[c.pos:])
	if n <= 0 {
		c.fail()
		return 0
	}
	c.pos += n
	return x
}

// int reads a zigzag integer.
func (c *compact) int() int64 {
	u := c.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

func (c *compact) binary() []byte {
	n := c.uvarint()
	if n > uint64(len(c.data)-c.pos) {
		c.fail()
		return nil
	}
	c.pos += int(n)
	return c.data[c.pos-int(n) : c.pos]
}

// fields calls f for each field of a struct; f must read the value. Fields come
// in the order of their numbers, as all writers write them: of one that came
// twice, two readers could see different ones.
func (c *compact) fields(f func(id int, typ byte)) {
	for id, last := 0, 0; ; last = id {
		head := c.byte()
		if c.bad || head == thriftStop {
			return
		}
		if delta := int(head >> 4); delta != 0 {
			id += delta
		} else {
			id = int(int16(c.int()))
		}
		if id <= last {
			c.fail()
			return
		}
		f(id, head&15)
	}
}

// list calls f for each element of a list; f must read the element.
func (c *compact) list(f func(typ byte)) {
	head := c.byte()
	n := uint64(head >> 4)
	if n == 15 {
		n = c.uvarint()
	}
	if n > uint64(len(c.data)-c.pos) || int64(n) > c.left { // an element takes a byte or more
		c.fail()
		return
	}
	c.left -= int64(n)
	for ; n > 0 && !c.bad; n-- {
		f(head & 15)
	}
}

// skip reads a field's value of any type. In lists, booleans take a byte.
func (c *compact) skip(typ byte, inList bool, depth int) {
	if depth > thriftDepth {
		c.fail()
		return
	}
	switch typ {
	case thriftTrue, thriftFalse:
		if inList {
			c.byte()
		}
	case thriftByte:
		c.byte()
	case thriftI16, thriftI32, thriftI64:
		c.uvarint()
	case thriftDouble:
		for range 8 {
			c.byte()
		}
	case thriftBinary:
		c.binary()
	case thriftList, thriftSet:
		c.list(func(t byte) { c.skip(t, true, depth+1) })
	case thriftStruct:
		c.fields(func(_ int, t byte) { c.skip(t, false, depth+1) })
	default: // maps do not occur in Parquet
		c.fail()
	}
}
