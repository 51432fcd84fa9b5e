package store

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// An item is one entry of an archive that a test writes.
type item struct {
	name string
	data []byte
	head func(*tar.Header)
}

// archive writes items as tar does.
func archive(t testing.TB, items ...item) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, it := range items {
		h := &tar.Header{Typeflag: tar.TypeReg, Name: it.name, Mode: 0o644, Size: int64(len(it.data)), Format: tar.FormatPAX}
		if it.head != nil {
			it.head(h)
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			if _, err := w.Write(it.data); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// good is what an export of action i has, with its record changed.
func good(t testing.TB, i int, change func(*Action)) []item {
	t.Helper()
	text, blob := fmt.Appendf(nil, "action %d", i), blobOf(i)
	a := &Action{Key: keyOf(i), Function: "f", Name: fmt.Sprint(i), Time: time.Unix(1e9, 0).UTC(), Outputs: []Output{{"out", Sum(blob), int64(len(blob))}}}
	if change != nil {
		change(a)
	}
	a.Content = ContentOf(a.Outputs)
	record, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return []item{{name: "blobs/" + Sum(text).String(), data: text}, {name: "blobs/" + Sum(blob).String(), data: blob},
		{name: "actions/" + a.Key.String() + ".json", data: record}}
}

// refused imports an archive that must not be taken, into a cache that has
// something, and returns the error.
func refused(t *testing.T, what string, b []byte) string {
	t.Helper()
	s := open(t, shortLived(t))
	fill(t, s, 2)
	before := len(s.Actions())
	added, err := s.Import(bytes.NewReader(b))
	if err == nil || added != 0 || len(s.Actions()) != before {
		t.Errorf("%s: %d added, %d actions, %v", what, added, len(s.Actions()), err)
		return ""
	}
	if !sound(t, s, 0) || !sound(t, s, 1) {
		t.Errorf("%s: what was there is gone", what)
	}
	s.Close()
	return err.Error()
}

func TestArchivesWithAnythingWrongAreRefusedWhole(t *testing.T) {
	sound := good(t, 5, nil)
	hex := strings.Repeat("ab", 32)
	as := func(kind byte, link string) func(*tar.Header) {
		return func(h *tar.Header) { h.Typeflag, h.Linkname, h.Size = kind, link, 0 }
	}
	for what, it := range map[string]item{
		"a path upwards":     {name: "../evil", data: []byte("x")},
		"a path upwards in":  {name: "blobs/../../evil", data: []byte("x")},
		"an absolute path":   {name: "/etc/passwd", data: []byte("x")},
		"a link":             {name: "blobs/" + hex, head: as(tar.TypeSymlink, "/etc/passwd")},
		"a hard link":        {name: "blobs/" + hex, head: as(tar.TypeLink, "blobs/x")},
		"a folder":           {name: "blobs/", head: as(tar.TypeDir, "")},
		"a device":           {name: "blobs/" + hex, head: as(tar.TypeChar, "")},
		"a pipe":             {name: "blobs/" + hex, head: as(tar.TypeFifo, "")},
		"a duplicate":        sound[0],
		"a wrong digest":     {name: "blobs/" + hex, data: []byte("x")},
		"a large one":        {name: "blobs/" + hex, data: make([]byte, largeBlob+1)},
		"capital letters":    {name: "blobs/" + strings.ToUpper(Sum([]byte("x")).String()), data: []byte("x")},
		"another file":       {name: "readme.txt", data: []byte("x")},
		"no JSON":            {name: "actions/" + hex + ".json", data: []byte("x")},
		"another's record":   {name: "actions/" + hex + ".json", data: sound[2].data},
		"a name of controls": {name: "blobs/\x1b[2J", data: []byte("x")},
		"a deep record":      {name: "actions/" + hex + ".json", data: bytes.Repeat([]byte("["), 1<<20)},
		"a large record":     {name: "actions/" + hex + ".json", data: make([]byte, maxRecord+1)},
		"many parts":         {name: "actions/" + hex + ".json", data: []byte(`{"outputs":[` + strings.Repeat("{},", maxParts) + "{}]}")},
	} {
		for _, at := range []int{0, len(sound)} { // before and after what is sound
			items := append(append(append([]item{}, sound[:at]...), it), sound[at:]...)
			if what == "a duplicate" && at == 0 {
				continue
			}
			said := refused(t, what, archive(t, items...))
			if want := fmt.Sprintf("%q", it.name); said != "" && !strings.Contains(said, strings.Trim(want, `"`)) {
				t.Errorf("%s: %q does not name the entry", what, said)
			}
			if strings.Contains(said, "\x1b") {
				t.Errorf("%s: the error has an escape sequence in it", what)
			}
		}
	}
}

func TestRecordsThatNobodyMakesAreRefused(t *testing.T) {
	for what, change := range map[string]func(*Action){
		"of the year 9999":      func(a *Action) { a.Time = time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC) },
		"of next week":          func(a *Action) { a.Time = time.Now().Add(7 * 24 * time.Hour) },
		"that took for ever":    func(a *Action) { a.Seconds = 1e300 },
		"that took less than 0": func(a *Action) { a.Seconds = -1 },
		"of many GFLOP":         func(a *Action) { a.GFLOP = 1e300 },
		"of a negative size":    func(a *Action) { a.Outputs[0].Size = -1 },
		"of a huge size":        func(a *Action) { a.Outputs[0].Size = 1 << 62 },
		"of another size":       func(a *Action) { a.Outputs[0].Size++ },
		"without its blob":      func(a *Action) { a.Outputs[0].Digest[0] ^= 1 },
		"with escape sequences": func(a *Action) { a.Name = "\x1b]0;hello\x07" },
		"with a wrong output":   func(a *Action) { a.Outputs[0].Name = "a\nb" },
		"with a bad mark":       func(a *Action) { a.Bad = "\u202e" },
	} {
		refused(t, what, archive(t, good(t, 5, change)...))
	}
	refused(t, "nothing", nil)
	refused(t, "an empty archive", archive(t))
	refused(t, "blobs only", archive(t, good(t, 5, nil)[:2]...))
	whole := archive(t, good(t, 5, nil)...)
	for n := 0; n < len(whole); n += 512 { // at every block: also between two entries
		if n <= len(whole)-512 {
			refused(t, fmt.Sprintf("%d of %d bytes", n, len(whole)), whole[:n])
		}
	}
}

// A record in a pack that nobody makes blocks its key for no longer than until
// the next.
func TestAForgedRecordDoesNotBlockItsKey(t *testing.T) {
	for what, change := range map[string]func(*Action){
		"9999":       func(a *Action) { a.Time = time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC) },
		"2999":       func(a *Action) { a.Time = lastTime() },
		"year 1":     func(a *Action) { a.Time = time.Time{} },
		"for ever":   func(a *Action) { a.Seconds = 1e300 },
		"bad":        func(a *Action) { a.Bad = "forged" },
		"other size": func(a *Action) { a.Outputs[0].Size = 1 << 62 },
	} {
		dir := t.TempDir()
		s := open(t, dir)
		a, err := record(s, 3)
		if err != nil {
			t.Fatal(err)
		}
		forged := *a
		forged.Outputs = []Output{{"out", Sum([]byte("no such blob")), 12}}
		change(&forged)
		forged.Content = ContentOf(forged.Outputs)
		payload, err := encodeAction(&forged)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.appendIndex(kindAction, a.Key, payload); err != nil {
			t.Fatal(err)
		}
		s.Close()
		s = open(t, dir)
		a.Time = time.Now().UTC()
		if err := s.Record(a); err != nil {
			t.Errorf("%s: the key is blocked: %v", what, err)
		}
		s.Close()
		for range 2 {
			if s = open(t, dir); !sound(t, s, 3) {
				t.Errorf("%s: the forged record is still used", what)
			}
			if _, err := s.Collect(Limits{MaxBytes: 1 << 40}); err != nil {
				t.Fatal(err)
			}
			s.Close()
		}
	}
}

// An import does not undo the mark that a result must not be used.
func TestAnImportDoesNotReviveABadResult(t *testing.T) {
	s := open(t, t.TempDir())
	a, err := record(s, 5)
	if err != nil {
		t.Fatal(err)
	}
	bad := *a
	bad.Bad = "running it again gave other bytes"
	if err := s.Record(&bad); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Import(bytes.NewReader(archive(t, good(t, 5, nil)...))); err != nil {
		t.Error(err)
	}
	if sound(t, s, 5) {
		t.Error("a result marked bad came back with an archive")
	}
}

// allocated is how many bytes f allocates altogether.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// sparse is a small archive of a file with gigabytes of holes, by hand: in the
// old format of GNU tar.
func sparse(t *testing.T) []byte {
	t.Helper()
	b := archive(t, item{name: "blobs/" + strings.Repeat("ab", 32), data: make([]byte, 512)})
	at := bytes.Index(b, []byte("ustar"))
	h := b[at-257 : at+255]
	copy(h[257:], "ustar  \x00")
	h[156] = 'S'
	copy(h[345:], make([]byte, 155))
	copy(h[386:], "00000000000\x00") // offset of the first piece
	copy(h[398:], "00000001000\x00") // its length
	copy(h[410:], "30000000000\x00") // a piece at 3.2 GB
	copy(h[422:], "00000000000\x00") // of no bytes
	copy(h[483:], "30000000000\x00") // the size of it all
	copy(h[148:], "        ")
	sum := 0
	for _, c := range h {
		sum += int(c)
	}
	copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
	return b
}

// sparsePAX is the same in the format of POSIX.
func sparsePAX(t *testing.T) []byte {
	t.Helper()
	b := archive(t, item{name: "blobs/" + strings.Repeat("ab", 32), data: append([]byte("1\n0\n512\n"), make([]byte, 1015)...), head: func(h *tar.Header) {
		h.PAXRecords = map[string]string{"XNU.sparse.major": "1", "XNU.sparse.minor": "0", "XNU.sparse.realsize": "3221225472", "XNU.sparse.name": "blobs/x"}
	}})
	return bytes.ReplaceAll(b, []byte("XNU.sparse"), []byte("GNU.sparse"))
}

func TestFilesWithHolesAreRefused(t *testing.T) {
	for _, b := range [][]byte{sparse(t), sparsePAX(t)} {
		if h, err := tar.NewReader(bytes.NewReader(b)).Next(); err != nil || h.Size != 3<<30 {
			t.Fatalf("the test's own archive: %+v, %v", h, err)
		}
		said := ""
		if used := allocated(func() { said = refused(t, "holes", b) }); used > 32<<20 {
			t.Errorf("%d MB allocated", used>>20)
		}
		if !strings.Contains(said, "not a file") && !strings.Contains(said, "holes") {
			t.Errorf("refused because %s", said)
		}
	}
}

// hostile makes archive number i out of a sound one.
func hostile(t *testing.T, rng *rand.Rand, i int) []byte {
	t.Helper()
	whole := archive(t, append(good(t, 5, nil), good(t, 6, nil)...)...)
	switch i % 8 {
	case 0:
		return sparse(t)
	case 1: // claims more than there is
		b := bytes.Clone(whole)
		copy(b[124:], "77777777777\x00")
		fixSum(b)
		return b
	case 2:
		return whole[:rng.IntN(len(whole))]
	case 3:
		return sparsePAX(t)
	case 4: // one block of headers after the other
		return bytes.Repeat(whole[:512], 2000)
	case 5: // many small entries
		var items []item
		for j := range 3000 {
			b := fmt.Appendf(nil, "%d %d", i, j)
			items = append(items, item{name: "blobs/" + Sum(b).String(), data: b})
		}
		return archive(t, items...)
	case 6:
		return archive(t, item{name: "actions/" + keyOf(5).String() + ".json", data: []byte(`{"inputs":[` + strings.Repeat("null,", 1<<20) + `null]}`)})
	}
	b := bytes.Clone(whole)
	for range 1 + rng.IntN(20) {
		b[rng.IntN(len(b))] ^= 1 << rng.IntN(8)
	}
	return b
}

func fixSum(h []byte) {
	copy(h[148:156], "        ")
	sum := 0
	for _, c := range h[:512] {
		sum += int(c)
	}
	copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
}

// TestHostileArchives imports what nobody exported. Memory is bounded before
// anything is read, nothing is taken that is not whole, and all of it ends.
func TestHostileArchives(t *testing.T) {
	const most = 256 << 20
	n := 24
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		n = 200
	}
	rng := rand.New(rand.NewPCG(5, 6))
	dir := shortLived(t)
	s := open(t, dir)
	fill(t, s, 3)
	var largest uint64
	var longest time.Duration
	for i := range n {
		b := hostile(t, rng, i)
		began := time.Now()
		used := allocated(func() { _, _ = s.Import(bytes.NewReader(b)) })
		longest = max(longest, time.Since(began))
		if largest = max(largest, used); used > most {
			t.Errorf("archive %d of %d bytes: %d MB allocated", i, len(b), used>>20)
		}
	}
	for _, a := range s.Actions() {
		for _, o := range a.Outputs {
			if blob, err := s.Get(o.Digest); err != nil || int64(len(blob)) != o.Size {
				t.Errorf("imported %v without its output: %v", a.Key, err)
			}
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, dirLarge, tempPrefix+"*")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
	t.Logf("%d hostile archives: none crashed, at most %d MB allocated and %v for one", n, largest>>20, longest.Round(time.Millisecond))
}

// TestHostileRecords opens caches whose indexes are anything: bits flipped, ends
// cut, records of any kind, version and claim, and gigabytes of nothing.
func TestHostileRecords(t *testing.T) {
	const most = 200 << 20
	n := 60
	if os.Getenv("NOFREELUNCH_LONG") != "" {
		n = 400
	}
	rng := rand.New(rand.NewPCG(7, 8))
	var largest uint64
	for i := range n {
		dir := shortLived(t)
		s := open(t, dir)
		fill(t, s, 3)
		s.Close()
		paths, _ := filepath.Glob(filepath.Join(dir, dirPacks, "*"+extIndex))
		index, err := os.ReadFile(paths[0])
		if err != nil {
			t.Fatal(err)
		}
		magic, _ := readPrologue(index)
		for range 1 + rng.IntN(30) {
			index = append(index, hostileRecord(rng, magic)...)
		}
		os.WriteFile(paths[0], index, 0o666)
		if i%4 == 0 { // holes, which take no room on disk
			os.Truncate(paths[0], 300<<20)
			os.Truncate(strings.TrimSuffix(paths[0], extIndex)+extData, 100<<30)
		}
		used := allocated(func() {
			s := open(t, dir)
			for i := range 3 {
				sound(t, s, i)
			}
			for _, a := range s.Actions() {
				for _, o := range a.Outputs {
					_, _ = s.Get(o.Digest)
				}
			}
			s.Failures()
			if _, err := record(s, 9); err != nil {
				t.Fatal(err)
			}
			if !sound(t, s, 9) {
				t.Error("what is recorded beside hostile records is lost")
			}
			s.Close()
		})
		if largest = max(largest, used); used > most+340<<20 || i%4 != 0 && used > most {
			t.Errorf("cache %d: %d MB allocated", i, used>>20)
		}
		os.RemoveAll(dir)
	}
	t.Logf("%d caches of hostile records: none crashed, at most %d MB allocated altogether", n, largest>>20)
}

// hostileRecord is a well-framed record of any kind that says anything.
func hostileRecord(rng *rand.Rand, magic [8]byte) []byte {
	payload := make([]byte, rng.IntN(400))
	for i := range payload {
		payload[i] = byte(rng.Uint32())
	}
	kind := []byte{kindAction, kindPlace, kindBlob, kindFailure, kindUse, 'Z'}[rng.IntN(6)]
	name := [32]byte(keyOf(rng.IntN(4)))
	if kind == kindPlace {
		name = [32]byte(Sum(blobOf(rng.IntN(3))))
		payload = payload[:0]
		for range 16 {
			payload = append(payload, byte(rng.Uint32())>>(rng.IntN(2)*8))
		}
	}
	r := appendRecord(nil, magic, kind, name, payload)
	if rng.IntN(3) == 0 {
		r = versioned(r, byte(rng.Uint32()))
	}
	return r
}
