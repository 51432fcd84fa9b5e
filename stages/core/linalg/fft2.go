package linalg

// FFT2 transforms row-major rows x cols arrays along both axes. Like FFT it
// holds scratch space: one goroutine at a time.
type FFT2 struct {
	rows, cols    int
	across, along *FFT
}

// NewFFT2 plans transforms of rows x cols arrays.
func NewFFT2(rows, cols int) *FFT2 {
	return &FFT2{rows: rows, cols: cols, across: NewFFT(cols), along: NewFFT(rows)}
}

// Forward transforms re + i im in place:
//
//	X[k][l] = sum over i, j of x[i][j] exp(-2 pi i (i k / rows + j l / cols))
func (f *FFT2) Forward(re, im []float64) {
	if len(re) != f.rows*f.cols || len(im) != len(re) {
		panic("linalg: length differs from the plan")
	}
	for i := range f.rows {
		f.across.batch(re[i*f.cols:(i+1)*f.cols], im[i*f.cols:(i+1)*f.cols], 1)
	}
	f.along.batch(re, im, f.cols)
}

// Inverse undoes Forward, in place; it includes the factor 1/(rows*cols).
func (f *FFT2) Inverse(re, im []float64) {
	f.Forward(im, re)
	scale := 1 / (float64(f.rows) * float64(f.cols))
	Scale(scale, re)
	Scale(scale, im)
}
