package table

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"
)

// Meta reads the key-value metadata of a Parquet file from its footer alone,
// Arrow's and this package's own entries included.
func Meta(data []byte) (map[string]string, error) {
	fs, err := footerFields(data)
	if err != nil {
		return nil, fmt.Errorf("table: %w", err)
	}
	meta := map[string]string{}
	for _, e := range entries(fs) {
		meta[e.key] = e.value
	}
	return meta, nil
}

// SetMeta returns the file with its metadata changed: entries in set are added
// or replaced, in sorted order after the others; entries for which drop says
// true go. Column data are not touched, nor even read; the same entries give
// the same bytes.
func SetMeta(data []byte, set map[string]string, drop func(key string) bool) ([]byte, error) {
	fs, err := footerFields(data)
	if err != nil {
		return nil, fmt.Errorf("table: %w", err)
	}
	var list []entry
	for _, e := range entries(fs) {
		_, replaced := set[e.key]
		if !replaced && (drop == nil || !drop(e.key)) {
			list = append(list, e)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(set)) {
		if k == "" || k == columnsKey || k == schemaKey || !utf8.ValidString(k) || !utf8.ValidString(set[k]) {
			return nil, fmt.Errorf("table: metadata key %q is taken, empty or not UTF-8", k)
		}
		list = append(list, entry{k, set[k]})
	}
	start, _ := split(data)
	out := append([]byte{}, data[:start]...)
	out = appendFields(out, withEntries(fs, list))
	out = binary.LittleEndian.AppendUint32(out, uint32(len(out)-start))
	return append(out, magic...), nil
}

// A field is one field of the footer's outermost struct, its value unparsed.
type field struct {
	id  int
	typ byte
	raw []byte
}

// An entry is one KeyValue.
type entry struct{ key, value string }

const (
	kvField    = 5     // FileMetaData.key_value_metadata
	maxEntries = 10000 // of it; a byte of the file can be an empty one
)

func footerFields(data []byte) ([]field, error) {
	start, err := split(data)
	if err != nil {
		return nil, err
	}
	c := &compact{data: data[start : len(data)-8], left: ours().elements}
	var fs []field
	last, sorted := 0, true
	c.fields(func(id int, typ byte) {
		from := c.pos
		c.skip(typ, false, 0)
		sorted = sorted && id > last
		last = id
		if !c.bad {
			fs = append(fs, field{id, typ, c.data[from:c.pos]})
		}
	})
	if c.bad || !sorted || c.pos != len(c.data) {
		return nil, errors.New("corrupt footer")
	}
	for _, f := range fs {
		kv := &compact{data: f.raw, left: maxEntries}
		if f.id == kvField {
			kv.skip(f.typ, false, 0)
		}
		if kv.bad {
			return nil, fmt.Errorf("corrupt footer, or more than %d entries in its metadata", maxEntries)
		}
	}
	return fs, nil
}

func entries(fs []field) (list []entry) {
	for _, f := range fs {
		if f.id != kvField || f.typ != thriftList {
			continue
		}
		c := &compact{data: f.raw, left: ours().elements}
		c.list(func(typ byte) {
			if typ != thriftStruct {
				c.fail()
				return
			}
			var e entry
			c.fields(func(id int, typ byte) {
				switch {
				case id == 1 && typ == thriftBinary:
					e.key = string(c.binary())
				case id == 2 && typ == thriftBinary:
					e.value = string(c.binary())
				default:
					c.skip(typ, false, 0)
				}
			})
			if !c.bad {
				list = append(list, e)
			}
		})
	}
	return list
}

// withEntries puts the list in its place among the fields, or takes an empty
// one out.
func withEntries(fs []field, list []entry) []field {
	fs = slices.DeleteFunc(slices.Clone(fs), func(f field) bool { return f.id == kvField })
	if len(list) == 0 {
		return fs
	}
	at := slices.IndexFunc(fs, func(f field) bool { return f.id > kvField })
	if at < 0 {
		at = len(fs)
	}
	return slices.Insert(fs, at, field{kvField, thriftList, rawEntries(list)})
}

func rawEntries(list []entry) []byte {
	raw := []byte{byte(len(list)<<4) | thriftStruct}
	if len(list) > 14 {
		raw = binary.AppendUvarint([]byte{0xf0 | thriftStruct}, uint64(len(list)))
	}
	for _, e := range list {
		for _, s := range []string{e.key, e.value} {
			raw = append(raw, 1<<4|thriftBinary)
			raw = binary.AppendUvarint(raw, uint64(len(s)))
			raw = append(raw, s...)
		}
		raw = append(raw, thriftStop)
	}
	return raw
}

// appendFields writes a struct; field headers hold the step from the last ID.
func appendFields(out []byte, fs []field) []byte {
	last := 0
	for _, f := range fs {
		if step := f.id - last; step <= 15 {
			out = append(out, byte(step<<4)|f.typ)
		} else {
			out = append(out, f.typ)
			out = binary.AppendVarint(out, int64(f.id)) // zigzag, as in Thrift
		}
		out = append(out, f.raw...)
		last = f.id
	}
	return append(out, thriftStop)
}
