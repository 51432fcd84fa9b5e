package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	pq "github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/schema"

	"nofreelunch/pipeline/provenance"
)

// A bomb is a column that is small in a file and large in memory.
type bomb struct {
	name    string
	node    func(name string) (schema.Node, error)
	write   func(file.ColumnChunkWriter) error
	options []pq.WriterProperty
}

func required(t pq.Type, length int) func(string) (schema.Node, error) {
	return func(name string) (schema.Node, error) {
		return schema.NewPrimitiveNode(name, pq.Repetitions.Required, t, -1, int32(length))
	}
}

// charge is how many columns and values a bomb has.
func charge() (columns, values int) {
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		return 20, 4 << 20
	}
	return 8, 1 << 20
}

// same writes one value again and again.
func same(text []byte) func(file.ColumnChunkWriter) error {
	return func(w file.ColumnChunkWriter) error {
		_, values := charge()
		batches := values >> 16
		if text != nil {
			batches = 1 // hashing them takes the test's time
		}
		for range batches {
			var err error
			switch w := w.(type) {
			case *file.ByteArrayColumnChunkWriter:
				values := make([]pq.ByteArray, 1<<16)
				for i := range values {
					values[i] = text
				}
				_, err = w.WriteBatch(values, nil, nil)
			case *file.FixedLenByteArrayColumnChunkWriter:
				values := make([]pq.FixedLenByteArray, 1<<16)
				for i := range values {
					values[i] = text
				}
				_, err = w.WriteBatch(values, nil, nil)
			case *file.Int64ColumnChunkWriter:
				_, err = w.WriteBatch(make([]int64, 1<<16), nil, nil)
			case *file.BooleanColumnChunkWriter:
				_, err = w.WriteBatch(make([]bool, 1<<16), nil, nil)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
}

func bombs() []bomb {
	zstd := pq.WithCompression(compress.Codecs.Zstd)
	plain := []pq.WriterProperty{pq.WithDictionaryDefault(false), pq.WithStats(false), pq.WithDataPageSize(30 << 20)}
	dictionary := []pq.WriterProperty{pq.WithDictionaryDefault(true), pq.WithStats(false), zstd}
	text := bytes.Repeat([]byte("x"), 4000)
	return []bomb{
		{"zeros", required(pq.Types.Int64, 0), same(nil), append(plain, zstd)},
		{"zeros by gzip", required(pq.Types.Int64, 0), same(nil), append(plain, pq.WithCompression(compress.Codecs.Gzip))},
		{"zeros by snappy", required(pq.Types.Int64, 0), same(nil), append(plain, pq.WithCompression(compress.Codecs.Snappy))},
		{"zeros by brotli", required(pq.Types.Int64, 0), same(nil), append(plain, pq.WithCompression(compress.Codecs.Brotli))},
		{"one number", required(pq.Types.Int64, 0), same(nil), dictionary},
		{"one long text", required(pq.Types.ByteArray, 0), same(text), dictionary},
		{"one long array", required(pq.Types.FixedLenByteArray, 1000), same(text[:1000]), dictionary},
		{"no text", required(pq.Types.ByteArray, 0), same(nil), append(plain, zstd)},
		{"falsehoods", required(pq.Types.Boolean, 0), same(nil), append(plain, zstd)},
	}
}

// detonator is a file of several columns that are each a bomb.
func detonator(t *testing.T, b bomb, columns int) []byte {
	t.Helper()
	var nodes schema.FieldList
	for i := range columns {
		n, err := b.node(fmt.Sprintf("c%d", i))
		if err != nil {
			t.Fatal(err)
		}
		nodes = append(nodes, n)
	}
	root, err := schema.NewGroupNode("schema", pq.Repetitions.Required, nodes, -1)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := file.NewParquetWriter(struct{ io.Writer }{&out}, root, file.WithWriterProps(pq.NewWriterProperties(b.options...)))
	group := w.AppendRowGroup()
	for range columns {
		c, err := group.NextColumn()
		if err == nil {
			err = b.write(c)
		}
		if err == nil {
			err = c.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// lists is a footer that has more in it than there is in the file.
func lists() (files [][]byte) {
	for _, body := range []string{
		"\x15\x02\x19\xfc\xff\xff\x7f" + strings.Repeat("\x00", 2<<20),                 // structs of nothing as columns
		"\x15\x02\x19\x0c\x16\x00\x19\xfc\xff\xff\x7f" + strings.Repeat("\x00", 2<<20), // and as row groups
		"\x15\x02" + strings.Repeat("\x1c", 3<<20),                                     // structs in structs
		strings.Repeat("\x19", 3<<20),                                                  // lists in lists
		"\x15\x02\x19\x0c\x16\x00\x19\x0c\x19\xfc\xff\xff\x7f" + strings.Repeat("\x00", 2<<20),
	} {
		b := append([]byte("PAR1"), body...)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(body)))
		files = append(files, append(b, "PAR1"...))
	}
	return files
}

// pictures are hostile files of the other kinds.
func pictures(t *testing.T) map[string][]byte {
	t.Helper()
	read := func(ext string) []byte {
		b, err := os.ReadFile("../pipeline/provenance/testdata/plot." + ext)
		if err != nil {
			t.Fatal(err)
		}
		if b, err = provenance.Stamp(b, map[string]string{"commit": "abc", "sources": `[{"stage":"train","params":"p","key":"k"}]`}); err != nil {
			t.Fatal(err)
		}
		return b
	}
	lol := "<!ENTITY a0 \"lol\">"
	for i := range 20 {
		lol += fmt.Sprintf("<!ENTITY a%d \"%s\">", i+1, strings.Repeat(fmt.Sprintf("&a%d;", i), 10))
	}
	return map[string][]byte{
		".png": read("png"), ".svg": read("svg"), ".pdf": read("pdf"),
		"laughs.svg": []byte(`<?xml version="1.0"?><!DOCTYPE svg [` + lol + `]><svg xmlns="http://www.w3.org/2000/svg">&a20;</svg>`),
		"deep.svg":   []byte(`<svg xmlns="http://www.w3.org/2000/svg">` + strings.Repeat("<g>", 1<<20)),
		"long.png":   append([]byte("\x89PNG\r\n\x1a\n"), "\xff\xff\xff\xffIHDR"...),
		"many.png":   append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte("\x00\x00\x00\x00tEXt\x00\x00\x00\x00"), 1<<17)...),
	}
}

// look inspects bytes as the command does, and says what that cost.
func look(t *testing.T, name string, data []byte) (printed string, allocated uint64, took time.Duration) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	s := &session{console: console{&out, &out}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	if err := s.inspect(path); err != nil {
		fmt.Fprintln(plainWriter{&out}, err)
	}
	took = time.Since(began)
	runtime.ReadMemStats(&after)
	for _, r := range out.String() {
		if r != '\n' && hidden(r, "") && r != '\ufffd' {
			t.Errorf("%s: %q was printed raw", name, r)
			break
		}
	}
	return out.String(), after.TotalAlloc - before.TotalAlloc, took
}

// TestBombsAreNotSetOff inspects files that are small on disk and gigabytes in
// memory: their description is shown, and their values only if there is room.
func TestBombsAreNotSetOff(t *testing.T) {
	for _, b := range bombs() {
		columns, _ := charge()
		data := detonator(t, b, columns)
		printed, used, _ := look(t, "bomb.parquet", data)
		t.Logf("%s: %d kB, %d MB allocated", b.name, len(data)>>10, used>>20)
		if used > 256<<20+uint64(len(data)) {
			t.Errorf("%s: a file of %d kB takes %d MB", b.name, len(data)>>10, used>>20)
		}
		if !strings.Contains(printed, " rows, ") || !strings.Contains(printed, "too large to look into") {
			t.Errorf("%s: it is not described:\n%.300s", b.name, printed)
		}
	}
	for i, data := range lists() {
		if _, used, _ := look(t, "list.parquet", data); used > 128<<20 {
			t.Errorf("footer %d takes %d MB", i, used>>20)
		}
	}
}

// TestHostileFiles inspects files that are anything: it ends soon, in bounded
// memory, without a crash, and prints nothing raw.
func TestHostileFiles(t *testing.T) {
	n, slowest := 200, time.Minute // a loaded machine is slow; what hangs takes for ever
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		n, slowest = 1000, 2*time.Second
	}
	rng := rand.New(rand.NewPCG(9, 10))
	bases := map[string][]byte{}
	for name, data := range pictures(t) {
		bases[name] = data
	}
	for i, b := range bombs() {
		bases[fmt.Sprintf("%d.parquet", i)] = detonator(t, b, 3)
	}
	for i, data := range lists() {
		bases[fmt.Sprintf("list%d.parquet", i)] = data
	}
	var names []string
	for name := range bases {
		names = append(names, name)
	}
	var most uint64
	var longest time.Duration
	for i := range n {
		name := names[i%len(names)]
		_, used, took := look(t, name, mutated(rng, bases[name]))
		if most = max(most, used); used > 256<<20 {
			t.Errorf("file %d, of %s, takes %d MB", i, name, used>>20)
		}
		if longest = max(longest, took); took > slowest {
			t.Errorf("file %d, of %s, takes %v", i, name, took)
		}
	}
	t.Logf("%d hostile files: none crashed, at most %d MB allocated and %v for one", n, most>>20, longest.Round(time.Millisecond))
}

// mutated is a file with bits flipped, pieces cut, doubled or moved, mostly
// where its structure is: at the ends.
func mutated(rng *rand.Rand, data []byte) []byte {
	b := bytes.Clone(data)
	for range 1 + rng.IntN(6) {
		at := rng.IntN(len(b))
		if near := min(len(b), 600); rng.IntN(3) > 0 {
			at = len(b) - 1 - rng.IntN(near)
		}
		switch rng.IntN(6) {
		case 0:
			b = append(b[:at:at], b[min(len(b), at+1+rng.IntN(20)):]...)
		case 1:
			b = append(b[:at:at], append(bytes.Clone(b[max(0, at-rng.IntN(50)):at]), b[at:]...)...)
		case 2:
			b[at] = []byte{0, 0xff, 0x7f, 0x80, 1, '<', '(', 0x1b}[rng.IntN(8)]
		default:
			b[at] ^= 1 << rng.IntN(8)
		}
		if len(b) == 0 {
			return data[:1]
		}
	}
	return b
}

// Escape sequences in a file are shown, not obeyed.
func TestNothingOfAFileIsPrintedRaw(t *testing.T) {
	evil := "\x1b]0;title\x07\x1b[2J\r\x00\u009b31m\u202edrow\xff\n"
	png, err := os.ReadFile("../pipeline/provenance/testdata/plot.png")
	if err != nil {
		t.Fatal(err)
	}
	chunk := func(typ, data string) []byte {
		b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		b = append(append(b, typ...), data...)
		return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(typ+data)))
	}
	at := bytes.Index(png, []byte("IDAT")) - 4
	data := bytes.Join([][]byte{png[:at], chunk("iTXt", "nofreelunch:commit\x00\x00\x00\x00\x00"+evil), png[at:]}, nil)
	for _, json := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "evil.png")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		s := &session{options: options{JSON: json}, console: console{&out, &out}}
		err := s.inspect(path)
		text := out.String()
		for _, raw := range []string{"\x1b", "\x07", "\r", "\x00", "\u009b", "\u202e"} {
			if strings.Contains(text, raw) {
				t.Errorf("%q is printed raw (JSON: %v)", raw, json)
			}
		}
		t.Log(err, text)
	}
	if got := printable(evil); strings.ContainsAny(got, "\x1b\x07\r\x00\u009b\u202e\n") || strings.Contains(got, "\xff") || !strings.Contains(got, `\x1b]0;title\a`) {
		t.Errorf("printable gives %q", got)
	}
	if plain := "σ_E = 0.12 m, 😀 \\x1b"; printable(plain) != plain {
		t.Errorf("printable changes %q to %q", plain, printable(plain))
	}
}

func TestWhatIsNoFileIsNotInspected(t *testing.T) {
	s := &session{console: console{io.Discard, io.Discard}}
	for _, path := range []string{"/dev/zero", t.TempDir()} {
		if err := s.inspect(path); err == nil {
			t.Errorf("%s was inspected", path)
		}
	}
	big := filepath.Join(t.TempDir(), "big.parquet")
	if err := os.WriteFile(big, []byte("PAR1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(big, 100<<30); err != nil {
		t.Skip(err)
	}
	if err := s.inspect(big); err == nil || !strings.Contains(err.Error(), "limit") {
		t.Errorf("a file of 100 GB: %v", err)
	}
}
