package regression

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
)

// The regressions of the published design besides Ridge and PLS.
const (
	OneToOne   Method = "one-to-one"  // the feature that correlates best, and a line through it
	ElasticNet Method = "elastic net" // penalties on absolute and on squared coefficients
)

// PublishedParams are the design of [Nayebi2021]: in each of ten splits a fifth
// of the bins, of 5 cm, is drawn at random and fitted, and the others are
// predicted. Penalties are those of scikit-learn, in the units of the data:
//
//	ridge        |y - X b|^2 + alpha |b|^2
//	elastic net  |y - X b|^2 / 2n + alpha (part |b|_1 + (1 - part) |b|^2 / 2)
type PublishedParams struct {
	Method        Method
	TrainFraction float64 // of the bins, in each split
	Splits        int
	Alpha         float64
	L1Part        float64 // of the elastic net
	Comps         int     // of partial least squares
	MinCeiling    float64 // as of Params
	Seed          uint64  // of the splits
}

// PublishedDesign are the published settings.
func PublishedDesign(m Method) PublishedParams {
	return PublishedParams{Method: m, TrainFraction: 0.2, Splits: 10, Alpha: 1, L1Part: 0.5, Comps: 25, MinCeiling: 0.2, Seed: 1}
}

// String names the method.
func (p PublishedParams) String() string { return string(p.Method) + " as published" }

// Validate reports the first field out of range.
func (p PublishedParams) Validate() error {
	switch p.Method {
	case Ridge, PLS, OneToOne, ElasticNet:
	default:
		return fmt.Errorf("regression: Method is %q, must be %q, %q, %q or %q", p.Method, Ridge, PLS, OneToOne, ElasticNet)
	}
	switch {
	case !(p.TrainFraction > 0 && p.TrainFraction < 1):
		return fmt.Errorf("regression: TrainFraction is %g, must lie between 0 and 1", p.TrainFraction)
	case p.Splits < 1 || p.Splits > 1000:
		return fmt.Errorf("regression: Splits is %d, must be 1 to 1000", p.Splits)
	case !(p.Alpha > 0) || math.IsInf(p.Alpha, 0):
		return fmt.Errorf("regression: Alpha is %g, must be positive and finite", p.Alpha)
	case !(p.L1Part >= 0 && p.L1Part <= 1):
		return fmt.Errorf("regression: L1Part is %g, must be 0 to 1", p.L1Part)
	case p.Comps < 1:
		return fmt.Errorf("regression: Comps is %d, must be at least 1", p.Comps)
	case !(p.MinCeiling > 0 && p.MinCeiling < 1):
		return fmt.Errorf("regression: MinCeiling is %g, must be between 0 and 1", p.MinCeiling)
	}
	return nil
}

// fewestTrained is how many bins a split fits at least.
const fewestTrained = 5

// PredictAsPublished predicts the population under the published design. A
// cell's correlation is the mean over splits of that at the bins left out.
func PredictAsPublished(ctx context.Context, p PublishedParams, population Population, features Features) (Result, error) {
	if err := p.Validate(); err != nil {
		return Result{}, err
	}
	if len(features.Units) == 0 || len(population.Cells) == 0 {
		return nothing(string(p.Method)), nil
	}
	least := int(math.Ceil(fewestTrained / min(p.TrainFraction, 1-p.TrainFraction)))
	d, err := prepare(population, features, least)
	if err != nil {
		return Result{}, err
	}
	splits := make([][]float64, len(population.Cells))
	done := 0
	for _, g := range d.groups {
		x, y := take(d.x, g.bins), d.first(g)
		for s := range p.Splits {
			if err := ctx.Err(); err != nil {
				return Result{}, err
			}
			train, test := p.split(s, len(g.bins))
			m, err := p.fit(take(x, train), take(y, train))
			if err != nil {
				return Result{}, err
			}
			guess := m.predict(take(x, test)).T()
			for j, cell := range g.cells {
				second := make([]float64, len(test))
				for i, row := range test {
					second[i] = population.Cells[cell].Second[g.bins[row]]
				}
				if r := correlation(guess.Row(j), second); r == r {
					splits[cell] = append(splits[cell], r)
				} else {
					splits[cell] = append(splits[cell], 0) // a constant prediction predicts nothing
				}
			}
			done++
			job.Progress(ctx, done, p.Splits*len(d.groups))
		}
	}
	out := d.report(string(p.Method), p.MinCeiling)
	for i := range out.Cells {
		if len(splits[i]) > 0 {
			out.Cells[i].Correlation = stat.Mean(splits[i])
		}
	}
	out.summarise(p.MinCeiling)
	return out, nil
}

// split draws the bins of one split, and lists them in order.
func (p PublishedParams) split(number, bins int) (train, test []int) {
	draw := rng.New(p.Seed, "regression published split", uint64(number))
	count := int(math.Round(p.TrainFraction * float64(bins)))
	in := make([]bool, bins)
	for _, k := range draw.Perm(bins)[:count] {
		in[k] = true
	}
	for k, t := range in {
		if t {
			train = append(train, k)
		} else {
			test = append(test, k)
		}
	}
	return train, test
}

// fit is the method's one model.
func (p PublishedParams) fit(x, y linalg.Matrix) (model, error) {
	cx, xmean := centre(x)
	cy, ymean := centre(y)
	gram, cross := linalg.TMul(cx, cx), linalg.TMul(cx, cy)
	m := model{xmean: xmean, ymean: ymean}
	var err error
	switch p.Method {
	case Ridge:
		m.b, err = p.ridge(gram, cross)
	case PLS:
		m.b = pls(gram, cross, []int{p.Comps})[0]
	case OneToOne:
		m.b = oneToOne(gram, cross)
	default:
		m.b = p.elastic(gram, cross, float64(x.Rows))
	}
	return m, err
}

// ridge solves (X'X + alpha) b = X'y.
func (p PublishedParams) ridge(gram, cross linalg.Matrix) (linalg.Matrix, error) {
	a := gram.Clone()
	for i := range a.Rows {
		a.Data[i*a.Cols+i] += p.Alpha
	}
	c, err := linalg.NewCholesky(a)
	if err != nil {
		return linalg.Matrix{}, err
	}
	return c.Solve(cross), nil
}

// oneToOne takes for each cell the feature that correlates most with it.
func oneToOne(gram, cross linalg.Matrix) linalg.Matrix {
	b := linalg.New(gram.Rows, cross.Cols)
	for j := range cross.Cols {
		best, most := 0, math.Inf(-1)
		for i := range gram.Rows {
			// A feature that does not vary correlates with nothing.
			if r := cross.At(i, j) / math.Sqrt(gram.At(i, i)); gram.At(i, i) > 0 && r > most {
				best, most = i, r
			}
		}
		if !math.IsInf(most, -1) {
			b.Set(best, j, cross.At(best, j)/gram.At(best, best))
		}
	}
	return b
}

const (
	sweepsMost = 1000 // of the coordinates
	sweepsStop = 1e-6 // change of a coefficient, relative to the largest, that ends them
)

// elastic goes through the coordinates, each in turn at its best.
func (p PublishedParams) elastic(gram, cross linalg.Matrix, n float64) linalg.Matrix {
	out := linalg.New(gram.Rows, cross.Cols)
	l1, l2 := float64(n*p.Alpha*p.L1Part), float64(n*p.Alpha*(1-p.L1Part))
	for j := range cross.Cols {
		b, image := make([]float64, gram.Rows), make([]float64, gram.Rows) // image is X'X b
		for range sweepsMost {
			moved, largest := 0.0, 0.0
			for i := range b {
				diagonal := gram.At(i, i)
				if diagonal == 0 {
					continue
				}
				rest := cross.At(i, j) - image[i] + float64(diagonal*b[i])
				v := soft(rest, l1) / (diagonal + l2)
				if change := v - b[i]; change != 0 {
					linalg.Axpy(change, gram.Row(i), image)
					b[i] = v
					moved = max(moved, math.Abs(change))
				}
				largest = max(largest, math.Abs(v))
			}
			if moved <= sweepsStop*largest {
				break
			}
		}
		for i, v := range b {
			out.Set(i, j, v)
		}
	}
	return out
}

// soft moves a number by so much towards 0.
func soft(v, by float64) float64 {
	switch {
	case v > by:
		return v - by
	case v < -by:
		return v + by
	}
	return 0
}
