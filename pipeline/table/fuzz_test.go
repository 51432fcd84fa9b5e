package table

import (
	"bytes"
	"runtime"
	"testing"
)

type sampleRow struct {
	Bins  int32
	Name  string
	Rates []float32 `shape:"Bins"`
}

func sampleFile(f *testing.F) []byte {
	f.Helper()
	files, err := Encode([]sampleRow{{2, "a", []float32{1, 2}}, {0, "b", nil}, {1, "a", []float32{0}}}, map[string]string{"note": "kept"})
	if err != nil {
		f.Fatal(err)
	}
	return files["table.parquet"]
}

// FuzzThrift walks anything as a struct: it ends, and reads no further than the
// end.
func FuzzThrift(f *testing.F) {
	file := sampleFile(f)
	start, err := split(file)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file[start : len(file)-8])
	f.Add([]byte("\x1c\x1c\x1c\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c := &compact{data: b, left: 1000}
		c.skip(thriftStruct, false, 0)
		if c.pos > len(b) || c.left < 0 {
			t.Errorf("at %d of %d, %d elements left", c.pos, len(b), c.left)
		}
	})
}

// FuzzPage reads anything as pages: each takes something, and none more than
// there is.
func FuzzPage(f *testing.F) {
	file := sampleFile(f)
	f.Add(file[4:], int64(codecZstd))
	f.Add(file[4:], int64(codecNone))
	f.Fuzz(func(t *testing.T, b []byte, codec int64) {
		for len(b) > 0 {
			p, rest, err := readPage(b)
			if err != nil {
				return
			}
			if len(rest) >= len(b) || len(p.body) > len(b) {
				t.Fatalf("a page of %d bytes leaves %d of %d", len(p.body), len(rest), len(b))
			}
			_ = p.check(codec, foreign())
			b = rest
		}
	})
}

// FuzzOpen opens anything as a table, in bounded memory.
func FuzzOpen(f *testing.F) {
	file := sampleFile(f)
	f.Add(file)
	f.Add(bytes.Replace(file, []byte("PAR1"), []byte("PARE"), 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = Open(b, 5)
		_, _ = Meta(b)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 256<<20+8*uint64(len(b)) {
			t.Errorf("a file of %d bytes takes %d MB", len(b), used>>20)
		}
	})
}
