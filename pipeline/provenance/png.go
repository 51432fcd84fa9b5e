package provenance

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"strings"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

func isPNG(file []byte) bool { return bytes.HasPrefix(file, []byte(pngMagic)) }

// A pngChunk is one chunk; raw includes its length, type and checksum.
type pngChunk struct {
	typ  string
	data []byte
	raw  []byte
}

// pngChunks splits a file into chunks up to IEND, and what follows it.
func pngChunks(file []byte) (chunks []pngChunk, rest []byte, err error) {
	rest = file[len(pngMagic):]
	for {
		if len(rest) < 12 {
			return nil, nil, errors.New("truncated: no end chunk")
		}
		n := binary.BigEndian.Uint32(rest)
		if uint64(n) > uint64(len(rest)-12) {
			return nil, nil, errors.New("truncated or corrupt chunk")
		}
		c := pngChunk{string(rest[4:8]), rest[8 : 8+n], rest[:12+n]}
		rest = rest[12+n:]
		if crc32.ChecksumIEEE(c.raw[4:8+n]) != binary.BigEndian.Uint32(c.raw[8+n:]) {
			return nil, nil, errors.New("corrupt chunk: checksum")
		}
		if len(chunks) == 0 && c.typ != "IHDR" {
			return nil, nil, errors.New("corrupt: does not begin with a header")
		}
		chunks = append(chunks, c)
		if c.typ == "IEND" {
			return chunks, rest, nil
		}
	}
}

// stampPNG puts the entries right after the header: PIL and others look for
// text before the pixels only.
func stampPNG(file []byte, meta map[string]string) ([]byte, error) {
	chunks, _, err := pngChunks(file)
	if err != nil {
		return nil, err
	}
	head := len(pngMagic) + len(chunks[0].raw)
	out := bytes.Clone(file[:head])
	for _, k := range sorted(meta) {
		out = appendChunk(out, "iTXt", Prefix+k+"\x00\x00\x00\x00\x00"+meta[k])
	}
	return append(out, file[head:]...), nil
}

func appendChunk(out []byte, typ, data string) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	out = append(append(out, typ...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[len(out)-len(data)-4:]))
}

// pngEntry reads one of our iTXt chunks: keyword, two zero bytes for "not
// compressed", empty language and translated keyword, text.
func pngEntry(c pngChunk) (key, value string, ok bool) {
	if c.typ != "iTXt" {
		return "", "", false
	}
	name, ours := strings.CutPrefix(string(c.data), Prefix)
	if !ours {
		return "", "", false
	}
	return strings.Cut(name, "\x00\x00\x00\x00\x00")
}

func readPNG(file []byte) (entries []entry, err error) {
	chunks, _, err := pngChunks(file)
	for _, c := range chunks {
		if k, v, ok := pngEntry(c); ok {
			entries = append(entries, entry{k, v})
		}
	}
	return entries, err
}

func stripPNG(file []byte) ([]byte, error) {
	chunks, rest, err := pngChunks(file)
	if err != nil {
		return nil, err
	}
	out := []byte(pngMagic)
	for _, c := range chunks {
		if _, _, ours := pngEntry(c); !ours {
			out = append(out, c.raw...)
		}
	}
	return append(out, rest...), nil
}
