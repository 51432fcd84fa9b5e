package rng

import (
	"math"
	"slices"
	"testing"
)

// TestPhiloxKnownAnswers holds the generator to the vectors that Random123
// publishes (kat_vectors).
func TestPhiloxKnownAnswers(t *testing.T) {
	for _, c := range []struct {
		counter [4]uint32
		key     [2]uint32
		want    [4]uint32
	}{
		{[4]uint32{}, [2]uint32{}, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{[4]uint32{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, [2]uint32{0xffffffff, 0xffffffff}, [4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{[4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, [2]uint32{0xa4093822, 0x299f31d0}, [4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
	} {
		var got [4]uint32
		got[0], got[1], got[2], got[3] = philox(c.counter[0], c.counter[1], c.counter[2], c.counter[3], c.key[0], c.key[1])
		if got != c.want {
			t.Errorf("philox(%x, %x) = %x, want %x", c.counter, c.key, got, c.want)
		}
	}
}

// TestSeek reads a stream backwards, one seek per word.
func TestSeek(t *testing.T) {
	s := New(7, "test", 3)
	var want []uint64
	for range 50 {
		want = append(want, s.Uint64())
	}
	if s.Pos() != 50 {
		t.Fatalf("position %d after 50 words", s.Pos())
	}
	for i, w := range slices.Backward(want) {
		s.Seek(uint64(i))
		if got := s.Uint64(); got != w {
			t.Fatalf("word %d is %x after a seek, %x in sequence", i, got, w)
		}
	}
	s.Seek(10)
	if a, b := s.Pair(); a != want[10] || b != want[11] || s.Pos() != 12 || s.Uint64() != want[12] {
		t.Error("Pair differs from two words")
	}
	s.Seek(49)
	if _ = s.Uint64(); s.Pos() != 50 {
		t.Error("position lost")
	}
}

// TestStreamsDiffer checks that seed, purpose and index each name another stream.
func TestStreamsDiffer(t *testing.T) {
	seen := map[uint64]string{}
	for _, seed := range []uint64{0, 1, 2, 1 << 40} {
		for _, purpose := range []string{"", "a", "b", "ab", "ba"} {
			for _, index := range []uint64{0, 1, 1 << 33} {
				s := New(seed, purpose, index)
				w := s.Uint64()
				if before, dup := seen[w]; dup {
					t.Errorf("(%d, %q, %d) repeats %s", seed, purpose, index, before)
				}
				seen[w] = purpose
			}
		}
	}
	a, b := New(1, "x", 0), New(1, "x", 9)
	if c := a.At(9); c != b {
		t.Error("At differs from New")
	}
}

// moments draws n numbers and checks mean and variance to five standard
// errors (kurtosis is the fourth standardised moment).
func moments(t *testing.T, name string, n int, draw func() float64, mean, variance, kurtosis float64) {
	t.Helper()
	var sum, squares float64
	for range n {
		d := draw() - mean
		sum += d
		squares += d * d
	}
	m, v := sum/float64(n), squares/float64(n)
	if bound := 5 * math.Sqrt(variance/float64(n)); math.Abs(m) > bound {
		t.Errorf("%s: mean is off by %g, bound %g", name, m, bound)
	}
	if bound := 5 * variance * math.Sqrt((kurtosis-1)/float64(n)); math.Abs(v-variance) > bound {
		t.Errorf("%s: variance %g, want %g +- %g", name, v, variance, bound)
	}
}

func TestDistributions(t *testing.T) {
	const n = 100000
	s := New(11, "distributions", 0)
	moments(t, "Float64", n, s.Float64, 0.5, 1.0/12, 1.8)
	moments(t, "Open", n, s.Open, 0.5, 1.0/12, 1.8)
	moments(t, "Normal", n, s.Normal, 0, 1, 3)
	moments(t, "Rayleigh", n, func() float64 { return s.Rayleigh(2) }, 2*math.Sqrt(math.Pi/2), 4*(2-math.Pi/2), 3.2451)
	moments(t, "Exp", n, s.Exp, 1, 1, 9)
	moments(t, "IntN", n, func() float64 { return float64(s.IntN(7)) }, 3, 4, 1.75)
	for _, mean := range []float64{0, 0.3, 2, 30, 1200} {
		moments(t, "Poisson", n/4, func() float64 { return float64(s.Poisson(mean)) }, mean, mean, 3+1/max(mean, 1e-9))
	}
	for _, shape := range []float64{0.5, 1, 3.5, 200} {
		moments(t, "Gamma", n/4, func() float64 { return s.Gamma(shape) }, shape, shape, 3+6/shape)
	}
}

// TestOpen holds the ends of the interval.
func TestOpen(t *testing.T) {
	if lo, hi := Open(0), Open(math.MaxUint64); lo != 0x1p-53 || hi != 1-0x1p-53 {
		t.Errorf("ends %g and %g", lo, hi)
	}
	if Open(1<<63) != 1-Open(1<<63-1) {
		t.Error("not symmetric")
	}
}

func TestPerm(t *testing.T) {
	s := New(1, "perm", 0)
	counts := [4][4]int{}
	for range 4000 {
		p := s.Perm(4)
		for i, v := range p {
			counts[i][v]++
		}
		slices.Sort(p)
		if !slices.Equal(p, []int{0, 1, 2, 3}) {
			t.Fatal("not a permutation")
		}
	}
	for i := range counts {
		for v, c := range counts[i] {
			if c < 850 || c > 1150 {
				t.Errorf("value %d at place %d: %d of 4000", v, i, c)
			}
		}
	}
}

// TestBits fixes the first draws on every architecture.
func TestBits(t *testing.T) {
	s := New(42, "bits", 1)
	var h uint64
	for range 1000 {
		for _, v := range []float64{s.Float64(), s.Normal(), s.Rayleigh(0.8), s.Gamma(0.7), float64(s.Poisson(3)), s.Exp()} {
			h = mix(h ^ math.Float64bits(v))
		}
	}
	if want := uint64(0x87a5dbfb80b9a00b); h != want {
		t.Errorf("digest %#x, want %#x", h, want)
	}
}

func BenchmarkUint64(b *testing.B) {
	s := New(1, "bench", 0)
	for range b.N {
		s.Uint64()
	}
}

func BenchmarkNormal(b *testing.B) {
	s := New(1, "bench", 0)
	for range b.N {
		s.Normal()
	}
}

func BenchmarkRayleigh(b *testing.B) {
	s := New(1, "bench", 0)
	for range b.N {
		s.Rayleigh(1)
	}
}
