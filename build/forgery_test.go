package main

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nofreelunch/pipeline/provenance"
	"nofreelunch/pipeline/table"
)

// A forgery is a figure or table with altered bytes.
type forgery struct {
	name, file string // file: as it is called, in a folder of its own
	data       []byte
}

// forger collects forgeries of one file.
type forger struct {
	t     *testing.T
	file  string // "setup.png" or "errors.parquet"
	whole []byte
	plain []byte // without provenance
	meta  map[string]string
	made  []forgery
}

func forge(t *testing.T, path string) *forger {
	t.Helper()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	meta, err := provenance.Read(whole)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := provenance.Strip(whole)
	if err != nil {
		t.Fatal(err)
	}
	return &forger{t, filepath.Base(path), whole, plain, meta, nil}
}

// as adds a forgery as it is.
func (f *forger) as(name string, data []byte) {
	f.t.Helper()
	if bytes.Equal(data, f.whole) {
		f.t.Fatalf("%s: %s alters nothing", f.file, name)
	}
	f.made = append(f.made, forgery{name, f.file, data})
}

// stamped adds a forgery under the true provenance, as if it had been made so.
func (f *forger) stamped(name string, plain []byte) {
	f.t.Helper()
	data, err := provenance.Stamp(plain, f.meta)
	if err != nil {
		f.t.Fatalf("%s: %s: %v", f.file, name, err)
	}
	f.as(name, data)
}

// claiming adds the true drawing with another provenance.
func (f *forger) claiming(key, value string) {
	f.t.Helper()
	meta := map[string]string{}
	for k, v := range f.meta {
		meta[k] = v
	}
	meta[key] = value
	data, err := provenance.Stamp(f.plain, meta)
	if err != nil {
		f.t.Fatal(err)
	}
	f.as("provenance: another "+key, data)
}

// replaced adds a file in which the last occurrence of a text is another one.
func (f *forger) replaced(name, from, to string) {
	f.t.Helper()
	at := bytes.LastIndex(f.plain, []byte(from))
	if at < 0 {
		f.t.Fatalf("%s: %s: no %q", f.file, name, from)
	}
	f.stamped(name, spliced(f.plain[:at], []byte(to), f.plain[at+len(from):]))
}

func spliced(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// common are forgeries of any format.
func (f *forger) common() {
	zero := strings.Repeat("0", 64)
	f.claiming("key", zero)
	f.claiming("content", zero)
	f.claiming("tree", zero)
	f.claiming("command", "go run ./build setup -profile laptop")
	f.claiming("sources", "[]")
	f.claiming("author", "somebody else")
	f.as("a byte behind the end", append(bytes.Clone(f.whole), 0))
	f.as("a file behind the end", append(bytes.Clone(f.whole), "PK\x03\x04 anything"...))
	for _, part := range []int{3, 7} { // in the tenths of the file
		flipped := bytes.Clone(f.whole)
		flipped[len(flipped)*part/10] ^= 1
		f.as(fmt.Sprintf("a bit flipped at %d/10", part), flipped)
	}
	f.as("the last byte cut off", f.whole[:len(f.whole)-1])
}

func (f *forger) png() {
	chunk := func(typ, data string) []byte {
		b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		b = append(append(b, typ...), data...)
		return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
	}
	head := 8 + 25 // magic and IHDR
	end := len(f.whole) - 12
	within := func(at int, more ...[]byte) []byte { return spliced(f.whole[:at], spliced(more...), f.whole[at:]) }
	f.as("a gamma chunk that darkens it", within(head, chunk("gAMA", "\x00\x00\x10\x00")))
	f.as("a colour profile", within(head, chunk("sRGB", "\x01")))
	f.as("a resolution", within(end, chunk("pHYs", "\x00\x00\x0b\x13\x00\x00\x0b\x13\x01")))
	f.as("a text chunk", within(end, chunk("tEXt", "Author\x00somebody")))
	f.as("a time", within(end, chunk("tIME", "\x07\xea\x01\x01\x00\x00\x00")))
	f.as("an entry twice", within(head, chunk("iTXt", "nofreelunch:key\x00\x00\x00\x00\x00other")))
	f.as("frames of an animation", within(head, chunk("acTL", "\x00\x00\x00\x01\x00\x00\x00\x00")))
	f.as("a chunk behind the end", append(bytes.Clone(f.whole), chunk("tEXt", "a\x00b")...))
	picture, err := png.Decode(bytes.NewReader(f.plain))
	if err != nil {
		f.t.Fatal(err)
	}
	encoded := func(m image.Image) []byte {
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, m); err != nil {
			f.t.Fatal(err)
		}
		return b.Bytes()
	}
	f.stamped("the same pixels, compressed otherwise", encoded(picture))
	painted := image.NewNRGBA(picture.Bounds())
	draw.Draw(painted, painted.Bounds(), picture, image.Point{}, draw.Src)
	painted.Set(9, 9, color.NRGBA{200, 0, 0, 255})
	f.stamped("one pixel painted red", encoded(painted))
}

func (f *forger) pdf() {
	update := func(of []byte, objects string) []byte { // an incremental update, whose table a reader rebuilds
		return fmt.Appendf(bytes.Clone(of), "%s\nxref\n0 0\ntrailer\n<< /Size 99 /Root 1 0 R /Prev 0 >>\nstartxref\n%d\n%%%%EOF\n", objects, len(of)+len(objects)+1)
	}
	red := "1 0 0 rg 0 0 9999 9999 re f"
	f.as("a red rectangle by an update", update(f.whole, fmt.Sprintf("4 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj", len(red), red)))
	f.as("a script by an update", update(f.whole, "1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>\nendobj"))
	f.as("XMP by an update", update(f.whole, "99 0 obj\n<< /Type /Metadata /Subtype /XML /Length 12 >>\nstream\n<x:xmpmeta/>\nendstream\nendobj"))
	f.as("a comment behind the end", append(bytes.Clone(f.whole), "% nothing\n"...))
	f.as("an older version", append([]byte("%PDF-1.3"), f.whole[8:]...))
	f.replaced("the page smaller", "/MediaBox [0 0 ", "/MediaBox [9 9 ")
	f.replaced("another producer", "(nofreelunch)", "(somethingelse)")
	f.replaced("another date", "D:20000101000000Z", "D:20260101000000Z")
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := z.Write([]byte(red)); err != nil || z.Close() != nil {
		f.t.Fatal(err)
	}
	before, rest, _ := bytes.Cut(f.plain, []byte("stream\n"))
	_, after, _ := bytes.Cut(rest, []byte("\nendstream"))
	f.stamped("another page", spliced(before, []byte("stream\n"), b.Bytes(), []byte("\nendstream"), after))
	before, after, _ = bytes.Cut(f.whole, []byte("%nofreelunch-provenance"))
	f.as("something before the provenance", spliced(before, []byte("% nothing\n%nofreelunch-provenance"), after))
}

func (f *forger) svg() {
	at := bytes.LastIndex(f.whole, []byte("</svg>"))
	within := func(text string) []byte { return spliced(f.whole[:at], []byte(text), f.whole[at:]) }
	f.as("hidden by a style", within("<style>path{display:none}</style>"))
	f.as("a red rectangle", within(`<rect width="999" height="999" fill="red"/>`))
	f.as("a script", within("<script>1</script>"))
	f.as("a comment", within("<!-- nothing -->"))
	f.as("a space", within(" "))
	f.as("a comment behind the end", append(bytes.Clone(f.whole), "<!-- nothing -->"...))
	f.as("a style sheet from elsewhere", append([]byte(`<?xml-stylesheet href="https://example.org/x.css"?>`), f.whole...))
	f.as("a doctype", append([]byte("<!DOCTYPE svg>"), f.whole...))
	f.as("entities", append([]byte("<!DOCTYPE svg [<!ENTITY a 'b'>]>"), f.whole...))
	f.as("a mark of byte order", append([]byte("\xef\xbb\xbf"), f.whole...))
	f.as("a second provenance", bytes.Replace(f.whole, []byte("</metadata>"), []byte("</metadata><metadata xmlns:p='urn:nofreelunch:provenance'/>"), 1))
	f.replaced("another attribute", " d=\"M", " opacity=\"0\" d=\"M")
}

func (f *forger) parquet() {
	with := func(name, key, value string) {
		data, err := table.SetMeta(f.whole, map[string]string{key: value}, nil)
		if err != nil {
			f.t.Fatal(err)
		}
		f.as(name, data)
	}
	with("an entry in the footer", "author", "somebody")
	with("another schema of pandas", "pandas", "{}")
	without, err := table.SetMeta(f.whole, nil, func(key string) bool { return key == "stage" })
	if err != nil {
		f.t.Fatal(err)
	}
	if !bytes.Equal(without, f.whole) {
		f.as("an entry less in the footer", without)
	}
	value := bytes.Clone(f.whole)
	value[4+60] ^= 0x40 // in the first page
	f.as("another value", value)
	footer := bytes.Clone(f.whole)
	footer[len(footer)-200] ^= 1
	f.as("another footer", footer)
	f.as("the same twice", spliced(f.whole, f.whole))
	f.as("bytes between data and footer", spliced(f.whole[:4], []byte("hidden"), f.whole[4:]))
	f.made = append(f.made, forgery{"the name of another table", "maps.parquet", f.whole})
}

// None of the files that somebody altered is said to be what its commit makes,
// and every one that nobody touched is.
func TestForgeries(t *testing.T) {
	p := newPlace(t).unlocked()
	p.write("figures/other.go", "package figures\n")
	p.git("add", "-A")
	p.git("commit", "-q", "-m", "Other sources")
	p.git("rm", "-q", "figures/other.go")
	p.git("commit", "-q", "-m", "The same sources again")
	p.ok("setup", smoke)

	paths := []string{"setup.png", "setup.pdf", "setup.svg", "setup/errors.parquet"}
	args := []string{"reproduce", "-q", "-json"}
	var made []forgery
	for _, path := range paths {
		path = filepath.Join(p.dir, outDir, path)
		args = append(args, path)
		f := forge(t, path)
		f.common()
		map[string]func(){".png": f.png, ".pdf": f.pdf, ".svg": f.svg, ".parquet": f.parquet}[filepath.Ext(path)]()
		if os.Getenv("NOFREELUNCH_LONG") != "" { // each order is one more build and run
			f.claiming("commit", p.git("rev-parse", "HEAD~1"))
			f.claiming("profile", "laptop")
			f.claiming("figure", "figure6")
		}
		made = append(made, f.made...)
	}
	genuine := len(args) - 3
	for i, f := range made {
		dir := filepath.Join(p.dir, "forged", fmt.Sprint(i))
		if err := os.MkdirAll(dir, 0o777); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, f.file)
		if err := os.WriteFile(path, f.data, 0o666); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	out, errs, code := p.run(args...)
	var rows []reproduced
	if err := json.Unmarshal([]byte(out), &rows); err != nil || len(rows) != genuine+len(made) || code != exitDiffers {
		t.Fatalf("exit code %d, %d rows, %v\n%s", code, len(rows), err, errs)
	}
	for _, r := range rows[:genuine] {
		if !r.Same {
			t.Errorf("nobody touched %s, but %s%s", r.File, r.Differ, r.Error)
		}
	}
	certified := 0
	for i, r := range rows[genuine:] {
		if r.Same || r.Differ == "" && r.Error == "" {
			certified++
			t.Errorf("certified: %s: %s", made[i].file, made[i].name)
		}
	}
	t.Logf("%d forged figures, %d certified; %d genuine, all certified", len(made), certified, genuine)
	if left := p.git("status", "--porcelain", "figures", "build", ".git"); left != "" {
		t.Errorf("left behind: %s", left)
	}
}
