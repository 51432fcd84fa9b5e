package vec

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"hash"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata/digests")

// source is a small generator of its own, so that the digests depend on
// nothing else: xorshift64* mapped to floats of all sizes.
type source uint64

func (s *source) fill(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		u := uint64(*s)
		u ^= u >> 12
		u ^= u << 25
		u ^= u >> 27
		*s = source(u)
		v := uint32(u * 2685821657736338717 >> 32)
		exponent := 114 + v>>25&15 // 2^-13 to 2^2
		if v>>23&3 == 0 && i%7 == 0 {
			exponent = v >> 24 & 127 // tiny and subnormal
		}
		x[i] = math.Float32frombits(v&0x807fffff | exponent<<23)
	}
	return x
}

// add hashes x, with one pattern for every NaN.
func add(h hash.Hash, x []float32) {
	var b [4]byte
	for _, v := range x {
		u := math.Float32bits(v)
		if v != v {
			u = 0x7fc00000
		}
		binary.LittleEndian.PutUint32(b[:], u)
		h.Write(b[:])
	}
}

func addFloat64(h hash.Hash, x []float64) {
	var b [8]byte
	for _, v := range x {
		u := math.Float64bits(v)
		if v != v {
			u = 0x7ff8 << 48
		}
		binary.LittleEndian.PutUint64(b[:], u)
		h.Write(b[:])
	}
}

// digest runs a function 50 times on its own results: 50 steps of an
// optimiser, 50 activations of an activation.
func digest(name string) string {
	h, src := sha256.New(), source(12345)
	for _, n := range []int{1, 15, 16, 100, 263} {
		s := make([][]float32, operands)
		for i := range s {
			s[i] = src.fill(n)
		}
		for range 50 {
			addFloat64(h, functions[name](s))
		}
		for i := range s {
			add(h, s[i])
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// The digests hold on every architecture and with every kernel. They were
// written with -update by the portable kernel.
func TestDigests(t *testing.T) {
	file := filepath.Join("testdata", "digests")
	everyKernel(t, func(t *testing.T) {
		var got strings.Builder
		for _, name := range names() {
			got.WriteString(digest(name) + "  " + name + "\n")
		}
		if *update {
			if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(got.String(), "\n")
		for i, want := range strings.Split(string(data), "\n") {
			if i >= len(lines) || lines[i] != want {
				t.Errorf("have %s\nwant %s", lines[min(i, len(lines)-1)], want)
			}
		}
	})
}
