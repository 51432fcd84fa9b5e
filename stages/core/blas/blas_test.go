package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"nofreelunch/stages/core/kernel"
)

// reference is the definition: one chain of fused multiply-adds an element.
func reference(tA, tB bool, m, n, k int, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	for i := range m {
		for j := range n {
			s := float32(0)
			if beta != 0 {
				s = c[i*ldc+j]
			}
			for p := range k {
				x, y := i*lda+p, p*ldb+j
				if tA {
					x = p*lda + i
				}
				if tB {
					y = j*ldb + p
				}
				s = kernel.FMA(a[x], b[y], s)
			}
			c[i*ldc+j] = s
		}
	}
}

// everyKernel runs f with each instruction set this machine has.
func everyKernel(t *testing.T, f func(t *testing.T)) {
	before := kernel.Active()
	defer func() { _ = kernel.Set(before) }()
	for _, name := range kernel.Names() {
		if err := kernel.Set(name); err != nil {
			t.Fatal(err)
		}
		t.Run(name, f)
	}
}

// product is one test case with its operands between guard bands.
type product struct {
	tA, tB        bool
	m, n, k       int
	lda, ldb, ldc int
	beta          float32
	a, b, c       []float32
}

func (p *product) String() string {
	return fmt.Sprintf("m%d n%d k%d tA=%t tB=%t lda%d ldb%d ldc%d beta%g", p.m, p.n, p.k, p.tA, p.tB, p.lda, p.ldb, p.ldc, p.beta)
}

const guard = 40

// newProduct draws operands; kind 0 is normal deviates, 1 adds a wide range of
// exponents, 2 subnormals, 3 NaN, Inf and zeros of both signs.
func newProduct(r *rand.Rand, tA, tB bool, m, n, k, pad, kind int, beta float32) *product {
	p := &product{tA: tA, tB: tB, m: m, n: n, k: k, beta: beta}
	ra, ca, rb, cb := m, k, k, n
	if tA {
		ra, ca = k, m
	}
	if tB {
		rb, cb = n, k
	}
	p.lda, p.ldb, p.ldc = max(1, ca+pad), max(1, cb+pad), max(1, n+pad)
	p.a, p.b, p.c = draw(r, ra*p.lda, kind), draw(r, rb*p.ldb, kind), draw(r, m*p.ldc+guard, kind)
	return p
}

func draw(r *rand.Rand, n, kind int) []float32 {
	x := make([]float32, n)
	for i := range x {
		v := r.NormFloat64()
		switch kind {
		case 1:
			v *= math.Exp(12 * r.NormFloat64())
		case 2:
			v *= 1e-20
		case 3:
			switch r.IntN(40) {
			case 0:
				v = math.NaN()
			case 1:
				v = math.Inf(1)
			case 2:
				v = math.Inf(-1)
			case 3, 4, 5:
				v = 0
			case 6, 7, 8:
				v = math.Copysign(0, -1)
			}
		}
		x[i] = float32(v)
	}
	return x
}

func (p *product) run(f func(tA, tB bool, m, n, k int, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int)) []float32 {
	c := slices.Clone(p.c)
	f(p.tA, p.tB, p.m, p.n, p.k, p.a, p.lda, p.b, p.ldb, p.beta, c, p.ldc)
	return c
}

// packed is Gemm through Packed.
func packed(w *Workspace, q *Packed) func(tA, tB bool, m, n, k int, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	return func(tA, tB bool, m, n, k int, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
		q.Pack(tB, k, n, b, ldb)
		w.GemmPacked(tA, m, a, lda, q, beta, c, ldc)
	}
}

// sameBits compares bit for bit, all NaNs being equal.
func sameBits(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) && (got[i] == got[i] || want[i] == want[i]) {
			t.Fatalf("%s: element %d is %x, want %x", what, i, got[i], want[i])
		}
	}
}

// sizes are around tiles of all kernels, 0 to 3 times.
var sizes = []int{0, 1, 2, 3, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 23, 24, 25, 27, 28, 29, 31, 32, 33, 37, 43, 47, 48, 49, 63, 64, 65, 95, 96, 97}

func TestEveryKernelMatchesReference(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var cases []*product
	for i, m := range sizes {
		for j, n := range sizes {
			h := i*len(sizes) + j
			k := []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31}[r.IntN(12)]
			cases = append(cases, newProduct(r, h&1 == 0, h&2 == 0, m, n, k, r.IntN(3), h%4, float32(h>>2&1)))
		}
	}
	for _, k := range []int{319, 320, 321, 640, 650, 1000} {
		for q := range 4 {
			cases = append(cases, newProduct(r, q&1 == 0, q&2 == 0, 30, 70, k, 1, q, float32(k&1)))
		}
	}
	cases = append(cases, newProduct(r, false, false, 20, 552, 30, 0, 0, 1), newProduct(r, true, true, 3, 1025, 9, 0, 0, 0))
	want := make([][]float32, len(cases))
	for i, p := range cases {
		want[i] = p.run(reference)
	}
	everyKernel(t, func(t *testing.T) {
		w, q := NewWorkspace(1), new(Packed)
		for i, p := range cases {
			sameBits(t, p.String(), p.run(w.Gemm), want[i])
			sameBits(t, "packed "+p.String(), p.run(packed(w, q)), want[i])
		}
	})
}

// A thread's share must not show in the bits, nor a write outside it.
func TestThreads(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	shapes := [][3]int{{100, 96, 64}, {3, 700, 200}, {900, 3, 200}, {64, 64, 333}}
	everyKernel(t, func(t *testing.T) {
		for _, s := range shapes {
			p := newProduct(r, true, false, s[0], s[1], s[2], 1, 1, 1)
			want := p.run(NewWorkspace(1).Gemm)
			for _, threads := range []int{2, 3, 4, 7} {
				w := NewWorkspace(threads)
				sameBits(t, fmt.Sprintf("%d threads %s", threads, p), p.run(w.Gemm), want)
				sameBits(t, fmt.Sprintf("%d threads packed %s", threads, p), p.run(packed(w, new(Packed))), want)
				w.SetThreads(1 + threads/2)
				sameBits(t, fmt.Sprintf("fewer than %d threads %s", threads, p), p.run(w.Gemm), want)
			}
		}
	})
}

func TestFor(t *testing.T) {
	w := NewWorkspace(3)
	for _, n := range []int{0, 1, 2, 5, 100} {
		for _, grain := range []int{0, 1, 10, 1000} {
			seen := make([]int32, n)
			w.For(n, grain, func(lo, hi int) {
				for i := lo; i < hi; i++ {
					seen[i]++
				}
			})
			if slices.ContainsFunc(seen, func(x int32) bool { return x != 1 }) {
				t.Errorf("n %d grain %d: visits %v", n, grain, seen)
			}
		}
	}
}

// One matrix may be both factors.
func TestSameFactor(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	a := draw(r, 50*50, 0)
	want, got := make([]float32, 50*50), make([]float32, 50*50)
	reference(true, false, 50, 50, 50, a, 50, a, 50, 0, want, 50)
	everyKernel(t, func(t *testing.T) {
		NewWorkspace(1).Gemm(true, false, 50, 50, 50, a, 50, a, 50, 0, got, 50)
		sameBits(t, "A'A", got, want)
	})
}

// A leading dimension that only one row uses may be as large as it likes.
func TestHugeLeadingDimension(t *testing.T) {
	a, b, c := []float32{1, 2, 3}, []float32{4, 5, 6}, []float32{7}
	everyKernel(t, func(t *testing.T) {
		c[0] = 7
		NewWorkspace(2).Gemm(false, true, 1, 1, 3, a, math.MaxInt, b, math.MaxInt/2, 1, c, math.MaxInt-1)
		if c[0] != 39 {
			t.Errorf("got %g, want 39", c[0])
		}
	})
}

func TestPanics(t *testing.T) {
	x := make([]float32, 6)
	w := NewWorkspace(1)
	for _, c := range []struct {
		want string
		f    func()
	}{
		{mLT0, func() { w.Gemm(false, false, -1, 1, 1, x, 1, x, 1, 0, x, 1) }},
		{nLT0, func() { w.Gemm(false, false, 1, -1, 1, x, 1, x, 1, 0, x, 1) }},
		{kLT0, func() { w.Gemm(false, false, 1, 1, -1, x, 1, x, 1, 0, x, 1) }},
		{badLdA, func() { w.Gemm(false, false, 2, 2, 3, x, 2, x, 2, 0, x, 2) }},
		{badLdA, func() { w.Gemm(true, false, 3, 2, 2, x, 2, x, 2, 0, x, 2) }},
		{badLdB, func() { w.Gemm(false, false, 2, 2, 3, x, 3, x, 1, 0, x, 2) }},
		{badLdC, func() { w.Gemm(false, false, 2, 2, 3, x, 3, x, 2, 0, x, 1) }},
		{badLdC, func() { w.Gemm(false, false, 0, 0, 0, x, 1, x, 1, 0, x, 0) }},
		{shortA, func() { w.Gemm(false, false, 3, 2, 3, x, 3, x, 2, 0, x, 2) }},
		{shortA, func() { w.Gemm(false, false, 2, 2, 3, x, math.MaxInt, x, 2, 0, x, 2) }},
		{shortB, func() { w.Gemm(false, false, 2, 2, 3, x, 3, x, 3, 0, x, 2) }},
		{shortC, func() { w.Gemm(false, false, 2, 2, 3, x, 3, x, 2, 0, x, 5) }},
		{badBeta, func() { w.Gemm(false, false, 2, 2, 3, x, 3, x, 2, 2, x, 2) }},
		{badPack, func() { w.GemmPacked(false, 2, x, 3, new(Packed), 0, x, 2) }},
		{shortB, func() { new(Packed).Pack(false, 4, 2, x, 2) }},
	} {
		func() {
			defer func() {
				if got := recover(); got != c.want {
					t.Errorf("panic %v, want %q", got, c.want)
				}
			}()
			c.f()
		}()
	}
}

func TestNoAllocation(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	everyKernel(t, func(t *testing.T) {
		p := newProduct(r, false, true, 70, 83, 90, 0, 0, 1)
		for _, threads := range []int{1, 2} {
			w, q, body := NewWorkspace(threads), new(Packed), func(lo, hi int) {}
			if n := testing.AllocsPerRun(10, func() {
				w.Gemm(p.tA, p.tB, p.m, p.n, p.k, p.a, p.lda, p.b, p.ldb, 1, p.c, p.ldc)
				q.Pack(p.tB, p.k, p.n, p.b, p.ldb)
				w.GemmPacked(p.tA, p.m, p.a, p.lda, q, 0, p.c, p.ldc)
				w.For(100, 1, body)
			}); n != 0 {
				t.Errorf("%d threads: %g allocations a call", threads, n)
			}
		}
	})
}

// FuzzGemm compares every kernel with the reference.
func FuzzGemm(f *testing.F) {
	f.Add(uint64(1), uint8(14), uint16(33), uint16(70), uint8(7))
	f.Fuzz(func(t *testing.T, seed uint64, m uint8, n, k uint16, mode uint8) {
		r := rand.New(rand.NewPCG(seed, 0))
		p := newProduct(r, mode&1 != 0, mode&2 != 0, int(m)%70, int(n)%130, int(k)%700, int(mode>>5), int(mode>>3&3), float32(mode>>2&1))
		want := p.run(reference)
		everyKernel(t, func(t *testing.T) {
			w := NewWorkspace(1 + int(seed%3))
			sameBits(t, p.String(), p.run(w.Gemm), want)
			sameBits(t, "packed "+p.String(), p.run(packed(w, new(Packed))), want)
		})
	})
}
