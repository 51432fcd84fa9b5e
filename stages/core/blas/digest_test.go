package blas

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

var update = flag.Bool("update", false, "rewrite testdata/digest")

// source is a small generator of its own, so that the digest depends on
// nothing else: xorshift64* mapped to floats of all sizes.
type source uint64

func (s *source) next() uint32 {
	x := uint64(*s)
	x ^= x >> 12
	x ^= x << 25
	x ^= x >> 27
	*s = source(x)
	return uint32(x * 2685821657736338717 >> 32)
}

// fill draws values around 1, or around 1e-20 so that products are subnormal.
func (s *source) fill(n int, tiny bool) []float32 {
	x := make([]float32, n)
	for i := range x {
		u := s.next()
		exponent := 120 + u>>24&15
		if tiny {
			exponent -= 66
		}
		x[i] = math.Float32frombits(u&0x807fffff | exponent<<23)
	}
	return x
}

func add(h hash.Hash, x []float32) {
	var b [4]byte
	for _, v := range x {
		binary.LittleEndian.PutUint32(b[:], math.Float32bits(v))
		h.Write(b[:])
	}
}

// One digest holds on every architecture and with every kernel. It was written
// with -update by the portable kernel.
func TestDigest(t *testing.T) {
	file := filepath.Join("testdata", "digest")
	everyKernel(t, func(t *testing.T) {
		h, s, w := sha256.New(), source(12345), NewWorkspace(2)
		for i := range 48 {
			m, n, k := 1+int(s.next()%80), 1+int(s.next()%90), 1+int(s.next()%700)
			tA, tB := i&1 != 0, i&2 != 0
			lda, ldb := k, n
			if tA {
				lda = m
			}
			if tB {
				ldb = k
			}
			a, b, c := s.fill(m*k, i%5 == 0), s.fill(k*n, i%5 == 0), s.fill(m*n, false)
			if i%5 == 0 {
				clear(c)
			}
			w.Gemm(tA, tB, m, n, k, a, lda, b, ldb, float32(i>>2&1), c, n)
			add(h, c)
		}
		got := hex.EncodeToString(h.Sum(nil))
		if *update {
			if err := os.WriteFile(file, []byte(got+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != strings.TrimSpace(string(want)) {
			t.Errorf("digest %s, want %s", got, want)
		}
	})
}
