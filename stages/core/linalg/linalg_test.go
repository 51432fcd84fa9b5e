package linalg

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/mat"
)

func random(rows, cols int, seed uint64) Matrix {
	r := rand.New(rand.NewPCG(seed, 1))
	m := New(rows, cols)
	for i := range m.Data {
		m.Data[i] = 2*r.Float64() - 1
	}
	return m
}

func dense(m Matrix) *mat.Dense { return mat.NewDense(m.Rows, m.Cols, m.Clone().Data) }

func symmetric(n int, seed uint64) Matrix {
	a := random(n, n, seed)
	b := a.T()
	for i, v := range b.Data {
		a.Data[i] += v
	}
	return a
}

func distance(t *testing.T, got, want []float64) float64 {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("length %d, want %d", len(got), len(want))
	}
	var d float64
	for i := range got {
		if math.IsNaN(got[i]) {
			return math.Inf(1)
		}
		d = max(d, math.Abs(got[i]-want[i]))
	}
	return d
}

func near(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if d := distance(t, got, want); d > tolerance {
		t.Errorf("%s: off by %g, tolerance %g", what, d, tolerance)
	}
}

func TestProductsMatchGonumAndTheDefinition(t *testing.T) {
	for _, n := range [][3]int{{0, 3, 2}, {1, 1, 1}, {2, 4, 0}, {3, 5, 7}, {33, 34, 35}, {70, 9, 64}} {
		a, b := random(n[0], n[2], 1), random(n[2], n[1], 2)
		got := Mul(a, b)
		for i := range a.Rows {
			for j := range b.Cols {
				var s float64
				for k := range a.Cols {
					s += float64(a.At(i, k) * b.At(k, j))
				}
				if s != got.At(i, j) {
					t.Fatalf("%v: element %d,%d is not one chain", n, i, j)
				}
			}
		}
		near(t, "TMul", TMul(a.T(), b).Data, got.Data, 0)
		if n[0]*n[1]*n[2] == 0 {
			continue
		}
		var want mat.Dense
		want.Mul(dense(a), dense(b))
		near(t, "Mul", got.Data, want.RawMatrix().Data, 1e-13)
	}
}

func TestCholesky(t *testing.T) {
	a := random(40, 30, 3)
	spd := TMul(a, a)
	c, err := NewCholesky(spd)
	if err != nil {
		t.Fatal(err)
	}
	l := c.L()
	near(t, "L L'", MulT(l, l).Data, spd.Data, 1e-12)
	x := random(30, 4, 4)
	near(t, "solve", c.Solve(Mul(spd, x)).Data, x.Data, 1e-9)
	spd.Set(7, 7, -1)
	if _, err := NewCholesky(spd); err == nil {
		t.Error("an indefinite matrix was factored")
	}
}

func TestEigenSymMatchesGonum(t *testing.T) {
	for _, n := range []int{1, 2, 3, 10, 57} {
		a := symmetric(n, uint64(n))
		values, vectors, err := EigenSym(a)
		if err != nil {
			t.Fatal(err)
		}
		var ref mat.EigenSym
		if !ref.Factorize(mat.NewSymDense(n, a.Clone().Data), false) {
			t.Fatal("reference failed")
		}
		want := ref.Values(nil)
		for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
			want[i], want[j] = want[j], want[i]
		}
		near(t, "eigenvalues", values, want, 1e-12)
		near(t, "orthogonality", TMul(vectors, vectors).Data, Identity(n).Data, 1e-12)
		scaled := vectors.Clone()
		for i := range n {
			for j := range n {
				scaled.Data[i*n+j] *= values[j]
			}
		}
		near(t, "A V = V D", Mul(a, vectors).Data, scaled.Data, 1e-12)
	}
}

func TestEigenSymOfDegenerateMatrices(t *testing.T) {
	zero := New(5, 5)
	values, vectors, err := EigenSym(zero)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "zero", values, make([]float64, 5), 0)
	near(t, "vectors of zero", vectors.Data, Identity(5).Data, 0)
	ones := New(6, 6)
	for i := range ones.Data {
		ones.Data[i] = 1
	}
	values, _, err = EigenSym(ones)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "ones", values, []float64{6, 0, 0, 0, 0, 0}, 1e-14)
	zero.Set(1, 1, math.NaN())
	if _, _, err := EigenSym(zero); err == nil {
		t.Error("NaN was accepted")
	}
}

func TestFFTMatchesGonumAtAnyLength(t *testing.T) {
	for n := 1; n <= 130; n++ {
		x := random(2, n, uint64(n))
		z := make([]complex128, n)
		for i := range z {
			z[i] = complex(x.At(0, i), x.At(1, i))
		}
		want := fourier.NewCmplxFFT(n).Coefficients(nil, z)
		got := x.Clone()
		f := NewFFT(n)
		f.Forward(got.Row(0), got.Row(1))
		for i, w := range want {
			if math.Abs(real(w)-got.At(0, i)) > 2e-13 || math.Abs(imag(w)-got.At(1, i)) > 2e-13 {
				t.Fatalf("n %d: element %d is %g+%gi, want %g", n, i, got.At(0, i), got.At(1, i), w)
			}
		}
		f.Inverse(got.Row(0), got.Row(1))
		near(t, "inverse", got.Data, x.Data, 2e-14)
	}
}

func TestFFT2IsAnFFTAlongEachAxis(t *testing.T) {
	for _, n := range [][2]int{{1, 1}, {4, 6}, {5, 37}, {37, 5}, {50, 50}} {
		x, y := random(n[0], n[1], 7), random(n[0], n[1], 8)
		re, im := x.Clone(), y.Clone()
		f := NewFFT2(n[0], n[1])
		f.Forward(re.Data, im.Data)
		a, b := x.Clone(), y.Clone()
		for i := range n[0] {
			NewFFT(n[1]).Forward(a.Row(i), b.Row(i))
		}
		a, b = a.T(), b.T()
		for j := range n[1] {
			NewFFT(n[0]).Forward(a.Row(j), b.Row(j))
		}
		near(t, "real part", re.Data, a.T().Data, 1e-12)
		near(t, "imaginary part", im.Data, b.T().Data, 1e-12)
		f.Inverse(re.Data, im.Data)
		near(t, "inverse", re.Data, x.Data, 1e-14)
		near(t, "inverse", im.Data, y.Data, 1e-14)
	}
}

// TestBits holds digests of results on amd64; other architectures must agree.
func TestBits(t *testing.T) {
	h := sha256.New()
	write := func(v []float64) {
		for _, x := range v {
			var b [8]byte
			binary.LittleEndian.PutUint64(b[:], math.Float64bits(x))
			h.Write(b[:])
		}
	}
	a := random(24, 17, 11)
	write(MulT(a, a).Data)
	values, vectors, err := EigenSym(TMul(a, a))
	if err != nil {
		t.Fatal(err)
	}
	write(values)
	write(vectors.Data)
	for _, n := range []int{8, 30, 37, 101} {
		x := random(2, n, 12)
		NewFFT(n).Forward(x.Row(0), x.Row(1))
		write(x.Data)
	}
	const want = "114848ff4e75771d"
	if got := hex.EncodeToString(h.Sum(nil)[:8]); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
}

func BenchmarkMulT(b *testing.B) {
	x := random(400, 400, 1)
	c := New(400, 400)
	for b.Loop() {
		MulTInto(c, x, x)
	}
	b.ReportMetric(2*400*400*400*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}

func BenchmarkFFT2(b *testing.B) {
	x := random(2, 64*64, 1)
	f := NewFFT2(64, 64)
	for b.Loop() {
		f.Forward(x.Row(0), x.Row(1))
		f.Inverse(x.Row(0), x.Row(1))
	}
}
