package provenance_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/tiff"

	"nofreelunch/pipeline/provenance"
	"nofreelunch/pipeline/table"
)

type row struct {
	A int32   `unit:"1" doc:"a"`
	B float64 `unit:"m" doc:"b"`
}

// files are unstamped files of every format, drawn by gonum/plot where they
// are figures, with their extensions.
func files(t testing.TB) map[string][]byte {
	t.Helper()
	blobs, err := table.Encode([]row{{1, 2}, {3, 4}}, map[string]string{"note": "kept"})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{"parquet": blobs["table.parquet"]}
	for _, ext := range []string{"png", "svg", "pdf"} {
		if out[ext], err = os.ReadFile("testdata/plot." + ext); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := tiff.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2)), nil); err != nil {
		t.Fatal(err)
	}
	out["tiff"] = b.Bytes()
	out["eps"] = []byte("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n0 0 m 9 9 l s\n%%EOF\n")
	return out
}

func meta() map[string]string {
	return map[string]string{
		"commit":   "0123456789abcdef",
		"command":  `go run ./build figure7 -profile "smoke" (\ < > & ')`,
		"versions": "go1.26\r\n\tarrow v17\n",
		"unicode":  "σ_E = 0.12 m, s ≥ 2, 😀 Ü",
		"empty":    "",
		"network":  `{"units":128,` + strings.Repeat(`"long":[1,2,3],`, 3000) + `"end":"]]>"}`,
	}
}

func stamp(t testing.TB, file []byte, m map[string]string) []byte {
	t.Helper()
	out, err := provenance.Stamp(file, m)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestStampReadStrip(t *testing.T) {
	for ext, file := range files(t) {
		t.Run(ext, func(t *testing.T) {
			if _, err := provenance.Read(file); !errors.Is(err, provenance.ErrUnstamped) {
				t.Errorf("unstamped: %v", err)
			}
			stamped := stamp(t, file, meta())
			got, err := provenance.Read(stamped)
			if err != nil {
				t.Fatal(err)
			}
			if !maps.Equal(got, meta()) {
				t.Errorf("read %q", got)
			}
			for range 5 { // map order must not show
				if !bytes.Equal(stamped, stamp(t, file, meta())) {
					t.Fatal("bytes differ between runs")
				}
			}
			plain, err := provenance.Strip(stamped)
			if err != nil || !bytes.Equal(plain, file) {
				t.Errorf("stripping does not give the file back (%v)", err)
			}
			if plain, err = provenance.Strip(file); err != nil || !bytes.Equal(plain, file) {
				t.Errorf("stripping an unstamped file changes it (%v)", err)
			}
			again := stamp(t, stamped, map[string]string{"commit": "new"})
			if got, err := provenance.Read(again); err != nil || len(got) != 1 || got["commit"] != "new" {
				t.Errorf("restamped: %q, %v", got, err)
			}
			if !bytes.Equal(again, stamp(t, file, map[string]string{"commit": "new"})) {
				t.Error("restamping depends on the old stamp")
			}
		})
	}
}

func TestPixelsStay(t *testing.T) {
	file := files(t)["png"]
	decode := func(b []byte) image.Image {
		m, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	a, b := decode(file), decode(stamp(t, file, meta()))
	if fmt.Sprint(a) != fmt.Sprint(b) {
		t.Error("pixels changed")
	}
}

func TestTableStays(t *testing.T) {
	f, err := table.Open(stamp(t, files(t)["parquet"], meta()), -1)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(f.Columns[1].Values) != "[2 4]" || f.Meta["note"] != "kept" || f.Meta["nofreelunch:commit"] != "0123456789abcdef" || f.Columns[1].Unit != "m" {
		t.Errorf("%+v", f)
	}
}

func TestRefusals(t *testing.T) {
	for _, b := range []string{"", "x", "GIF89a", "<html></html>", "{}", "<?xml version='1.0'?><a/>", "<svg", "<svg/>"} {
		if _, err := provenance.Read([]byte(b)); !errors.Is(err, provenance.ErrFormat) {
			t.Errorf("%q: %v", b, err)
		}
		if _, err := provenance.Stamp([]byte(b), meta()); !errors.Is(err, provenance.ErrFormat) {
			t.Errorf("%q: %v", b, err)
		}
	}
	for k, v := range map[string]string{"": "x", "a b": "x", "ü": "x", strings.Repeat("k", 61): "x", "nul": "\x00", "bad": "\xff", "esc": "\x1b[0m"} {
		if _, err := provenance.Stamp(files(t)["png"], map[string]string{k: v}); err == nil {
			t.Errorf("%q=%q is accepted", k, v)
		}
	}
	for ext, file := range files(t) {
		if _, err := provenance.Stamp(file[:len(file)/2], meta()); ext != "svg" && err == nil {
			t.Errorf("half a %s is stamped", ext)
		}
	}
	for name, pdf := range map[string]string{
		"stream":    "%PDF-1.5\n1 0 obj <</Type/XRef/Size 2/Root 2 0 R>> stream\nendstream endobj\nstartxref\n9\n%%EOF",
		"encrypted": "%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer <</Size 1/Root 1 0 R/Encrypt 2 0 R>>\nstartxref\n9\n%%EOF",
	} {
		if _, err := provenance.Stamp([]byte(pdf), meta()); err == nil || !strings.Contains(err.Error(), "not supported") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := provenance.Read([]byte(pdf)); !errors.Is(err, provenance.ErrUnstamped) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOtherPrograms has the usual PDF programs judge a stamped file.
func TestOtherPrograms(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.pdf")
	old := files(t)["pdf"]
	if err := os.WriteFile(path, stamp(t, old, meta()), 0o644); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"qpdf", "--check", path}, "No syntax or stream encoding errors"},
		{[]string{"pdfinfo", "-custom", path}, "0123456789abcdef"},
		{[]string{"pdfinfo", path}, "Producer:        nofreelunch"},
		{[]string{"mutool", "info", path}, "0123456789abcdef"},
	} {
		if _, err := exec.LookPath(c.args[0]); err != nil {
			continue
		}
		ran++
		out, err := exec.Command(c.args[0], c.args[1:]...).CombinedOutput()
		if err != nil || !strings.Contains(strings.ToLower(string(out)), strings.ToLower(c.want)) || strings.Contains(string(out), "WARNING") {
			t.Errorf("%v: %v\n%s", c.args, err, out)
		}
	}
	if ran == 0 {
		t.Skip("neither qpdf, pdfinfo nor mutool is installed")
	}
}

// TestCorrupt flips bytes and cuts all over each file.
func TestCorrupt(t *testing.T) {
	for _, file := range files(t) {
		stamped := stamp(t, file, map[string]string{"commit": "abc", "note": "σ"})
		step := 1 + len(stamped)/1000
		if os.Getenv("NOFREELUNCH_LONG") != "" {
			step = 1
		}
		for i := 0; i < len(stamped); i += step {
			b := bytes.Clone(stamped)
			b[i] ^= byte(1 + i%255)
			all(b)
			all(stamped[:i])
		}
	}
}

// all calls everything; what it returns is not known, only that it returns.
func all(b []byte) {
	_, _ = provenance.Read(b)
	_, _ = provenance.Strip(b)
	_, _ = provenance.Stamp(b, map[string]string{"commit": "def"})
}

// Fuzz checks that whatever can be stamped can be read and stripped again.
func Fuzz(f *testing.F) {
	for _, file := range files(f) {
		f.Add(file, "abc")
		f.Add(stamp(f, file, map[string]string{"commit": "abc"}), "σ")
	}
	f.Fuzz(func(t *testing.T, b []byte, value string) {
		all(b)
		want := map[string]string{"commit": value}
		stamped, err := provenance.Stamp(b, want)
		if err != nil {
			return
		}
		plain, err := provenance.Strip(b)
		if err != nil {
			t.Fatal(err)
		}
		back, err := provenance.Strip(stamped)
		if err != nil || !bytes.Equal(plain, back) {
			t.Fatalf("strip(stamp(x)) is not strip(x): %v", err)
		}
	})
}

func Example() {
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>`)
	stamped, err := provenance.Stamp(svg, map[string]string{"commit": "abc123", "profile": "smoke"})
	if err != nil {
		panic(err)
	}
	fmt.Println(string(stamped))
	read, _ := provenance.Read(stamped)
	fmt.Println(read["profile"])
	plain, _ := provenance.Strip(stamped)
	fmt.Println(bytes.Equal(plain, svg))
	// Output:
	// <svg xmlns="http://www.w3.org/2000/svg"><metadata id="nofreelunch-provenance"><p:provenance xmlns:p="urn:nofreelunch:provenance"><p:entry key="nofreelunch:commit">abc123</p:entry><p:entry key="nofreelunch:profile">smoke</p:entry></p:provenance></metadata><circle r="1"/></svg>
	// smoke
	// true
}

// What is read holds nothing that Stamp would not write, and no entry twice.
func TestEntriesThatStampWouldNotWrite(t *testing.T) {
	for ext, file := range files(t) {
		stamped := stamp(t, file, map[string]string{"commit": "abcdef", "figure": "x"})
		for to, from := range map[string]string{
			"\x1b[31md": "abcdef", "abcd\x07f": "abcdef", "\xff\xfe\xff\xfe\xff\xfe": "abcdef", "a\xc2\x9bdef": "abcdef",
			"nofreelunch:commit": "nofreelunch:figure", "nofreelunch:figu/e": "nofreelunch:figure",
		} {
			if ext == "parquet" && to == "nofreelunch:commit" {
				continue // its reader takes the last of two
			}
			forged := resealed(ext, bytes.ReplaceAll(stamped, []byte(from), []byte(to)))
			if got, err := provenance.Read(forged); err == nil || strings.ContainsAny(err.Error(), "\x1b\x07") {
				t.Errorf("%s: %q is read as %q, %v", ext, to, got, err)
			}
		}
	}
}

// resealed corrects the checksums of a PNG.
func resealed(ext string, file []byte) []byte {
	if ext != "png" {
		return file
	}
	for at := 8; at+12 <= len(file); {
		n := int(binary.BigEndian.Uint32(file[at:]))
		sum := crc32.ChecksumIEEE(file[at+4 : at+8+n])
		binary.BigEndian.PutUint32(file[at+8+n:], sum)
		at += 12 + n
	}
	return file
}

// Ten megabytes of anything take no longer than they must: a reader that
// looked at every place from every other would not end here.
func TestLargeHostileFiles(t *testing.T) {
	const size = 10 << 20
	fill := func(head, part, tail string) []byte {
		return []byte(head + strings.Repeat(part, size/len(part)) + tail)
	}
	chunk := "\x00\x00\x00\x00iTXt\xa0\x64\xfb\x9e"
	for name, file := range map[string][]byte{
		"startxref":     fill("%PDF-1.4\n", "startxref\n9\n%%EOF\n", ""),
		"tables":        fill("%PDF-1.4\nxref\n0 999999999\n", "0000000000 00000 n \n", "trailer\n<< /Size 9 >>\nstartxref\n9\n%%EOF"),
		"markers":       fill("%PDF-1.4\n", "\n%nofreelunch-provenance at 9\n/nofreelunch:a (b)\n", ""),
		"entries":       append(fill("%PDF-1.4\n\n%nofreelunch-provenance at 9\n", "/nofreelunch:a (b)\n", ""), ">>\nendobj\n"...),
		"open brackets": fill("%PDF-1.4\n", "<<(([", ""),
		"one entry":     fill("%PDF-1.4\n\n%nofreelunch-provenance at 9\n/nofreelunch:a (", `\(`, "\n"),
		"objects":       fill("%PDF-1.4\n", "\n5 0 obj\n<<", "\ntrailer\n<< /Size 6 /Root 1 0 R /Info 5 0 R >>\nstartxref\n9\n%%EOF\n"),
		"elements":      []byte("<svg x='urn:nofreelunch:provenance'>" + strings.Repeat("<g>", size/3)),
		"svg entries":   fill(`<svg x=''><metadata id="nofreelunch-provenance"><p:provenance xmlns:p="urn:nofreelunch:provenance">`, `<p:entry key="nofreelunch:a">b</p:entry>`, "</p:provenance></metadata>"),
		"comments":      fill("", "<!---->", "<svg>"),
		"open comments": fill("<!--", "<!--", ""),
		"processing":    fill("", "<?", ""),
		"chunks":        fill("\x89PNG\r\n\x1a\n\x00\x00\x00\x00IHDR\xa8\xa1\xae\x0a", chunk, ""),
		"eps lines":     fill("%!PS-Adobe-3.0\n%%EndComments\n%nofreelunch-provenance begins\n", "%nofreelunch:a b\n", "%nofreelunch-provenance ends\n"),
		"eps headers":   fill("%!PS-Adobe-3.0\n", "%%EndComment\n", ""),
		"tiff lines":    fill("II*\x00", "%nofreelunch-provenance begins\n", "%nofreelunch-provenance ends\n"),
		"footer":        fill("PAR1", "\x19\x1c", "\x00\x00\xa0\x00PAR1"),
	} {
		if _, err := provenance.Read(file); err == nil {
			t.Errorf("%s: read", name)
		}
		_, _ = provenance.Strip(file)
		_, _ = provenance.Stamp(file, map[string]string{"commit": "abc"})
	}
}
