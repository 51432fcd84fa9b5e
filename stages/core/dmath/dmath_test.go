package dmath

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestUlps measures every function against arithmetic of 260 bits and holds
// it to the bound that its comment states.
func TestUlps(t *testing.T) {
	exp := func(x float64) *big.Float { return refExp(ref(x)) }
	log := func(x float64) *big.Float { return refLog(ref(x)) }
	expm1 := func(x float64) *big.Float { v := exp(x); return v.Sub(v, ref(1)) }
	over := func(a, b *big.Float) *big.Float { return refZero().Quo(a, b) }
	for _, c := range []struct {
		name   string
		f      func(float64) float64
		want   func(float64) *big.Float
		lo, hi float64
		bound  float64
	}{
		{"Exp", Exp, exp, -700, 700, 0.6},
		{"Exp", Exp, exp, -1, 1, 0.6},
		{"Exp subnormal", Exp, exp, -745, -708.5, 1.1},
		{"Expm1", Expm1, expm1, -2, 2, 1.5},
		{"Expm1", Expm1, expm1, -1e-5, 1e-5, 1.5},
		{"Expm1", Expm1, expm1, -40, 100, 1.5},
		{"Log", Log, log, 0.5, 2, 0.7},
		{"Log", Log, log, 0.99, 1.01, 0.7},
		{"Log", Log, log, 0, 1e6, 0.7},
		{"Log", Log, log, 0, 1e-300, 0.7},
		{"Log1p", Log1p, func(x float64) *big.Float { return refLog(refZero().Add(ref(1), ref(x))) }, -0.9, 3, 2},
		{"Log1p", Log1p, func(x float64) *big.Float { return refLog(refZero().Add(ref(1), ref(x))) }, -1e-6, 1e-6, 2},
		{"Log2", Log2, func(x float64) *big.Float { return over(log(x), refLog2()) }, 0.1, 100, 1},
		{"Log10", Log10, func(x float64) *big.Float { return over(log(x), log(10)) }, 0.1, 100, 1},
		{"Sin", Sin, func(x float64) *big.Float { s, _ := refSincos(ref(x)); return s }, -0.8, 0.8, 0.8},
		{"Sin", Sin, func(x float64) *big.Float { s, _ := refSincos(ref(x)); return s }, -60, 60, 0.8},
		{"Cos", Cos, func(x float64) *big.Float { _, c := refSincos(ref(x)); return c }, -60, 60, 0.8},
		{"Tan", Tan, func(x float64) *big.Float { s, c := refSincos(ref(x)); return over(s, c) }, -60, 60, 2},
		{"Atan", Atan, func(x float64) *big.Float { return refAtan(ref(x)) }, -1.5, 1.5, 1.5},
		{"Atan", Atan, func(x float64) *big.Float { return refAtan(ref(x)) }, -100, 100, 1.5},
		{"Atan2", func(x float64) float64 { return Atan2(x, 0.7) }, func(x float64) *big.Float { return refAtan(over(ref(x), ref(0.7))) }, -5, 5, 1.5},
		{"Tanh", Tanh, func(x float64) *big.Float {
			e := expm1(2 * x)
			return over(e, refZero().Add(e, ref(2)))
		}, -3, 3, 2.5},
		{"Sigmoid", Sigmoid, func(x float64) *big.Float { return over(ref(1), refZero().Add(ref(1), exp(-x))) }, -30, 30, 2},
		{"Pow", func(x float64) float64 { return Pow(x, 2.7) }, func(x float64) *big.Float { l := log(x); return refExp(l.Mul(l, ref(2.7))) }, 0, 100, 1},
		{"Pow", func(x float64) float64 { return Pow(10, x) }, func(x float64) *big.Float { l := log(10); return refExp(l.Mul(l, ref(x))) }, -20, 20, 1},
		{"Pow edge", func(x float64) float64 { return Pow(x, 99.5) }, func(x float64) *big.Float { l := log(x); return refExp(l.Mul(l, ref(99.5))) }, 900, 1200, 12},
		{"Cbrt", Cbrt, func(x float64) *big.Float { l := log(x); return refExp(l.Quo(l, ref(3))) }, 0, 1000, 1},
		{"Hypot", func(x float64) float64 { return Hypot(x, 0.3) }, func(x float64) *big.Float {
			s := refZero().Mul(ref(x), ref(x))
			s.Add(s, refZero().Mul(ref(0.3), ref(0.3)))
			return s.Sqrt(s)
		}, -2, 2, 1},
	} {
		r := rand.New(rand.NewPCG(1, 2))
		worst, at := 0.0, 0.0
		for range 300 {
			x := c.lo + (c.hi-c.lo)*r.Float64()
			if u := ulps(c.f(x), c.want(x)); u > worst {
				worst, at = u, x
			}
		}
		t.Logf("%-14s [%g, %g]: %.3f ulp", c.name, c.lo, c.hi, worst)
		if worst > c.bound {
			t.Errorf("%s(%v) is off by %.3f ulp; its comment says %g", c.name, at, worst, c.bound)
		}
	}
}

// TestNearMath compares with package math on many more points than the slow
// reference can.
func TestNearMath(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, c := range []struct {
		name    string
		f, want func(float64) float64
		lo, hi  float64
	}{
		{"Exp", Exp, math.Exp, -750, 720},
		{"Expm1", Expm1, math.Expm1, -50, 720},
		{"Log", Log, math.Log, 0, 50},
		{"Log1p", Log1p, math.Log1p, -1, 50},
		{"Sin", Sin, math.Sin, -1e5, 1e5},
		{"Cos", Cos, math.Cos, -1e5, 1e5},
		{"Sin huge", Sin, math.Sin, 1e6, 1e15},
		{"Cos huge", Cos, math.Cos, -1e300, 1e300},
		{"Atan", Atan, math.Atan, -50, 50},
		{"Tanh", Tanh, math.Tanh, -30, 30},
		{"Cbrt", Cbrt, math.Cbrt, -1e9, 1e9},
		{"Cbrt tiny", Cbrt, math.Cbrt, -1e-300, 1e-300},
	} {
		n := 20000
		if c.hi > 1e6 || c.name == "Cos huge" {
			n = 50
		}
		for range n {
			x := c.lo + (c.hi-c.lo)*r.Float64()
			if got, want := c.f(x), c.want(x); math.Abs(got-want) > 4e-15*math.Abs(want)+5e-324 {
				t.Fatalf("%s(%v) = %v, package math says %v", c.name, x, got, want)
			}
		}
	}
	for range 20000 {
		x, y := r.NormFloat64(), r.NormFloat64()
		if got, want := Atan2(y, x), math.Atan2(y, x); math.Abs(got-want) > 1e-15*math.Abs(want) {
			t.Fatalf("Atan2(%v, %v) = %v, package math says %v", y, x, got, want)
		}
		if got, want := Hypot(x, y*1e-3), math.Hypot(x, y*1e-3); math.Abs(got-want) > 1e-15*want {
			t.Fatalf("Hypot = %v, want %v", got, want)
		}
	}
}

// TestSpecialValues holds every function to package math at the edges.
func TestSpecialValues(t *testing.T) {
	edges := []float64{0, math.Copysign(0, -1), 1, -1, 0.5, 2, -2, 3, -3, 2.5, math.Inf(1), math.Inf(-1), math.NaN(),
		math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64, 0x1p-1022, 1e-310, 1e200, 1e-200, 710, -746}
	// Package math is itself wrong at these: its assembly for amd64 takes a
	// subnormal number's exponent for -1022, its Sin uses too few bits of pi
	// at the largest number, and its Atan2 loses the sign of an underflowing
	// quotient.
	mathIsWrong := map[string]bool{
		"Log(5e-324)": true, "Log(1e-310)": true, "Log10(5e-324)": true, "Log10(1e-310)": true,
		"Sin(1.7976931348623157e+308)": true, "Sin(-1.7976931348623157e+308)": true,
		"Atan2(-5e-324, -2)": true, "Atan2(-5e-324, -3)": true, "Atan2(-5e-324, -1.7976931348623157e+308)": true, "Atan2(-5e-324, -746)": true,
	}
	if got := Log(5e-324); got != -744.4400719213812 {
		t.Errorf("Log(5e-324) = %v", got)
	}
	if got := Sin(math.MaxFloat64); got != 0.004961954789184062 {
		t.Errorf("Sin(MaxFloat64) = %v", got)
	}
	same := func(a, b float64) bool {
		if a != a || b != b {
			return a != a && b != b
		}
		return math.Signbit(a) == math.Signbit(b) && (a == b || math.Abs(a-b) <= 4e-15*math.Abs(b))
	}
	unary := []struct {
		name    string
		f, want func(float64) float64
	}{
		{"Exp", Exp, math.Exp}, {"Expm1", Expm1, math.Expm1}, {"Log", Log, math.Log}, {"Log1p", Log1p, math.Log1p},
		{"Log2", Log2, math.Log2}, {"Log10", Log10, math.Log10}, {"Sin", Sin, math.Sin}, {"Cos", Cos, math.Cos},
		{"Atan", Atan, math.Atan}, {"Tanh", Tanh, math.Tanh}, {"Cbrt", Cbrt, math.Cbrt},
	}
	for _, c := range unary {
		for _, x := range edges {
			if got, want := c.f(x), c.want(x); !same(got, want) && !mathIsWrong[fmt.Sprintf("%s(%v)", c.name, x)] {
				t.Errorf("%s(%v) = %v, package math says %v", c.name, x, got, want)
			}
		}
	}
	binaryFuncs := []struct {
		name    string
		f, want func(x, y float64) float64
	}{{"Pow", Pow, math.Pow}, {"Atan2", Atan2, math.Atan2}, {"Hypot", Hypot, math.Hypot}}
	for _, c := range binaryFuncs {
		for _, x := range edges {
			for _, y := range edges {
				if got, want := c.f(x, y), c.want(x, y); !same(got, want) && !mathIsWrong[fmt.Sprintf("%s(%v, %v)", c.name, x, y)] {
					t.Errorf("%s(%v, %v) = %v, package math says %v", c.name, x, y, got, want)
				}
			}
		}
	}
	for k := -1074; k < 1024; k++ {
		if got := Log2(math.Ldexp(1, k)); got != float64(k) {
			t.Fatalf("Log2(2**%d) = %v", k, got)
		}
	}
}

// TestNormalQuantile inverts the distribution function.
func TestNormalQuantile(t *testing.T) {
	for _, p := range []float64{1e-300, 1e-50, 1e-12, 1e-5, 0.01, 0.07, 0.0751, 0.3, 0.5, 0.6, 0.92, 0.95, 0.9999} {
		z := NormalQuantile(p)
		if got := 0.5 * math.Erfc(-z/math.Sqrt2); math.Abs(got-p) > 2e-13*p {
			t.Errorf("P(Z <= NormalQuantile(%v)) = %v", p, got)
		}
	}
	if !math.IsInf(NormalQuantile(0), -1) || !math.IsInf(NormalQuantile(1), 1) || NormalQuantile(1.5) == NormalQuantile(1.5) || NormalQuantile(math.NaN()) == 0 {
		t.Error("the edges are wrong")
	}
}

// TestBits fixes the bits of every function: the same digest must come out on
// every architecture.
func TestBits(t *testing.T) {
	const want = "0e51aa7ca125b36746869c78047b961cafa4501e5ffc6f81e825d80059ce3e49"
	h := sha256.New()
	r := rand.New(rand.NewPCG(5, 6))
	put := func(v float64) { _ = binary.Write(h, binary.LittleEndian, math.Float64bits(v)) }
	for range 5000 {
		x, y := float64(20*r.Float64())-10, r.Float64()
		for _, f := range []func(float64) float64{Exp, Expm1, Sigmoid, Tanh, Sin, Cos, Tan, Atan, Cbrt} {
			put(f(x))
		}
		for _, f := range []func(float64) float64{Log, Log1p, Log2, Log10, NormalQuantile} {
			put(f(y))
		}
		put(Pow(y, x))
		put(Atan2(x, y))
		put(Hypot(x, y))
		put(Sin(x * 1e6))
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
}

func BenchmarkExp(b *testing.B) { bench(b, Exp) }

func BenchmarkLog(b *testing.B) { bench(b, Log) }

func BenchmarkSin(b *testing.B) { bench(b, Sin) }

func BenchmarkTanh(b *testing.B) { bench(b, Tanh) }

func BenchmarkNormalQuantile(b *testing.B) { bench(b, NormalQuantile) }

func bench(b *testing.B, f func(float64) float64) {
	var sum float64
	for i := range b.N {
		sum += f(float64(i&1023)*0x1p-10 + 0x1p-12)
	}
	if sum == 1 {
		b.Log(sum)
	}
}
