package placecell

import (
	"math"
	"strings"
	"testing"
)

func single(cells int, layout Layout) Params {
	return Params{
		Cells: cells, BoxWidthM: 2.2, Layout: layout, Fields: Single(),
		SigmaM: Always(0.12), SurroundScale: Always(2), Aspect: Always(1), Seed: 1,
	}
}

// TestLayouts checks that fields lie in the box, the grid's at the midpoints,
// and that the Halton sequence covers more evenly than chance.
func TestLayouts(t *testing.T) {
	for _, layout := range []Layout{Uniform, Grid, Halton} {
		p := New(single(256, layout))
		counts := [4][4]int{}
		for k := range p.X {
			if math.Abs(p.X[k]) > 1.1 || math.Abs(p.Y[k]) > 1.1 {
				t.Fatalf("%s: field %d outside the box", layout, k)
			}
			counts[int((p.X[k]+1.1)/0.55)][int((p.Y[k]+1.1)/0.55)]++
		}
		spread := 0.0
		for _, row := range counts {
			for _, c := range row {
				spread += float64((c-16)*(c-16)) / 16
			}
		}
		t.Logf("%s: chi squared %.1f of 15", layout, spread)
		switch {
		case layout == Grid && spread != 0, layout == Halton && spread > 5, layout == Uniform && (spread < 3 || spread > 40):
			t.Errorf("%s: chi squared %g", layout, spread)
		}
	}
	p := New(single(4, Grid))
	for k, want := range [][2]float64{{-0.55, -0.55}, {-0.55, 0.55}, {0.55, -0.55}, {0.55, 0.55}} {
		if math.Abs(p.X[k]-want[0]) > 1e-15 || math.Abs(p.Y[k]-want[1]) > 1e-15 {
			t.Errorf("grid cell %d at (%v, %v), want %v", k, p.X[k], p.Y[k], want)
		}
	}
}

// TestFieldCounts compares mean and variance of the number of fields with the
// laws'.
func TestFieldCounts(t *testing.T) {
	const cells = 20000
	gamma := FieldCount{Law: GammaPoisson, Mean: 3, Shape: 0.57}
	// Given at least one: the moments of the negative binomial over 1 - P(0).
	silent := math.Pow(1+gamma.Mean/gamma.Shape, -gamma.Shape)
	gammaMean := gamma.Mean / (1 - silent)
	gammaSecond := (gamma.Mean + gamma.Mean*gamma.Mean*(1+1/gamma.Shape)) / (1 - silent)
	for _, c := range []struct {
		law            FieldCount
		mean, variance float64
	}{
		{FieldCount{Law: Fixed, Mean: 3}, 3, 0},
		{FieldCount{Law: OnePlus, Mean: 2}, 3, 2},
		{gamma, gammaMean, gammaSecond - gammaMean*gammaMean},
	} {
		q := single(cells, Uniform)
		q.Fields = c.law
		p := New(q)
		var sum, squares float64
		for i := range cells {
			n := 0.0
			for f := range p.Fields {
				if p.Present[i*p.Fields+f] {
					n++
				}
			}
			if n < 1 {
				t.Fatalf("%v: a cell without a field", c.law)
			}
			sum += n
			squares += n * n
		}
		mean := sum / cells
		variance := squares/cells - mean*mean
		t.Logf("%v: mean %.3f, variance %.3f", c.law, mean, variance)
		if math.Abs(mean-c.mean) > 5*math.Sqrt(c.variance/cells)+1e-12 || math.Abs(variance-c.variance) > 0.1*c.variance+1e-9 {
			t.Errorf("%v: mean %g, want %g; variance %g, want %g", c.law, mean, c.mean, variance, c.variance)
		}
	}
}

// TestStreams checks that more cells, more fields or another width leave the
// other properties of a cell alone.
func TestStreams(t *testing.T) {
	a := New(single(16, Uniform))
	q := single(64, Uniform)
	q.SigmaM = Range{Lo: 0.1, Hi: 0.2}
	q.Fields = FieldCount{Law: Fixed, Mean: 3}
	b := New(q)
	for i := range 16 {
		if a.X[i] != b.X[3*i] || a.Y[i] != b.Y[3*i] {
			t.Fatalf("cell %d moved", i)
		}
	}
}

// TestEllipse checks the quadratic form of an elliptic field by its axes and
// its determinant.
func TestEllipse(t *testing.T) {
	p := Empty(1, 1)
	p.Put(0, 0, Field{XM: 0.1, YM: 0.2, SigmaM: 0.12, SurroundScale: 2, Aspect: 4, OrientationRad: 0.7})
	c, s := make([]float64, 1), make([]float64, 1)
	for _, axis := range []struct{ angle, width float64 }{{0.7, 0.24}, {0.7 + math.Pi/2, 0.06}} {
		p.Energies(0.1+axis.width*math.Cos(axis.angle), 0.2+axis.width*math.Sin(axis.angle), c, s)
		if math.Abs(c[0]-0.5) > 1e-14 || math.Abs(s[0]-0.125) > 1e-14 {
			t.Errorf("energies %v, %v at one width along %v rad, want 0.5 and 0.125", c[0], s[0], axis.angle)
		}
	}
	if det, want := p.XX[0]*p.YY[0]-p.XY[0]*p.XY[0]/4, math.Pow(2*0.12*0.12, -2); math.Abs(det/want-1) > 1e-13 {
		t.Errorf("determinant %v, want %v", det, want)
	}
}

// TestNearestField checks that a cell answers with the field nearest in units
// of its own width, and takes that field's surround.
func TestNearestField(t *testing.T) {
	p := Empty(1, 3)
	p.Put(0, 0, Field{XM: 0, SigmaM: 0.1, SurroundScale: 2, Aspect: 1})
	p.Put(0, 1, Field{XM: 1, SigmaM: 0.4, SurroundScale: 3, Aspect: 1})
	c, s := make([]float64, 1), make([]float64, 1)
	p.Energies(0.4, 0, c, s) // 4 widths from the first, 1.5 from the second
	if want := 1.5 * 1.5 / 2; math.Abs(c[0]-want) > 1e-14 || math.Abs(s[0]-want/9) > 1e-14 {
		t.Errorf("energies %v, %v, want %v, %v", c[0], s[0], want, want/9)
	}
}

// TestDecode walks through ties, absent fields, NaN, and the edge of a torus.
func TestDecode(t *testing.T) {
	p := Empty(5, 2)
	at := func(x, y float64) Field { return Field{XM: x, YM: y, SigmaM: 0.1, SurroundScale: 2, Aspect: 1} }
	for i, x := range []float64{0, 0.1, 0.2, 0.9, 0.8} {
		p.Put(i, 0, at(x, 0))
	}
	p.Put(0, 1, at(0.85, 0)) // nearer to the fields of cells 3 and 4
	nan := math.NaN()
	for _, c := range []struct {
		activity []float64
		lowest   bool
		x        float64
	}{
		{[]float64{5, 4, 3, 2, 1}, false, 0.1},
		{[]float64{5, 0, 0, 4, 4}, false, 0.85},
		{[]float64{1, 2, 3, 4, 5}, true, 0.1},
		{[]float64{1, 1, 1, 1, 1}, false, 0.1},         // ties: cells 0, 1, 2
		{[]float64{nan, nan, 2, 3, 1}, false, 1.9 / 3}, // NaN never wins
		{[]float64{nan, nan, nan, nan, nan}, false, 0.1},
		{[]float64{-1e300, -1e300, math.Inf(-1), 1, nan}, false, (0.85 + 0.1 + 0.9) / 3},
	} {
		if x, _ := Decode(p, c.activity, c.lowest); math.Abs(x-c.x) > 1e-14 {
			t.Errorf("%v decodes to %v, want %v", c.activity, x, c.x)
		}
	}
	q := Empty(3, 1)
	q.PeriodM = 2
	for i, x := range []float64{0.9, -0.9, -0.8} {
		q.Put(i, 0, at(x, 0))
	}
	if x, _ := Decode(q, []float32{3, 2, 1}, false); math.Abs(x-(-1+0.2/3)) > 1e-14 {
		t.Errorf("across the edge: %v", x)
	}
}

func TestValidateNames(t *testing.T) {
	p := single(10, Uniform)
	p.Fields = FieldCount{Law: GammaPoisson, Mean: 1}
	if err := p.Validate(); err == nil || !strings.Contains(err.Error(), "Fields.Shape") {
		t.Errorf("error %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("New accepts invalid parameters")
		}
	}()
	New(p)
}
