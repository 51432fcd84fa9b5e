package table_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"nofreelunch/pipeline/table"
)

type mood string

type everything struct {
	Flag    bool      `unit:"1" doc:"a flag"`
	Small   int32     `unit:"1" doc:"a small integer"`
	Large   int64     `unit:"1" doc:"a large integer"`
	RateHz  float32   `unit:"Hz" doc:"a rate"`
	WidthM  float64   `unit:"m" doc:"a width"`
	Name    string    `unit:"1" doc:"a name"`
	Mood    mood      `unit:"1" doc:"a typed string"`
	Rows    int32     `unit:"1" doc:"rows of the map"`
	Columns int32     `unit:"1" doc:"columns of the map"`
	Map     []float32 `unit:"Hz" doc:"a map" shape:"Rows,Columns"`
	Series  []float64 `unit:"m" doc:"a series"`
	Index   []int32   `unit:"1" doc:"indices"`
}

type output struct {
	Items   []everything
	Summary everything
	Drawing []byte `file:"svg"`
}

// random makes rows that have every special value somewhere.
func random(r *rand.Rand, n int) []everything {
	special64 := []float64{0, math.Copysign(0, -1), 1, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, 5e-324}
	names := []string{"", "DoS sigma=0.12 s=2", "σ² ≠ µ", "日本語", "a\x00b", "line\nbreak", strings.Repeat("long ", 100)}
	rows := make([]everything, n)
	for i := range rows {
		e := &rows[i]
		e.Flag, e.Small, e.Large = r.IntN(2) == 0, int32(r.Uint32()), int64(r.Uint64())
		e.RateHz = float32(special64[r.IntN(6)])
		e.WidthM = special64[r.IntN(len(special64))]
		e.Name, e.Mood = names[r.IntN(len(names))], mood(names[r.IntN(len(names))])
		e.Rows, e.Columns = int32(r.IntN(4)), int32(r.IntN(5))
		for range e.Rows * e.Columns {
			e.Map = append(e.Map, float32(special64[r.IntN(6)]))
		}
		for range r.IntN(4) {
			e.Series = append(e.Series, special64[r.IntN(len(special64))])
		}
		for range r.IntN(4) {
			e.Index = append(e.Index, int32(r.Uint32()))
		}
	}
	return rows
}

// same compares by bits, so that NaN equals NaN and -0 differs from 0.
func same(a, b any) bool { return fmt.Sprintf("%#v", a) == fmt.Sprintf("%#v", b) }

func encode(t testing.TB, v any) map[string][]byte {
	t.Helper()
	blobs, err := table.Encode(v, map[string]string{"commit": "abc", "note": "σ"})
	if err != nil {
		t.Fatal(err)
	}
	return blobs
}

func TestRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 20 {
		in := output{Items: random(r, n), Summary: random(r, 1)[0], Drawing: []byte("<svg/>")}
		if n == 0 {
			in.Items, in.Drawing = nil, nil
		}
		blobs := encode(t, in)
		if len(blobs) != 3 {
			t.Fatalf("%d files", len(blobs))
		}
		var out output
		if err := table.Decode(blobs, &out); err != nil {
			t.Fatal(err)
		}
		if !same(in, out) {
			t.Fatalf("n=%d:\n in %#v\nout %#v", n, in, out)
		}
	}
}

func TestBareRows(t *testing.T) {
	in := random(rand.New(rand.NewPCG(3, 4)), 17)
	blobs := encode(t, &in)
	var out []everything
	if err := table.Decode(map[string][]byte{"table.parquet": blobs["table.parquet"]}, &out); err != nil {
		t.Fatal(err)
	}
	if !same(in, out) {
		t.Fatal("rows differ")
	}
}

func TestEmptyIsNil(t *testing.T) {
	blobs := encode(t, output{Items: []everything{{Map: []float32{}}}, Drawing: []byte{}})
	var out output
	if err := table.Decode(blobs, &out); err != nil {
		t.Fatal(err)
	}
	if out.Drawing != nil || out.Items[0].Map != nil {
		t.Fatalf("empty came back as %#v", out)
	}
}

func TestNaNsAreOne(t *testing.T) {
	type row struct {
		A float32
		B float64
		C []float32
		D []float64
	}
	files := func(bits32 uint32, bits64 uint64) []byte {
		f, d := math.Float32frombits(bits32), math.Float64frombits(bits64)
		return encode(t, []row{{f, d, []float32{1, f}, []float64{d}}})["table.parquet"]
	}
	want := files(0x7fc00000, 0x7ff8000000000000)
	for _, b := range []struct {
		b32 uint32
		b64 uint64
	}{{0xffc00000, 0xfff8000000000000}, {0x7fc00123, 0x7ff8000000000001}, {0xffffffff, math.MaxUint64}} {
		if !bytes.Equal(want, files(b.b32, b.b64)) {
			t.Errorf("NaN %x %x gives other bytes", b.b32, b.b64)
		}
	}
}

// TestBytesAreFixed pins the bytes: on other machines, with other processor
// counts, and after a dependency moves, they must be these. A deliberate change
// of the format changes every digest in every cache and lock.
func TestBytesAreFixed(t *testing.T) {
	const want = "a98819df4beb48b670efdb225b9aa80ce91c5e0681fdeb74b33b44f7f1f8a0fb"
	in := output{Items: random(rand.New(rand.NewPCG(5, 6)), 5000), Drawing: []byte("x")}
	for _, procs := range []int{1, 2, 7} {
		old := runtime.GOMAXPROCS(procs)
		sum := sha256.Sum256(encode(t, in)["items.parquet"])
		runtime.GOMAXPROCS(old)
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("GOMAXPROCS=%d: %s", procs, got)
		}
	}
}

type activity struct {
	Unit  int32     `unit:"1" doc:"unit"`
	Bins  int32     `unit:"1" doc:"bins"`
	Rates []float32 `unit:"1" doc:"rates" shape:"Bins"`
}

func activities(n, bins int) []activity {
	r := rand.New(rand.NewPCG(7, 8))
	rows := make([]activity, n)
	for i := range rows {
		rates := make([]float32, bins)
		for j := range rates {
			rates[j] = max(0, float32(r.NormFloat64()))
		}
		rows[i] = activity{int32(i), int32(bins), rates}
	}
	return rows
}

// TestRowGroups checks a table that takes several row groups, streamed in
// pieces of another size than it is encoded in.
func TestRowGroups(t *testing.T) {
	rows := activities(30000, 256)
	whole := encode(t, rows)["table.parquet"]
	f, err := table.Open(whole, 3)
	if err != nil {
		t.Fatal(err)
	}
	if f.Rows != len(rows) || f.RowGroups != 2 || len(f.Columns[2].Values.([][]float32)) != 3 {
		t.Fatalf("%d rows in %d groups", f.Rows, f.RowGroups)
	}
	var piecewise bytes.Buffer
	w, err := table.NewWriter[activity](&piecewise, map[string]string{"note": "σ", "commit": "abc"})
	if err != nil {
		t.Fatal(err)
	}
	for rest := rows; len(rest) > 0; {
		n := min(len(rest), 777)
		if err := w.Write(rest[:n]); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(whole, piecewise.Bytes()) {
		t.Error("streamed bytes differ")
	}
	var out []activity
	if err := table.Decode(map[string][]byte{"table.parquet": whole}, &out); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(rows, out) {
		t.Error("rows differ")
	}
}

type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) { c.n += int64(len(p)); return len(p), nil }

// TestStreamingMemory writes 400,000 rows of 256 floats.
func TestStreamingMemory(t *testing.T) {
	if os.Getenv("NOFREELUNCH_LONG") == "" {
		t.Skip("long: set NOFREELUNCH_LONG=1")
	}
	rows := activities(1000, 256)
	var sink counter
	w, err := table.NewWriter[activity](&sink, nil)
	if err != nil {
		t.Fatal(err)
	}
	var peak uint64
	start := time.Now()
	for range 400 {
		if err := w.Write(rows); err != nil {
			t.Fatal(err)
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapInuse)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("peak heap %d MB, file %d MB, %v", peak>>20, sink.n>>20, time.Since(start))
	if peak > 200<<20 {
		t.Errorf("peak heap %d MB", peak>>20)
	}
}

func TestOpenDescribes(t *testing.T) {
	rows := random(rand.New(rand.NewPCG(9, 9)), 10)
	f, err := table.Open(encode(t, rows)["table.parquet"], -1)
	if err != nil {
		t.Fatal(err)
	}
	if f.Meta["commit"] != "abc" || f.Meta["note"] != "σ" || len(f.Meta) != 2 {
		t.Errorf("metadata %v", f.Meta)
	}
	c := f.Columns[9]
	if c.Name != "map_" || c.Unit != "Hz" || c.Doc != "a map" || strings.Join(c.Shape, " ") != "rows_ columns_" || c.Length != nil || c.Type != "[]float32" {
		t.Errorf("column %+v", c)
	}
	var maps [][]float32
	for _, r := range rows {
		maps = append(maps, r.Map)
	}
	if !same(c.Values, maps) {
		t.Errorf("values %v", c.Values)
	}
	f, err = table.Open(encode(t, activities(3, 4))["table.parquet"], 2)
	if err != nil {
		t.Fatal(err)
	}
	if l := f.Columns[2].Length; l == nil || *l != 4 {
		t.Errorf("length %v", l)
	}
}

func TestSetMeta(t *testing.T) {
	file := encode(t, activities(3, 4))["table.parquet"]
	many := map[string]string{"commit": "def"}
	for i := range 40 {
		many[fmt.Sprintf("key%02d", i)] = strings.Repeat("v", i*10)
	}
	stamped, err := table.SetMeta(file, many, nil)
	if err != nil {
		t.Fatal(err)
	}
	f, err := table.Open(stamped, -1)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range many {
		if f.Meta[k] != v {
			t.Errorf("%s = %q", k, f.Meta[k])
		}
	}
	if f.Meta["note"] != "σ" || f.Columns[2].Unit != "1" {
		t.Error("the rest is lost")
	}
	back, err := table.SetMeta(stamped, nil, func(k string) bool { return strings.HasPrefix(k, "key") || k == "commit" })
	if err != nil {
		t.Fatal(err)
	}
	plain, err := table.SetMeta(file, nil, func(k string) bool { return k == "commit" })
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(back, plain) {
		t.Error("dropping what was set does not give the file back")
	}
	same, err := table.SetMeta(file, nil, nil)
	if err != nil || !bytes.Equal(same, file) {
		t.Errorf("changing nothing changes bytes (%v)", err)
	}
}

func TestRefusedTypes(t *testing.T) {
	type pointer struct{ A *int32 }
	type hidden struct {
		A int32
		b int32 //lint:ignore U1000 it is there to be refused
	}
	type plain struct{ A int }
	type twice struct{ RateHz, Ratehz, Rate_hz float32 }
	type shaped struct {
		Map []float32 `shape:"Bins"`
	}
	type badFile struct {
		A string `file:"pdf"`
	}
	type slash struct {
		A []byte `file:"../pdf"`
	}
	type none struct{}
	for _, v := range []any{1, "x", []int{1}, []pointer{}, []hidden{}, []plain{}, []twice{}, []shaped{}, badFile{}, slash{}, none{}, []none{}, plain{}, nil} {
		if err := table.Check(reflect.TypeOf(v)); err == nil {
			t.Errorf("%T is accepted", v)
		}
		if _, err := table.Encode(v, nil); err == nil {
			t.Errorf("%T is encoded", v)
		}
	}
	if s := (hidden{}); s.b != 0 {
		t.Error("unreachable")
	}
}

func TestRefusedValues(t *testing.T) {
	for name, v := range map[string]any{
		"shape": []activity{{Bins: 3, Rates: make([]float32, 4)}},
		"huge":  []everything{{Rows: math.MaxInt32, Columns: math.MaxInt32, Map: make([]float32, 1)}},
		"text":  []everything{{Name: "\xff"}},
	} {
		if _, err := table.Encode(v, nil); err == nil || !strings.Contains(err.Error(), "row 0") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, meta := range []map[string]string{{"": "x"}, {"columns": "x"}, {"a": "\xff"}} {
		if _, err := table.Encode([]activity{}, meta); err == nil {
			t.Errorf("metadata %q is accepted", meta)
		}
	}
}

func TestDecodeMismatch(t *testing.T) {
	type fewer struct{ Unit, Bins int32 }
	type more struct {
		Unit, Bins int32
		Rates      []float32
		Extra      bool
	}
	type other struct {
		Unit, Bins int32
		Rates      []float64
	}
	blobs := encode(t, activities(2, 3))
	for _, v := range []any{new([]fewer), new([]more), new([]other), new(output)} {
		if err := table.Decode(blobs, v); err == nil {
			t.Errorf("%T decodes", v)
		}
	}
	if err := table.Decode(nil, new([]activity)); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Error(err)
	}
}

// TestCorrupt flips every byte of a file and cuts it at every seventh: an error
// or a value, never a crash.
func TestCorrupt(t *testing.T) {
	type row struct {
		Bins  int32
		Name  string
		Rates []float32 `shape:"Bins"`
	}
	file := encode(t, []row{{2, "a", []float32{1, 2}}, {0, "b", nil}, {1, "a", []float32{0}}})["table.parquet"]
	masks := []byte{0xff, 0x01, 0x80, 0x10, 0x04}
	if os.Getenv("NOFREELUNCH_LONG") == "" {
		masks = masks[:2]
	}
	wrong := 0
	try := func(b []byte) {
		var out []row
		if table.Decode(map[string][]byte{"table.parquet": b}, &out) != nil {
			wrong++
		}
		_, _ = table.Open(b, -1)
		_, _ = table.SetMeta(b, map[string]string{"a": "b"}, nil)
	}
	for i := range file {
		for _, x := range masks {
			b := bytes.Clone(file)
			b[i] ^= x
			try(b)
		}
		if i%7 == 0 {
			try(file[:i])
			try(file[i:])
		}
	}
	if wrong < len(file)/4 {
		t.Errorf("only %d corruptions of %d bytes were seen", wrong, len(file))
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(encode(f, random(rand.New(rand.NewPCG(1, 1)), 3))["table.parquet"])
	f.Add(encode(f, random(rand.New(rand.NewPCG(2, 1)), 0))["table.parquet"])
	f.Add([]byte("PAR1\x00\x00\x00\x00\x00PAR1"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var out []everything
		_ = table.Decode(map[string][]byte{"table.parquet": b}, &out)
		_, _ = table.Open(b, 5)
		_, _ = table.Meta(b)
	})
}

// TestReaders has pandas, pyarrow, polars and DuckDB read what this package
// writes, where a Python with them is named.
func TestReaders(t *testing.T) {
	python := os.Getenv("NOFREELUNCH_PYTHON")
	if python == "" {
		t.Skip("set NOFREELUNCH_PYTHON to a Python that has pandas, pyarrow, polars and duckdb")
	}
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(11, 12))
	for name, v := range map[string]any{"empty": []everything{}, "some": random(r, 100), "maps": activities(300, 400), "one": random(r, 1), "groups": activities(20000, 256)} {
		if err := os.WriteFile(filepath.Join(dir, name+".parquet"), encode(t, v)["table.parquet"], 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command(python, "testdata/readers.py", dir).CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
}

func BenchmarkEncode256x400(b *testing.B) {
	rows := activities(256, 400)
	b.SetBytes(256 * 400 * 4)
	for b.Loop() {
		encode(b, rows)
	}
}

func BenchmarkDecode256x400(b *testing.B) {
	blobs := encode(b, activities(256, 400))
	b.SetBytes(256 * 400 * 4)
	for b.Loop() {
		var out []activity
		if err := table.Decode(blobs, &out); err != nil {
			b.Fatal(err)
		}
	}
}
