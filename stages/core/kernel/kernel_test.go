package kernel

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"unsafe"
)

func TestSet(t *testing.T) {
	defer func(name string) { _ = Set(name) }(Active())
	if Active() != Names()[0] {
		t.Errorf("default is %s, best is %s", Active(), Names()[0])
	}
	for _, name := range Names() {
		if err := Set(name); err != nil || Active() != name {
			t.Errorf("Set(%q): %v, active %s", name, err, Active())
		}
	}
	err := Set("mmx")
	if err == nil || !strings.Contains(err.Error(), strings.Join(Names(), ", ")) {
		t.Errorf("an unknown name must list the known ones, got %v", err)
	}
}

// exactFMA is a*b + c in arbitrary precision, rounded once.
func exactFMA(a, b, c float32) float32 {
	x := new(big.Float).SetPrec(2000).SetFloat64(float64(a))
	x.Mul(x, new(big.Float).SetPrec(2000).SetFloat64(float64(b)))
	x.Add(x, new(big.Float).SetPrec(2000).SetFloat64(float64(c)))
	f, _ := x.Float32()
	return f
}

func finite(x float32) bool { return x-x == 0 }

func TestFMAAgainstBig(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	naive := 0
	for i := range 400000 {
		var a, b, c float32
		switch i % 4 {
		case 0:
			a, b, c = math.Float32frombits(r.Uint32()), math.Float32frombits(r.Uint32()), math.Float32frombits(r.Uint32())
		case 1: // the product close to half a unit in the last place of c
			c = math.Float32frombits(0x3f800000 | r.Uint32()&0x7fffff)
			a = math.Float32frombits(0x3f800000 | r.Uint32()&0x7fffff)
			b = float32(0x1p-24 / float64(a))
			if i&8 == 0 {
				b = -b
			}
		case 2: // subnormal results
			a = math.Float32frombits(r.Uint32()&0x807fffff | uint32(40+r.IntN(40))<<23)
			b = math.Float32frombits(r.Uint32()&0x807fffff | uint32(20+r.IntN(40))<<23)
			c = math.Float32frombits(r.Uint32() & 0x80ffffff)
		case 3: // overflow
			a = math.Float32frombits(0x5f000000 | r.Uint32()&0x7fffff)
			b = math.Float32frombits(0x5f000000 | r.Uint32()&0x7fffff)
			c = math.Float32frombits(0xff7fffff - r.Uint32()&0xff)
		}
		if !finite(a) || !finite(b) || !finite(c) {
			continue
		}
		want, got := exactFMA(a, b, c), FMA(a, b, c)
		if want == 0 && got == 0 {
			continue // big.Float does not follow IEEE signs of zero
		}
		if math.Float32bits(want) != math.Float32bits(got) {
			t.Fatalf("FMA(%x, %x, %x) = %x, want %x", a, b, c, got, want)
		}
		if float32(math.FMA(float64(a), float64(b), float64(c))) != want {
			naive++
		}
	}
	if naive == 0 {
		t.Error("the draws never met a case where rounding twice is wrong: they test nothing")
	}
}

func TestFMASpecial(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	zero := float32(0)
	neg := float32(math.Copysign(0, -1))
	for _, c := range []struct{ a, b, c, want float32 }{
		{inf, 1, 1, inf}, {inf, -1, 1, -inf}, {inf, 0, 1, nan}, {inf, 1, -inf, nan}, {nan, 1, 1, nan}, {1, 1, nan, nan},
		{1, 1, -1, 0}, {neg, 1, neg, neg}, {zero, -1, zero, zero}, {1e-30, -1e-30, 0, neg}, {3e38, 3e38, 0, inf},
	} {
		got := FMA(c.a, c.b, c.c)
		if got != got && c.want != c.want {
			continue
		}
		if math.Float32bits(got) != math.Float32bits(c.want) {
			t.Errorf("FMA(%g, %g, %g) = %g, want %g", c.a, c.b, c.c, got, c.want)
		}
	}
}

func TestAlloc(t *testing.T) {
	for _, n := range []int{0, 1, 15, 16, 17, hugePage/4 - 1, hugePage / 4, hugePage/4 + 1, hugePage} {
		x := Alloc(n)
		if len(x) != n || cap(x) != n {
			t.Errorf("Alloc(%d) has length %d, capacity %d", n, len(x), cap(x))
		}
		to := uintptr(64)
		if 4*n >= hugePage {
			to = hugePage
		}
		if n > 0 && uintptr(unsafe.Pointer(&x[0]))%to != 0 {
			t.Errorf("Alloc(%d) is at %p", n, &x[0])
		}
		for _, v := range x {
			if v != 0 {
				t.Fatalf("Alloc(%d) is not zero", n)
			}
		}
	}
}
