package regression

import (
	"context"
	"math"
	"testing"

	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/core/rng"
)

func asPublished(t *testing.T, m Method, population Population, features Features) Result {
	t.Helper()
	r, err := PredictAsPublished(context.Background(), PublishedDesign(m), population, features)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// drawn is a matrix of normal numbers, centred by column.
func drawn(rows, columns int, seed uint64) linalg.Matrix {
	s := rng.New(seed, "test matrix", 0)
	m := linalg.New(rows, columns)
	for k := range m.Data {
		m.Data[k] = s.Normal()
	}
	c, _ := centre(m)
	return c
}

// The elastic net's coefficients cannot be improved: where one is not 0 the
// slope of what is minimised is 0, and elsewhere it is within the kink.
func TestElasticNetIsAtItsMinimum(t *testing.T) {
	x, y := drawn(40, 12, 1), drawn(40, 3, 2)
	for j := range 3 { // make the responses depend on some features
		for i := range 40 {
			y.Set(i, j, y.At(i, j)+3*x.At(i, j)-2*x.At(i, j+1))
		}
	}
	for _, alpha := range []float64{0.05, 0.3, 1} {
		p := PublishedDesign(ElasticNet)
		p.Alpha = alpha
		m, err := p.fit(x, y)
		if err != nil {
			t.Fatal(err)
		}
		zero := 0
		for j := range y.Cols {
			for i := range x.Cols {
				slope := float64(alpha*0.5) * m.b.At(i, j)
				for r := range x.Rows {
					rest := y.At(r, j)
					for k := range x.Cols {
						rest -= x.At(r, k) * m.b.At(k, j)
					}
					slope -= x.At(r, i) * rest / 40
				}
				switch b := m.b.At(i, j); {
				case b == 0:
					zero++
					if math.Abs(slope) > 0.5*alpha+1e-4 {
						t.Errorf("alpha %v: coefficient %d, %d is 0 at a slope of %v", alpha, i, j, slope)
					}
				case math.Abs(slope+math.Copysign(0.5*alpha, b)) > 1e-4:
					t.Errorf("alpha %v: coefficient %d, %d is %v at a slope of %v", alpha, i, j, b, slope)
				}
			}
		}
		if zero == 0 {
			t.Errorf("alpha %v: no coefficient is 0", alpha)
		}
	}
}

// Ridge solves its equations.
func TestPublishedRidge(t *testing.T) {
	x, y := drawn(30, 6, 3), drawn(30, 2, 4)
	m, err := PublishedDesign(Ridge).fit(x, y)
	if err != nil {
		t.Fatal(err)
	}
	left, right := linalg.Mul(linalg.TMul(x, x), m.b), linalg.TMul(x, y)
	for k := range left.Data {
		if math.Abs(left.Data[k]+m.b.Data[k]-right.Data[k]) > 1e-9 {
			t.Errorf("element %d: %v, want %v", k, left.Data[k]+m.b.Data[k], right.Data[k])
		}
	}
}

// Cells among the features are found, by one alone and by all; and each method
// is as good as the recordings allow.
func TestPublishedDesignFindsTheTruth(t *testing.T) {
	pop := population(t)
	var truth Features
	for _, c := range pop.Cells {
		truth.Units = append(truth.Units, Feature{c.Cell, c.Bins, c.Rates})
	}
	for m, least := range map[Method]float64{Ridge: 0.85, PLS: 0.7, OneToOne: 0.9, ElasticNet: 0.75} {
		r := asPublished(t, m, pop, truth)
		if r.Summary.GridPredictivity < least || r.Summary.GridPredictivity > 1.05 {
			t.Errorf("%s: %v of the grid cells is predicted", m, r.Summary.GridPredictivity)
		}
	}
}

// Bins that were not visited count neither as fitted nor as left out.
func TestPublishedDesignRespectsMasks(t *testing.T) {
	_, pop, features := masked(t)
	features.Units[3].Rates[5] = math.NaN()
	pop.Cells[1].First[8] = math.NaN()
	want := asPublished(t, Ridge, pop, features)
	pop.Cells[0].First[5], features.Units[0].Rates[5], pop.Cells[1].Second[8] = 1e9, -1e9, 1e9
	got := asPublished(t, Ridge, pop, features)
	for i := range got.Cells {
		if got.Cells[i].Correlation != want.Cells[i].Correlation || got.Cells[i].Bins != want.Cells[i].Bins {
			t.Errorf("cell %d: %+v, want %+v", i, got.Cells[i], want.Cells[i])
		}
	}
	if want.Cells[1].Bins != 142 || want.Summary.Cells == 0 {
		t.Errorf("%+v", want)
	}
}

// A split fits a fifth of the bins, each split another.
func TestPublishedSplits(t *testing.T) {
	p := PublishedDesign(Ridge)
	a, rest := p.split(0, 400)
	b, _ := p.split(1, 400)
	if len(a) != 80 || len(rest) != 320 {
		t.Errorf("%d and %d bins", len(a), len(rest))
	}
	same := 0
	for _, k := range a {
		for _, l := range b {
			if k == l {
				same++
			}
		}
	}
	if same > 40 {
		t.Errorf("%d of 80 bins are fitted in both splits", same)
	}
}

func TestPublishedValidate(t *testing.T) {
	for _, spoil := range []func(*PublishedParams){
		func(p *PublishedParams) { p.Method = "x" }, func(p *PublishedParams) { p.TrainFraction = 1 }, func(p *PublishedParams) { p.Splits = 0 },
		func(p *PublishedParams) { p.Alpha = 0 }, func(p *PublishedParams) { p.L1Part = 2 }, func(p *PublishedParams) { p.Comps = 0 },
		func(p *PublishedParams) { p.MinCeiling = 0 },
	} {
		p := PublishedDesign(ElasticNet)
		spoil(&p)
		if p.Validate() == nil {
			t.Errorf("%+v is accepted", p)
		}
	}
	if err := PublishedDesign(PLS).Validate(); err != nil {
		t.Error(err)
	}
}
