package regression

import (
	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/core/rng"
)

// split assigns every bin to a fold. Whole squares of bins go together, so that
// a held-out bin's neighbours are held out too.
func split(p Params, bins int) []int {
	side := (bins + p.BlockBins - 1) / p.BlockBins
	draw := rng.New(p.Seed, "regression folds", 0)
	order := draw.Perm(side * side)
	out := make([]int, bins*bins)
	for i := range out {
		block := i/bins/p.BlockBins*side + i%bins/p.BlockBins
		out[i] = order[block] % p.Folds
	}
	return out
}

// predictFold fits outside fold held and predicts inside it. The candidates
// (penalties or components) are compared, per cell, on the next fold.
func (p Params) predictFold(out, x, y linalg.Matrix, folds []int, held int) error {
	inner := (held + 1) % p.Folds
	first := rowsOf(folds, func(f int) bool { return f != held && f != inner })
	check := rowsOf(folds, func(f int) bool { return f == inner })
	full := rowsOf(folds, func(f int) bool { return f != held })
	test := rowsOf(folds, func(f int) bool { return f == held })

	candidates, err := p.fit(take(x, first), take(y, first))
	if err != nil {
		return err
	}
	best, least := make([]int, y.Cols), make([]float64, y.Cols)
	wanted := take(y, check)
	for c, m := range candidates {
		guess := m.predict(take(x, check))
		for j := range y.Cols {
			var loss float64
			for i := range guess.Rows {
				d := guess.At(i, j) - wanted.At(i, j)
				loss += float64(d * d)
			}
			if c == 0 || loss < least[j] {
				best[j], least[j] = c, loss
			}
		}
	}
	final, err := p.fit(take(x, full), take(y, full))
	if err != nil {
		return err
	}
	at := take(x, test)
	for c, m := range final {
		guess := m.predict(at)
		for j := range y.Cols {
			if best[j] != c {
				continue
			}
			for i, row := range test {
				out.Set(row, j, guess.At(i, j))
			}
		}
	}
	return nil
}

func rowsOf(folds []int, in func(int) bool) []int {
	var out []int
	for i, f := range folds {
		if in(f) {
			out = append(out, i)
		}
	}
	return out
}

func take(m linalg.Matrix, rows []int) linalg.Matrix {
	out := linalg.New(len(rows), m.Cols)
	for i, r := range rows {
		copy(out.Row(i), m.Row(r))
	}
	return out
}

// model predicts y as ymean + (x - xmean) b.
type model struct {
	xmean, ymean []float64
	b            linalg.Matrix // features x cells
}

func (m model) predict(x linalg.Matrix) linalg.Matrix {
	c := x.Clone()
	for i := range c.Rows {
		linalg.Axpy(-1, m.xmean, c.Row(i))
	}
	out := linalg.Mul(c, m.b)
	for i := range out.Rows {
		linalg.Axpy(1, m.ymean, out.Row(i))
	}
	return out
}

// centre returns x with its column means removed, and them.
func centre(x linalg.Matrix) (linalg.Matrix, []float64) {
	means := make([]float64, x.Cols)
	for i := range x.Rows {
		linalg.Axpy(1, x.Row(i), means)
	}
	if x.Rows > 0 {
		linalg.Scale(1/float64(x.Rows), means)
	}
	out := x.Clone()
	for i := range out.Rows {
		linalg.Axpy(-1, means, out.Row(i))
	}
	return out, means
}

// fit returns one model per candidate.
func (p Params) fit(x, y linalg.Matrix) ([]model, error) {
	cx, xmean := centre(x)
	cy, ymean := centre(y)
	gram, cross := linalg.TMul(cx, cx), linalg.TMul(cx, cy)
	var coefficients []linalg.Matrix
	var err error
	if p.Method == Ridge {
		coefficients, err = ridge(gram, cross, p.Penalties)
	} else {
		coefficients = pls(gram, cross, p.Comps)
	}
	out := make([]model, len(coefficients))
	for i, b := range coefficients {
		out[i] = model{xmean, ymean, b}
	}
	return out, err
}

// ridge solves (X'X + penalty * trace/features) b = X'y for every penalty.
func ridge(gram, cross linalg.Matrix, penalties []float64) ([]linalg.Matrix, error) {
	var trace float64
	for i := range gram.Rows {
		trace += gram.At(i, i)
	}
	var out []linalg.Matrix
	for _, penalty := range penalties {
		if trace == 0 { // constant features
			out = append(out, linalg.New(gram.Rows, cross.Cols))
			continue
		}
		a := gram.Clone()
		for i := range a.Rows {
			a.Data[i*a.Cols+i] += float64(penalty * trace / float64(a.Rows))
		}
		c, err := linalg.NewCholesky(a)
		if err != nil {
			return nil, err
		}
		out = append(out, c.Solve(cross))
	}
	return out, nil
}

// pls is partial least squares with one response at a time (PLS1): with m
// components its coefficients are the least-squares solution within the Krylov
// space of X'y, (X'X) X'y, ..., whose orthonormal basis Lanczos' method builds.
func pls(gram, cross linalg.Matrix, components []int) []linalg.Matrix {
	most := 0
	for _, m := range components {
		most = max(most, m)
	}
	out := make([]linalg.Matrix, len(components))
	for i := range out {
		out[i] = linalg.New(gram.Rows, cross.Cols)
	}
	responses := cross.T()
	for j := range cross.Cols {
		basis, image := krylov(gram, responses.Row(j), most)
		for i, m := range components {
			column := projected(basis, image, responses.Row(j), min(m, len(basis)))
			for k, v := range column {
				out[i].Set(k, j, v)
			}
		}
	}
	return out
}

// krylov returns up to m orthonormal vectors and their images under gram. It
// stops early where the space is exhausted.
func krylov(gram linalg.Matrix, start []float64, m int) (basis, image [][]float64) {
	v := append([]float64(nil), start...)
	scale := linalg.Norm(v)
	for len(basis) < min(m, gram.Rows) {
		// Twice is enough to be orthogonal to working precision.
		for range 2 {
			for _, b := range basis {
				linalg.Axpy(-linalg.Dot(b, v), b, v)
			}
		}
		n := linalg.Norm(v)
		if n <= 1e-10*scale || n == 0 {
			break
		}
		linalg.Scale(1/n, v)
		w := make([]float64, len(v))
		linalg.MulVec(w, gram, v)
		basis, image = append(basis, v), append(image, w)
		scale = linalg.Norm(w)
		v = append([]float64(nil), w...)
	}
	return basis, image
}

// projected solves the least-squares problem within the first m basis vectors.
func projected(basis, image [][]float64, start []float64, m int) []float64 {
	out := make([]float64, len(start))
	for ; m > 0; m-- {
		a, b := linalg.New(m, m), linalg.New(m, 1)
		for i := range m {
			for k := range m {
				a.Set(i, k, linalg.Dot(basis[i], image[k]))
			}
			b.Set(i, 0, linalg.Dot(basis[i], start))
		}
		c, err := linalg.NewCholesky(a)
		if err != nil {
			continue // the last vector lies in the null space: do without it
		}
		for i, v := range c.Solve(b).Data {
			linalg.Axpy(v, basis[i], out)
		}
		break
	}
	return out
}
