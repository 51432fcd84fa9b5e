package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
)

// Records are framed alike in every version of the format, so that an older
// program can step over a newer one's:
//
//	magic    8  salted by the file, so a pack inside a blob is not mistaken for records
//	kind     1
//	version  1
//	zero     2
//	length   4  of the payload
//	name    32  key or digest
//	sum      8  first bytes of the SHA-256 of the payload
//	check    4  CRC-32C of the header above
const (
	headerSize = 60
	prologue   = 32 // of a pack file: tag and salt
	maxPayload = 1 << 30

	recordVersion = 2 // 1 had actions in JSON
)

// The kinds of record.
const (
	kindAction  byte = 'A' // name: key; payload: the action, as encodeAction writes it
	kindPlace   byte = 'B' // name: digest; payload: offset and size in the data file beside
	kindBlob    byte = 'D' // name: digest; payload: the blob
	kindFailure byte = 'F' // name: declaration; payload: the failure as JSON
	kindUse     byte = 'U' // name: key; payload: when it was last used, in Unix seconds
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

type header struct {
	kind, version byte
	size          int
	name          [32]byte
	sum           [8]byte
}

func appendRecord(dst []byte, magic [8]byte, kind byte, name [32]byte, payload []byte) []byte {
	start := len(dst)
	dst = append(dst, magic[:]...)
	dst = append(dst, kind, recordVersion, 0, 0)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(payload)))
	dst = append(dst, name[:]...)
	sum := sha256.Sum256(payload)
	dst = append(dst, sum[:8]...)
	dst = binary.LittleEndian.AppendUint32(dst, crc32.Checksum(dst[start:], castagnoli))
	return append(dst, payload...)
}

// parseHeader reads the header at the start of b.
func parseHeader(b []byte, magic [8]byte) (h header, ok bool) {
	if len(b) < headerSize || !bytes.Equal(b[:8], magic[:]) {
		return h, false
	}
	if crc32.Checksum(b[:56], castagnoli) != binary.LittleEndian.Uint32(b[56:]) {
		return h, false
	}
	h.kind, h.version = b[8], b[9]
	h.size = int(binary.LittleEndian.Uint32(b[12:]))
	copy(h.name[:], b[16:48])
	copy(h.sum[:], b[48:56])
	return h, h.size <= maxPayload
}

func (h header) intact(payload []byte) bool {
	sum := sha256.Sum256(payload)
	return [8]byte(sum[:8]) == h.sum
}

// walk calls visit for every intact record in b and returns how many bytes
// are settled: what follows may be a record still being written. Damage is
// stepped over to the next header.
func walk(b []byte, magic [8]byte, visit func(offset int, h header, payload []byte)) (settled, damaged int) {
	at := 0
	for at < len(b) {
		h, ok := parseHeader(b[at:], magic)
		if ok && len(b)-at-headerSize < h.size { // the end is missing, unless a later header follows
			ok = false
		}
		if ok {
			payload := b[at+headerSize : at+headerSize+h.size]
			if h.intact(payload) {
				visit(at, h, payload)
			} else {
				damaged++
			}
			at += headerSize + h.size
			settled = at
			continue
		}
		next := nextHeader(b[at+1:], magic)
		if next < 0 {
			return settled, damaged
		}
		damaged++
		at += 1 + next
		settled = at
	}
	return settled, damaged
}

func nextHeader(b []byte, magic [8]byte) int {
	for from := 0; ; {
		i := bytes.Index(b[from:], magic[:])
		if i < 0 {
			return -1
		}
		if _, ok := parseHeader(b[from+i:], magic); ok {
			return from + i
		}
		from += i + 1
	}
}

// versioned rewrites the version of one record.
func versioned(record []byte, version byte) []byte {
	record[9] = version
	binary.LittleEndian.PutUint32(record[56:], crc32.Checksum(record[:56], castagnoli))
	return record
}

func timestamp(unix int64) []byte {
	return binary.LittleEndian.AppendUint64(nil, uint64(unix))
}
